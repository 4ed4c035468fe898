"""The API as people read it: from its own schema, so that page and behaviour cannot drift."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.api.routers import api

ADDRESS = "/api/v1/"
SOURCES = ("pinzhang.domain.", "pinzhang.portals.api.")
TITLES = {
    "public": _("公开：不用令牌"),
    "organisation": _("企业"),
    "office": _("主管机关"),
    "review": _("评审专家"),
    "evaluation": _("第三方机构"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as a page shows it (接口)."""

    name: str
    method: str
    address: str
    title: str
    term: str
    """The Chinese term of what it does."""
    scope: str
    parameters: tuple[tuple[str, bool], ...]
    takes: str
    gives: str


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the OpenAPI document; it is the same as long as the process lives."""
    return dict(api.get_openapi_schema(path_prefix=ADDRESS.lstrip("/")))


def operations() -> Iterator[tuple[str, Operation]]:
    """Return every operation with the part it belongs to, in the order of the schema."""
    for address, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], _operation(address, method, operation)


def _operation(address: str, method: str, operation: dict[str, Any]) -> Operation:
    parameters = [each for each in operation["parameters"] if each["in"] in ("path", "query")]
    said, _space, term = operation["summary"].rpartition(" (")
    answer = operation["responses"]["200"].get("content", {})
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        address=address,
        title=said,
        term=term.removesuffix(")"),
        scope=operation.get("x-scope", ""),
        parameters=tuple((each["name"], each["required"]) for each in parameters),
        takes=_named(operation.get("requestBody", {}).get("content", {})),
        gives=_named(answer),
    )


def _named(content: dict[str, Any]) -> str:
    """Return the name of a document, or its media type where it has none."""
    for media_type, each in content.items():
        name = each.get("schema", {}).get("$ref", "").rpartition("/")[2]
        return name or media_type
    return ""


def by_part() -> dict[str, list[Operation]]:
    """Return the operations of every part."""
    found: dict[str, list[Operation]] = {}
    for part, operation in operations():
        found.setdefault(part, []).append(operation)
    return found


def parts() -> list[tuple[Any, list[Operation]]]:
    """Return the operations of every part, with its title."""
    found = by_part()
    return [(title, found[part]) for part, title in TITLES.items() if part in found]


def refusals() -> list[tuple[str, str]]:
    """Return every refusal of the domain and of the API by name, with what it means."""
    for app in settings.DOMAIN_APPS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".migrations" not in module.name:
                import_module(module.name)  # a refusal may stand beside the service that refuses
    found: dict[str, str] = {}
    waiting = list(Refusal.__subclasses__())
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.startswith(SOURCES):
            found[each.__name__] = (each.__doc__ or "").strip().split("\n", 1)[0]
    return sorted(found.items())
