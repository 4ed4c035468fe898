"""What an official may do to an application now, and as which role."""

from collections.abc import Iterable
from dataclasses import dataclass

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.engine.packs.schema.stages import PER_CASE
from pinzhang.engine.stages import Action, Actor, allowed_actions, verb

DECIDING = (Action.COMPLETE, Action.REFUSE, Action.RETURN)
TONES = {Action.COMPLETE: "btn-primary", Action.REFUSE: "btn-danger-quiet", Action.VOID: "btn-danger-quiet"}


@dataclass(frozen=True)
class Button:
    """One step an official may take: what the button says, and as which role they press it."""

    action: Action
    label: str
    role: Actor
    tone: str = "btn-quiet"


def buttons_for(application: Application, roles: Iterable[Actor]) -> list[Button]:
    """Return every step that these roles may take, each once, in the order of the stage engine."""
    plan, state = application_plan(application), application.case.state
    kind = plan.stage(state.stage).kind
    found: dict[Action, Button] = {}
    for role in roles:
        for action in allowed_actions(plan, state, role):
            label = verb(kind, action).zh
            found.setdefault(action, Button(action, label, role, TONES.get(action, "btn-quiet")))
    if kind not in PER_CASE:
        return [button for action, button in found.items() if action not in DECIDING]
    return list(found.values())


def return_targets(application: Application) -> list[tuple[str, str]]:
    """Return the stages that an application may be sent back to, with their names."""
    plan = application_plan(application)
    return [(key, plan.stage(key).name.zh) for key in plan.return_targets(application.case.stage)]
