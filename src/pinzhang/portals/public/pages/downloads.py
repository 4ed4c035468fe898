"""Lists to take along: CSV and JSON, streamed row by row."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from pinzhang.portals.public.pages.lists import ListPage
from pinzhang.portals.public.pages.names import MarkLine
from pinzhang.portals.ui.components.badges import MARK_STATES
from pinzhang.portals.ui.spreadsheets import neutral, workbook

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
CHUNK = 500


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _head() -> list[str]:
    return [
        *(_("编号"), _("单位"), _("统一社会信用代码"), _("产品或服务"), _("区市"), _("领域"), _("等次")),
        *(_("状态"), _("授予日期"), _("有效期至"), _("决定文号")),
    ]


def as_workbook(found: ListPage) -> FileResponse:
    """Return the list as a workbook; texts stay texts."""
    return workbook(f"{found.name}-{found.today.isoformat()}", _head(), (_cells(line) for line in _lines(found)))


def as_csv(found: ListPage) -> StreamingHttpResponse:
    """Return the list as CSV; no cell can be taken for a formula."""
    writer = csv.writer(Echo())
    head = _head()

    def rows() -> Iterator[str]:
        yield BYTE_ORDER_MARK
        yield str(writer.writerow(head))
        for line in _lines(found):
            yield str(writer.writerow([neutral(text) for text in _cells(line)]))

    return file_answer(found.name, found.today, rows(), "text/csv; charset=utf-8", "csv")


def as_json(found: ListPage) -> StreamingHttpResponse:
    """Return the list as JSON with stable keys; what is absent is left out."""

    def rows() -> Iterator[str]:
        head = {"schema": 1, "programme": found.edition.code, "name": found.edition.name, "on": found.today.isoformat()}
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "marks": ['
        for place, line in enumerate(_lines(found)):
            yield (",\n" if place else "\n") + json.dumps(_entry(line), ensure_ascii=False)
        yield "\n]}\n"

    return file_answer(found.name, found.today, rows(), "application/json", "json")


def _lines(found: ListPage) -> Iterator[MarkLine]:
    for mark in found.marks().iterator(chunk_size=CHUNK):
        yield from found.lines([mark])


def _cells(line: MarkLine) -> list[str]:
    mark = line.mark
    return [
        *(mark.number, line.holder, mark.holder.credit_code or "", line.subject, line.district, line.sector, line.tier),
        *(str(MARK_STATES[line.state][0]), mark.conferred_on.isoformat()),
        *(mark.valid_until.isoformat() if mark.valid_until else "", mark.document_number),
    ]


def _entry(line: MarkLine) -> dict[str, Any]:
    mark = line.mark
    entry = {
        "number": mark.number,
        "state": line.state,
        "holder": mark.holder.name,
        "credit_code": mark.holder.credit_code,
        "subject": mark.subject.name,
        "district": mark.holder.region.code if mark.holder.region else None,
        "sector": mark.sector,
        "tier": mark.tier,
        "conferred_on": mark.conferred_on.isoformat(),
        "valid_until": mark.valid_until.isoformat() if mark.valid_until else None,
        "document_number": mark.document_number,
    }
    return {key: value for key, value in entry.items() if value}


def file_answer(title: str, today: date, rows: Iterator[str], media_type: str, ending: str) -> StreamingHttpResponse:
    """Send rows as a file that is named after its list and its day."""
    response = StreamingHttpResponse(rows, content_type=media_type)
    name = quote(f"{title}-{today.isoformat()}.{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
