"""What an organisation is and what is known of it."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.models import Organisation, Subject
from pinzhang.portals.api.contract import Given, Listed, Said, Short, Slug, Told


class OrganisationTold(Told):
    """The organisation that the token acts for (单位资料)."""

    id: int
    name: str
    name_en: str | None = None
    kind: str
    credit_code: str | None = None
    district: str | None = None
    address: str | None = None
    phone: str | None = None
    is_institution: bool


class ProfileGiven(Given):
    """The contact data as a whole; what is left out is emptied."""

    name_en: Short = Field(default="", max_length=160)
    address: Short = ""
    phone: Short = Field(default="", max_length=30)


class SubjectSaid(Said):
    """What is judged and may bear a mark (评价对象)."""

    id: int
    kind: str
    name: str
    gtin: str | None = None


class SubjectTold(Told, SubjectSaid):
    """One subject."""


class SubjectsTold(Listed):
    items: list[SubjectSaid]


class SubjectGiven(Given):
    """A product, a service or another thing that is to be judged."""

    kind: Slug
    name: Short = Field(default="", max_length=120)


class FactSaid(Said):
    """One value, one year or one dated record of a fact (事实)."""

    id: int
    name: str
    year: int | None = None
    on: date | None = None
    value: Any = Field(description="Decimals are texts; a record is an object.")
    supplied_by: str
    source: str
    as_of: date


class FactTold(Told, FactSaid):
    """One entry."""


class FactsTold(Listed):
    items: list[FactSaid]


class FactGiven(Given):
    """One value, one year or one record, every part written as a text, as a form would have it."""

    name: Slug
    parts: dict[Slug, Short] = Field(
        description="value and as_of; with year for a series; on and the columns for a record."
    )


class LetterSaid(Said):
    """A letter or certificate (文书)."""

    id: int
    kind: str
    number: str
    title: str
    about: str
    sha256: str
    issued_at: datetime


class LettersTold(Listed):
    items: list[LetterSaid]


class VerdictSaid(Said):
    """How the organisation stands towards one programme by what is known (符合情况)."""

    programme: str
    edition: str
    verdict: str
    not_met: list[str]
    unknown: list[str]
    missing: list[str]


class VerdictsTold(Listed):
    items: list[VerdictSaid]


def tell_organisation(organisation: Organisation) -> OrganisationTold:
    """Return an organisation."""
    return OrganisationTold(
        id=organisation.pk,
        name=organisation.name,
        name_en=organisation.name_en or None,
        kind=organisation.kind,
        credit_code=organisation.credit_code,
        district=organisation.region.code if organisation.region else None,
        address=organisation.address or None,
        phone=organisation.phone or None,
        is_institution=organisation.is_institution,
    )


def say_subject(subject: Subject) -> SubjectSaid:
    """Return a subject as a line of a list."""
    return SubjectSaid(**_subject(subject))


def tell_subject(subject: Subject) -> SubjectTold:
    """Return a subject as a whole answer."""
    return SubjectTold(**_subject(subject))


def _subject(subject: Subject) -> dict[str, Any]:
    return {"id": subject.pk, "kind": subject.kind, "name": subject.name, "gtin": subject.gtin or None}


def say_fact(entry: FactEntry) -> FactSaid:
    """Return an entry as a line of a list."""
    return FactSaid(**_fact(entry))


def tell_fact(entry: FactEntry) -> FactTold:
    """Return an entry as a whole answer."""
    return FactTold(**_fact(entry))


def _fact(entry: FactEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "name": entry.name,
        "year": entry.year,
        "on": entry.on,
        "value": entry.value,
        "supplied_by": entry.supplied_by,
        "source": entry.source,
        "as_of": entry.as_of,
    }


def say_letter(letter: Letter) -> LetterSaid:
    """Return a letter as a line of a list."""
    return LetterSaid(
        id=letter.pk,
        kind=letter.kind,
        number=letter.number,
        title=letter.title,
        about=letter.about,
        sha256=letter.file.sha256,
        issued_at=letter.issued_at,
    )


def say_verdict(found: dict[str, Any]) -> VerdictSaid:
    """Return how an organisation stands, from what the rule engine found."""
    rules = [rule for rule in found["rules"] if rule["applies"] is not False]
    missing = {name: None for rule in rules for name in rule["missing"]}
    return VerdictSaid(
        programme=found["programme"],
        edition=found["edition"],
        verdict=found["verdict"],
        not_met=[rule["id"] for rule in rules if rule["verdict"] == "not met"],
        unknown=[rule["id"] for rule in rules if rule["verdict"] == "unknown"],
        missing=list(missing),
    )
