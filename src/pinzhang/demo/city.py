"""Load the city once, and keep its dates rolling."""

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.core.mail.backends.dummy import EmailBackend
from django.db import transaction
from django.test.utils import override_settings

from pinzhang.commands.folders import load_folder
from pinzhang.demo import award, judged, premium, protection
from pinzhang.demo.enterprises import make_firms
from pinzhang.demo.people import CITY_CODE, Cast, make_cast
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import jobs
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import open_rounds
from pinzhang.domain.programmes.services import drafts
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.programmes.services.rounds import close_applications, open_round, set_up_round
from pinzhang.domain.reference.models import Authority, Department

PREMIUM, AWARD = "370200-qingdao/premium-brand", "370215-jimo/district-mayor-award"
SILENT = f"{EmailBackend.__module__}.{EmailBackend.__qualname__}"


@lru_cache(maxsize=1)
def packs_root() -> Path:
    """Return the folder of packs beside the sources of this checkout."""
    return Path(__file__).resolve().parents[3] / "packs"


def load(*, at: datetime) -> None:
    """Load the city, unless it is there."""
    if Authority.objects.filter(code=CITY_CODE).exists():
        return
    with transaction.atomic():
        cast = make_cast(at - timedelta(days=900))
        brand, prize = _publish(cast, PREMIUM, at), _publish(cast, AWARD, at)
        firms, award_firms = make_firms(cast, at - timedelta(days=880), today=local_day(at))
        premium.finished_round(cast, brand, firms[6:18], at)
        protection.protect(cast, firms, at)
        award.finished_round(cast, prize, award_firms, at)
        premium.round_in_notice(cast, brand, firms[18:30], at)
        award.round_in_review(cast, prize, award_firms[10:19], at)
        premium.open_premium_round(cast, brand, [firms[0], *firms[30:]], at)
        award.open_award_round(cast, prize, at)
        judged.judged_round(cast, packs_root() / "facts", at)
        _second_edition_in_the_making(cast, at)
    with override_settings(EMAIL_BACKEND=SILENT):
        while jobs.run_due(at=at, limit=500):
            pass


def _publish(cast: Cast, folder: str, at: datetime) -> ProgrammeEdition:
    document = load_folder(packs_root() / folder, packs_root() / "facts")
    return publish_edition(document=document, by=cast.officer, at=at - timedelta(days=870))


def _second_edition_in_the_making(cast: Cast, at: datetime) -> None:
    """A new edition of the award, out for public comment; its one change is for demonstration only."""
    document = load_folder(packs_root() / AWARD, packs_root() / "facts")
    head = document.programme.model_copy(
        update={
            "edition": f"{at.year + 1}.1",
            "valid_from": local_day(at).replace(month=1, day=1, year=at.year + 1),
            "purpose": document.programme.purpose.model_copy(
                update={"zh": f"{document.programme.purpose.zh}（演示：下一版征求意见稿）"}
            ),
        }
    )
    departments = list(Department.objects.filter(authority=cast.jimo).order_by("pk"))
    draft = drafts.start_draft(
        document=document.model_copy(update={"programme": head}), by=cast.officer, at=at - timedelta(days=30)
    )
    drafts.advance_draft(draft=draft, by=cast.officer, at=at - timedelta(days=28), departments=departments)
    for opinion in draft.opinions.all():
        drafts.give_draft_opinion(
            opinion=opinion, agrees=True, text="无修改意见。", by=cast.departments[0], at=at - timedelta(days=15)
        )
    drafts.advance_draft(
        draft=draft, by=cast.officer, at=at - timedelta(days=10), comment_until=local_day(at) + timedelta(days=20)
    )
    drafts.comment_on_draft(
        draft=draft,
        author="市民（演示）",
        text="建议写明获奖组织分享经验的义务。",
        clause="",
        at=at - timedelta(days=3),
    )


def roll_forward(*, at: datetime) -> None:
    """Close what is over, and open the next round of every programme that has none open."""
    for round_ in Round.objects.filter(state="open", closes_at__lte=at):
        close_applications(round_=round_, by=None, at=at)
    for edition in ProgrammeEdition.objects.filter(valid_to__isnull=True):
        if open_rounds(at).filter(edition__code=edition.code).exists():
            continue
        last = Round.objects.filter(edition__code=edition.code).order_by("-opens_at").first()
        if last is None:
            continue
        closes = (at + timedelta(days=30)).replace(hour=9, minute=0)
        fresh = set_up_round(
            edition=edition,
            label=f"{local_day(at):%Y-%m-%d} 起",
            label_en=f"from {local_day(at):%Y-%m-%d}",
            opens_at=at,
            closes_at=closes,
            reference_on=local_day(closes),
            quotas=last.quotas,
            by=None,
            at=at,
        )
        open_round(round_=fresh, by=None, at=at)
