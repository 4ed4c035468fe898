"""What every part of a pack is made of: strict models, words in two languages, clauses, keys."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
"""A stable machine key in kebab-case; labels change, keys do not."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name that the rule language can write (snake case)."""

Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A sentence of the rule language (see docs/reference/rules.md)."""

Confidence = Literal["seen", "secondary", "remembered", "missing"]
"""How well a source is known; only ``seen`` and ``secondary`` may carry a rule."""


class Strict(BaseModel):
    """A part of a pack: an unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A text in Chinese, and in English where the public or an enterprise reads it."""

    zh: str = Field(min_length=1)
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_plain_text(cls, value: Any) -> Any:
        return {"zh": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.zh

    def in_language(self, language: str) -> str:
        """Return the English text where it is wanted and known, else the Chinese."""
        return self.en if language.startswith("en") and self.en else self.zh
