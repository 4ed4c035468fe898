"""Fictional enterprises with facts that make verdicts differ: met, short by a little, not known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pinzhang.demo.names import (
    AGRICULTURE,
    AWARD_FIRMS,
    DISTRICTS,
    INDUSTRY,
    INDUSTRY_CODES,
    MARINE,
    SERVICES,
    SURNAMES,
)
from pinzhang.demo.people import Cast, credit_code
from pinzhang.domain.facts.services import declare_complete, record_dated, record_value
from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.services import join_organisation, register_organisation, register_user

REGISTER, TAX, SUPERVISOR = "登记信息（演示）", "纳税申报（演示）", "监管信息（演示）"
CLEAN = (
    "operation_interruptions",
    "credit_records",
    "legal_representative_credit_records",
    "samplings",
    "accidents",
    "trademarks",
)


@dataclass(frozen=True)
class Firm:
    """An enterprise of the demonstration, its signer and what it offers."""

    organisation: Organisation
    signer: User
    sector: str
    product: str

    @property
    def subject_kind(self) -> str:
        return "service" if self.sector == "services" else "product"


def make_firms(cast: Cast, at: datetime, *, today: date) -> tuple[list[Firm], list[Firm]]:
    """Enter the firms of the premium brand, over ten districts and four sectors, and the twenty of the award.

    They are entered long ago, with what is known of them up to the day of the demonstration.
    """
    random = Random(321)  # noqa: S311 - the same city every time
    sectors = {"industry": INDUSTRY, "agriculture": AGRICULTURE, "services": SERVICES, "marine": MARINE}
    plan = [(sector, name, product) for sector, names in sectors.items() for name, product in names]
    codes = list(DISTRICTS)
    premium = [
        _firm(cast, f"青岛{name}有限公司", sector, product, codes[i % len(codes)], serial=i + 1, at=at)
        for i, (sector, name, product) in enumerate(plan)
    ]
    award = [
        _firm(cast, f"{name}有限公司", "industry", "主营产品", "370215", serial=101 + i, at=at)
        for i, name in enumerate(AWARD_FIRMS)
    ]
    for position, firm in enumerate([*premium, *award]):
        _write_facts(firm, random, position, today=today, at=at)
    return premium, award


def _firm(cast: Cast, name: str, sector: str, product: str, region: str, *, serial: int, at: datetime) -> Firm:
    organisation = register_organisation(
        name=name, credit_code=credit_code(serial, region), region=cast.regions[region], by=None, at=at
    )
    username = "demo-enterprise" if serial == 1 else f"signer-{serial:03d}"
    signer = register_user(username=username, full_name=f"{SURNAMES[serial % len(SURNAMES)]}晓{'海青禾明'[serial % 4]}")
    join_organisation(user=signer, organisation=organisation, role=MembershipRole.SIGNER, by=None, at=at)
    if serial == 1:
        colleague = register_user(username="demo-colleague", full_name="姜同")
        join_organisation(user=colleague, organisation=organisation, role=MembershipRole.MEMBER, by=signer, at=at)
    return Firm(organisation, signer, sector, product)


def _write_facts(firm: Firm, random: Random, position: int, *, today: date, at: datetime) -> None:
    founded = date(today.year - 5 - random.randrange(14), 1 + random.randrange(12), 1 + random.randrange(28))
    if position % 17 == 13:  # noqa: PLR2004 - one in seventeen is too young, and says from when it qualifies
        founded = date(today.year - 2, 8, 15)
    values = {
        "established_on": founded.isoformat(),
        "registered_region_code": firm.organisation.region.code if firm.organisation.region else "370200",
        "legal_person": True,
        "restricted_industry": False,
        "quality_and_service_standards_established": True,
        "industry_code": INDUSTRY_CODES[firm.sector][position % len(INDUSTRY_CODES[firm.sector])],
    }
    for name, value in values.items():
        _value(firm, name, value, "register", REGISTER, today, at)
    _write_sector_facts(firm, random, today, at)
    _write_years(firm, random, position, founded, today, at)
    _write_records(firm, random, position, founded, today, at)


def _value(firm: Firm, name: str, value: object, supplier: str, source: str, on: date, at: datetime) -> None:
    record_value(
        organisation=firm.organisation, name=name, value=value, supplied_by=supplier, source=source, as_of=on,
        by=None, at=at,
    )  # fmt: skip


def _write_sector_facts(firm: Firm, random: Random, today: date, at: datetime) -> None:
    _value(firm, "staff_count", str(40 + random.randrange(400)), "register", REGISTER, today, at)
    _value(firm, "quality_system_established", True, "register", REGISTER, today, at)
    if firm.sector == "agriculture":
        _value(firm, "primary_production", True, "register", REGISTER, today, at)
        record_dated(
            organisation=firm.organisation,
            name="product_certifications",
            on=today - timedelta(days=400),
            record={
                "scheme": "green",
                "product": firm.product,
                "number": f"LB-{firm.organisation.pk:06d}",
                "until": (today + timedelta(days=700)).isoformat(),
            },
            supplied_by="register",
            source=REGISTER,
            by=None,
            at=at,
        )
    if firm.sector == "services":
        _value(firm, "service_quality_system_established", True, "register", REGISTER, today, at)


def _write_years(firm: Firm, random: Random, position: int, founded: date, today: date, at: datetime) -> None:
    """Six closed years; every seventh firm's tax data are missing, every ninth is just short."""
    if position % 7 == 5:  # noqa: PLR2004
        return
    base = {"industry": 60_000_000, "agriculture": 12_000_000, "services": 4_000_000, "marine": 30_000_000}[firm.sector]
    growth = 1 + random.random()
    short = firm.sector == "industry" and position % 9 == 4  # noqa: PLR2004
    share = 26 if short else 35 + random.randrange(30)
    for year in range(today.year - 6, today.year):
        if year < founded.year:
            continue
        revenue = round(base * growth * (0.9 + 0.1 * (year - today.year + 6)), -4)
        figures = {
            "revenue": revenue,
            "net_profit": revenue * (0.03 + 0.05 * random.random()),
            "rd_spending": revenue * share / 1000,
            "tax_paid": revenue * 0.04,
        }
        for name, figure in figures.items():
            record_value(
                organisation=firm.organisation, name=name, value=f"{figure:.2f}", supplied_by="tax", source=TAX,
                as_of=date(year, 12, 31), year=year, by=None, at=at,
            )  # fmt: skip


def _write_records(firm: Firm, random: Random, position: int, founded: date, today: date, at: datetime) -> None:
    for name in CLEAN:
        if name == "samplings" and position % 11 == 7:  # noqa: PLR2004 - one source in eleven is not complete
            continue
        declare_complete(
            organisation=firm.organisation, name=name, from_on=founded, to_on=today + timedelta(days=400),
            source=SUPERVISOR, at=at,
        )  # fmt: skip
    record_dated(
        organisation=firm.organisation,
        name="trademarks",
        on=max(founded, today - timedelta(days=2000)),
        record={
            "number": f"{60000000 + firm.organisation.pk}",
            "name": firm.organisation.name[2:4],
            "owned": True,
            "until": (today + timedelta(days=1600)).isoformat(),
        },
        supplied_by="register",
        source=REGISTER,
        by=None,
        at=at,
    )
    if position % 19 == 16:  # noqa: PLR2004
        record_dated(
            organisation=firm.organisation, name="samplings", on=today - timedelta(days=300 + random.randrange(300)),
            record={"result": "failed", "product": firm.product}, supplied_by="supervisor", source=SUPERVISOR,
            by=None, at=at,
        )  # fmt: skip
