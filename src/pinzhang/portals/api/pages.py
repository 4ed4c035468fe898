"""Lists in pages by key: opaque cursors that stay right while rows are added."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from ninja import Query, Schema
from pydantic import Field

from pinzhang.portals.api.problems import BadRequest
from pinzhang.portals.ui.pagination import keyset_page

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")


class Place(Schema):
    """Where in a list a page begins, and how long it is."""

    after: str = Field(default="", max_length=600, description="The ``next`` of the page before; absent at first.")
    limit: int = Field(default=25, ge=1, le=100)


Asked = Annotated[Place, Query()]


class _Asked:
    """The part of a request that a page by key reads."""

    def __init__(self, after: str) -> None:
        self.GET = QueryDict(mutable=True)
        if after:
            self.GET["after"] = after


def page_of(rows: QuerySet[Row], place: Place, *, order: Sequence[str], line: Callable[[Row], Line]) -> dict[str, Any]:
    """Return one page of a list as an answer has it; ``order`` ends with a unique column and is never null.

    :raises BadRequest: the cursor was not given out by this list.
    """
    asked: Any = _Asked(place.after)
    found = keyset_page(rows, asked, order=order, size=place.limit)
    if place.after and found.previous is None and found.rows:
        raise BadRequest("这个翻页位置不是由本列表给出的。", fields={"after": "请从头开始翻页。"})
    return {"items": [line(row) for row in found.rows], "next": found.next["after"] if found.next else None}
