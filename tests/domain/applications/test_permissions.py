"""Who may do what: above the authority yes, beside it no, and never because of another office."""

import pytest

from pinzhang.domain.applications.permissions import list_roles_of, roles_of
from pinzhang.domain.parties.choices import PostRole
from tests.factories import make_district, make_edition, make_officer, make_post, make_round, make_user
from tests.factories.flow import draft, signer_of
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db


def test_each_role_belongs_to_those_who_hold_it_where_the_case_is():
    application = draft(make_round())
    district = application.case.authority
    city, other = district.parent, make_district("370214", "城阳区", "370214-chengyang")
    people = {
        "officer here": make_officer(district),
        "officer above": make_officer(city),
        "officer elsewhere": make_officer(other),
        "approver": make_post(district, PostRole.APPROVER).user,
        "leader": make_post(district, PostRole.LEADER).user,
        "signer": signer_of(application.applicant),
        "nobody": make_user("外人"),
    }

    assert {who: roles_of(person, application) for who, person in people.items()} == {
        "officer here": ("office",),
        "officer above": ("office",),
        "officer elsewhere": (),
        "approver": ("authority",),
        "leader": (),
        "signer": ("applicant",),
        "nobody": (),
    }
    assert {who: list_roles_of(person, district) for who, person in people.items() if who.startswith("officer")} == {
        "officer here": ("office",),
        "officer above": ("office",),
        "officer elsewhere": (),
    }


def test_only_the_district_of_the_applicant_recommends_and_not_the_city_above_it():
    application = draft(make_round(make_edition(PREMIUM_PACK)))
    district, city = application.recommender, application.case.authority

    assert roles_of(make_post(district, PostRole.RECOMMENDER).user, application) == ("recommender",)
    assert roles_of(make_post(city, PostRole.RECOMMENDER).user, application) == ()
    assert roles_of(make_officer(district), application) == ()
