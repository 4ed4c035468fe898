"""Make a city of any size: the demonstration, and around it enterprises, cases and marks written in bulk.

    PINZHANG_DEMO=1 PINZHANG_DATA_DIR=DIR python bench/web/city.py --enterprises 400000 --cases 50000

The same sizes give the same city. Rows are written past the services, so no event tells of them: this city is for
measuring pages, and nothing else.
"""

import argparse
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

from pinzhang.operation.instance import connect

connect()

from django.db import transaction  # noqa: E402 - Django is up only now
from django.utils import timezone  # noqa: E402

from pinzhang.demo import load, roll_forward  # noqa: E402
from pinzhang.domain.applications.models import Application  # noqa: E402
from pinzhang.domain.cases.models import Case, StageVisit  # noqa: E402
from pinzhang.domain.core.days import local_day  # noqa: E402
from pinzhang.domain.marks.models import Mark  # noqa: E402
from pinzhang.domain.parties.models import Organisation, Subject  # noqa: E402
from pinzhang.domain.programmes.models import Round  # noqa: E402
from pinzhang.domain.reference.models import Region  # noqa: E402
from pinzhang.engine.identifiers import credit_check_digit, organisation_check_digit  # noqa: E402
from pinzhang.operation.server import migrate  # noqa: E402

SEED, AT_ONCE, LIVING_SHARE = 20260301, 5_000, 0.1
SYLLABLES = "海岳蓝湾金石启明东润科创恒通泰和信达远航精工绿源丰泽华宇瑞祥"
TRADES = ("食品", "机械", "家电", "化工", "纺织", "海洋装备", "软件", "物流", "检测", "农业")


def credit_code(serial: int) -> str:
    body = f"Y{serial:07d}"
    first = f"91370200{body}{organisation_check_digit(body)}"
    return first + credit_check_digit(first)


def name_of(serial: int, random: Random) -> str:
    return f"青岛{''.join(random.sample(SYLLABLES, 2))}{random.choice(TRADES)}{serial}有限公司"


def in_bulk(model: Any, rows: Any) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, AT_ONCE)):
        model.objects.bulk_create(batch)


def made(model: Any, **prefix: str) -> int:
    """How many rows are there from an earlier run, so that a city can grow."""
    return int(model.objects.filter(**prefix).count())


def make_enterprises(count: int, random: Random) -> list[int]:
    first = made(Organisation, credit_code__startswith="91370200Y")
    regions = list(Region.objects.filter(parent__isnull=False).order_by("code"))
    in_bulk(
        Organisation,
        (
            Organisation(name=name_of(n, random), credit_code=credit_code(n), region=random.choice(regions))
            for n in range(first, count)
        ),
    )
    return list(
        Organisation.objects.filter(credit_code__startswith="91370200Y").order_by("pk").values_list("pk", flat=True)
    )


def make_cases(count: int, firms: list[int], random: Random) -> None:
    """Living cases stand where those of the demonstration stand; ended ones ended as those did."""
    models = list(
        Application.objects.select_related("case", "round__edition", "subject").filter(submitted_at__isnull=False)
    )
    living = [one for one in models if not one.case.outcome]
    ended = [one for one in models if one.case.outcome in ("granted", "refused")]
    now = timezone.now()
    first = made(Case, number__startswith="B0")
    cases, shapes = [], []
    for n in range(first, count):
        model = random.choice(living if random.random() < LIVING_SHARE else ended)
        opened = now - timedelta(days=random.randrange(5, 30) if not model.case.outcome else random.randrange(60, 1500))
        old = model.case
        shapes.append(model)
        cases.append(
            Case(
                number=f"B{n:08d}",
                kind=old.kind,
                authority_id=old.authority_id,
                batch_id=old.batch_id,
                title=old.title,
                stage=old.stage,
                passed=old.passed,
                outcome=old.outcome,
                opened_at=opened,
                ended_at=opened + timedelta(days=40) if old.outcome else None,
                waiting=old.waiting,
                due_on=None if old.outcome else local_day(now) + timedelta(days=random.randrange(-3, 25)),
                assignee_id=old.assignee_id if random.random() < 0.5 else None,
            )
        )
    in_bulk(Case, cases)
    pks = list(
        Case.objects.filter(number__gte=f"B{first:08d}", number__startswith="B0")
        .order_by("number")
        .values_list("pk", "opened_at")
    )
    count -= first
    chosen = (
        random.sample(firms, min(count, len(firms)))
        if len(firms) >= count
        else [random.choice(firms) for _ in range(count)]
    )
    in_bulk(
        Subject, (Subject(organisation_id=firm, kind="product", name=f"样例产品{n}") for n, firm in enumerate(chosen))
    )
    subjects = list(
        Subject.objects.filter(name__startswith="样例产品").order_by("-pk").values_list("pk", "organisation_id")[:count]
    )[::-1]
    in_bulk(
        Application,
        (
            Application(
                case_id=case,
                round_id=shape.round_id,
                applicant_id=firm,
                subject_id=subject,
                sector=shape.sector,
                recommender_id=shape.recommender_id,
                route=shape.route,
                answers=shape.answers,
                findings=shape.findings,
                answers_saved_at=opened,
                submitted_at=opened,
                tier=shape.tier,
            )
            for (case, opened), shape, (subject, firm) in zip(pks, shapes, subjects, strict=True)
        ),
    )
    in_bulk(
        StageVisit,
        (
            StageVisit(case_id=case, stage=stage, entered_at=opened, left_at=opened + timedelta(days=3 + i))
            for (case, opened), shape in zip(pks, shapes, strict=True)
            for i, stage in enumerate(shape.case.passed[:3])
        ),
    )


COLUMNS = ("pk", "round", "round__edition", "case__authority", "applicant", "subject", "tier", "sector", "submitted_at")


def make_marks() -> None:
    granted = Application.objects.filter(
        case__number__startswith="B0", case__outcome="granted", mark__isnull=True
    ).order_by("pk")
    rows = granted.values_list(*COLUMNS)
    first = made(Mark, number__startswith="BM")
    in_bulk(
        Mark,
        (
            Mark(
                number=f"BM{n:08d}",
                application_id=pk,
                round_id=round_,
                edition_id=edition,
                authority_id=authority,
                holder_id=holder,
                subject_id=subject,
                tier=tier,
                sector=sector,
                conferred_on=local_day(at),
                valid_until=local_day(at) + timedelta(days=1460),
            )
            for n, (pk, round_, edition, authority, holder, subject, tier, sector, at) in enumerate(rows, start=first)
        ),
    )


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--enterprises", type=int, default=4_000)
    wanted.add_argument("--cases", type=int, default=500)
    asked = wanted.parse_args()
    migrate()
    now = timezone.now()
    load(at=now)
    roll_forward(at=now)
    random = Random(SEED)
    with transaction.atomic():
        firms = make_enterprises(asked.enterprises, random)
        make_cases(asked.cases, firms, random)
        make_marks()
    print(
        f"seed {SEED}: {Organisation.objects.count()} organisations, {Case.objects.count()} cases, "
        f"{Round.objects.count()} rounds, {Mark.objects.count()} marks"
    )


if __name__ == "__main__":
    main()
