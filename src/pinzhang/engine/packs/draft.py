"""A pack while it is read: its files as typed parts, with the place of everything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pinzhang.engine.packs.files import SOURCE_NOTES, is_pack_file, model_of
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.base import Strict
from pinzhang.engine.packs.schema.criteria import Criteria
from pinzhang.engine.packs.schema.edition import Example
from pinzhang.engine.packs.schema.eligibility import Eligibility
from pinzhang.engine.packs.schema.facts import Fact, FactUse
from pinzhang.engine.packs.schema.form import Form
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.engine.packs.schema.programme import Programme
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.packs.schema_errors import problems_of
from pinzhang.engine.packs.yaml_text import Document, Path, read_text, read_yaml

M = TypeVar("M", bound=BaseModel)


class PartMissing(Exception):
    """A part cannot be read, so what depends on it cannot be checked; its own problems are already named."""


@dataclass
class Draft:
    """The parts of a pack that could be read, where they stand, and the facts of the catalogue if it could be read."""

    shared_facts: Mapping[str, Fact] | None
    parts: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    source_notes: str = ""

    def part(self, file: str) -> Any:
        """Return what a file holds.

        :raises PartMissing: it cannot be read.
        """
        if file not in self.parts:
            raise PartMissing(file)
        return self.parts[file]

    @property
    def catalogue(self) -> Mapping[str, Fact]:
        if self.shared_facts is None:
            raise PartMissing("facts/")
        return self.shared_facts

    @property
    def programme(self) -> Programme:
        part: Programme = self.part("programme.yaml")
        return part

    @property
    def fact_use(self) -> FactUse:
        part: FactUse = self.part("facts.yaml")
        return part

    @property
    def eligibility(self) -> Eligibility:
        part: Eligibility = self.part("eligibility.yaml")
        return part

    @property
    def form(self) -> Form:
        part: Form = self.part("form.yaml")
        return part

    @property
    def stages(self) -> tuple[Stage, ...]:
        part: tuple[Stage, ...] = self.part("stages.yaml").stages
        return part

    @property
    def criteria(self) -> Criteria:
        part: Criteria = self.part("criteria.yaml")
        return part

    @property
    def outcomes(self) -> Outcomes:
        part: Outcomes = self.part("outcomes.yaml")
        return part

    @property
    def examples(self) -> tuple[tuple[str, int, Example], ...]:
        """Every example with its file and its place in it."""
        files = sorted(name for name in self.parts if name.startswith("examples/"))
        return tuple((name, i, example) for name in files for i, example in enumerate(self.parts[name].examples))

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts that the pack may speak of: those it uses and its own."""
        used = {name: self.catalogue[name] for name in self.fact_use.uses if name in self.catalogue}
        return used | {fact.name: fact for fact in self.fact_use.own}

    def problem(self, file: str, path: Path, message: str) -> Problem:
        """Return a problem at the value that stands at ``path``."""
        span = self.documents[file].value_at(path)
        return Problem(file, span.line, span.column, message)

    def problem_inside(self, file: str, path: Path, value: str, offset: int, message: str) -> Problem:
        """Return a problem at one character of a text, such as an expression."""
        line, column = self.documents[file].place_inside(path, value, offset)
        return Problem(file, line, column, message)

    def walk(self) -> Iterator[tuple[str, Path, Strict]]:
        """Yield every model of every readable file with its file and path."""
        for file, part in self.parts.items():
            yield from ((file, path, model) for path, model in models_in(part))


def models_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, Strict]]:
    """Yield a model and every model inside it, each with its path."""
    if isinstance(value, Strict):
        yield path, value
        for name in type(value).model_fields:
            yield from models_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from models_in(item, (*path, index))


def read_draft(files: Mapping[str, bytes], catalogue: Mapping[str, Fact] | None) -> tuple[Draft, list[Problem]]:
    """Read every file of a pack as far as it can be read, and name what cannot."""
    draft, problems = Draft(catalogue), []
    for name, content in files.items():
        if name == SOURCE_NOTES:
            text, problem = read_text(name, content)
            draft.source_notes = text or ""
            problems += [problem] if problem else []
        elif is_pack_file(name):
            problems += _readpart(draft, name, content)
    return draft, problems


def _readpart(draft: Draft, name: str, content: bytes) -> list[Problem]:
    part, document, problems = read_model(name, content, model_of(name))
    if document is not None:
        draft.documents[name] = document
    if part is not None:
        draft.parts[name] = part
    return problems


def read_model(name: str, content: bytes, model: type[M]) -> tuple[M | None, Document | None, list[Problem]]:
    """Read one file into its model."""
    document, problems = read_yaml(name, content)
    if document is None:
        return None, None, problems
    try:
        return model.model_validate(document.data), document, problems
    except ValidationError as error:
        return None, document, [*problems, *problems_of(error, document, model)]
