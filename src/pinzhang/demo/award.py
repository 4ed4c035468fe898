"""The award's rounds: one finished with twenty applicants and ten winners, one in review, one open."""

from datetime import datetime, timedelta
from random import Random

from pinzhang.demo import steps
from pinzhang.demo.enterprises import Firm
from pinzhang.demo.people import Cast
from pinzhang.domain.applications.services import lists
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.services import confer
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.services.rounds import close_applications, finish_round, open_round, set_up_round
from pinzhang.domain.reference.models import Department
from pinzhang.domain.review.services import panel, tasks

PLACES = {"excellence": 3, "innovation": 3, "nomination": 4}


def finished_round(cast: Cast, edition: ProgrammeEdition, firms: list[Firm], at: datetime) -> Round:
    """The first term: twenty applied, three, three and four won."""
    opens = at - timedelta(days=560)
    round_ = _round(cast, edition, "第一届", "First term", opens, 30)
    random = Random(20)  # noqa: S311 - the same scores every time
    submitted = [
        (steps.submitted(round_, firm, opens + timedelta(days=3 + i, hours=2)), firm) for i, firm in enumerate(firms)
    ]
    close_applications(round_=round_, by=cast.officer, at=opens + timedelta(days=31))
    for i, (application, firm) in enumerate(submitted):
        steps.forward(cast, application, firm, "consultation", random, opens + timedelta(days=35, hours=i))
    _decide(cast, round_, opens + timedelta(days=80))
    finish_round(round_=round_, by=cast.officer, at=opens + timedelta(days=120))
    return round_


def _decide(cast: Cast, round_: Round, at: datetime) -> None:
    departments = list(Department.objects.filter(authority=cast.jimo).order_by("pk"))
    opened = lists.open_list(
        round_=round_, stage="consultation", by=cast.officer, at=at, departments=departments,
        until_on=local_day(at) + timedelta(days=7),
    )  # fmt: skip
    steps.answer_all(opened, cast.departments, at + timedelta(days=3))
    lists.close_consultation(opened=opened, round_=round_, refuse={}, by=cast.officer, at=at + timedelta(days=8))
    opened = panel.open_panel(round_=round_, stage="executive-meeting", by=cast.officer, at=at + timedelta(days=10))
    steps.propose_best(opened, round_, PLACES)
    panel.conclude_panel(
        opened=opened, round_=round_, minutes="会议审议了评审结果和部门意见，同意拟定名单。", by=cast.approver,
        at=at + timedelta(days=12), role="authority",
    )  # fmt: skip
    opened = lists.open_list(round_=round_, stage="decision", by=cast.officer, at=at + timedelta(days=14))
    lists.close_list(
        opened=opened, round_=round_, by=cast.officer, at=at + timedelta(days=14),
        document_number="演示政字〔一〕1号",
    )  # fmt: skip
    opened = lists.open_list(round_=round_, stage="conferral", by=cast.officer, at=at + timedelta(days=20))
    confer(opened=opened, round_=round_, by=cast.officer, at=at + timedelta(days=20))


def round_in_review(cast: Cast, edition: ProgrammeEdition, firms: list[Firm], at: datetime) -> Round:
    """The second term, in document review: some files scored, some waiting for their reviewers."""
    opens = at - timedelta(days=60)
    round_ = _round(cast, edition, "第二届", "Second term", opens, 32)
    random = Random(21)  # noqa: S311 - the same scores every time
    for i, firm in enumerate(firms):
        application = steps.submitted(round_, firm, opens + timedelta(days=4 + i))
        steps.forward(cast, application, firm, "document-review", random, opens + timedelta(days=36))
        for reviewer in [cast.reviewers[0], *random.sample(cast.reviewers[1:], 2)]:
            if i % 3 == 2:  # noqa: PLR2004 - every third file is still with all of its reviewers
                tasks.assign_reviewer(
                    application=application, reviewer=reviewer, by=cast.officer, at=at - timedelta(days=9)
                )
            elif reviewer.pk == cast.reviewers[0].pk and i % 3 == 1:
                tasks.assign_reviewer(
                    application=application, reviewer=reviewer, by=cast.officer, at=at - timedelta(days=8)
                )
            else:
                steps.review(cast, application, reviewer, 50 + 4 * i, random, at - timedelta(days=10))
    close_applications(round_=round_, by=cast.officer, at=opens + timedelta(days=33))
    return round_


def open_award_round(cast: Cast, edition: ProgrammeEdition, at: datetime) -> Round:
    """The third term, open."""
    return _round(cast, edition, "第三届", "Third term", at - timedelta(days=5), 30)


def _round(cast: Cast, edition: ProgrammeEdition, label: str, label_en: str, opens: datetime, days: int) -> Round:
    closes = (opens + timedelta(days=days)).replace(hour=9, minute=0)
    round_ = set_up_round(
        edition=edition, label=label, label_en=label_en, opens_at=opens, closes_at=closes,
        reference_on=local_day(closes), quotas=PLACES, by=cast.officer, at=opens - timedelta(days=10),
    )  # fmt: skip
    return open_round(round_=round_, by=cast.officer, at=opens)
