"""Registers of rights: entered once, written as facts, reminded of before they lapse."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.protection.models import Right
from pinzhang.domain.protection.refusals import CannotRegisterRight
from pinzhang.domain.protection.services import rights
from tests.domain.protection.casting import AT, refused
from tests.factories import make_enterprise, make_signer

pytestmark = [pytest.mark.django_db, pytest.mark.data]
TRADEMARK = {
    "kind": "trademark", "number": "60000001", "name": "望海", "registered_on": date(2019, 5, 1),
    "valid_until": date(2029, 4, 30), "source": "商标注册证", "owned": True,
}  # fmt: skip


@pytest.fixture
def lin():
    return make_signer(make_enterprise())


def _registered(lin, **more) -> Right:
    firm = lin.memberships.get().organisation
    return rights.register_right(organisation=firm, by=lin, at=AT, **{**TRADEMARK, **more})


def _facts(name: str) -> list[dict]:
    return list(FactEntry.objects.filter(name=name, ended_at=None).values_list("value", flat=True))


def test_a_trademark_is_a_fact_that_eligibility_reads(lin):
    right = _registered(lin)

    said = {"number": "60000001", "name": "望海", "owned": True, "until": "2029-04-30"}
    assert _facts("trademarks") == [said]
    rights.end_right(right=right, by=lin, at=AT)
    assert (_facts("trademarks"), Right.objects.get().ended_at) == ([], AT)
    refused(CannotRegisterRight, rights.end_right, right=right, by=lin, at=AT)


def test_a_patent_is_a_fact_and_other_rights_are_kept_without_one(lin):
    _registered(lin, kind="patent", patent_kind="invention", number="ZL1", valid_until=None)
    for kind in ("copyright", "indication", "customs"):
        _registered(lin, kind=kind, patent_kind="invention", number=kind)

    assert _facts("patents") == [{"number": "ZL1", "kind": "invention"}]
    assert FactEntry.objects.count() == 1
    assert Right.objects.exclude(kind="patent").exclude(patent_kind="").count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "slogan"}, "kind"),
        ({"number": " "}, "number"),
        ({"name": ""}, "name"),
        ({"source": ""}, "source"),
        ({"kind": "patent"}, "patent_kind"),
        ({"registered_on": date(2026, 3, 3), "valid_until": None}, "registered_on"),
        ({"valid_until": date(2019, 4, 30)}, "valid_until"),
    ],
)
def test_a_right_that_lacks_something_is_not_entered(lin, wrong, field):
    assert list(refused(CannotRegisterRight, _registered, lin=lin, **wrong).fields) == [field]


def test_a_number_is_entered_once_and_again_when_it_was_taken_out(lin):
    right = _registered(lin)
    assert list(refused(CannotRegisterRight, _registered, lin=lin).fields) == ["number"]
    rights.end_right(right=right, by=lin, at=AT)

    assert _registered(lin).pk != right.pk


def test_the_firms_people_are_reminded_half_a_year_and_thirty_days_before_the_end(lin):
    right = _registered(lin)
    end = right.valid_until
    _registered(lin, number="60000002", valid_until=None)

    def told(days: int) -> int:
        rights.remind_of_ends({}, AT + (end - timedelta(days=days) - AT.date()))
        return Notice.objects.count()

    assert [told(days) for days in (181, 180, 100, 31, 30, 1, 0, -1)] == [0, 1, 1, 1, 2, 2, 2, 2]
    assert "到期：望海" in Notice.objects.first().title


def test_a_right_entered_late_is_reminded_of_once(lin):
    _registered(lin, valid_until=date(2026, 3, 22))

    rights.remind_of_ends({}, AT)
    rights.remind_of_ends({}, AT)

    assert Notice.objects.count() == 1
