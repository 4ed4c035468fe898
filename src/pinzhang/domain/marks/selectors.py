"""Reads of marks."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.facts.selectors import facts_of_many
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import paths_of
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document, rounds
from pinzhang.domain.reference.selectors import within
from pinzhang.domain.trust.models import StatusEntry
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.outcomes import Ground, Tier
from pinzhang.engine.rules import Node, Scope, Situation, evaluate, parse
from pinzhang.engine.rules.syntax import Field, walk


def marks() -> QuerySet[Mark]:
    """Return marks with what every list of them shows."""
    return (
        Mark.objects.select_related("edition", "round", "holder", "holder__region", "subject", "authority")
        .defer("edition__content")
        .order_by("-conferred_on", "number")
    )


def public_list(code: str) -> QuerySet[Mark]:
    """Return who holds what of a programme, whatever its edition; revoked ones included and marked (榜单)."""
    return marks().filter(edition__code=code)


def marks_of(organisation: Organisation) -> QuerySet[Mark]:
    """Return the marks of a holder."""
    return marks().filter(holder=organisation)


def marks_visible_to(user: User) -> QuerySet[Mark]:
    """Return the marks that an official's authorities answer for."""
    return marks().filter(within(paths_of(user)))


def grounds_of(edition: ProgrammeEdition, effect: str, subject_kind: str) -> list[Ground]:
    """Return the grounds of an edition that have an effect and fit a kind of subject."""
    return [
        ground
        for ground in edition_document(edition).outcomes.grounds
        if ground.effect == effect and (not ground.applies_to or subject_kind in ground.applies_to)
    ]


def tier_of(mark: Mark) -> Tier:
    """Return the tier of a mark as its edition words it."""
    return next(tier for tier in edition_document(mark.edition).outcomes.tiers if tier.key == mark.tier)


def renewed_by_application(application: Application) -> Mark | None:
    """Return the mark whose place a new one takes, where the subject has one of the programme already (换发).

    A licensed mark is borne once: a new conferral renews it. Titles of an award stand beside each other, unless the
    application came on the route on which the edition renews them.
    """
    document = edition_document(application.round.edition)
    renewal = document.outcomes.mark.renewal if document.outcomes.mark else None
    if document.programme.kind != "mark" and (renewal is None or application.route != renewal.route):
        return None
    earlier = Mark.objects.filter(edition__code=application.round.edition.code, subject=application.subject)
    borne = earlier.filter(state__in=(*LIVING, MarkState.EXPIRED))
    return borne.select_related("holder", "subject", "edition").order_by("-conferred_on", "-pk").first()


@dataclass(frozen=True)
class Held:
    """A ground that holds for a mark by the facts of a day (情形成立), and a digest of those facts."""

    mark: Mark
    ground: Ground
    basis: str


def grounds_that_hold(watched: Iterable[Mark], *, on: date) -> list[Held]:
    """Return the grounds of marks whose ``alert_when`` holds by the facts of now; that decides nothing."""
    by_edition: dict[str, list[Mark]] = defaultdict(list)
    for mark in watched:
        by_edition[mark.edition.digest].append(mark)
    return [held for marks_ in by_edition.values() for held in _held(marks_, on=on)]


def _held(marks_: list[Mark], *, on: date) -> list[Held]:
    document = edition_document(marks_[0].edition)
    watched = [(ground, parse(ground.alert_when)) for ground in document.outcomes.grounds if ground.alert_when]
    if not watched:
        return []
    scope = Scope.of(document)
    known = facts_of_many([mark.holder_id for mark in marks_], document.facts)
    found = []
    for mark in marks_:
        facts = {"facts": known[mark.holder_id], "mark": _mark_facts(mark, document)}
        situation = Situation.of(facts, on=on, scope=scope)
        holding = [(ground, watch) for ground, watch in watched if evaluate(watch, situation) is True]
        found += [Held(mark, ground, _basis(watch, facts)) for ground, watch in holding]
    return found


def _basis(watch: Node, facts: dict[str, dict[str, Any]]) -> str:
    """Return a digest of the facts that a sentence reads: the same facts give no second cause."""
    read = {node.name for node in walk(watch) if isinstance(node, Field) and node.root == "e"}
    seen = {name: value for name, value in facts["facts"].items() if name in read}
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _mark_facts(mark: Mark, document: Edition) -> dict[str, Any]:
    """Return what an edition may ask of the mark itself."""
    known = {"conferred_on": mark.conferred_on.isoformat()}
    names = {fact.name for fact in document.facts}
    return {name: value for name, value in known.items() if name in names}


def state_on(mark: Mark, today: date) -> str:
    """Return the state of a mark on a day: after its last day it has expired, whether or not that is entered yet."""
    living = mark.state in LIVING
    over = mark.valid_until is not None and mark.valid_until < today
    return MarkState.EXPIRED.value if living and over else mark.state


def in_state(found: QuerySet[Mark], state: str, *, today: date) -> QuerySet[Mark]:
    """Return those of the marks that are in a state on a day, as :func:`state_on` tells it."""
    over = Q(valid_until__lt=today)
    if state == MarkState.EXPIRED:
        return found.filter(Q(state=state) | Q(state__in=LIVING) & over)
    return found.filter(state=state).exclude(over) if state in LIVING else found.filter(state=state)


def counts_by_code(today: date) -> dict[str, dict[str, int]]:
    """Return, by programme code, how many marks are in which state on a day, and how many there are."""
    over = Q(valid_until__lt=today, state__in=LIVING)
    states = {state.value: Q(state=state) & ~over for state in MarkState if state != MarkState.EXPIRED}
    rows = Mark.objects.values("edition__code").annotate(
        total=Count("pk"),
        expired=Count("pk", filter=Q(state=MarkState.EXPIRED) | over),
        **{name: Count("pk", filter=condition) for name, condition in states.items()},
    )
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    return {row.pop("edition__code"): row for row in found}


def holders_of_active(today: date) -> int:
    """Return how many organisations hold an active mark on a day."""
    return in_state(Mark.objects.all(), MarkState.ACTIVE, today=today).values("holder").distinct().count()


def changes_of(mark: Mark) -> QuerySet[MarkChange]:
    """Return what became of a mark, the oldest first (标识变更)."""
    return MarkChange.objects.filter(mark=mark).select_related("from_holder", "to_holder").order_by("at", "pk")


def mark_numbered(number: str) -> Mark | None:
    """Return the mark with a number, however it was typed."""
    typed = unicodedata.normalize("NFKC", number).upper()
    typed = re.sub(r"[‐-―−]", "-", re.sub(r"\s", "", typed))
    # PostgreSQL takes no NUL in a text; no number has one.
    return marks().filter(number=typed).first() if typed and "\x00" not in typed else None


def marks_numbered(numbers: Sequence[str]) -> list[Mark]:
    """Return the marks with these numbers, the newest first."""
    return list(marks().filter(number__in=numbers)) if numbers else []


def rounds_in_figures() -> QuerySet[Round]:
    """Return rounds with how many applied, won, are held by an objection and were revoked since, the newest first.

    Each is counted by itself: joined, the rows of a round would be as many as its applications times its marks.
    """
    applied = Application.objects.filter(round=OuterRef("pk"), submitted_at__isnull=False)
    objections = Objection.objects.filter(application=OuterRef("pk"), state=ObjectionState.RECEIVED)
    held = Mark.objects.filter(round=OuterRef("pk"))
    return rounds().annotate(
        applied=_counted(applied),
        granted=_counted(held),
        objected=_counted(Application.objects.filter(Exists(objections), round=OuterRef("pk"))),
        revoked=_counted(held.filter(state=MarkState.REVOKED)),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows belong to the round outside."""
    count = rows.order_by().values("round").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def uncertified(limit: int = 1000) -> QuerySet[Mark]:
    """Return marks that have no place in a status list yet, the oldest first."""
    known = StatusEntry.objects.filter(number=OuterRef("number"))
    return marks().filter(~Exists(known)).order_by("pk")[:limit]
