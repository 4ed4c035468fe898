"""The tables of ``docs/reference/stages.md``, written from the data so that they cannot drift from it."""

from collections.abc import Sequence

from pinzhang.engine.packs.schema.stages import StageKind
from pinzhang.engine.stages.kinds import DOERS, KINDS, STAGE_KINDS, Action, Move, is_batch_kind, moves

_OF_THE_KIND = (Action.COMPLETE, Action.REFUSE, Action.RETURN, Action.ASK, Action.LAPSE)
_COMMON = tuple(action for action in Action if action not in _OF_THE_KIND)


def kinds_table() -> str:
    """Return the Markdown table of the kinds of stages: who works in them, and the actions in which they differ."""
    head = ("kind", "takes", "usual actors", *(action.value for action in _OF_THE_KIND), "returns to")
    return _table([head, *(_kind_row(kind) for kind in STAGE_KINDS)])


def common_actions_table() -> str:
    """Return the Markdown table of the actions that are alike in many kinds, and where they are offered."""
    rows: list[tuple[str, ...]] = [("action", "button", "who", "where")]
    for action in _COMMON:
        for move in dict.fromkeys(moves(kind)[action] for kind in STAGE_KINDS if action in moves(kind)):
            where = [kind for kind in STAGE_KINDS if moves(kind).get(action) == move]
            rows.append((f"`{action}`", _button(move), _who(move), _where(where)))
    return _table(rows)


def _kind_row(kind: StageKind) -> tuple[str, ...]:
    offered = moves(kind)
    cells = (offered.get(action) for action in _OF_THE_KIND)
    return (
        f"`{kind}` {KINDS[kind].name.zh}",
        "batch" if is_batch_kind(kind) else "case",
        ", ".join(KINDS[kind].actors),
        *(f"{_button(move)}: {_who(move)}" if move else "" for move in cells),
        ", ".join(f"`{target}`" for target in KINDS[kind].returns_to),
    )


def _button(move: Move) -> str:
    return f"{move.zh} ({move.en})"


def _who(move: Move) -> str:
    return ", ".join("its actors" if actor == DOERS else actor for actor in move.by)


def _where(kinds: Sequence[str]) -> str:
    missing = [kind for kind in STAGE_KINDS if kind not in kinds]
    if not missing:
        return "everywhere"
    if len(missing) < len(kinds):
        return "everywhere but " + ", ".join(f"`{kind}`" for kind in missing)
    return ", ".join(f"`{kind}`" for kind in kinds)


def _table(rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] * len(rows[0])
    return "".join(f"| {' | '.join(row)} |\n" for row in (rows[0], rule, *rows[1:]))
