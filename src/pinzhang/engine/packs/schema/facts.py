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
    name: Words


class RecordField(Strict):
    """One column of dated records; every record also has ``on``, the day it happened."""

    name: Identifier
    title: Words
    type: ScalarType
    unit: str = ""
    options: tuple[EnumOption, ...] = ()


class Fact(Strict):
    """One thing that can be known (事实): its type, its unit, who supplies it and how fresh it must be."""

    name: Identifier
    title: Words
    type: ScalarType | None = None
    shape: FactShape = "value"
    unit: str = ""
    options: tuple[EnumOption, ...] = ()
    ordered: Flag = False
    fields: tuple[RecordField, ...] = ()
    supplied_by: tuple[Supplier, ...] = Field(min_length=1)
    fresh_for: Annotated[str, StringConstraints(pattern=r"^\d+[ymd]$")] | None = None
    applicant_may_correct: Flag = True
    note: str = ""


class FactCatalogue(Strict):
    """A file of the one public catalogue (事实目录)."""

    facts: tuple[Fact, ...]


class FactUse(Strict):
    """``facts.yaml``: which facts of the catalogue a pack uses, and which it adds under its own prefix."""

    uses: tuple[Identifier, ...] = ()
    own: tuple[Fact, ...] = ()
    """Names begin with the programme's code in snake case and two underscores: ``qdyp__brand_age``."""
