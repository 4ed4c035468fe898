"""Every sentence of the rule language that a pack writes, with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from pinzhang.engine.packs.draft import Draft, models_in
from pinzhang.engine.packs.schema.base import Strict
from pinzhang.engine.packs.yaml_text import Path

_FIELDS: tuple[str, ...] = ("expr", "applies_when", "when", "required_when", "show_if", "alert_when")
"""The keys that hold a sentence, in whatever file they stand."""


@dataclass(frozen=True)
class Sentence:
    """An expression of a pack (表达式)."""

    file: str
    path: Path
    text: str

    @property
    def may_ask_has(self) -> bool:
        """Return whether it may depend on something being known at all: only what is shown may."""
        return self.path[-1] == "show_if"


def sentences(draft: Draft, *files: str) -> Iterator[Sentence]:
    """Yield every sentence of some files.

    :raises PartMissing: one of them cannot be read.
    """
    for file in files:
        for path, model in models_in(draft.part(file)):
            yield from (Sentence(file, (*path, field), text) for field, text in _texts(model))


def _texts(model: Strict) -> Iterator[tuple[str, str]]:
    for field in _FIELDS:
        text = getattr(model, field, None)
        if isinstance(text, str):
            yield field, text
