"""``facts.yaml`` and the shared catalogue ``packs/facts/*.yaml``: what may be known about anybody (事实)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pinzhang.engine.packs.schema.base import Flag, Identifier, Strict, Words

ScalarType = Literal["bool", "integer", "decimal", "money", "share", "text", "date", "enum", "code"]
FactShape = Literal["value", "yearly", "records"]
Supplier = Literal["applicant", "register", "tax", "statistics", "supervisor", "institution", "office", "platform"]


class EnumOption(Strict):
    """One value of an enum; the order in the list is the order of the values."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """The value that sentences compare with."""
    name: Words


class RecordField(Strict):
    """One column of dated records; every record also has ``on``, the day it happened."""

    name: Identifier
    """The name that sentences read as ``r.name``."""
    title: Words
    type: ScalarType
    """The type of its values."""
    unit: str = ""
    options: tuple[EnumOption, ...] = ()
    """The values of an enum."""


class Fact(Strict):
    """One thing that can be known (事实): its type, its unit, who supplies it and how fresh it must be."""

    name: Identifier
    """The name that sentences read as ``e.name``."""
    title: Words
    type: ScalarType | None = None
    """The type of the value, or of the value of each year; records have none of their own."""
    shape: FactShape = "value"
    """One value, a value per year, or dated records."""
    unit: str = ""
    options: tuple[EnumOption, ...] = ()
    """The values of an enum."""
    ordered: Flag = False
    """Whether the options rise from the first to the last, so that they can be compared."""
    fields: tuple[RecordField, ...] = ()
    """The columns of records, beside ``on``."""
    supplied_by: tuple[Supplier, ...] = Field(min_length=1)
    """Who supplies it; the first one named counts most."""
    fresh_for: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[ymd]$")] | None = None
    """How long it stays fresh: ``1y``, ``6m``, ``30d``."""
    applicant_may_correct: Flag = True
    """Whether the applicant may correct it."""
    note: str = ""


class FactCatalogue(Strict):
    """A file of the one public catalogue (事实目录)."""

    facts: tuple[Fact, ...]
    """The facts of the file."""


class FactUse(Strict):
    """``facts.yaml``: which facts of the catalogue a pack uses, and which it adds under its own prefix."""

    uses: tuple[Identifier, ...] = ()
    """Facts of the shared catalogue that the pack uses."""
    own: tuple[Fact, ...] = ()
    """Names begin with the programme's code in snake case and two underscores: ``qdyp__brand_age``."""
