"""One list of another authority's honours with its filters: the same rows on the page and in the downloads."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils.translation import gettext as _

from pinzhang.domain.protection.models import Honour, HonourList
from pinzhang.domain.protection.selectors import honour_lists, honour_state, honours_on, in_honour_state
from pinzhang.domain.reference.models import Region
from pinzhang.portals.public.pages.downloads import BYTE_ORDER_MARK, CHUNK, Echo, file_answer
from pinzhang.portals.public.pages.lists import LONGEST, Choice
from pinzhang.portals.public.pages.names import name_of
from pinzhang.portals.ui.components.badges import MARK_STATES
from pinzhang.portals.ui.context import reader_language
from pinzhang.portals.ui.spreadsheets import neutral, workbook

STATES = ("active", "expired", "revoked")


def _said(zh: str, en: str) -> str:
    return (reader_language() == "en" and en) or zh


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour as a list shows it (荣誉榜单的一行)."""

    honour: Honour
    state: str
    holder: str
    district: str


@dataclass(frozen=True)
class HonourPage:
    """One list as filtered."""

    found: HonourList
    today: date
    filters: Mapping[str, str]

    @property
    def name(self) -> str:
        return _said(self.found.name, self.found.name_en)

    @property
    def conferred_by(self) -> str:
        return _said(self.found.conferred_by, self.found.conferred_by_en)

    @property
    def query(self) -> str:
        return self.filters["q"]

    @property
    def is_filtered(self) -> bool:
        return any(self.filters.values())

    def honours(self) -> QuerySet[Honour]:
        """Return the honours that pass the filters, the newest first."""
        found = honours_on(self.found)
        if self.filters["district"]:
            found = found.filter(organisation__region__code=self.filters["district"])
        if self.filters["state"]:
            found = in_honour_state(found, self.filters["state"], today=self.today)
        for term in self.filters["q"].split():
            found = found.filter(Q(organisation__name__icontains=term) | Q(subject__icontains=term))
        return found

    def line(self, honour: Honour) -> HonourLine:
        """Return an honour with every name in the reader's language."""
        holder = honour.organisation
        return HonourLine(honour, honour_state(honour, self.today), name_of(holder), name_of(holder.region))

    @property
    def filter_rows(self) -> list[dict[str, Any]]:
        """The filters, each with its options; one without a choice is left out."""
        held = honours_on(self.found).order_by().values("organisation__region")
        regions = Region.objects.filter(pk__in=held).order_by("code")
        districts = [Choice(one.code, name_of(one), one.code == self.filters["district"]) for one in regions]
        states = [Choice(key, str(MARK_STATES[key][0]), key == self.filters["state"]) for key in STATES]
        rows = [
            {"name": "district", "label": _("区市"), "choices": districts},
            {"name": "state", "label": _("状态"), "choices": states},
        ]
        return [row for row in rows if len(row["choices"]) > 1]


def honour_page_or_404(code: str, asked: Mapping[str, str], today: date) -> HonourPage:
    """Return the list of a code; a state that does not exist filters nothing."""
    found = HonourList.objects.filter(code=code).first()
    if found is None:
        raise Http404
    filters = {name: asked.get(name, "").strip()[:LONGEST] for name in ("district", "state", "q")}
    if filters["state"] not in STATES:
        filters["state"] = ""
    return HonourPage(found, today, filters)


def honour_lines() -> list[dict[str, Any]]:
    """Return every list of another authority, with how many stand on it."""
    return [
        {"list": one, "name": _said(one.name, one.name_en), "by": _said(one.conferred_by, one.conferred_by_en)}
        for one in honour_lists()
    ]


def _head() -> list[str]:
    return [
        *(_("单位"), _("统一社会信用代码"), _("产品或服务"), _("区市"), _("授予机关")),
        *(_("状态"), _("授予日期"), _("有效期至"), _("依据")),
    ]


def as_workbook(page: HonourPage) -> FileResponse:
    """Return the list as a workbook; texts stay texts."""
    return workbook(f"{page.name}-{page.today.isoformat()}", _head(), (_cells(line, page) for line in _lines(page)))


def as_csv(page: HonourPage) -> StreamingHttpResponse:
    """Return the list as CSV; no cell can be taken for a formula."""
    writer = csv.writer(Echo())
    head = _head()

    def rows() -> Iterator[str]:
        yield BYTE_ORDER_MARK
        yield str(writer.writerow(head))
        for line in _lines(page):
            yield str(writer.writerow([neutral(text) for text in _cells(line, page)]))

    return file_answer(page.name, page.today, rows(), "text/csv; charset=utf-8", "csv")


def as_json(page: HonourPage) -> StreamingHttpResponse:
    """Return the list as JSON with stable keys; what is absent is left out."""

    def rows() -> Iterator[str]:
        found = page.found
        head = {"schema": 1, "list": found.code, "name": found.name, "conferred_by": found.conferred_by}
        yield json.dumps({**head, "on": page.today.isoformat()}, ensure_ascii=False)[:-1] + ', "honours": ['
        for place, line in enumerate(_lines(page)):
            yield (",\n" if place else "\n") + json.dumps(_entry(line), ensure_ascii=False)
        yield "\n]}\n"

    return file_answer(page.name, page.today, rows(), "application/json", "json")


def _lines(page: HonourPage) -> Iterator[HonourLine]:
    for honour in page.honours().iterator(chunk_size=CHUNK):
        yield page.line(honour)


def _cells(line: HonourLine, page: HonourPage) -> list[str]:
    honour = line.honour
    until = honour.valid_until.isoformat() if honour.valid_until else ""
    return [
        *(line.holder, honour.organisation.credit_code or "", honour.subject, line.district, page.conferred_by),
        *(str(MARK_STATES[line.state][0]), honour.since_on.isoformat(), until, honour.source),
    ]


def _entry(line: HonourLine) -> dict[str, Any]:
    honour, holder = line.honour, line.honour.organisation
    entry = {
        "state": line.state,
        "holder": holder.name,
        "credit_code": holder.credit_code,
        "subject": honour.subject,
        "district": holder.region.code if holder.region else None,
        "conferred_on": honour.since_on.isoformat(),
        "valid_until": honour.valid_until.isoformat() if honour.valid_until else None,
        "source": honour.source,
    }
    return {key: value for key, value in entry.items() if value}
