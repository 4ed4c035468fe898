"""The people and the objects that the walk goes through, made once.

Three places hold one of everything: ``own`` is run by the city with the files of a firm of Jimo, ``district`` is run by
Jimo with files of the same firm, ``foreign`` is run by another city with the files of a firm there.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.choices import MembershipRole, PostRole
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.services import grant_delegation, join_organisation
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.reference.services import register_authority, register_region
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import bureau, make_department, make_district, make_enterprise, make_officer, make_post, make_user
from tests.permissions.places import Cast, Place
from tests.permissions.table import PLACES, WITHOUT


@dataclass
class World:
    """Who is there, and what."""

    delegated: Organisation
    """For whom the delegate acts."""
    people: dict[str, User | None] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def arguments(self, kind: str, place: str) -> dict[str, Any]:
        """Return what stands in the address of an object of a kind in a place."""
        return self.places[place].objects[kind]


@dataclass
class Firm:
    """A firm with its people."""

    organisation: Organisation
    signer: User
    member: User


def _firm(district: Authority, name: str, at: datetime, **more: Any) -> Firm:
    organisation = make_enterprise(name, district, **more)
    people = {role: make_user(f"{role.label}{name}"[:60]) for role in (MembershipRole.SIGNER, MembershipRole.MEMBER)}
    for role, person in people.items():
        join_organisation(user=person, organisation=organisation, role=role, by=None, at=at)
    return Firm(organisation, people[MembershipRole.SIGNER], people[MembershipRole.MEMBER])


def _another_city() -> Authority:
    region = register_region(code="370600", name="烟台市")
    return register_authority(code="370600-yantai", name="烟台市市场监督管理局", region=region)


def _place(
    key: str, authority: Authority, firm: Firm, reviewer: Reviewer, institution: Firm, at: datetime, text: str
) -> Place:
    cast = Cast(
        authority=authority,
        department=make_department(authority, "tax", "税务局"),
        officer=make_officer(authority),
        firm=firm.organisation,
        signer=firm.signer,
        member=firm.member,
        reviewer=reviewer,
        institution=institution.organisation,
        institution_signer=institution.signer,
    )
    return Place(cast, key, at, text)


def make_world(text: str = "") -> World:
    """Make everybody and everything; a text stands at the end of whatever somebody has written."""
    at = timezone.now() - timedelta(days=3)
    city, jimo, abroad = bureau(), make_district(), _another_city()
    jiaozhou = make_district("370281", "胶州市", "370281-jiaozhou")
    ours, theirs = _firm(jimo, "即墨样例公司" + text, at), _firm(abroad, "烟台样例公司" + text, at)
    house, other_house = (_firm(jimo, name, at, is_institution=True) for name in ("评价中心", "外地评价中心"))
    reviewer, stranger = (
        enrol_reviewer(user=make_user(name), authority=where)
        for name, where in (("评审员张", city), ("评审员赵", abroad))
    )
    helpers = _firm(jimo, "咨询公司", at)
    grant_delegation(
        principal=ours.organisation, delegate=helpers.organisation, acts=["fill_in"], programmes=[],
        until_on=local_day(at) + timedelta(days=90), by=ours.signer, at=at,
    )  # fmt: skip
    world = World(delegated=ours.organisation)
    world.places = dict(
        zip(
            PLACES,
            (
                _place("own", city, ours, reviewer, house, at, text),
                _place("district", jimo, ours, reviewer, house, at, text),
                _place("foreign", abroad, theirs, stranger, other_house, at, text),
            ),
            strict=True,
        )
    )
    world.people = {
        "anonymous": None,
        "citizen": make_user("市民" + text),
        "member": ours.member,
        "signer": ours.signer,
        "delegate": helpers.signer,
        "foreign enterprise": theirs.signer,
        "reviewer": reviewer.user,
        "institution": house.signer,
        "officer": make_officer(city, "王处"),
        "officer of the district": make_officer(jimo, "李科"),
        "officer of another district": make_officer(jiaozhou, "外人"),
        "department": make_post(city, PostRole.DEPARTMENT, department=world.places["own"].cast.department).user,
        "recommender": make_post(jimo, PostRole.RECOMMENDER).user,
        "approver": make_post(city, PostRole.APPROVER).user,
        "leader": make_post(city, PostRole.LEADER).user,
    }
    world.people |= {role: world.people[same] for role, same in WITHOUT.items()}
    return world
