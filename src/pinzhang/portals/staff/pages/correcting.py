"""The page on which an officer points at the fields to be mended."""

from collections.abc import Sequence
from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.portals.staff.forms_cases import CorrectionsForm
from pinzhang.portals.staff.pages.findings import Finding, finding_groups
from pinzhang.portals.ui.answers import FilledSection, filled_sections

OPEN_GROUPS = ("not_met", "unknown")


def questions_of(sections: Sequence[FilledSection]) -> dict[str, str]:
    """Return everything that can be pointed at: each question, and each repeat group as a whole."""
    found: dict[str, str] = {}
    for section in sections:
        found |= {answer.field.name: answer.field.label.zh for answer in section.answers}
        found |= {rows.group.name: rows.group.label.zh for rows in section.groups}
    return found


def suggestions_for(application: Application, sections: Sequence[FilledSection]) -> dict[str, str]:
    """Return what the rules suggest to ask: where a rule is not met or not known, at the first field that proves it."""
    first: dict[str, str] = {}
    for section in sections:
        columns = [(rows.group.name, asked) for rows in section.groups for asked in rows.group.fields]
        for name, asked in [*((answer.field.name, answer.field) for answer in section.answers), *columns]:
            for rule in asked.evidence_for:
                first.setdefault(rule, name)
    wanted: dict[str, list[str]] = {}
    for group in finding_groups(application, sections):
        for finding in group.findings if group.key in OPEN_GROUPS else ():
            if finding.rule.id in first:
                wanted.setdefault(first[finding.rule.id], []).append(_sentence(finding))
    return {name: "；".join(sentences) for name, sentences in wanted.items()}


def _sentence(finding: Finding) -> str:
    clause = f"（{finding.rule.clause}）"
    if finding.verdict == "unknown":
        return f"“{finding.rule.title.zh}”{clause}还不能核对，请补充或说明"
    short = f"，差 {finding.short_by}" if finding.short_by else ""
    return f"“{finding.rule.title.zh}”{clause}核对为不符合{short}，请更正或说明"


def context_of(application: Application, form: CorrectionsForm, sections: Sequence[FilledSection]) -> dict[str, Any]:
    """Return the sections with the control for each question beside its answer."""
    return {
        "application": application,
        "case": application.case,
        "form": form,
        "sections": [
            (
                section.section,
                [(answer, form[f"ask-{answer.field.name}"]) for answer in section.answers],
                [(rows, form[f"ask-{rows.group.name}"]) for rows in section.groups],
            )
            for section in sections
        ],
    }


def form_for(application: Application) -> tuple[CorrectionsForm, list[FilledSection]]:
    """Return a fresh form with what the rules suggest."""
    sections = filled_sections(application)
    initial: dict[str, object] = {f"ask-{name}": text for name, text in suggestions_for(application, sections).items()}
    initial["version"] = application.case.version
    return CorrectionsForm(questions=questions_of(sections), initial=initial), sections
