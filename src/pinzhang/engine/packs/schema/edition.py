"""The programme edition (版本): all parts of a pack together, as loaded and as published."""

from typing import Any

from pydantic import Field

from pinzhang.engine.packs.schema.base import Day, Strict
from pinzhang.engine.packs.schema.criteria import Criteria
from pinzhang.engine.packs.schema.eligibility import Eligibility
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.packs.schema.form import Form
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.engine.packs.schema.programme import Programme
from pinzhang.engine.packs.schema.stages import Stage


class Example(Strict):
    """A worked case (样例): facts in, verdict per rule out. It is a test."""

    example: str
    on: Day
    application: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    peers: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, str] = Field(default_factory=dict)
    """Rule id to ``met``, ``not met``, ``unknown`` or ``does not apply``; ``programme`` is the whole."""


class Examples(Strict):
    """A file under ``examples/``."""

    examples: tuple[Example, ...] = Field(min_length=1)


class Edition(Strict):
    """A programme edition (项目版本): the regulation as data, immutable once published.

    ``facts`` holds every fact the pack uses, copied from the catalogue, so that an edition explains itself for ever.
    """

    programme: Programme
    facts: tuple[Fact, ...] = ()
    eligibility: Eligibility = Eligibility()
    form: Form
    stages: tuple[Stage, ...] = Field(min_length=1)
    criteria: Criteria = Criteria()
    outcomes: Outcomes
    examples: tuple[Example, ...] = ()
    source_notes: str = ""
    """The text of ``SOURCE.md``."""
