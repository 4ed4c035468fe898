"""What every document has in common: ``schema`` first, nothing unknown, nothing null, texts that can be kept."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

LARGEST = 2**53 - 1
PATTERN_SLUG = r"^[-a-zA-Z0-9_]+$"
YEARS = (1900, 2200)


def _printable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("不能含有空字符或半个字符")
    return text


def _sound(value: Any) -> Any:
    """Refuse texts that cannot be kept, wherever in a document they are."""
    if isinstance(value, str):
        _printable(value)
    elif isinstance(value, dict):
        for name, each in value.items():
            _printable(name)
            _sound(each)
    elif isinstance(value, list):
        for each in value:
            _sound(each)
    return value


def _written(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("请写成文本，如 2026-03-01")  # noqa: TRY004 - pydantic reads ValueError
    return value


def _near(day: Any) -> Any:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValueError(f"年份须在 {YEARS[0]} 到 {YEARS[1]} 之间")
    return day


def _zoned(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("请写明时区，如 2026-03-01T09:00:00+08:00")
    return at


Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_printable)]
Short = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable)]
Slug = Annotated[str, StringConstraints(max_length=64, pattern=PATTERN_SLUG)]
Facts = Annotated[dict[str, Any], AfterValidator(_sound)]
Day = Annotated[date, BeforeValidator(_written), AfterValidator(_near)]
Instant = Annotated[datetime, BeforeValidator(_written), AfterValidator(_near), AfterValidator(_zoned)]
Number = Annotated[int, Strict(), Field(ge=1, le=LARGEST)]
Count = Annotated[int, Strict(), Field(ge=0, le=LARGEST)]
Version = Annotated[int, Strict(), Field(ge=0, le=LARGEST)]
"""The version that the caller has read; where somebody changed the object since, the request is refused (409)."""
Flag = Annotated[bool, Strict()]
Id = Annotated[int, Path(ge=1, le=LARGEST)]
Key = Annotated[str, Path(max_length=64, pattern=PATTERN_SLUG)]

EditionName = Annotated[str, Path(pattern=r"^[0-9]{4}([.][0-9]{1,3})?$")]
MarkNumber = Annotated[str, Path(max_length=40, pattern=r"^[-a-zA-Z0-9]+$")]


class Given(Schema):
    """What is sent in; a name that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Said(Schema):
    """A part of an answer; what is not known is left out, never null."""

    model_config = ConfigDict(populate_by_name=True)


class Told(Said):
    """A whole answer."""

    version_of_schema: Literal[1] = Field(default=1, alias="schema", description="The version of this document.")


class Done(Told):
    """That something was done, and the id of what it was done to."""

    id: int


class Listed(Told):
    """A page of a list; ``next`` is absent on the last one."""

    next: str | None = Field(default=None, description="Send this as ``after`` for the next page.")
