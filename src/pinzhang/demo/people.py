"""Authorities, departments, officials, reviewers and the institution of the demonstration."""

from dataclasses import dataclass, field
from datetime import datetime

from pinzhang.demo.names import DEPARTMENTS, DISTRICTS, REVIEWERS
from pinzhang.domain.parties.choices import MembershipRole, OrganisationKind, PostRole
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.services import appoint, join_organisation, register_organisation, register_user
from pinzhang.domain.reference.models import Authority, Region
from pinzhang.domain.reference.services import register_authority, register_department, register_region
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.pool import Particulars, amend_reviewer
from pinzhang.domain.review.services.tasks import enrol_reviewer
from pinzhang.engine.assignment.affinity import is_industry_code
from pinzhang.engine.identifiers import credit_check_digit, organisation_check_digit

CITY_CODE, JIMO_CODE = "370200-qingdao", "370215-jimo"
_ROMAN = {
    "370202": "shinan", "370203": "shibei", "370211": "huangdao", "370212": "laoshan", "370213": "licang",
    "370214": "chengyang", "370215": "jimo", "370281": "jiaozhou", "370283": "pingdu", "370285": "laixi",
}  # fmt: skip


@dataclass
class Cast:
    """Who is in the demonstration."""

    city: Authority
    jimo: Authority
    regions: dict[str, Region]
    officer: User
    approver: User
    recommender: User
    recommenders: dict[str, User]
    departments: list[User]
    institution: Organisation
    institution_signer: User
    reviewers: list[Reviewer] = field(default_factory=list)


def credit_code(serial: int, region_code: str) -> str:
    """Return a fictional code with both check digits right; the body begins with MA9 as no real one here does."""
    body = f"MA9{serial:05d}"
    first = f"91{region_code}{body}{organisation_check_digit(body)}"
    return first + credit_check_digit(first)


def make_cast(at: datetime) -> Cast:
    """Enter the authorities and everybody who works with them."""
    regions, city, districts = _authorities()
    officer = _official("demo-office", "王敏", [(city, PostRole.OFFICER), (districts["370215"], PostRole.OFFICER)])
    approver = _official("demo-approver", "周正", [(city, PostRole.APPROVER), (districts["370215"], PostRole.APPROVER)])
    _official("demo-leader", "郑岩", [(city, PostRole.LEADER), (districts["370215"], PostRole.LEADER)])
    _official("officer-li", "李航", [(city, PostRole.OFFICER)])
    _official("officer-zhao", "赵岩", [(districts["370215"], PostRole.OFFICER)])
    recommenders = {
        code: _official(
            "demo-recommender" if code == "370215" else f"recommender-{_ROMAN[code]}",
            f"{DISTRICTS[code][:2]}推荐经办",
            [(district, PostRole.RECOMMENDER)],
        )
        for code, district in districts.items()
    }
    institution, signer = _institution(regions["370212"], at)
    cast = Cast(
        city=city,
        jimo=districts["370215"],
        regions=regions,
        officer=officer,
        approver=approver,
        recommender=recommenders["370215"],
        recommenders=recommenders,
        departments=_departments(city, districts["370215"]),
        institution=institution,
        institution_signer=signer,
    )
    cast.reviewers = _reviewers(city, officer, at)
    return cast


def _authorities() -> tuple[dict[str, Region], Authority, dict[str, Authority]]:
    city_region = register_region(code="370200", name="青岛市", name_en="Qingdao")
    city = register_authority(
        code=CITY_CODE,
        name="青岛市市场监督管理局",
        name_en="Qingdao Administration for Market Regulation",
        short_name="市局",
        region=city_region,
    )
    regions, districts = {}, {}
    for code, name in DISTRICTS.items():
        roman = _ROMAN[code].title()
        regions[code] = register_region(code=code, name=name, name_en=roman, parent=city_region)
        districts[code] = register_authority(
            code=f"{code}-{_ROMAN[code]}",
            name=f"{name}市场监督管理局",
            name_en=f"{roman} Administration for Market Regulation",
            short_name=name[:2],
            parent=city,
            region=regions[code],
        )
    return regions, city, districts


def _official(username: str, name: str, posts: list[tuple[Authority, PostRole]]) -> User:
    person = register_user(username=username, full_name=name)
    for authority, role in posts:
        appoint(user=person, authority=authority, role=role)
    return person


def _departments(city: Authority, jimo: Authority) -> list[User]:
    """The city's and the district's departments; the first official answers for the ecology bureaus of both."""
    people = []
    for position, (key, name, name_en) in enumerate(DEPARTMENTS):
        person = register_user(
            username="demo-department" if position == 0 else f"department-{key}", full_name=f"{name[:2]}部门经办"
        )
        for authority, place in ((city, "市"), (jimo, "区")):
            department = register_department(authority=authority, key=key, name=f"{place}{name}", name_en=name_en)
            appoint(user=person, authority=authority, role=PostRole.DEPARTMENT, department=department)
        people.append(person)
    return people


def _institution(region: Region, at: datetime) -> tuple[Organisation, User]:
    institution = register_organisation(
        name="胶东示例质量评价中心",
        name_en="Jiaodong Example Quality Evaluation Centre",
        kind=OrganisationKind.PUBLIC_INSTITUTION,
        credit_code=credit_code(90001, "370212"),
        region=region,
        is_institution=True,
        by=None,
        at=at,
    )
    signer = register_user(username="demo-institution", full_name="孙评")
    join_organisation(user=signer, organisation=institution, role=MembershipRole.SIGNER, by=None, at=at)
    return institution, signer


def _reviewers(authority: Authority, officer: User, at: datetime) -> list[Reviewer]:
    """The pool: what of a reviewer's fields is an industry counts for the affinity, the rest is a speciality."""
    pool = []
    for position, (name, employer, known) in enumerate(REVIEWERS):
        username = "demo-reviewer" if position == 0 else f"reviewer-{position:02d}"
        person = register_user(username=username, full_name=name)
        particulars = Particulars(
            level="市级",
            employer=employer,
            fields=[each for each in known if not is_industry_code(each)] or ["质量管理"],
            industry_codes=[each for each in known if is_industry_code(each)],
            load_limit=60,
        )
        reviewer = enrol_reviewer(user=person, authority=authority)
        pool.append(amend_reviewer(reviewer=reviewer, particulars=particulars, by=officer, at=at))
    return pool
