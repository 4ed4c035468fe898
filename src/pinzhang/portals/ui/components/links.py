"""Links that keep the query, menus, breadcrumbs."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from pinzhang.portals.ui import navigation

CURSORS = ("page", "after", "before")
"""Where in a list one is: dropped as soon as a filter changes."""


def query_string(request: HttpRequest | None, changes: Mapping[str, Any]) -> str:
    """Return the query of this page with some parameters changed; nothing or an empty text removes one."""
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def menu(request: HttpRequest | None, name: str, current: str = "") -> list[navigation.Link]:
    """Return a menu of :mod:`pinzhang.portals.ui.navigation` as drawn on this page."""
    return navigation.links(name, path=request.path if request is not None else "", current=current)


def trail(steps: tuple[object, ...]) -> tuple[list[tuple[object, object]], object]:
    """Split ``label url label url … label`` into the links of a breadcrumb and where one is."""
    *pairs, here = steps
    return list(zip(pairs[::2], pairs[1::2], strict=True)), here
