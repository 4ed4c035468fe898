"""What personal data a concept holds is declared beside its models, in ``personal.py``; this reads the declarations.

A concept declares ``SUBJECTS``, the kinds of people whose data it keeps, and ``HOLDINGS``, the tables in which data of
such people stand and what erasing does there. Nothing else knows where personal data are.
"""
# ruff: noqa: SLF001 - models are asked for their managers and names by Django's own description of them

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import apps
from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Subject:
    """A kind of people whose data are kept (个人信息主体)."""

    kind: str
    title: str
    model: type[Model]
    matching: Callable[[str], QuerySet[Any]]
    """Those who are found by a text: a name, a number, an address."""
    called: Callable[[Any], str]
    hindrances: Callable[[Any], list[str]]
    """Why somebody cannot be erased yet, in sentences."""


@dataclass(frozen=True)
class Holding:
    """A table in which data of such people stand (个人信息存放处), and what erasing does there."""

    model: type[Model]
    kind: str
    title: str
    path: str
    """The lookup from a row to the person."""
    fields: tuple[str, ...]
    erase: Mapping[str, Any] | Literal["delete", "keep"] = "delete"
    """What the fields become (a value, or what makes it of the row), or that the row goes or stays."""
    because: str = ""
    """Why rows stay."""
    file: str = ""
    """The field that leads to an uploaded file."""

    def rows(self, person: Model) -> QuerySet[Any]:
        """Return the rows of a person."""
        return self.model._default_manager.filter(**{self.path: person.pk}).order_by("pk")


def subjects() -> dict[str, Subject]:
    """Return the kinds of people whose data are kept, by their key."""
    return {subject.kind: subject for module in _declarations() for subject in getattr(module, "SUBJECTS", ())}


def holdings(kind: str) -> list[Holding]:
    """Return where data of a kind of people stand."""
    return [one for module in _declarations() for one in getattr(module, "HOLDINGS", ()) if one.kind == kind]


def _declarations() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if config.name.startswith("pinzhang.domain.") and find_spec(f"{config.name}.personal"):
            yield import_module(f"{config.name}.personal")


_SHORTEST_SHOWN = 7


def masked(text: str) -> str:
    """Return a telephone number, an address of mail or any other identifier with its middle hidden (脱敏)."""
    name, at, host = text.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if len(text) >= _SHORTEST_SHOWN:
        return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"
    return f"{text[:1]}{'*' * (len(text) - 1)}"
