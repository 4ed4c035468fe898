"""What sort of thing an expression of the rule language stands for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from pinzhang.engine.packs.schema.facts import EnumOption, Fact, RecordField, ScalarType
from pinzhang.engine.packs.schema.form import FormField, FormGroup

Sort = Literal[
    "bool",
    "number",
    "text",
    "date",
    "enum",
    "list",
    "yearly",
    "series",
    "records",
    "rows",
    "record",
    "selection",
    "any",
]
Grain = Literal["", "integer", "money", "share"]

COUNTABLE: tuple[Sort, ...] = ("list", "series", "selection", "records", "rows")


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of value with what is needed to compare it, to print it and to name it."""

    sort: Sort
    title: str = field(default="", compare=False)
    unit: str = ""
    grain: Grain = ""
    options: tuple[EnumOption, ...] = ()
    ordered: bool = False
    of: "Kind | None" = None
    """What a list, a yearly fact or a series holds."""
    columns: tuple[tuple[str, "Kind"], ...] = ()
    """What a record or a row holds."""

    @property
    def counted_in(self) -> str:
        """Return the unit in which members are counted."""
        return self.unit if self.sort == "selection" else {"records": "条", "series": "年"}.get(self.sort, "项")

    def column(self, name: str) -> "Kind | None":
        """Return the kind of one column of a record."""
        return dict(self.columns).get(name)

    def option(self, key: str) -> EnumOption | None:
        """Return the option of an enum that has this key."""
        return next((option for option in self.options if option.key == key), None)

    def in_words(self) -> str:
        """Return how an error message calls it."""
        if self.sort in {"list", "yearly", "series"} and self.of is not None:
            return f"{_WORDS[self.sort]} of {self.of.in_words()}"
        return _WORDS[self.sort]


_WORDS: dict[Sort, str] = {
    "bool": "yes or no", "number": "a number", "text": "a text", "date": "a day", "enum": "one of a list of options",
    "list": "a list", "yearly": "a yearly fact", "series": "a series of years", "records": "dated records",
    "rows": "rows of the form", "record": "a record", "selection": "a selection", "any": "anything",
}  # fmt: skip

ANY = Kind("any")
BOOL = Kind("bool")
NUMBER = Kind("number")
COUNT = Kind("number", grain="integer")
TEXT = Kind("text")
DATE = Kind("date")

_SCALARS: dict[ScalarType, Kind] = {
    "bool": BOOL, "integer": COUNT, "decimal": NUMBER, "money": Kind("number", grain="money"),
    "share": Kind("number", grain="share"), "text": TEXT, "date": DATE, "enum": Kind("enum"), "code": TEXT,
}  # fmt: skip

_ANSWERS: dict[str, Kind] = {
    "text": TEXT, "long_text": TEXT, "phone": TEXT, "email": TEXT, "gtin": TEXT, "integer": COUNT, "year": COUNT,
    "decimal": NUMBER, "money": Kind("number", grain="money"), "share": Kind("number", grain="share"), "date": DATE,
    "choice": Kind("enum"), "yes_no": BOOL, "statement": BOOL, "attachment": Kind("list", of=TEXT),
}  # fmt: skip


def scalar_kind(of: ScalarType, *, unit: str = "", title: str = "") -> Kind:
    """Return the kind of a single value."""
    return replace(_SCALARS[of], unit=unit, title=title)


def fact_kind(fact: Fact) -> Kind:
    """Return the kind of a fact, whatever its shape."""
    title = fact.title.zh
    if fact.shape == "records":
        return Kind("records", title=title, columns=(("on", DATE), *map(_column, fact.fields)))
    single = replace(
        scalar_kind(fact.type or "text", unit=fact.unit, title=title), options=fact.options, ordered=fact.ordered
    )
    return Kind("yearly", title=title, of=single) if fact.shape == "yearly" else single


def _column(column: RecordField) -> tuple[str, Kind]:
    kind = scalar_kind(column.type, unit=column.unit, title=column.title.zh)
    return column.name, replace(kind, options=column.options)


def answer_kind(asked: FormField | FormGroup) -> Kind:
    """Return the kind of what an applicant answers to a field, or enters in a repeat group."""
    title = asked.label.zh
    if isinstance(asked, FormGroup):
        return Kind("rows", title=title, columns=_columns(asked.fields))
    if asked.kind == "choices":
        return Kind("list", title=title, of=Kind("enum", title=title, options=asked.options))
    return replace(_ANSWERS[asked.kind], title=title, unit=asked.unit, options=asked.options)


def _columns(fields: Iterable[FormField]) -> tuple[tuple[str, Kind], ...]:
    return tuple((one.name, answer_kind(one)) for one in fields)
