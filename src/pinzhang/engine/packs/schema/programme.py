"""``programme.yaml``: what the programme is, who runs it, and what it rests on (项目)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pinzhang.engine.packs.schema.base import (
    AuthorityKey,
    Clause,
    Confidence,
    Count,
    Day,
    Flag,
    Key,
    SourceKey,
    Strict,
    Words,
)

ProgrammeKind = Literal["mark", "award", "list", "subsidy", "contest", "cultivation", "return"]
SubjectKind = Literal[
    "enterprise", "product", "service", "industry", "region", "person", "team", "work", "project", "government"
]
ApplicantKind = Literal["enterprise", "public_institution", "association", "government", "individual", "team"]


class Source(Strict):
    """A document that clauses are cited from (依据)."""

    key: Key
    title: str
    """The title as printed."""
    number: str = ""
    """The document number (文号)."""
    issuer: str = ""
    """Who issued it."""
    url: str = ""
    """Where it was read."""
    in_force_on: Day | None = None
    """The day it came into force."""
    confidence: Confidence
    """How well it is known; nothing may rest on one that is ``remembered`` or ``missing``."""
    checked_on: Day
    """The day somebody last read it."""
    note: str = ""


class MissingClause(Strict):
    """Something the programme surely rules on, whose text is not published or not found (未公开条款)."""

    key: Key
    title: Words
    note: str = ""


class Department(Strict):
    """A department named by the regulation; the first one named leads (牵头单位)."""

    key: Key
    name: Words


class Sector(Strict):
    """A field of the economy that rules may switch on (领域)."""

    key: Key
    name: Words


class Route(Strict):
    """A way into the programme (路径): by application, by self-declaration, by decision without one."""

    key: Key
    name: Words
    starts_at: Key
    """The stage at which a case on this route begins."""
    skips: tuple[Key, ...] = ()
    """Stages that a case on this route does not pass."""
    clause: Clause
    source: SourceKey


class Cycle(Strict):
    """How often a round is held (周期)."""

    every: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[ym]$")] | None = None
    """How long from round to round: ``2y``."""
    rolling: Flag = False
    """Whether applications are taken at any time."""
    clause: str = ""
    source: SourceKey | None = None


class Relation(Strict):
    """What this programme has to do with another one (关联)."""

    programme: Key
    """The code of the other programme."""
    kind: Literal["requires", "excludes", "feeds_into", "wait_years", "recommends_to"]
    """What the one has to do with the other."""
    years: Count | None = Field(default=None, ge=1, le=50)
    """How many years to wait; only for ``wait_years``."""
    clause: Clause
    source: SourceKey


class Programme(Strict):
    """The head of an edition (项目)."""

    code: Key
    """The name of the programme for ever, in all editions."""
    edition: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(\.[0-9]{1,3})?$")]
    """The name of the edition: a year, or a year and a number."""
    status: Literal["complete", "partial"]
    """``partial`` exactly when ``missing`` names something."""
    valid_from: Day
    """The first day on which the edition holds."""
    valid_to: Day | None = None
    """The last day; absent: until a new edition closes it."""
    name: Words
    purpose: Words
    """What it is for, in one sentence."""
    kind: ProgrammeKind
    """What sort of programme it is."""
    subject_kinds: tuple[SubjectKind, ...] = Field(min_length=1)
    """What can be put forward."""
    applicant_kinds: tuple[ApplicantKind, ...] = ("enterprise",)
    """Who can apply."""
    sectors: tuple[Sector, ...] = ()
    """Fields of the economy that rules may switch on."""
    routes: tuple[Route, ...] = Field(min_length=1)
    """The ways into it."""
    authority: AuthorityKey
    """The issuing authority; equal to the pack's folder under ``packs/``."""
    lead_department: Department
    """The department that leads."""
    co_departments: tuple[Department, ...] = ()
    """The departments that are responsible with it."""
    cycle: Cycle = Cycle()
    """How often a round is held."""
    case_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}$")]
    """The letters before the number of a case, as in QDYP-2026-0001."""
    sources: tuple[Source, ...] = Field(min_length=1)
    """The documents it rests on."""
    missing: tuple[MissingClause, ...] = ()
    """What it surely rules on, but whose text is not published or not found."""
    relations: tuple[Relation, ...] = ()
    """What it has to do with other programmes."""
