"""Scores of a stage that reviewers wrote on paper (环节评分)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pinzhang.domain.imports.columns import GROUND, SCORE, scheme_of_stage
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan, Step
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import ReviewTask
from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.scoring.marks import NOT_APPLICABLE, Mark, mark_problems
from pinzhang.engine.sheets import Line, Table

MOST_CONFIDENT = 5


@dataclass(frozen=True)
class ScoreEntry:
    """The task of a reviewer, and what they wrote."""

    task: ReviewTask
    marks: dict[str, dict[str, str]]
    summary: str
    confidence: int | None


def plan_scores(table: Import, found: Table) -> Plan[ScoreEntry]:
    """Return what a table of scores will do: only files that were given to the reviewer and are not scored yet."""
    plan: Plan[ScoreEntry] = Plan(found)
    tasks = ReviewTask.objects.filter(application__round=table.round, stage=table.stage).select_related(
        "application__case", "reviewer__user"
    )
    given = {(task.application.case.number, task.reviewer.user.username): task for task in tasks}
    scheme = scheme_of_stage(table.round, table.stage) if table.round else None
    scales = edition_document(table.round.edition).criteria.scales if table.round else ()
    seen: dict[tuple[str, str], int] = {}
    for line in found.lines:
        key = (str(line.values["number"]), str(line.values["username"]))
        before, task = seen.setdefault(key, line.row), given.get(key)
        problems = (
            {"username": f"与第 {before} 行重复。"} if before != line.row else _obstacles(line, task, table.stage)
        )
        problems |= _off_scale(scheme, scales, line)
        plan.problems += [found.problem(line, name, text) for name, text in problems.items()]
        if task is not None and not problems:
            plan.steps.append(Step(line.row, f"{key[0]}　{task.reviewer.user}", "提交评分", _entry(task, line)))
    return plan


def _obstacles(line: Line, task: ReviewTask | None, stage: str) -> dict[str, str]:
    if task is None:
        return {"username": "这份材料没有分派给这位专家，请核对申报号和账号。"}
    found = {}
    if task.reviewer.user.full_name != line.values["full_name"]:
        found["full_name"] = f"这个账号是“{task.reviewer.user.full_name}”，请核对。"
    if task.submitted_at is not None:
        found["username"] = "这位专家已经提交评分，不能再改。"
    elif task.is_recused or line.values["conflict"] != "none":
        found["conflict"] = "有利害关系的专家不能评分，请在系统里登记回避并另行分派。"
    elif task.application.case.stage != stage or task.application.case.outcome:
        found["number"] = "这份材料已经不在这个环节。"
    confidence = line.values.get("confidence", 1)
    if not isinstance(confidence, int) or not 1 <= confidence <= MOST_CONFIDENT:
        found["confidence"] = f"请填 1 至 {MOST_CONFIDENT}。"
    return found


def _off_scale(scheme: Scheme | None, scales: tuple[Scale, ...], line: Line) -> dict[str, str]:
    """Return the scores that are off their scale, by column."""
    if scheme is None:
        return {}
    marks: dict[str, Mark] = {
        key.removeprefix(SCORE): NOT_APPLICABLE if isinstance(value, str) else Decimal(str(value))
        for key, value in line.values.items()
        if key.startswith(SCORE)
    }
    return {f"{SCORE}{problem.criterion}": problem.reason for problem in mark_problems(scheme, marks, scales)}


def _entry(task: ReviewTask, line: Line) -> ScoreEntry:
    marks: dict[str, dict[str, str]] = {}
    for key, value in line.values.items():
        if key.startswith(SCORE):
            marks.setdefault(key.removeprefix(SCORE), {})["score"] = _said(value)
        elif key.startswith(GROUND):
            marks.setdefault(key.removeprefix(GROUND), {})["ground"] = str(value)
    confidence = line.values.get("confidence")
    return ScoreEntry(
        task, marks, str(line.values.get("summary", "")), confidence if isinstance(confidence, int) else None
    )


def _said(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:f}"
