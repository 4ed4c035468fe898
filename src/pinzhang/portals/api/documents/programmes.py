"""Programmes, editions, rules, rounds, and what a check of the rules says."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import sentence
from pinzhang.portals.api.contract import Day, Facts, Given, Listed, Said, Told


class EditionSaid(Said):
    """An edition of a programme (项目版本)."""

    code: str
    edition: str
    name: str
    name_en: str | None = None
    kind: str
    authority: str = Field(description="Code of the issuing authority.")
    digest: str = Field(description="SHA-256 of the canonical bytes.")
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None


class EditionsTold(Listed):
    items: list[EditionSaid]


class ChoiceSaid(Said):
    """A key with its name."""

    key: str
    name: str


class StageSaid(Said):
    """A stage of an edition (环节)."""

    key: str
    kind: str
    name: str
    clause: str


class RuleSaid(Said):
    """One rule of eligibility with its clause (条款)."""

    id: str
    kind: str
    title: str
    clause: str
    reading: str | None = Field(default=None, description="How the machine reads it, in Chinese.")
    decided_by: str


class EditionTold(Told, EditionSaid):
    """An edition with its rules, stages and choices."""

    status: str
    subject_kinds: list[str]
    applicant_kinds: list[str]
    sectors: list[ChoiceSaid]
    routes: list[ChoiceSaid]
    tiers: list[ChoiceSaid]
    stages: list[StageSaid]
    rules: list[RuleSaid]


class CheckGiven(Given):
    """What is known of an applicant, in the shape of the rule engine; nothing of it is kept as a fact."""

    facts: Facts = Field(default={}, description="By name: a value, a yearly series, or dated records.")
    application: Facts = Field(default={}, description="What an application would say, such as sector.")
    on: Day | None = Field(default=None, description="The reference day; today where absent.")


class RuleVerdict(Said):
    """The verdict on one rule (核对结果)."""

    id: str
    kind: str
    clause: str
    applies: bool | str
    verdict: str | None = Field(default=None, description="met, not met or unknown; absent where it does not apply.")
    action: str
    have: dict[str, Any] | None = None
    need: dict[str, Any] | None = None
    short_by: dict[str, Any] | None = None
    met_from: date | None = None
    missing: list[str] = []
    reasons: list[str] = []
    parts: list[dict[str, Any]] = []


class Findings(Said):
    """Every rule's verdict, and that of the programme."""

    programme: str
    edition: str
    digest: str
    on: date
    status: str
    verdict: str
    rules: list[RuleVerdict]


class FindingsTold(Told, Findings):
    """What an edition says of an applicant."""


class RoundSaid(Said):
    """A round of a programme (届次)."""

    id: int
    programme: str
    edition: str
    authority: str
    label: str
    label_en: str | None = None
    state: str
    opens_at: datetime
    closes_at: datetime
    reference_on: date
    quotas: dict[str, int]


class RoundTold(Told, RoundSaid):
    """One round."""


class RoundsTold(Listed):
    items: list[RoundSaid]


def say_edition(edition: ProgrammeEdition) -> EditionSaid:
    """Return the head of an edition."""
    return EditionSaid(**_head(edition))


def _head(edition: ProgrammeEdition) -> dict[str, Any]:
    return {
        "code": edition.code,
        "edition": edition.edition,
        "name": edition.name,
        "name_en": edition.name_en or None,
        "kind": edition.kind,
        "authority": edition.authority.code,
        "digest": edition.digest,
        "valid_from": edition.valid_from,
        "valid_to": edition.valid_to,
        "document_number": edition.document_number or None,
    }


def tell_edition(edition: ProgrammeEdition) -> EditionTold:
    """Return an edition with its rules and stages."""
    document = edition_document(edition)
    head = document.programme
    return EditionTold(
        **_head(edition),
        status=head.status,
        subject_kinds=list(head.subject_kinds),
        applicant_kinds=list(head.applicant_kinds),
        sectors=[ChoiceSaid(key=one.key, name=one.name.zh) for one in head.sectors],
        routes=[ChoiceSaid(key=one.key, name=one.name.zh) for one in head.routes],
        tiers=[ChoiceSaid(key=one.key, name=one.name.zh) for one in document.outcomes.tiers],
        stages=[StageSaid(key=one.key, kind=one.kind, name=one.name.zh, clause=one.clause) for one in document.stages],
        rules=[_rule(rule, document) for rule in document.eligibility.rules],
    )


def _rule(rule: Rule, document: Edition) -> RuleSaid:
    return RuleSaid(
        id=rule.id,
        kind=rule.kind,
        title=rule.title.zh,
        clause=rule.clause,
        reading=sentence(rule, document) if rule.expr else None,
        decided_by=rule.decided_by,
    )


def say_round(round_: Round) -> RoundSaid:
    """Return a round."""
    return RoundSaid(**_round(round_))


def tell_round(round_: Round) -> RoundTold:
    """Return a round as a whole answer."""
    return RoundTold(**_round(round_))


def _round(round_: Round) -> dict[str, Any]:
    return {
        "id": round_.pk,
        "programme": round_.edition.code,
        "edition": round_.edition.edition,
        "authority": round_.authority.code,
        "label": round_.label,
        "label_en": round_.label_en or None,
        "state": round_.state,
        "opens_at": round_.opens_at,
        "closes_at": round_.closes_at,
        "reference_on": round_.reference_on,
        "quotas": round_.quotas,
    }


def tell_findings(found: dict[str, Any]) -> FindingsTold:
    """Return what the rule engine found, as a whole answer."""
    return FindingsTold.model_validate({name: value for name, value in found.items() if name != "schema"})
