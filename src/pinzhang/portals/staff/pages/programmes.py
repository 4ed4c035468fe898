"""What the pages of published editions show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from pinzhang.domain.programmes.models import DraftOpinion, ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.programme import Source

CONFIDENCE = {
    "seen": ("已查阅原文", "ok"),
    "secondary": ("据转载或摘录", "warn"),
    "remembered": ("据记忆，未核对", "warn"),
    "missing": ("尚未取得全文", ""),
}


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition as the list shows it (项目版本)."""

    edition: ProgrammeEdition
    in_force: bool
    known: int
    missing: int
    predecessor: ProgrammeEdition | None


def clauses_known(document: Edition) -> int:
    """Return how many rules, stages and grounds of an edition name their clause."""
    stages = sum(bool(stage.clause) for stage in document.stages)
    return len(document.eligibility.rules) + stages + len(document.outcomes.grounds)


def programmes(today: date) -> list[tuple[str, list[EditionLine]]]:
    """Return every programme with its editions, the newest first."""
    found: dict[str, list[ProgrammeEdition]] = {}
    rows = ProgrammeEdition.objects.select_related("authority").defer("content").order_by("name", "-valid_from", "-pk")
    for edition in rows:
        found.setdefault(edition.code, []).append(edition)
    return [(editions[0].name, _lines(editions, today)) for editions in found.values()]


def _lines(editions: list[ProgrammeEdition], today: date) -> list[EditionLine]:
    return [_line(edition, before, today) for edition, before in zip(editions, [*editions[1:], None], strict=True)]


def _line(edition: ProgrammeEdition, predecessor: ProgrammeEdition | None, today: date) -> EditionLine:
    document = edition_document(edition)
    in_force = edition.valid_from <= today and (edition.valid_to is None or edition.valid_to >= today)
    return EditionLine(edition, in_force, clauses_known(document), len(document.programme.missing), predecessor)


def editions_beside(edition: ProgrammeEdition) -> QuerySet[ProgrammeEdition]:
    """Return all editions of the same programme, the newest first."""
    return ProgrammeEdition.objects.filter(code=edition.code).defer("content").order_by("-valid_from")


def sources_of(document: Edition) -> list[tuple[Source, tuple[str, str]]]:
    """Return the documents an edition rests on, each with how well it is known."""
    return [(source, CONFIDENCE[source.confidence]) for source in document.programme.sources]


def owed(opinions: QuerySet[DraftOpinion]) -> int:
    """Return how many opinions on drafts can still be given and were not."""
    return opinions.filter(given_at__isnull=True, stage=F("draft__stage")).count()
