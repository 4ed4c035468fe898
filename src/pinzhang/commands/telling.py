"""What ``pinzhang pack`` prints for people: an explanation and a comparison, in Chinese, line by line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import Scope, gap_words

VERDICTS: Mapping[str, str] = {"met": "符合", "not met": "不符合", "unknown": "还不知道"}
DOES_NOT_APPLY = "不适用"
_WIDTH = max(len(word) for word in VERDICTS.values())
_WIDE_SPACE = "\u3000"
_KINDS: Mapping[str, str] = {"condition": "条件", "exclusion": "禁止情形", "bonus": "加分", "priority": "优先"}
_ACTIONS: Mapping[str, str] = {
    "ask": "请申报单位补充",
    "hold": "先搁置，由主管部门核实",
    "refuse": "仍可提交，由主管部门决定",
}
_GAPS: Mapping[str, str] = {"have": "现为", "need": "要求", "short_by": "相差"}
_PARTS: Mapping[str, str] = {
    "rules": "规则", "parameters": "参数", "stages": "环节", "programme": "项目", "facts": "事实", "form": "申报表",
    "criteria": "评审标准", "outcomes": "结果", "examples": "样例",
}  # fmt: skip


def explanation_lines(found: Mapping[str, Any], edition: Edition) -> Iterator[str]:
    """Tell an explanation: the whole first, then every rule with what is had, needed and missing."""
    programme = edition.programme
    yield f"{programme.name.zh} · 版本 {found['edition']} · 基准日 {found['on']}"
    yield f"结论：{VERDICTS[found['verdict']]}"
    if found["status"] == "partial":
        yield f"规则 {len(edition.eligibility.rules)} 条在此生效，{len(programme.missing)} 项条款尚未公开"
    printed = {rule.id: rule for rule in edition.eligibility.rules}
    scope = Scope.of(edition)
    for rule in found["rules"]:
        yield ""
        verdict = VERDICTS.get(rule.get("verdict", ""), DOES_NOT_APPLY).ljust(_WIDTH, _WIDE_SPACE)
        yield f"{verdict}  {printed[rule['id']].title.zh}〔{_KINDS[rule['kind']]} · {rule['clause']}〕"
        words = gap_words(rule, edition)
        lines = [*_particulars(rule, words, scope), *_next_step(rule, printed[rule["id"]])]
        yield from (f"{_WIDE_SPACE * _WIDTH}  {line}" for line in lines)


def _particulars(rule: Mapping[str, Any], words: Mapping[str, Any], scope: Scope) -> Iterator[str]:
    gap = _gap(rule, words)
    if gap:
        yield gap
    for part, said in zip(rule["parts"], words["parts"], strict=False):
        gap = _gap(part, said)
        yield f"- {VERDICTS[part['verdict']]}：{part['text']}" + (f"（{gap}）" if gap else "")
    if "met_from" in rule:
        yield f"其他不变，{rule['met_from']} 起符合"
    if rule["missing"]:
        yield "缺少：" + "、".join(_title(name, scope) for name in rule["missing"])
    yield from rule.get("reasons", ())


def _next_step(found: Mapping[str, Any], rule: Rule) -> Iterator[str]:
    """Say what happens next; nobody is asked for what an office has to decide."""
    action = found["action"]
    if action in _ACTIONS and not (action == "ask" and rule.decided_by == "human"):
        yield _ACTIONS[action]


def _gap(found: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Say what is had, needed and short; a plain yes or no that is not known needs no words of its own."""
    if "have" not in found and isinstance(found.get("need", {}).get("value"), bool):
        return ""
    return "，".join(f"{label} {words[key]}" for key, label in _GAPS.items() if key in words)


def _title(missing: str, scope: Scope) -> str:
    """Return what is missing by its title, with the year or the part of it."""
    steps = missing.split(".")
    root = steps.pop(0) if steps[0] in {"a", "s", "m"} else "e"
    kind = scope.names(root).get(steps[0])
    title = kind.title if kind is not None else missing
    if steps[1:] == ["complete"]:
        return f"{title}（记录是否完整）"
    return f"{title}（{'.'.join(steps[1:])}）" if steps[1:] else title


def difference_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Tell a comparison: what was added, removed, changed, part by part."""
    for part, name in _PARTS.items():
        changes = found[part]
        if any(changes.values()):
            yield name
        yield from (f"  新增  {key}" for key in changes["added"])
        yield from (f"  删除  {key}" for key in changes["removed"])
        for change in changes["changed"]:
            yield f"  修改  {change['id']} · {change['field']}"
            yield f"        原  {_written(change, 'old')}"
            yield f"        新  {_written(change, 'new')}"


def _written(change: Mapping[str, Any], side: str) -> str:
    if side not in change:
        return "（没有）"
    value = change[side]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
