"""What every part of a pack is made of: strict models, words in two languages, clauses, keys."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
"""A stable machine key in kebab-case; labels change, keys do not."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name that the rule language can write (snake case)."""

Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A sentence of the rule language (see docs/reference/rules.md)."""

AuthorityKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""The folder of an issuing authority under ``packs/``: ``370200-qingdao``."""

Clause = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
"""Where the source says it, exactly as printed: ``四（三）``."""

SourceKey = Annotated[Key, Field()]
"""The key of a source in ``programme.yaml``."""


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) else "")
    except ValueError as error:
        raise PydanticCustomError("day", "a day is written YYYY-MM-DD") from error


def _number(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        value = format(value, "f" if isinstance(value, Decimal) else "d")
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", value, re.ASCII):
        raise PydanticCustomError("number", "a number is written in digits, at most 15 before and 6 after the point")
    whole, _, rest = value.partition(".")
    rest = rest.rstrip("0")
    number = Decimal(f"{whole}.{rest}" if rest else whole)
    return number or Decimal(0)


def _flag(value: Any) -> Any:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise PydanticCustomError("flag", "this is true or false")
    return value


def _count(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise PydanticCustomError("count", "this is a whole number in digits")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A day, ``YYYY-MM-DD``."""

Number = Annotated[Decimal, BeforeValidator(_number)]
"""An exact decimal number."""

Flag = Annotated[bool, BeforeValidator(_flag)]
"""``true`` or ``false``."""

Count = Annotated[int, BeforeValidator(_count)]
"""A whole number."""

Confidence = Literal["seen", "secondary", "remembered", "missing"]
"""How well a source is known; only ``seen`` and ``secondary`` may carry a rule."""


class Strict(BaseModel):
    """A part of a pack: an unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A text in Chinese, and in English where the public or an enterprise reads it."""

    zh: str = Field(min_length=1)
    """The Chinese text; a plain text stands for this alone."""
    en: str = ""
    """The English text, where the public or an enterprise reads it."""

    @model_validator(mode="before")
    @classmethod
    def _from_plain_text(cls, value: Any) -> Any:
        return {"zh": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.zh

    def in_language(self, language: str) -> str:
        """Return the English text where it is wanted and known, else the Chinese."""
        return self.en if language.startswith("en") and self.en else self.zh
