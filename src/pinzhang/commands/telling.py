"""What ``pinzhang pack`` prints for people: an explanation and a comparison, in Chinese, line by line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.facts import Fact

VERDICTS: Mapping[str, str] = {"met": "符合", "not met": "不符合", "unknown": "还不知道"}
_KINDS: Mapping[str, str] = {"condition": "条件", "exclusion": "禁止情形", "bonus": "加分", "priority": "优先"}
_ACTIONS: Mapping[str, str] = {
    "ask": "请申报单位补充",
    "hold": "先搁置，由主管部门核实",
    "refuse": "不予受理，由主管部门决定",
}
_OPERATORS: Mapping[str, str] = {
    ">=": "不少于", ">": "超过", "<=": "不超过", "<": "不足",
    "==": "为", "!=": "不为", "in": "属于", "not in": "不属于",
}  # fmt: skip
_FLAGS = {"true": "是", "false": "否", "True": "是", "False": "否"}
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
        yield f"在此生效 {len(edition.eligibility.rules)} 条，尚未公开 {len(programme.missing)} 条"
    titles = {rule.id: rule.title.zh for rule in edition.eligibility.rules}
    facts = {fact.name: fact for fact in edition.facts}
    for rule in found["rules"]:
        yield ""
        yield f"{_verdict(rule)}  {titles[rule['id']]}〔{_KINDS[rule['kind']]} · {rule['clause']}〕"
        yield from (f"    {line}" for line in _particulars(rule, facts))


def _verdict(rule: Mapping[str, Any]) -> str:
    return VERDICTS[rule["verdict"]] if "verdict" in rule else "不适用"


def _particulars(rule: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[str]:
    amounts = []
    if "have" in rule:
        amounts.append(f"现为 {_amount(rule['have'])}")
    if "need" in rule:
        need = rule["need"]
        amounts.append(f"要求{_OPERATORS.get(need['op'], need['op'])} {_amount(need)}")
    if "short_by" in rule:
        amounts.append(f"相差 {_amount(rule['short_by'])}")
    if amounts:
        yield "，".join(amounts)
    if "met_from" in rule:
        yield f"其他不变，{rule['met_from']} 起符合"
    if rule["missing"]:
        yield "缺少：" + "、".join(_named(name, facts) for name in rule["missing"])
    if rule.get("action") in _ACTIONS:
        yield _ACTIONS[rule["action"]]


def _amount(amount: Mapping[str, Any]) -> str:
    value = amount["value"]
    items = value if isinstance(value, list) else [value]
    written = "、".join(_FLAGS.get(str(item), str(item)) for item in items)
    unit = amount.get("unit", "")
    return f"{written} {unit}" if unit else written


def _named(name: str, facts: Mapping[str, Fact]) -> str:
    """Return a missing fact by its title, with the year or the part that is missing."""
    root, _, rest = name.partition(".")
    if root in {"s", "m"} and rest:
        root, _, rest = rest.partition(".")
    title = facts[root].title.zh if root in facts else name
    if rest == "complete":
        return f"{title}（数据是否完整）"
    return f"{title}（{rest}）" if rest and root in facts else title


def difference_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Tell a comparison: what was added, removed, changed, part by part."""
    for part, changes in found.items():
        if part not in _PARTS or not any(changes.values()):
            continue
        yield f"{_PARTS[part]}"
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
