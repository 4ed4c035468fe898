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
    number: str = ""
    issuer: str = ""
    url: str = ""
    in_force_on: Day | None = None
    confidence: Confidence
    checked_on: Day
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

    every: Annotated[str, StringConstraints(pattern=r"^\d+[ym]$")] | None = None
    rolling: Flag = False
    clause: str = ""
    source: SourceKey | None = None


class Relation(Strict):
    """What this programme has to do with another one (关联)."""

    programme: Key
    kind: Literal["requires", "excludes", "feeds_into", "wait_years", "recommends_to"]
    years: Count | None = Field(default=None, ge=1, le=50)
    clause: Clause
    source: SourceKey


class Programme(Strict):
    """The head of an edition (项目)."""

    code: Key
    edition: Annotated[str, StringConstraints(pattern=r"^\d{4}(\.\d+)?$")]
    status: Literal["complete", "partial"]
    valid_from: Day
    valid_to: Day | None = None
    name: Words
    purpose: Words
    kind: ProgrammeKind
    subject_kinds: tuple[SubjectKind, ...] = Field(min_length=1)
    applicant_kinds: tuple[ApplicantKind, ...] = ("enterprise",)
    sectors: tuple[Sector, ...] = ()
    routes: tuple[Route, ...] = Field(min_length=1)
    authority: AuthorityKey
    """The issuing authority; equal to the pack's folder under ``packs/``."""
    lead_department: Department
    co_departments: tuple[Department, ...] = ()
    cycle: Cycle = Cycle()
    case_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}$")]
    """The letters before the number of a case, as in QDYP-2026-0001."""
    sources: tuple[Source, ...] = Field(min_length=1)
    missing: tuple[MissingClause, ...] = ()
    relations: tuple[Relation, ...] = ()
