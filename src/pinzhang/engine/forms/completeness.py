"""What a form still lacks: visible, required, readable, enough."""

from collections.abc import Mapping
from typing import Any

from pinzhang.engine.forms.values import CannotRead, read_value
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection
from pinzhang.engine.rules import Scope, Situation, evaluate, parse


class Visibility:
    """Decides which parts of a form are asked, by the answers so far."""

    def __init__(self, edition: Edition, document: Mapping[str, Any], *, on: Any) -> None:
        self._situation = Situation.of(dict(document), on=on, scope=Scope.of(edition))

    def holds(self, expression: str | None) -> bool:
        """Tell whether a condition surely holds; what is not known yet does not show anything."""
        return expression is None or evaluate(parse(expression), self._situation) is True


def visible_sections(edition: Edition, visibility: Visibility, *, stage: str) -> list[FormSection]:
    """Return the sections that a stage asks for, less those not shown."""
    return [
        section for section in edition.form.sections if section.asked_at == stage and visibility.holds(section.show_if)
    ]


def problems_of(
    edition: Edition,
    document: Mapping[str, Any],
    *,
    stage: str,
    unread: Mapping[str, Any],
    attached: Mapping[str, int],
    on: Any,
) -> dict[str, str]:
    """Return what keeps the form of a stage from being complete, by path.

    :param document: answers and facts in the shape of the rule engine; ``attached`` counts files by field.
    """
    visibility = Visibility(edition, document, on=on)
    answers = document.get("application", {})
    problems: dict[str, str] = {}
    for section in visible_sections(edition, visibility, stage=stage):
        for asked in section.fields:
            if visibility.holds(asked.show_if):
                _check(asked, asked.name, answers, visibility, unread, attached, problems)
        for group in section.groups:
            if visibility.holds(group.show_if):
                _check_group(group, answers, visibility, unread, attached, problems)
    return problems


def _check(
    asked: FormField,
    path: str,
    answers: Mapping[str, Any],
    visibility: Visibility,
    unread: Mapping[str, Any],
    attached: Mapping[str, int],
    problems: dict[str, str],
) -> None:
    if path in unread:
        try:
            read_value(asked, unread[path])
        except CannotRead as refusal:
            problems[path] = str(refusal)
        return
    given = bool(attached.get(path)) if asked.kind == "attachment" else asked.name in answers
    required = asked.required or (asked.required_when is not None and visibility.holds(asked.required_when))
    if required and not given:
        problems[path] = f"请上传“{asked.label}”。" if asked.kind == "attachment" else f"请填写“{asked.label}”。"


def _check_group(
    group: FormGroup,
    answers: Mapping[str, Any],
    visibility: Visibility,
    unread: Mapping[str, Any],
    attached: Mapping[str, int],
    problems: dict[str, str],
) -> None:
    rows = answers.get(group.name, [])
    if len(rows) < group.minimum:
        problems[group.name] = f"“{group.label}”至少填 {group.minimum} 行，现在有 {len(rows)} 行。"
    if len(rows) > group.maximum:
        problems[group.name] = f"“{group.label}”最多填 {group.maximum} 行，现在有 {len(rows)} 行。"
    for index, row in enumerate(rows):
        for asked in group.fields:
            _check(asked, f"{group.name}.{index}.{asked.name}", row, visibility, unread, attached, problems)
