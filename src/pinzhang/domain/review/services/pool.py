"""Keep what is known of the people in the pool of reviewers."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.refusals import CannotRecord
from pinzhang.engine.assignment.affinity import is_committee, is_industry_code
from pinzhang.engine.identifiers import check_credit_code


@dataclass(frozen=True)
class Particulars:
    """What is known of a reviewer (专家信息)."""

    level: str = ""
    employer: str = ""
    employer_credit_code: str = ""
    district_code: str = ""
    fields: list[str] = field(default_factory=list)
    industry_codes: list[str] = field(default_factory=list)
    committees: list[str] = field(default_factory=list)
    load_limit: int = 20
    term_from: date | None = None
    term_to: date | None = None
    active: bool = True


@transaction.atomic
def amend_reviewer(*, reviewer: Reviewer, particulars: Particulars, by: User, at: datetime) -> Reviewer:
    """Say anew what is known of a reviewer (更新专家信息); tasks that were given stay.

    :raises CannotRecord: a code is none, or the term ends before it begins.
    """
    _check(particulars)
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    for name, value in asdict(particulars).items():
        setattr(reviewer, name, value)
    reviewer.save()
    events.record("review.reviewer.amended", subject=reviewer, by=by, at=at)
    return reviewer


def _check(given: Particulars) -> None:
    problems = {}
    if given.employer_credit_code and (problem := check_credit_code(given.employer_credit_code).problem):
        problems["employer_credit_code"] = problem
    bad = [code for code in given.industry_codes if not is_industry_code(code)]
    if bad:
        problems["industry_codes"] = f"不是国民经济行业代码：{'、'.join(bad)}。写法如 C1513。"
    bad = [code for code in given.committees if not is_committee(code)]
    if bad:
        problems["committees"] = f"不是标准化技术委员会：{'、'.join(bad)}。写法如 SAC/TC 151。"
    if given.term_from and given.term_to and given.term_to < given.term_from:
        problems["term_to"] = "聘期止早于聘期起。"
    if problems:
        raise CannotRecord("专家信息没有保存。", fields=problems, reasons=tuple(problems.values()))


@transaction.atomic
def limit_own_load(*, reviewer: Reviewer, most: int | None, at: datetime) -> Reviewer:
    """Set how many files a reviewer is willing to have in hand (本人上限); never more than the office's cap.

    :raises CannotRecord: it is more than the office's cap.
    """
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if most is not None and most > reviewer.load_limit:
        problem = f"主管部门定的上限是 {reviewer.load_limit} 件，不能更多。"
        raise CannotRecord(problem, fields={"most": problem})
    reviewer.own_limit = most
    reviewer.save(update_fields=["own_limit"])
    events.record("review.reviewer.limited", subject=reviewer, by=reviewer.user, at=at, data={"most": most})
    return reviewer
