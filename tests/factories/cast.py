"""Lin applies, Officer Wang decides, the bureau runs the programme."""

from itertools import count

from pinzhang.domain.parties import services as parties
from pinzhang.domain.parties.choices import MembershipRole, PostRole
from pinzhang.domain.parties.models import Organisation, Post, User
from pinzhang.domain.reference import services as reference
from pinzhang.domain.reference.models import Authority, Department
from pinzhang.engine.identifiers import credit_check_digit, organisation_check_digit
from tests.factories.times import shanghai

AT = shanghai(2026, 3, 2)
_serial = count(1)


def bureau() -> Authority:
    region = reference.register_region(code="370200", name="青岛市")
    return reference.register_authority(code="370200-qingdao", name="青岛市市场监督管理局", region=region)


def make_district(code: str = "370215", name: str = "即墨区", authority_code: str = "370215-jimo") -> Authority:
    city = bureau()
    region = reference.register_region(code=code, name=name, parent=city.region)
    return reference.register_authority(code=authority_code, name=f"{name}市场监督管理局", parent=city, region=region)


def make_department(authority: Authority, key: str, name: str) -> Department:
    return reference.register_department(authority=authority, key=key, name=name)


def make_user(name: str = "林") -> User:
    return parties.register_user(username=f"user{next(_serial)}", full_name=name, email="")


PASSWORD = "a long enough phrase"


def with_password(user: User, *, email: str = "") -> User:
    """A person who can sign in with :data:`PASSWORD`."""
    user.email = email
    user.set_password(PASSWORD)
    user.save()
    return user


def make_credit_code(serial: int | None = None) -> str:
    body = f"{next(_serial) if serial is None else serial:08d}"
    first = f"91370215{body}{organisation_check_digit(body)}"
    return first + credit_check_digit(first)


def make_enterprise(name: str = "", district: Authority | None = None, **more: object) -> Organisation:
    district = district or make_district()
    number = next(_serial)
    return parties.register_organisation(
        name=name or f"青岛样例{number}有限公司",
        credit_code=make_credit_code(),
        region=district.region,
        by=None,
        at=AT,
        **more,  # type: ignore[arg-type]
    )


def make_signer(organisation: Organisation, name: str = "林") -> User:
    user = make_user(name)
    parties.join_organisation(user=user, organisation=organisation, role=MembershipRole.SIGNER, by=None, at=AT)
    return user


def make_member(organisation: Organisation, name: str = "文员") -> User:
    user = make_user(name)
    parties.join_organisation(user=user, organisation=organisation, role=MembershipRole.MEMBER, by=None, at=AT)
    return user


def make_post(authority: Authority, role: PostRole, name: str = "", department: Department | None = None) -> Post:
    user = make_user(name or role.label)
    return parties.appoint(user=user, authority=authority, role=role, department=department)


def make_officer(authority: Authority, name: str = "王处") -> User:
    return make_post(authority, PostRole.OFFICER, name).user
