"""Conflicts of interest (回避), derived from relations and declarations under a policy, for a given day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from pinzhang.engine.assignment.arrays import Bools
from pinzhang.engine.packs.schema.conflicts import RelationKind

Strength = Literal["hard", "soft"]
Basis = Literal["facts", "declaration", "both"]

SAID: Mapping[RelationKind, str] = {
    "employment": "任职于申报组织",
    "shareholding": "持有申报组织股份",
    "group": "任职单位与申报组织同属一个集团",
    "consulting": "为申报组织提供咨询",
    "training": "为申报组织提供培训",
    "certification": "为申报组织办理认证",
    "inspection": "为申报组织办理检验检测",
    "family": "亲属任职于申报组织或持有其股份",
    "district": "与申报组织同属一个区市",
    "other": "与申报组织有其他可能影响公正的关系",
}


@dataclass(frozen=True)
class Relation:
    """What ties a reviewer to an organisation (利害关系), from a register or a declaration form."""

    reviewer: str
    kind: RelationKind
    organisation: str
    """Unified social credit code."""
    from_on: date | None = None
    to_on: date | None = None
    """The last day; None: it lasts."""


@dataclass(frozen=True)
class Candidate:
    """An application with the organisations whose interests are at stake in it, the applicant first."""

    application: str
    organisations: tuple[str, ...]
    district_code: str | None = None


@dataclass(frozen=True)
class Declaration:
    """What a reviewer has declared about an application (回避声明); it stays when the reviewer declines."""

    reviewer: str
    application: str
    kind: RelationKind
    on: date


@dataclass(frozen=True)
class ConflictRule:
    """What the policy says of a kind of relation (回避规定).

    ``look_back_years``: how long a relation that has ended still counts; 0 only while it lasts, None for ever.
    """

    kind: RelationKind
    strength: Strength
    look_back_years: int | None = 0
    clause: str = ""


@dataclass(frozen=True)
class Conflict:
    """Why a reviewer must not, or had better not, judge an application (回避情形)."""

    reviewer: str
    application: str
    kind: RelationKind
    strength: Strength
    basis: Basis
    text: str
    clause: str = ""


@dataclass(frozen=True)
class ConflictFindings:
    """All conflicts, those of facts and those of declarations."""

    conflicts: tuple[Conflict, ...]

    @property
    def possible_but_undeclared(self) -> tuple[Conflict, ...]:
        """Return what facts say and nobody declared (应声明未声明)."""
        return tuple(conflict for conflict in self.conflicts if conflict.basis == "facts")

    @property
    def declared_without_ground(self) -> tuple[Conflict, ...]:
        """Return what was declared and no fact supports (声明无依据); it is respected all the same."""
        return tuple(conflict for conflict in self.conflicts if conflict.basis == "declaration")

    def mask(
        self, reviewers: Sequence[str], applications: Sequence[str], *, strengths: Iterable[Strength] = ("hard",)
    ) -> Bools:
        """Return the conflicts of these strengths as a table of reviewers by applications."""
        row = {reviewer: number for number, reviewer in enumerate(reviewers)}
        column = {application: number for number, application in enumerate(applications)}
        table = np.zeros((len(row), len(column)), dtype=bool)
        wanted = frozenset(strengths)
        for conflict in self.conflicts:
            if conflict.strength in wanted and conflict.reviewer in row and conflict.application in column:
                table[row[conflict.reviewer], column[conflict.application]] = True
        return table


def derive_conflicts(
    *,
    candidates: Sequence[Candidate],
    relations: Sequence[Relation],
    declarations: Sequence[Declaration],
    policy: Sequence[ConflictRule],
    on: date,
    groups: Mapping[str, str] | None = None,
    districts: Mapping[str, str] | None = None,
) -> ConflictFindings:
    """Derive every conflict that the policy sees on a day, once per reviewer, application and kind.

    ``groups`` tells the group of an organisation, ``districts`` the district of a reviewer. What is declared counts
    even where no fact supports it, and is hard where the policy is silent.
    """
    rules = {rule.kind: rule for rule in policy}
    found: dict[tuple[str, str, RelationKind], Conflict] = {}
    for conflict in _from_facts(candidates, relations, rules, groups or {}, districts or {}, on):
        known = found.setdefault((conflict.reviewer, conflict.application, conflict.kind), conflict)
        if "至" in known.text and "至" not in conflict.text:
            found[conflict.reviewer, conflict.application, conflict.kind] = conflict
    there = {candidate.application for candidate in candidates}
    for declaration in declarations:
        if declaration.application in there:
            key = (declaration.reviewer, declaration.application, declaration.kind)
            found[key] = _declared(declaration, found.get(key), rules.get(declaration.kind))
    return ConflictFindings(tuple(found[key] for key in sorted(found)))


def _from_facts(
    candidates: Sequence[Candidate],
    relations: Sequence[Relation],
    rules: Mapping[RelationKind, ConflictRule],
    groups: Mapping[str, str],
    districts: Mapping[str, str],
    on: date,
) -> Iterator[Conflict]:
    at_stake = defaultdict(list)
    of_group = defaultdict(list)
    for candidate in candidates:
        for organisation in candidate.organisations:
            at_stake[organisation].append(candidate.application)
            of_group[groups.get(organisation)].append((organisation, candidate.application))
    for relation in relations:
        rule = rules.get(relation.kind)
        if rule is not None and counts(relation, rule, on):
            for application in at_stake[relation.organisation]:
                yield _conflict(relation, application, rule, on)
        yield from _of_group(relation, groups, of_group, rules.get("group"), on)
    yield from _of_district(candidates, districts, rules.get("district"))


def _of_group(
    relation: Relation,
    groups: Mapping[str, str],
    of_group: Mapping[str | None, Sequence[tuple[str, str]]],
    rule: ConflictRule | None,
    on: date,
) -> Iterator[Conflict]:
    """Yield the applications of organisations in the group of an employer."""
    group = groups.get(relation.organisation)
    if rule is None or group is None or relation.kind != "employment" or not counts(relation, rule, on):
        return
    for organisation, application in of_group.get(group, ()):
        if organisation != relation.organisation:
            yield _conflict(replace(relation, kind="group"), application, rule, on)


def _of_district(
    candidates: Sequence[Candidate], districts: Mapping[str, str], rule: ConflictRule | None
) -> Iterator[Conflict]:
    if rule is None:
        return
    for candidate in candidates:
        for reviewer, district in districts.items():
            if district == candidate.district_code:
                relation = Relation(reviewer, "district", candidate.organisations[0])
                yield _conflict(relation, candidate.application, rule, date.max)


def counts(relation: Relation, rule: ConflictRule, on: date) -> bool:
    """Tell whether a relation counts on a day: it lasts, or ended within the look-back of its rule."""
    if relation.from_on is not None and relation.from_on > on:
        return False
    if relation.to_on is None or relation.to_on >= on or rule.look_back_years is None:
        return True
    return relation.to_on > _years_before(on, rule.look_back_years)


def _years_before(on: date, years: int) -> date:
    """Return the same day some years before; for 29 February the 28th where there is none."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def _conflict(relation: Relation, application: str, rule: ConflictRule, on: date) -> Conflict:
    ended = relation.to_on is not None and relation.to_on < on
    text = f"{SAID[relation.kind]}（至 {relation.to_on}）" if ended else SAID[relation.kind]
    return Conflict(relation.reviewer, application, relation.kind, rule.strength, "facts", text, rule.clause)


def _declared(declaration: Declaration, known: Conflict | None, rule: ConflictRule | None) -> Conflict:
    if known is not None:
        return replace(known, basis="both" if known.basis == "facts" else known.basis)
    return Conflict(
        reviewer=declaration.reviewer,
        application=declaration.application,
        kind=declaration.kind,
        strength=rule.strength if rule is not None else "hard",
        basis="declaration",
        text=f"{SAID[declaration.kind]}（{declaration.on} 声明）",
        clause=rule.clause if rule is not None else "",
    )
