from dataclasses import replace
from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.refusals import CannotAssign, CannotRecord
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.pool import Particulars, amend_reviewer, limit_own_load
from tests.factories import AT, make_officer, make_round, make_user
from tests.factories.flow import bring_to, submitted

pytestmark = pytest.mark.django_db
GOOD = Particulars(
    level="市级", employer="示例大学", fields=["食品"], industry_codes=["C1513"], committees=["SAC/TC 64"], load_limit=8
)


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def zhang(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


def test_what_is_known_of_a_reviewer_is_said_anew(round_, zhang):
    amend_reviewer(reviewer=zhang, particulars=GOOD, by=make_officer(round_.authority), at=AT)

    zhang.refresh_from_db()
    assert (zhang.level, zhang.industry_codes, zhang.most) == ("市级", ["C1513"], 8)
    assert Event.objects.filter(name="review.reviewer.amended").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"industry_codes": ["C1513", "Z99"]}, "industry_codes"),
        ({"committees": ["十五"]}, "committees"),
        ({"employer_credit_code": "123"}, "employer_credit_code"),
        ({"term_from": date(2026, 1, 2), "term_to": date(2026, 1, 1)}, "term_to"),
    ],
)
def test_a_wrong_code_or_term_is_refused_and_nothing_changes(round_, zhang, wrong, field):
    with pytest.raises(CannotRecord) as refusal:
        amend_reviewer(reviewer=zhang, particulars=replace(GOOD, **wrong), by=make_officer(round_.authority), at=AT)

    zhang.refresh_from_db()
    assert list(refusal.value.fields) == [field]
    assert zhang.level == ""


def test_a_reviewer_takes_less_than_the_office_allows_and_never_more(round_, zhang):
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "document-review", officer=officer)
    with pytest.raises(CannotRecord, match="不能更多"):
        limit_own_load(reviewer=zhang, most=21, at=AT)

    limit_own_load(reviewer=zhang, most=0, at=AT)

    with pytest.raises(CannotAssign, match="手上已有 0 件"):
        tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
    limit_own_load(reviewer=zhang, most=None, at=AT)
    assert tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT).pk


def test_out_of_term_nobody_is_given_a_file(round_, zhang):
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "document-review", officer=officer)
    ended = replace(GOOD, term_from=date(2024, 1, 1), term_to=date(2026, 3, 1))
    amend_reviewer(reviewer=zhang, particulars=ended, by=officer, at=AT)

    with pytest.raises(CannotAssign, match="不在聘期内"):
        tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=AT)
