"""Texts in the language of the reader."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from pinzhang.portals.ui.context import reader_language


@runtime_checkable
class InTwoLanguages(Protocol):
    """What a pack says in Chinese and, where people outside the office read it, in English."""

    def in_language(self, language: str) -> str: ...


def words(value: object) -> str:
    """Return the text of a pack's words, of a ``{"zh": …, "en": …}`` or of anything else, in the reader's language."""
    language = reader_language()
    if isinstance(value, InTwoLanguages):
        return value.in_language(language)
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("zh") or "")
    return "" if value is None else str(value)
