"""The rules of an application as an officer reads them: verdict, clause, gap, evidence, what was decided by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pinzhang.domain.applications.models import Application, HumanDecision
from pinzhang.domain.applications.selectors import findings_of, is_human
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import gap_words
from pinzhang.portals.staff.pages.names import clause_url
from pinzhang.portals.ui.answers import FilledSection, GroupRows

KINDS = {"condition": "条件", "exclusion": "一票否决", "bonus": "加分", "priority": "优先"}
GROUPS = (
    ("not_met", "不符合", "bad"),
    ("undecided", "待人工认定", "warn"),
    ("unknown", "还不知道", ""),
    ("met", "符合", "ok"),
    ("aside", "加分和优先，不计入结论", ""),
    ("without", "不适用于本件", ""),
)


Proof = tuple[str, str, tuple[Attachment, ...]]
"""What the form has in proof of a rule: label, answer, files."""


@dataclass(frozen=True)
class Finding:
    """One rule with what was found."""

    rule: Rule
    url: str
    verdict: str
    """Empty where the rule does not apply."""
    kind: str
    have: str
    need: str
    short_by: str
    missing: tuple[str, ...]
    """The titles of what is not known."""
    reasons: tuple[str, ...]
    evidence: tuple[Proof, ...]
    decision: HumanDecision | None
    is_human: bool


@dataclass(frozen=True)
class Group:
    """Rules that stand alike."""

    key: str
    title: str
    tone: str
    findings: tuple[Finding, ...]


def finding_groups(application: Application, sections: Sequence[FilledSection]) -> list[Group]:
    """Return the rules of an application in groups, what stands in the way first."""
    edition = edition_document(application.round.edition)
    found = application.findings or findings_of(application)
    rules = {rule.id: rule for rule in edition.eligibility.rules}
    decided = {each.rule: each for each in HumanDecision.objects.filter(application=application).select_related("by")}
    proofs = _proofs(sections)
    findings: dict[str, list[Finding]] = {key: [] for key, _, _ in GROUPS}
    for explained in found["rules"]:
        rule = rules[explained["id"]]
        finding = _finding(application, edition, rule, explained, decided.get(rule.id), proofs.get(rule.id, ()))
        findings[_group(finding)].append(finding)
    return [Group(key, title, tone, tuple(findings[key])) for key, title, tone in GROUPS if findings[key]]


def _finding(
    application: Application,
    edition: Edition,
    rule: Rule,
    explained: Mapping[str, Any],
    decision: HumanDecision | None,
    evidence: tuple[Proof, ...],
) -> Finding:
    said = gap_words(explained, edition)
    return Finding(
        rule=rule,
        url=clause_url(application.round.edition, f"rule-{rule.id}"),
        verdict=explained.get("verdict", ""),
        kind=KINDS[rule.kind],
        have=said.get("have", ""),
        need=said.get("need", ""),
        short_by=said.get("short_by", ""),
        missing=tuple(dict.fromkeys(_missing_words(edition, name) for name in explained["missing"])),
        reasons=tuple(explained.get("reasons", ())),
        evidence=evidence,
        decision=decision,
        is_human=is_human(rule),
    )


def _missing_words(edition: Edition, path: str) -> str:
    """Return what is not known, by its title: a fact, a year of it, whether its records are all there, an answer."""
    name, _, rest = path.partition(".")
    titles = {asked.name: asked.label.zh for section in edition.form.sections for asked in section.fields}
    titles |= {group.name: group.label.zh for section in edition.form.sections for group in section.groups}
    titles |= {fact.name: fact.title.zh for fact in edition.facts}
    title = titles.get(name, "申报书未填的一项")
    if rest == "complete":
        return f"{title}是否完整"
    return f"{title}（{rest} 年）" if rest.isdecimal() else title


def _group(finding: Finding) -> str:
    if not finding.verdict:
        return "without"
    if finding.rule.kind in ("bonus", "priority"):
        return "aside"
    if finding.verdict == "unknown":
        return "undecided" if finding.is_human else "unknown"
    return "met" if finding.verdict == "met" else "not_met"


def _proofs(sections: Sequence[FilledSection]) -> dict[str, tuple[Proof, ...]]:
    """Return what the form has in proof of each rule; a column of a repeat group stands with all its rows."""
    proofs: dict[str, list[Proof]] = {}
    for section in sections:
        for answer in section.answers:
            for rule in answer.field.evidence_for:
                proofs.setdefault(rule, []).append((answer.field.label.zh, answer.text, answer.files))
        for rows in section.groups:
            for place, asked in enumerate(rows.group.fields):
                for rule in asked.evidence_for:
                    proofs.setdefault(rule, []).append(_column(rows, place))
    return {rule: tuple(found) for rule, found in proofs.items()}


def _column(rows: GroupRows, place: int) -> Proof:
    answers = [row[place] for row in rows.rows]
    label = f"{rows.group.label.zh} · {rows.group.fields[place].label.zh}"
    text = "、".join(answer.text for answer in answers if answer.text)
    return label, text, tuple(file for answer in answers for file in answer.files)
