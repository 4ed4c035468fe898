"""Read a YAML file of a pack: plain data, every scalar left as text, the place of every key and value kept.

Only the small part of YAML that an official needs is read. Anchors, aliases, tags, directives and several documents in
one file are refused by name, and so is every key that appears twice: a pack must mean what a reader sees.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from pinzhang.engine.packs.problems import Problem

Path = tuple[str | int, ...]

MAXIMUM_BYTES = 512 * 1024
MAXIMUM_DEPTH = 24
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
"""Control characters, invisible ones, and those that change the direction of reading."""


@dataclass(frozen=True)
class Span:
    """Where something stands in a file: its first line and column, and its first and last character."""

    line: int
    column: int
    start: int
    end: int
    block: bool = False


_TOP = Span(1, 1, 0, 0)


@dataclass(frozen=True)
class Document:
    """A file as read: its data and the places of its keys and values."""

    file: str
    text: str
    data: Any
    keys: Mapping[Path, Span]
    values: Mapping[Path, Span]

    def key_at(self, path: Path) -> Span:
        """Return the place of a key, or of the nearest thing that encloses it."""
        return self.keys[path] if path in self.keys else self.value_at(path)

    def value_at(self, path: Path) -> Span:
        """Return the place of a value, or of the nearest thing that encloses it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, _TOP)

    def place_inside(self, path: Path, value: str, offset: int) -> tuple[int, int]:
        """Return line and column of the character at ``offset`` of a text, however the file quotes or folds it."""
        span = self.value_at(path)
        raw = self.text[span.start : span.end]
        position = raw.find("\n") + 1 if span.block else 0
        found = position
        for character in value[: offset + 1]:
            if character.isspace():
                continue
            next_one = raw.find(character, position)
            if next_one < 0:
                return span.line, span.column
            found, position = next_one, next_one + 1
        return _line_and_column(self.text, span.start + found)


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@dataclass
class _Open:
    """A mapping or a list whose end has not been read."""

    container: Any
    path: Path
    key: str | None = None

    def next_path(self) -> Path:
        return (*self.path, len(self.container) if isinstance(self.container, list) else self.key or "")


@dataclass
class _Reader:
    """Builds plain data from the events of a YAML parser, without recursion."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    root: Any = None
    documents: int = 0

    def refuse(self, event: Any, message: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, message))

    def read(self, event: Any) -> bool:
        """Take one event; return whether reading can go on."""
        if isinstance(event, yaml.DocumentStartEvent):
            return self._start_document(event)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"alias *{event.anchor} is refused; write the content out")
            return False
        if isinstance(event, yaml.NodeEvent):
            return self._start_node(event)
        if isinstance(event, yaml.CollectionEndEvent):
            self._end_collection()
        return True

    def _start_document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents > 1:
            self.refuse(event, "a second document is refused; a file holds one")
            return False
        if event.version or event.tags:
            self.refuse(event, "directives (%YAML, %TAG) are refused")
            return False
        return True

    def _start_node(self, event: Any) -> bool:
        if event.anchor:
            self.refuse(event, f"anchor &{event.anchor} is refused; write the content out")
            return False
        if event.tag and event.tag != "!":
            self.refuse(event, f"tag {event.tag} is refused; the schema gives the types")
            return False
        if isinstance(event, yaml.ScalarEvent):
            return self._take_scalar(event)
        if self._awaits_key():
            self.refuse(event, "expected a word as key, not a list or a mapping")
            return False
        if len(self.stack) >= MAXIMUM_DEPTH:
            self.refuse(event, f"nested too deeply; at most {MAXIMUM_DEPTH} levels")
            return False
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(container, event)
        self.stack.append(_Open(container, path))
        return True

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None

    def _take_scalar(self, event: Any) -> bool:
        text = unicodedata.normalize("NFC", event.value)
        if self._awaits_key():
            self._take_key(event, text)
            return True
        if not event.style and text in _NULLS:
            self.refuse(event, "empty value; what is absent is left out with its key")
        self._place(text, event)
        return True

    def _take_key(self, event: Any, key: str) -> None:
        top = self.stack[-1]
        path = (*top.path, key)
        if path in self.keys:
            self.refuse(event, f"{key}: duplicate key, first given in line {self.keys[path].line}")
        else:
            self.keys[path] = _span(event)
        top.key = key

    def _place(self, value: Any, event: Any) -> Path:
        if not self.stack:
            self.root = value
            self.values[()] = _span(event)
            return ()
        top = self.stack[-1]
        path = top.next_path()
        self.values[path] = _span(event)
        if isinstance(top.container, list):
            top.container.append(value)
        else:
            top.container[top.key] = value
            top.key = None
        return path

    def _end_collection(self) -> None:
        self.stack.pop()


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    block = isinstance(event, yaml.ScalarEvent) and event.style in {"|", ">"}
    return Span(start.line + 1, start.column + 1, start.index, end.index, block)


def read_yaml(file: str, content: bytes) -> tuple[Document | None, list[Problem]]:
    """Read one file; the document is absent when what was found leaves nothing to work on.

    Hostile bytes end in a named problem, never in another exception.
    """
    text, problem = read_text(file, content)
    if text is None:
        return None, [problem] if problem else []
    reader = _Reader(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not reader.read(event):
                return None, reader.problems
    except yaml.YAMLError as error:
        reader.problems.append(_not_yaml(file, error))
        return None, reader.problems
    if reader.root is None:
        return None, [Problem(file, 1, 1, "the file is empty")]
    return Document(file, text, reader.root, reader.keys, reader.values), reader.problems


def read_text(file: str, content: bytes) -> tuple[str | None, Problem | None]:
    """Read a file as UTF-8 text without hidden characters, or say why it is none."""
    if len(content) > MAXIMUM_BYTES:
        return None, Problem(file, 1, 1, f"too large: {len(content)} bytes, at most {MAXIMUM_BYTES}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, Problem(file, line, 1, "not UTF-8")
    hidden = _HIDDEN.search(text)
    if hidden:
        line, column = _line_and_column(text, hidden.start())
        return None, Problem(file, line, column, f"hidden character U+{ord(hidden.group()):04X} is refused")
    return text, None


def _not_yaml(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file, line, column, f"not YAML: {reason}")
