"""Stages, terms and plans without surprises."""

from typing import Any

from pinzhang.engine.packs.schema.programme import Route
from pinzhang.engine.packs.schema.stages import Stage, StageKind, Term
from pinzhang.engine.stages import CaseState, Plan


def make_stage(kind: StageKind, **particulars: Any) -> Stage:
    fields = {"key": kind.replace("_", "-"), "name": "资格审查", "clause": "第一条", "source": "rules"}
    return Stage.model_validate({"kind": kind, **fields, **particulars})


def make_route(**particulars: Any) -> Route:
    fields = {"key": "by-application", "name": "申报", "starts_at": "submission", "clause": "第一条", "source": "rules"}
    return Route.model_validate({**fields, **particulars})


def make_term(count: int, unit: str, **particulars: Any) -> Term:
    fields = {"basis": "legal", "clause": "第一条", "source": "rules"}
    return Term.model_validate({"count": count, "unit": unit, **fields, **particulars})


def make_plan(*stages: Stage | StageKind) -> Plan:
    return Plan.of([stage if isinstance(stage, Stage) else make_stage(stage) for stage in stages])


def in_stage(plan: Plan, key: str, **marks: Any) -> CaseState:
    """A case that has passed everything before a stage."""
    return CaseState(stage=key, passed=tuple(stage.key for stage in plan.stages[: plan.place(key)]), **marks)


AWARD = make_plan(
    "submission",
    "eligibility_check",
    "document_review",
    "site_visit",
    "defence",
    "panel",
    "consultation",
    "public_notice",
    "approval",
    "decision",
    "conferral",
)
"""A quality award from the form to the ceremony."""
