"""What changed between two editions, in words: which entry, which of its particulars, before and after."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from pinzhang.engine.packs.difference import diff
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.rules import sentence
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language

PARTS: dict[str, Callable[[], str]] = {
    "rules": lambda: _("申报条件"),
    "parameters": lambda: _("数值"),
    "stages": lambda: _("环节"),
    "outcomes": lambda: _("等次、标识和处置"),
    "criteria": lambda: _("评审标准"),
    "form": lambda: _("申报表"),
    "facts": lambda: _("所用数据"),
    "programme": lambda: _("项目概况和依据"),
    "examples": lambda: _("核对样例"),
}
"""In the order in which they matter to a reader."""

FIELDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("名称"),
    "name": lambda: _("名称"),
    "label": lambda: _("名称"),
    "clause": lambda: _("条款"),
    "source": lambda: _("出处"),
    "expr": lambda: _("核对方法"),
    "applies_when": lambda: _("适用范围"),
    "exempt": lambda: _("豁免"),
    "decided_by": lambda: _("由谁认定"),
    "evidence": lambda: _("证明材料"),
    "note": lambda: _("说明"),
    "values": lambda: _("数值"),
    "term": lambda: _("期限"),
    "quota": lambda: _("名额"),
    "money": lambda: _("奖励"),
    "validity": lambda: _("有效期"),
    "after": lambda: _("次序"),
    "edition": lambda: _("版本"),
    "valid_from": lambda: _("生效日期"),
    "purpose": lambda: _("目的"),
    "sources": lambda: _("出处"),
    "missing": lambda: _("未公布的条款"),
    "text": lambda: _("内容"),
}
READ_ALOUD = ("expr", "applies_when", "exempt")
"""Fields that are sentences of the rule language: shown as the engine reads the whole rule."""


@dataclass(frozen=True, slots=True)
class Change:
    """One particular that is different."""

    entry: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PartChanged:
    """What is different in one part of the regulation."""

    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


def differences(old: Edition, new: Edition) -> list[PartChanged]:
    """Return every part of the regulation in which two editions differ."""
    found = diff(old, new)
    before, after = _titles(old), _titles(new)
    parts = []
    for part, title in PARTS.items():
        changes = found[part]
        if not any(changes.values()):
            continue
        parts.append(
            PartChanged(
                title=title(),
                added=tuple(_titled(after, part, key) for key in changes["added"]),
                removed=tuple(_titled(before, part, key) for key in changes["removed"]),
                changed=tuple(dict.fromkeys(_change(one, part, old, new, after) for one in changes["changed"])),
            )
        )
    return parts


def _change(one: dict[str, Any], part: str, old: Edition, new: Edition, titles: dict[str, dict[str, str]]) -> Change:
    entry, field = _titled(titles, part, one["id"]), one["field"]
    label = FIELDS[field]() if field in FIELDS else _("其他规定")
    if part == "rules" and field in READ_ALOUD:
        return Change(entry, FIELDS["expr"](), _read(old, one["id"]), _read(new, one["id"]))
    if field == "after":
        return Change(entry, label, *(_after(titles, part, one.get(side)) for side in ("old", "new")))
    return Change(entry, label, said(one.get("old")), said(one.get("new")))


def _read(document: Edition, rule_id: str) -> str:
    return next(sentence(rule, document) for rule in document.eligibility.rules if rule.id == rule_id)


def _after(titles: dict[str, dict[str, str]], part: str, key: Any) -> str:
    return _("排在“%(title)s”之后") % {"title": _titled(titles, part, key)} if key else _("排在最前")


def said(value: Any) -> str:
    """Say a value of a pack: texts in the reader's language, lists and parts in a row; machine keys are left out."""
    if value is None:
        return _("（没有）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("；").join(said(one) for one in value) if value else _("（没有）")
    if isinstance(value, dict):
        if "zh" in value:
            return str((reader_language() == "en" and value.get("en")) or value["zh"])
        return _("，").join(said(one) for key, one in value.items() if key not in ("key", "source", "basis", "kind"))
    return str(value)


def _titled(titles: dict[str, dict[str, str]], part: str, key: str) -> str:
    return titles[part].get(key) or titles[part].get(key.rpartition(".")[2], _("其他规定"))


def _titles(document: Edition) -> dict[str, dict[str, str]]:
    """Return what every entry is called, by part and key."""
    return {
        "rules": _named(document.eligibility.rules),
        "parameters": _named(document.eligibility.parameters),
        "stages": _named(document.stages),
        "facts": _named(document.facts),
        "examples": {one.example: one.example for one in document.examples},
        "programme": {"programme": words(document.programme.name), "source-notes": _("来源说明")},
        "form": _form_titles(document),
        "criteria": _list_titles(document.criteria) | {"criteria": _("评审标准")},
        "outcomes": _list_titles(document.outcomes) | {"outcomes": _("标识和名额")},
    }


def _named(entries: Sequence[Any]) -> dict[str, str]:
    return {_key(entry): words(_label(entry)) for entry in entries}


def _key(entry: Any) -> str:
    return str(
        next(
            getattr(entry, name)
            for name in ("id", "key", "name", "stage")
            if isinstance(getattr(entry, name, None), str)
        )
    )


def _label(entry: Any) -> Words | str:
    texts: Iterable[Any] = (getattr(entry, name, None) for name in ("title", "label", "name"))
    return next((text for text in texts if isinstance(text, Words)), _("其他规定"))


def _form_titles(document: Edition) -> dict[str, str]:
    found = _named(document.form.sections)
    for section in document.form.sections:
        found |= {f"{section.key}.{asked.name}": words(asked.label) for asked in section.fields}
        found |= {f"{section.key}.{group.name}": words(group.label) for group in section.groups}
    return found


def _list_titles(part: BaseModel) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in type(part).model_fields:
        entries = getattr(part, name)
        if isinstance(entries, tuple):
            found |= {f"{name}.{_key(entry)}": words(_label(entry)) for entry in entries}
    return found
