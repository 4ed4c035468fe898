"""Reads of facts, in the shape the rule engine takes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.parties.models import Organisation, Subject
from pinzhang.engine.packs.schema.facts import Fact


def entries_of(
    organisation: Organisation, *, subject: Subject | None = None, at: datetime | None = None
) -> QuerySet[FactEntry]:
    """Return what was known at an instant (or is known now) of an organisation and one subject of it."""
    entries = FactEntry.objects.filter(organisation=organisation).filter(
        Q(subject__isnull=True) | Q(subject=subject) if subject else Q(subject__isnull=True)
    )
    if at is None:
        return entries.filter(ended_at__isnull=True)
    return entries.filter(recorded_at__lte=at).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))


def facts_of(
    organisation: Organisation,
    facts: Iterable[Fact],
    *,
    subject: Subject | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Return the facts an edition uses as the document the rule engine reads; what is not known is absent.

    Columns of a record that this edition does not know are left out, and options that it does not have.
    """
    return facts_by_edition(organisation, [facts], subject=subject, at=at)[0]


def facts_by_edition(
    organisation: Organisation,
    editions: Iterable[Iterable[Fact]],
    *,
    subject: Subject | None = None,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """Return the facts that each of several editions uses, read once for all of them."""
    known = list(entries_of(organisation, subject=subject, at=at).order_by("name", "on", "year", "pk"))
    coverage = {row.name: row for row in FactCoverage.objects.filter(organisation=organisation)}
    return [_documents(facts, known, coverage) for facts in editions]


def facts_of_many(organisations: Iterable[int], facts: Iterable[Fact]) -> dict[int, dict[str, Any]]:
    """Return the same for many organisations in two queries; facts of their subjects are left out."""
    pks, wanted = set(organisations), list(facts)
    entries: dict[int, list[FactEntry]] = defaultdict(list)
    living = FactEntry.objects.filter(organisation__in=pks, subject__isnull=True, ended_at__isnull=True)
    for entry in living.filter(name__in=[fact.name for fact in wanted]).order_by("name", "on", "year", "pk"):
        entries[entry.organisation_id].append(entry)
    coverage: dict[int, dict[str, FactCoverage]] = defaultdict(dict)
    for row in FactCoverage.objects.filter(organisation__in=pks):
        coverage[row.organisation_id][row.name] = row
    return {pk: _documents(wanted, entries[pk], coverage[pk]) for pk in pks}


def _documents(facts: Iterable[Fact], known: list[FactEntry], coverage: dict[str, FactCoverage]) -> dict[str, Any]:
    found = {
        fact.name: _document(fact, [entry for entry in known if entry.name == fact.name], coverage.get(fact.name))
        for fact in facts
    }
    return {name: value for name, value in found.items() if value is not None}


def _document(fact: Fact, entries: list[FactEntry], coverage: FactCoverage | None) -> Any:
    if fact.shape == "yearly":
        return {str(entry.year): entry.value for entry in entries if entry.year is not None} or None
    if fact.shape == "value":
        return entries[-1].value if entries else None
    if not entries and coverage is None:
        return None
    columns = {column.name: {option.key for option in column.options} for column in fact.fields}
    records = [
        {"on": entry.on.isoformat()}
        | {name: value for name, value in entry.value.items() if name in columns and _fits(value, columns[name])}
        for entry in entries
        if entry.on is not None
    ]
    if coverage is None:
        return {"records": records}
    complete = {"from": coverage.from_on.isoformat(), "to": coverage.to_on.isoformat()}
    return {"records": records, "complete": complete}


def _fits(value: Any, options: set[str]) -> bool:
    return not options or value in options


PUBLIC_SUPPLIERS = frozenset({"register", "supervisor", "platform"})
"""Who supplies what anybody may know of an organisation: registers, supervisors, and this platform itself."""


def is_public(fact: Fact) -> bool:
    """Tell whether a fact is open to anybody: nobody but public sources supplies it."""
    return PUBLIC_SUPPLIERS.issuperset(fact.supplied_by)


def public_facts_of(organisation: Organisation, facts: Iterable[Fact]) -> dict[str, Any]:
    """Return what anybody may know of an organisation, as :func:`facts_of` does; all else is as good as not known."""
    return public_facts_by_edition(organisation, [facts])[0]


def public_facts_by_edition(organisation: Organisation, editions: Iterable[Iterable[Fact]]) -> list[dict[str, Any]]:
    """Return what anybody may know of an organisation, for each of several editions, read once for all of them.

    A fact of which one entry came from another source is left out whole, so that nothing follows from what is missing.
    """
    guarded = set(
        entries_of(organisation).exclude(supplied_by__in=PUBLIC_SUPPLIERS).values_list("name", flat=True).distinct()
    )
    shown = [[fact for fact in facts if is_public(fact) and fact.name not in guarded] for facts in editions]
    return facts_by_edition(organisation, shown)


def public_entries_of(organisation: Organisation) -> QuerySet[FactEntry]:
    """Return the entries about an organisation that public sources supplied, the latest last."""
    return entries_of(organisation).filter(supplied_by__in=PUBLIC_SUPPLIERS).order_by("as_of", "pk")
