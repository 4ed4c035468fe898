"""The programme edition (版本): all parts of a pack together, as loaded and as published."""

from typing import Any, Literal

from pydantic import Field

from pinzhang.engine.packs.schema.base import Day, Flag, Strict
from pinzhang.engine.packs.schema.criteria import Criteria
from pinzhang.engine.packs.schema.eligibility import Eligibility
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.packs.schema.form import Form
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.engine.packs.schema.programme import Programme
from pinzhang.engine.packs.schema.stages import Stage

ExpectedVerdict = Literal["met", "not met", "unknown", "does not apply"]

WHOLE = "programme"
"""The key of the verdict on the whole programme, beside those of its rules."""


class Example(Strict):
    """A worked case (样例): facts in, verdict per rule out. It is a test."""

    example: str = Field(min_length=1)
    """What the case shows, as a sentence."""
    on: Day
    """The reference day."""
    application: dict[str, Any] = Field(default_factory=dict)
    """Answers of the form, read as ``a``."""
    facts: dict[str, Any] = Field(default_factory=dict)
    """Facts of the applicant, read as ``e``, and as ``s`` and ``m`` where these have none of their own."""
    subject: dict[str, Any] = Field(default_factory=dict)
    """Facts of the subject, read as ``s``."""
    mark: dict[str, Any] = Field(default_factory=dict)
    """Facts of the mark, read as ``m``."""
    peers: dict[str, Any] = Field(default_factory=dict)
    """Values of the others in a ranking, and how many are missing."""
    decisions: dict[str, Flag] = Field(default_factory=dict)
    """What people decided for rules left to them; true is met."""
    expect: dict[str, ExpectedVerdict] = Field(min_length=1)
    """The verdict by rule id; ``programme`` is the whole."""


class Examples(Strict):
    """A file under ``examples/``."""

    examples: tuple[Example, ...] = Field(min_length=1)
    """The worked cases of the file."""


class Edition(Strict):
    """A programme edition (项目版本): the regulation as data, immutable once published.

    ``facts`` holds every fact the pack uses, copied from the catalogue, so that an edition explains itself for ever.
    """

    programme: Programme
    """``programme.yaml``."""
    facts: tuple[Fact, ...] = ()
    """Every fact the pack uses, from the catalogue and its own."""
    eligibility: Eligibility = Eligibility()
    """``eligibility.yaml``."""
    form: Form
    """``form.yaml``."""
    stages: tuple[Stage, ...] = Field(min_length=1)
    """``stages.yaml``."""
    criteria: Criteria = Criteria()
    """``criteria.yaml``."""
    outcomes: Outcomes
    """``outcomes.yaml``."""
    examples: tuple[Example, ...] = ()
    """``examples/*.yaml``."""
    source_notes: str = ""
    """The text of ``SOURCE.md``."""
