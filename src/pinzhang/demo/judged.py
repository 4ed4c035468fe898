"""A judged round: 200 files, 24 reviewers, one of them severe and one careless, 8 conflicts, a panel that meets."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from pinzhang.commands.folders import load_folder
from pinzhang.demo.names import SURNAMES
from pinzhang.demo.people import Cast, credit_code
from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.archives import ArchivedFile, enter_files
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.services import register_organisation, register_user
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.programmes.services.rounds import close_applications, open_round, set_up_round
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services import panel, reports, rooms
from pinzhang.domain.review.services.entries import EnteredSheet, enter_sheets
from pinzhang.domain.review.services.tasks import enrol_reviewer

FILES, EACH, CONFLICTS, MEMBERS = 200, 3, 8, 7
SEVERE, CARELESS = 5, 17
"""The places of the two planted reviewers among the twenty-four."""
PLACES = {"first": 10, "second": 20}
POINTS = ("problem", "cause", "measure", "result", "spread")
TRADES = (
    "精密",
    "食品",
    "纺织",
    "船配",
    "化工",
    "仪器",
    "轴承",
    "包装",
    "农机",
    "电子",
    "家居",
    "环保",
    "阀门",
    "线缆",
    "乳品",
    "橡塑",
)
SOUNDS = "云海岚川泽原禾林松柏石泉星辰曦和安宁信诚"
GROUNDS = (
    "做法有数据支持，改进前后可比",
    "原因分析到位，对策逐条落实",
    "效果明显，尚缺同行对比",
    "推广范围有限",
    "资料齐全，核实一致",
)


def judged_round(cast: Cast, facts: Path, at: datetime) -> Round:
    """A round judged to the end, whose panel is meeting and whose fairness report is public."""
    document = load_folder(Path(__file__).parent / "judging", facts)
    edition = publish_edition(document=document, by=cast.officer, at=at - timedelta(days=860))
    opens = at - timedelta(days=80)
    closes = (opens + timedelta(days=30)).replace(hour=9, minute=0)
    round_ = set_up_round(
        edition=edition, label=f"{at.year} 年", label_en=str(at.year), opens_at=opens, closes_at=closes,
        reference_on=local_day(closes), quotas=PLACES, by=cast.officer, at=opens - timedelta(days=10),
    )  # fmt: skip
    open_round(round_=round_, by=cast.officer, at=opens)
    files = _files(cast, round_, opens)
    close_applications(round_=round_, by=cast.officer, at=closes)
    pool = _pool(cast)
    sheets = _sheets(files, pool, closes)
    enter_sheets(round_=round_, stage="document-review", sheets=sheets, by=cast.officer, at=at - timedelta(days=12))
    _meet(cast, round_, pool, at)
    return round_


def _files(cast: Cast, round_: Round, opens: datetime) -> list[Application]:
    random = Random(200)  # noqa: S311 - the same city every time
    codes = list(cast.regions)
    entered = []
    for n in range(FILES):
        sounds = SOUNDS[n % len(SOUNDS)] + SOUNDS[(n // len(SOUNDS) + 7 * n) % len(SOUNDS)]
        name = f"青岛{sounds}{TRADES[n % len(TRADES)]}有限公司"
        region = codes[n % len(codes)]
        firm = register_organisation(
            name=name, credit_code=credit_code(1001 + n, region), region=cast.regions[region], by=cast.officer, at=opens
        )
        answers = {
            "improvement_summary": "围绕关键质量问题组织改进（演示）。",
            "is_small_enterprise": random.randrange(5) == 0,
        }
        entered.append(ArchivedFile(firm, opens + timedelta(days=1 + n % 28, hours=n % 9), answers=answers))
    return enter_files(
        round_=round_, route="application", stage="panel", files=entered, by=cast.officer, at=opens + timedelta(days=30)
    )


def _pool(cast: Cast) -> list[Reviewer]:
    """The twelve of the city and twelve more."""
    pool = list(cast.reviewers)
    for n in range(len(pool), 24):
        person = register_user(username=f"reviewer-{n:02d}", full_name=f"{SURNAMES[n]}{SOUNDS[n % len(SOUNDS)]}评")
        pool.append(
            enrol_reviewer(
                user=person, authority=cast.city, level="市级", employer="示例评审中心", fields=[], load_limit=60
            )
        )
    return pool


def _sheets(files: list[Application], pool: list[Reviewer], closes: datetime) -> list[EnteredSheet]:
    """Three sheets a file in turn; severity and halo as in real panels, and eight recusals on the way."""
    random = Random(24)  # noqa: S311 - the same scores every time
    severity = [random.gauss(0, 2.0) for _ in pool]
    severity[SEVERE], severity[CARELESS] = 16.0, 0.0
    sheets = []
    for n, application in enumerate(files):
        quality = min(90.0, max(30.0, random.gauss(62, 9)))
        start = random.randrange(len(pool))
        takers = [(start + turn * (1 + n % 7)) % len(pool) for turn in range(EACH)]
        takers = list(dict.fromkeys(takers)) + [who for who in range(len(pool)) if who not in takers]
        when = closes + timedelta(days=2 + n // 20, minutes=5 * n)
        if n % (FILES // CONFLICTS) == 0:
            ground = "曾为申报组织提供咨询"
            sheets.append(EnteredSheet(application, pool[takers[0]], when, {}, recused_for=ground))
            takers = takers[1:]
        for who in takers[:EACH]:
            marks = _marks(random, quality, severity[who], careless=who == CARELESS)
            sheets.append(EnteredSheet(application, pool[who], when, marks, summary="改进扎实，可再加强推广。"))
    return sheets


def _marks(random: Random, quality: float, severity: float, *, careless: bool) -> dict[str, dict[str, str]]:
    halo = random.gauss(0, 4)
    marks = {}
    for key in POINTS:
        wish = random.uniform(25, 95) if careless else quality - severity + halo + random.gauss(0, 6)
        score = min(100, max(10, round(wish / 5) * 5))
        marks[key] = {"score": str(score), "ground": random.choice(GROUNDS)}
    return marks


def _meet(cast: Cast, round_: Round, pool: list[Reviewer], at: datetime) -> None:
    report = reports.draw_up_report(round_=round_, by=cast.officer, at=at - timedelta(days=4))
    reports.publish_report(report=report, by=cast.officer, at=at - timedelta(days=3))
    opened = panel.open_panel(round_=round_, stage="panel", by=cast.officer, at=at - timedelta(days=2))
    members = pool[:MEMBERS]
    rooms.open_room(opened=opened, round_=round_, members=members, by=cast.officer, at=at - timedelta(hours=2))
