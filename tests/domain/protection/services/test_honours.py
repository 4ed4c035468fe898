"""Honours of other authorities: on lists of their own, with evidence, and facts for eligibility."""

from datetime import date

import pytest

from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.protection.models import Honour
from pinzhang.domain.protection.refusals import CannotEnterHonour
from pinzhang.domain.protection.selectors import honour_lists, honour_state, honours_on, in_honour_state
from pinzhang.domain.protection.services import honours
from tests.domain.protection.casting import AT, refused
from tests.factories import make_district, make_enterprise, make_officer
from tests.factories.forms import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.data]
LIST = {"code": "time-honoured", "name": "老字号", "conferred_by": "商务主管部门", "level": "provincial"}


@pytest.fixture
def wang():
    return make_officer(make_district().parent)


def _entered(wang, **more) -> Honour:
    found = more.pop("honour_list", None) or honours.open_honour_list(by=wang, at=AT, **LIST)
    given = {
        "organisation": more.pop("organisation", None) or make_enterprise(), "since_on": date(2020, 1, 1),
        "source": "公告2020年第1号", "content": PDF, "name": "公告.pdf", "by": wang, "at": AT, **more,
    }  # fmt: skip
    return honours.enter_honour(honour_list=found, **given)


def _facts() -> list[dict]:
    return list(FactEntry.objects.filter(name="honours", ended_at=None).values_list("value", "supplied_by"))


def test_an_honour_is_a_fact_supplied_by_the_office(wang):
    honour = _entered(wang, valid_until=date(2030, 1, 1), subject="样例牌")

    record = {
        "programme": "time-honoured", "tier": "老字号", "authority": "商务主管部门", "status": "active",
        "number": f"honour:{honour.pk}", "until": "2030-01-01",
    }  # fmt: skip
    assert _facts() == [(record, "office")]
    assert honour_lists().get().held == 1


def test_what_is_taken_back_stays_on_the_list_and_is_marked(wang):
    honour = _entered(wang)
    given = {"honour": honour, "source": "公告2026年第2号", "by": wang, "at": AT}
    refused(CannotEnterHonour, honours.withdraw_honour, on=date(2019, 1, 1), **given)
    refused(CannotEnterHonour, honours.withdraw_honour, on=date(2026, 3, 3), **given)
    refused(CannotEnterHonour, honours.withdraw_honour, on=date(2026, 3, 1), **{**given, "source": ""})

    honours.withdraw_honour(on=date(2026, 3, 1), **given)

    assert _facts()[0][0]["status"] == "revoked"
    assert honour_state(Honour.objects.get(), AT.date()) == "revoked"
    assert honour_lists().get().held == 0
    refused(CannotEnterHonour, honours.withdraw_honour, on=date(2026, 3, 1), **given)


def test_an_honour_has_expired_the_day_after_its_last(wang):
    honour = _entered(wang, valid_until=date(2026, 3, 1))
    found = honours_on(honour.list)

    assert honour_state(honour, date(2026, 3, 1)) == "active"
    assert honour_state(honour, date(2026, 3, 2)) == "expired"
    counts = [in_honour_state(found, state, today=AT.date()).count() for state in ("active", "expired", "revoked")]
    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"source": " "}, CannotEnterHonour),
        ({"since_on": date(2026, 3, 3)}, CannotEnterHonour),
        ({"valid_until": date(2019, 1, 1)}, CannotEnterHonour),
        ({"content": b""}, CannotKeepFile),
        ({"content": b"MZ"}, CannotKeepFile),
    ],
)
def test_an_honour_without_source_day_or_evidence_is_not_entered(wang, wrong, refusal):
    found = honours.open_honour_list(by=wang, at=AT, **LIST)
    firm = make_enterprise()

    refused(refusal, _entered, wang=wang, honour_list=found, organisation=firm, **wrong)


def test_an_honour_is_entered_once(wang):
    honour = _entered(wang)

    again = {"honour_list": honour.list, "organisation": honour.organisation}
    refused(CannotEnterHonour, _entered, wang=wang, **again)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"conferred_by": " "}, "conferred_by"),
        ({"level": "world"}, "level"),
        ({"code": "老"}, "code"),
    ],
)
def test_a_list_that_lacks_something_is_not_opened(wang, wrong, field):
    refusal = refused(CannotEnterHonour, honours.open_honour_list, by=wang, at=AT, **{**LIST, **wrong})

    assert list(refusal.fields) == [field]


def test_a_code_is_used_once(wang):
    honours.open_honour_list(by=wang, at=AT, **LIST)

    refused(CannotEnterHonour, honours.open_honour_list, by=wang, at=AT, **LIST)
