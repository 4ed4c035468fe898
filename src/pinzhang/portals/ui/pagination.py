"""Lists in pages: numbered for short lists, by key for long ones, where counting and skipping would be slow."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 25


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A page of a list: its rows, and the query parameters that lead to its neighbours."""

    rows: Sequence[Item]
    previous: dict[str, str] | None
    next: dict[str, str] | None
    first_index: int | None = None
    total: int | None = None

    @property
    def last_index(self) -> int | None:
        return None if self.first_index is None else self.first_index + len(self.rows) - 1


def numbered_page(
    rows: QuerySet[Row], request: HttpRequest, *, size: int = PAGE_SIZE, total: int | None = None
) -> Page[Row]:
    """Return the page that ``?page=`` asks for; a page that does not exist gives the nearest one.

    ``total`` saves counting the rows where the caller has counted them already.
    """
    paginator = Paginator(rows, size)
    if total is not None:
        paginator.__dict__["count"] = total  # where its cached property would keep what it counted
    found = paginator.get_page(request.GET.get("page"))
    return Page(
        rows=list(found.object_list),
        previous={"page": str(found.previous_page_number())} if found.has_previous() else None,
        next={"page": str(found.next_page_number())} if found.has_next() else None,
        first_index=found.start_index(),
        total=found.paginator.count,
    )


def keyset_page(rows: QuerySet[Row], request: HttpRequest, *, order: Sequence[str], size: int = PAGE_SIZE) -> Page[Row]:
    """Return the page after ``?after=`` or before ``?before=`` in a total order of columns that are never null.

    ``order`` ends with a unique column. A cursor that cannot be read gives the first page.
    """
    backwards = "before" in request.GET
    cursor = _read_cursor(request.GET.get("before" if backwards else "after", ""), rows.model, order)
    backwards = backwards and cursor is not None
    steps = [_reversed(step) for step in order] if backwards else list(order)
    window = rows.order_by(*steps)
    if cursor is not None:
        window = window.filter(_beyond(steps, cursor))
    found = list(window[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous, has_next = (more, True) if backwards else (cursor is not None, more)
    return Page(
        rows=found,
        previous={"before": _cursor(found[0], order)} if found and has_previous else None,
        next={"after": _cursor(found[-1], order)} if found and has_next else None,
    )


def _column(step: str) -> str:
    return step.removeprefix("-")


def _reversed(step: str) -> str:
    return _column(step) if step.startswith("-") else f"-{step}"


def _beyond(steps: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition of the rows that come after the values: equal in the first columns, beyond in the next."""
    condition = Q()
    equal: dict[str, Any] = {}
    for step, value in zip(steps, values, strict=True):
        condition |= Q(**equal, **{f"{_column(step)}__{'lt' if step.startswith('-') else 'gt'}": value})
        equal[_column(step)] = value
    return condition


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _cursor(row: Model, order: Sequence[str]) -> str:
    values = []
    for step in order:
        value: Any = row
        for name in _column(step).split("__"):
            value = getattr(value, name)
        values.append(_plain(value))
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    names = path.split("__")
    for name in names[:-1]:
        related = model._meta.get_field(name).related_model  # noqa: SLF001 - the documented model API
        model = related if isinstance(related, type) else model
    last = names[-1]
    meta = model._meta  # noqa: SLF001 - the documented model API
    field = meta.pk if last == "pk" else meta.get_field(last)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(last)
    return field


def _read_cursor(text: str, model: type[Model], order: Sequence[str]) -> list[Any] | None:
    """Return the values of a cursor, typed as their columns, or nothing where it is absent, old or forged."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        pairs = zip(order, values, strict=True)
        return [_field(model, _column(step)).to_python(value) for step, value in pairs]
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return None
