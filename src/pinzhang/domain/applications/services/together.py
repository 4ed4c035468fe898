"""What an officer does with several applications at once: each stands or falls on its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.permissions import is_officer
from pinzhang.domain.applications.selectors import application_plan, tally_of
from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.models import User
from pinzhang.engine.stages import Action


@dataclass(frozen=True, slots=True)
class Handled:
    """One application of several, and why it cannot follow the others (批量办理的一件)."""

    application: Application
    version: int
    obstacle: str = ""


Chosen = Sequence[tuple[Application, int]]
"""Applications with the version of the case that the officer saw."""


def preview_passing(chosen: Chosen, *, by: User) -> list[Handled]:
    """Return which applications can pass the eligibility check together, and why the others cannot (预览审查通过)."""
    return [Handled(each, version, _obstacle_to_passing(each, version, by)) for each, version in chosen]


def preview_assigning(chosen: Chosen, *, to: User, by: User) -> list[Handled]:
    """Return which applications can be given to an officer, and why the others cannot (预览分派)."""
    return [Handled(each, version, _obstacle_to_assigning(each, to, by)) for each, version in chosen]


def pass_together(chosen: Chosen, *, by: User, at: datetime) -> list[Handled]:
    """Pass the eligibility check of every application that can follow, and say why the others stay (批量审查通过)."""
    done: list[Handled] = []
    for before in preview_passing(chosen, by=by):
        obstacle = before.obstacle or _passed(before.application, before.version, by=by, at=at)
        done.append(Handled(before.application, before.version, obstacle))
    return done


def assign_together(chosen: Chosen, *, to: User, by: User, at: datetime) -> list[Handled]:
    """Give every application that can follow to an officer (批量分派)."""
    done = preview_assigning(chosen, to=to, by=by)
    for each in _free(done):
        moves.assign_case(case=each.case, to=to, by=by, at=at)
    return done


@dataclass(frozen=True, slots=True)
class Given:
    """One case that was given away with others, and whose it was before (一起分派的一件)."""

    application: Application
    version: int
    given_to: User
    before: User | None


def take_back_together(given: Iterable[Given], *, by: User, at: datetime) -> list[Handled]:
    """Take back what was given away together, where nobody has acted on it since (撤销批量分派)."""
    return [Handled(each.application, each.version, _taken_back(each, by, at)) for each in given]


@transaction.atomic
def _taken_back(given: Given, by: User, at: datetime) -> str:
    if obstacle := _obstacle_to_handling(given.application, by):
        return obstacle
    undone = moves.take_assignment_back(
        case=given.application.case,
        given_to=given.given_to,
        version=given.version,
        back_to=given.before,
        by=by,
        at=at,
    )
    return "" if undone else "已有人接着办理或改派"


def _free(handled: Iterable[Handled]) -> list[Application]:
    return [each.application for each in handled if not each.obstacle]


def _passed(application: Application, version: int, *, by: User, at: datetime) -> str:
    try:
        decide_stage(
            application=application, action=Action.COMPLETE, role="office", by=by, at=at, expected_version=version
        )
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _obstacle_to_handling(application: Application, by: User) -> str:
    if application.case.outcome:
        return "已经办结"
    return "" if is_officer(by, application) else "不由您的单位办理"


def _obstacle_to_assigning(application: Application, to: User, by: User) -> str:
    return _obstacle_to_handling(application, by) or ("" if is_officer(to, application) else f"{to} 不是本单位经办")


def _obstacle_to_passing(application: Application, version: int, by: User) -> str:
    """In a bulk passes only what leaves nothing to weigh: everything met, nobody waited for."""
    return (
        _obstacle_to_handling(application, by)
        or _obstacle_in_the_case(application, version)
        or _obstacle_in_the_rules(application)
    )


def _obstacle_in_the_case(application: Application, version: int) -> str:
    case = application.case
    if case.version != version:
        return "刚刚已由他人处理"
    if application_plan(application).stage(case.stage).kind != "eligibility_check":
        return "不在资格审查环节"
    if case.waiting:
        return "正在等待补正"
    return "已暂缓办理" if case.held else ""


def _obstacle_in_the_rules(application: Application) -> str:
    if application.findings is None:
        return "还没有核对规则，须单件办理"
    tally = tally_of(application)
    if tally.not_met:
        return f"有 {tally.not_met} 条不符合，须单件办理"
    if tally.undecided:
        return f"有 {tally.undecided} 条须由主管部门认定，请先认定"
    return f"有 {tally.unknown} 条还不知道，须单件核对" if tally.unknown else ""
