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
    """The name that sentences read as ``a.name``."""
    label: Words
    kind: FieldKind
    """What sort of answer is asked for."""
    help: Words | None = None
    """What is written below the question."""
    required: Flag = False
    """Whether it must be answered."""
    required_when: Expression | None = None
    """The sentence that makes it required."""
    show_if: Expression | None = None
    """The sentence that shows it; absent, it is always shown."""
    prefill: Identifier | None = None
    """The fact that answers it already."""
    unit: str = ""
    min_length: Count | None = PydanticField(default=None, ge=0)
    """The fewest characters."""
    max_length: Count | None = PydanticField(default=None, ge=1, le=20000)
    """The most characters."""
    minimum: str | None = None
    """The lowest number or the earliest day."""
    maximum: str | None = None
    """The highest number or the latest day."""
    options: tuple[EnumOption, ...] = ()
    """What can be chosen."""
    accept: tuple[Literal["pdf", "jpg", "png", "docx", "xlsx", "mp4"], ...] = ()
    """The types of file that an attachment may have; none named: all of them."""
    max_size_mb: Count = PydanticField(default=20, ge=1, le=500)
    """The largest size of one file."""
    max_files: Count = PydanticField(default=5, ge=1, le=50)
    """The most files."""
    evidence_for: tuple[Key, ...] = ()
    """Rules that this field or attachment is proof of."""
    clause: str = ""


class FormGroup(Strict):
    """Questions that repeat: one row per product, per year, per patent (重复组)."""

    name: Identifier
    """The name that sentences read as ``a.name``."""
    label: Words
    minimum: Count = PydanticField(default=0, ge=0)
    """The fewest rows."""
    maximum: Count = PydanticField(default=20, ge=1, le=200)
    """The most rows."""
    fields: tuple[FormField, ...] = PydanticField(min_length=1)
    """The questions of one row."""
    show_if: Expression | None = None
    """The sentence that shows it; absent, it is always shown."""
    prefill: Identifier | None = None
    """The dated records that fill the rows already; a field fills from the column of its name."""


class FormSection(Strict):
    """One page of the form (填报分组)."""

    key: Key
    title: Words
    help: Words | None = None
    """What is written below the title."""
    asked_at: Annotated[str, StringConstraints(min_length=1)] = "submission"
    """The key of the stage that asks for this section."""
    show_if: Expression | None = None
    """The sentence that shows it; absent, it is always shown."""
    fields: tuple[FormField, ...] = ()
    """The questions of the page."""
    groups: tuple[FormGroup, ...] = ()
    """The questions that repeat."""


class Form(Strict):
    """The whole form, section by section."""

    sections: tuple[FormSection, ...] = PydanticField(min_length=1)
    """The pages in their order."""
