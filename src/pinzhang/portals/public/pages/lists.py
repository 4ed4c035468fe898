"""One list with its filters: the same rows on the page and in the downloads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import counts_by_code, in_state, public_list
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document, editions_of, latest_editions
from pinzhang.domain.reference.models import Region
from pinzhang.portals.public.pages.names import MarkLine, mark_line, name_of
from pinzhang.portals.ui.components.badges import MARK_STATES
from pinzhang.portals.ui.components.words import words

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ListPage:
    """The list of one programme as filtered (榜单)."""

    edition: ProgrammeEdition
    today: date
    filters: Mapping[str, str]
    """District, sector, tier, state, text: what was asked for; empty where it was not."""

    @property
    def name(self) -> str:
        return name_of(self.edition)

    @property
    def is_filtered(self) -> bool:
        return any(self.filters.values())

    @property
    def query(self) -> str:
        """The text that was looked for."""
        return self.filters["q"]

    @property
    def has_sectors(self) -> bool:
        return bool(edition_document(self.edition).programme.sectors)

    @property
    def has_tiers(self) -> bool:
        return len(self._named("tier")) > 1

    @property
    def counts(self) -> dict[str, int]:
        """How many marks are in which state, whatever the filters."""
        return counts_by_code(self.today).get(self.edition.code, {})

    def marks(self) -> QuerySet[Mark]:
        """Return the marks that pass the filters, the newest first."""
        asked, found = self.filters, public_list(self.edition.code)
        if asked["district"]:
            found = found.filter(holder__region__code=asked["district"])
        for column in ("sector", "tier"):
            if asked[column]:
                found = found.filter(**{column: asked[column]})
        if asked["state"]:
            found = in_state(found, asked["state"], today=self.today)
        for term in asked["q"].split():
            found = found.filter(
                Q(number__icontains=term)
                | Q(holder__name__icontains=term)
                | Q(holder__name_en__icontains=term)
                | Q(subject__name__icontains=term)
            )
        return found

    def lines(self, marks: Iterable[Mark]) -> list[MarkLine]:
        """Return marks with every name in the reader's language."""
        return [mark_line(mark, self.today) for mark in marks]

    @property
    def filter_rows(self) -> list[dict[str, Any]]:
        """The filters, each with its options; one without a choice is left out."""
        rows = [
            {"name": "district", "label": _("区市"), "choices": self._districts()},
            {"name": "sector", "label": _("领域"), "choices": self._named("sector")},
            {"name": "tier", "label": _("等次"), "choices": self._named("tier")},
            {"name": "state", "label": _("状态"), "choices": self._states()},
        ]
        return [row for row in rows if len(row["choices"]) > 1]

    def _districts(self) -> list[Choice]:
        held = public_list(self.edition.code).order_by().values("holder__region")
        regions = Region.objects.filter(pk__in=held).order_by("code")
        return [Choice(region.code, name_of(region), region.code == self.filters["district"]) for region in regions]

    def _named(self, column: str) -> list[Choice]:
        """The tiers or sectors that any edition of the programme has had."""
        labels: dict[str, str] = {}
        for edition in editions_of(self.edition.code):
            document = edition_document(edition)
            for one in document.outcomes.tiers if column == "tier" else document.programme.sectors:
                labels.setdefault(one.key, words(one.name))
        return [Choice(key, label, key == self.filters[column]) for key, label in labels.items()]

    def _states(self) -> list[Choice]:
        return [Choice(key, str(word), key == self.filters["state"]) for key, (word, _tone) in MARK_STATES.items()]


def list_page_or_404(code: str, asked: Mapping[str, str], today: date) -> ListPage:
    """Return the list of a programme; a state that does not exist filters nothing."""
    edition = next((edition for edition in latest_editions(today) if edition.code == code), None)
    if edition is None:
        raise Http404
    filters = {name: asked.get(name, "").strip()[:LONGEST] for name in ("district", "sector", "tier", "state", "q")}
    if filters["state"] not in MarkState.values:
        filters["state"] = ""
    return ListPage(edition, today, filters)
