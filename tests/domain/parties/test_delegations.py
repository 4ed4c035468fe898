"""Another organisation acts for one: what, for which programmes, until when."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.parties.models import Delegation
from pinzhang.domain.parties.selectors import delegations_granted, delegations_of, may_fill_in_for, may_sign_for
from pinzhang.domain.parties.services import (
    CannotDelegate,
    MustGrant,
    end_delegation,
    grant_delegation,
    leave_organisation,
)
from tests.factories import AT, make_enterprise, make_signer, make_user
from tests.factories.cast import make_member

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 31)
ON = date(2026, 3, 2)


class Firms:
    """A firm, a consultant, and who signs for each."""

    def __init__(self) -> None:
        self.firm, self.consultant = make_enterprise("即墨样例公司"), make_enterprise("咨询公司")
        self.lin, self.sun = make_signer(self.firm), make_signer(self.consultant, "孙")

    def grant(self, **changed: object) -> Delegation:
        given = {"acts": ["fill_in"], "programmes": [], "until_on": UNTIL, "by": self.lin, "at": AT, **changed}
        return grant_delegation(principal=self.firm, delegate=given.pop("delegate", self.consultant), **given)


@pytest.fixture
def firms() -> Firms:
    return Firms()


def test_a_delegate_fills_in_and_does_not_sign_unless_that_is_delegated(firms):
    firms.grant()

    assert may_fill_in_for(firms.sun, firms.firm, programme="award", on=ON)
    assert not may_sign_for(firms.sun, firms.firm, programme="award", on=ON)


def test_where_signing_is_delegated_the_signer_of_the_delegate_signs_and_nobody_else_there(firms):
    clerk = make_member(firms.consultant, "文员")
    firms.grant(acts=["fill_in", "sign"])

    assert may_sign_for(firms.sun, firms.firm, programme="award", on=ON)
    assert may_fill_in_for(clerk, firms.firm, programme="award", on=ON)
    assert not may_sign_for(clerk, firms.firm, programme="award", on=ON)


def test_a_delegation_for_one_programme_is_for_no_other(firms):
    firms.grant(acts=["fill_in", "sign"], programmes=["award"])

    assert may_fill_in_for(firms.sun, firms.firm, programme="award", on=ON)
    assert not may_fill_in_for(firms.sun, firms.firm, programme="brand", on=ON)
    assert not may_sign_for(firms.sun, firms.firm, programme="brand", on=ON)


def test_a_delegation_holds_on_its_last_day_and_not_on_the_next(firms):
    firms.grant()

    assert list(delegations_of(firms.sun, on=UNTIL)) == [Delegation.objects.get()]
    assert list(delegations_of(firms.sun, on=UNTIL + timedelta(days=1))) == []
    assert list(delegations_granted(firms.firm, on=UNTIL + timedelta(days=1))) == []


def test_ending_a_delegation_or_leaving_the_delegate_ends_access_at_once(firms):
    granted = firms.grant()
    clerk = make_member(firms.consultant, "文员")
    assert may_fill_in_for(clerk, firms.firm, programme="award", on=ON)

    leave_organisation(membership=clerk.memberships.get(), by=firms.sun, at=AT)
    assert not may_fill_in_for(clerk, firms.firm, programme="award", on=ON)

    end_delegation(delegation=granted, by=firms.lin, at=AT)
    end_delegation(delegation=granted, by=firms.lin, at=AT)
    assert not may_fill_in_for(firms.sun, firms.firm, programme="award", on=ON)
    assert Event.objects.filter(name="parties.delegation.ended").count() == 1


def test_the_delegate_may_give_a_delegation_back(firms):
    granted = firms.grant()

    end_delegation(delegation=granted, by=firms.sun, at=AT)

    assert not delegations_of(firms.sun, on=ON).exists()


def test_a_delegation_that_lapsed_is_followed_by_another(firms):
    firms.grant(until_on=ON)

    firms.grant(at=AT + timedelta(days=5))

    assert [one.until_on for one in delegations_of(firms.sun, on=ON + timedelta(days=5))] == [UNTIL]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"acts": []}, "acts"),
        ({"acts": ["everything"]}, "acts"),
        ({"acts": ["sign"]}, "acts"),
        ({"until_on": date(2026, 3, 1)}, "until_on"),
    ],
)
def test_what_cannot_be_delegated_is_refused_at_its_field_and_nothing_is_written(firms, changed, field):
    with pytest.raises(CannotDelegate) as refusal:
        firms.grant(**changed)

    assert list(refusal.value.fields) == [field]
    assert not Delegation.objects.exists()


def test_nobody_delegates_to_itself_or_twice_to_the_same(firms):
    with pytest.raises(CannotDelegate):
        firms.grant(delegate=firms.firm)
    firms.grant()
    with pytest.raises(CannotDelegate):
        firms.grant(acts=["fill_in", "sign"])

    assert [one.acts for one in Delegation.objects.all()] == [["fill_in"]]


def test_only_the_signer_grants_and_only_the_two_signers_end(firms):
    member = make_member(firms.firm, "经办")
    with pytest.raises(MustGrant):
        firms.grant(by=member)
    granted = firms.grant()
    for person in (member, make_user("外人")):
        with pytest.raises(MustGrant):
            end_delegation(delegation=granted, by=person, at=AT)

    assert delegations_of(firms.sun, on=ON).get() == granted
