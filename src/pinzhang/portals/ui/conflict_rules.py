"""The rules on conflicts of interest in words, with where they come from."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pinzhang.engine.assignment.conflicts import ConflictRule
from pinzhang.engine.assignment.policy import Policy

KINDS = {
    "employment": _("在申报组织任职"),
    "shareholding": _("持有申报组织的股份"),
    "group": _("任职单位与申报组织同属一个集团"),
    "consulting": _("为申报组织提供咨询或代写材料"),
    "training": _("为申报组织提供培训"),
    "certification": _("为申报组织办理认证"),
    "inspection": _("为申报组织办理检验检测"),
    "family": _("亲属在申报组织任职或持有其股份"),
    "district": _("与申报组织同属一个区市"),
    "other": _("与申报组织有竞争、诉讼或其他可能影响公正的关系"),
}


@dataclass(frozen=True)
class SaidRule:
    """A rule as people read it."""

    text: str
    clause: str
    is_hard: bool


@dataclass(frozen=True)
class SaidRules:
    """All rules, and whether the sources of the programme say them."""

    rules: tuple[SaidRule, ...]
    is_from_source: bool


def said_rules(policy: Policy) -> SaidRules:
    """Return the rules of a round in words; where the sources are silent they are the platform's, and say so."""
    rules = tuple(SaidRule(_said(rule), rule.clause, rule.strength == "hard") for rule in policy.rules)
    return SaidRules(rules, policy.is_from_source)


def _said(rule: ConflictRule) -> str:
    kind = str(KINDS[rule.kind])
    if rule.look_back_years is None:
        return gettext("%(kind)s，不论何时结束") % {"kind": kind}
    if rule.look_back_years:
        return gettext("%(kind)s，结束后 %(years)s 年内仍算") % {"kind": kind, "years": rule.look_back_years}
    return kind
