"""``form.yaml``: what the applicant is asked (申报表)."""

from typing import Annotated, Literal

from pydantic import Field as PydanticField
from pydantic import StringConstraints

from pinzhang.engine.packs.schema.base import Count, Expression, Flag, Identifier, Key, Strict, Words
from pinzhang.engine.packs.schema.facts import EnumOption

FieldKind = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "share",
    "date",
    "year",
    "choice",
    "choices",
    "yes_no",
    "phone",
    "email",
    "gtin",
    "attachment",
    "statement",
]


class FormField(Strict):
    """One question (填报项). ``prefill`` names the fact that answers it already."""

    name: Identifier
    label: Words
    kind: FieldKind
    help: Words | None = None
    required: Flag = False
    required_when: Expression | None = None
    show_if: Expression | None = None
    prefill: Identifier | None = None
    unit: str = ""
    min_length: Count | None = PydanticField(default=None, ge=0)
    max_length: Count | None = PydanticField(default=None, ge=1, le=20000)
    minimum: str | None = None
    maximum: str | None = None
    options: tuple[EnumOption, ...] = ()
    accept: tuple[Literal["pdf", "jpg", "png", "docx", "xlsx", "mp4"], ...] = ()
    max_size_mb: Count = PydanticField(default=20, ge=1, le=500)
    max_files: Count = PydanticField(default=5, ge=1, le=50)
    evidence_for: tuple[Key, ...] = ()
    """Rules that this field or attachment is proof of."""
    clause: str = ""


class FormGroup(Strict):
    """Questions that repeat: one row per product, per year, per patent (重复组)."""

    name: Identifier
    label: Words
    minimum: Count = PydanticField(default=0, ge=0)
    maximum: Count = PydanticField(default=20, ge=1, le=200)
    fields: tuple[FormField, ...] = PydanticField(min_length=1)
    show_if: Expression | None = None
    prefill: Identifier | None = None
    """The dated records that fill the rows already; a field fills from the column of its name."""


class FormSection(Strict):
    """One page of the form (填报分组)."""

    key: Key
    title: Words
    help: Words | None = None
    asked_at: Annotated[str, StringConstraints(min_length=1)] = "submission"
    """The key of the stage that asks for this section."""
    show_if: Expression | None = None
    fields: tuple[FormField, ...] = ()
    groups: tuple[FormGroup, ...] = ()


class Form(Strict):
    """The whole form, section by section."""

    sections: tuple[FormSection, ...] = PydanticField(min_length=1)
