"""The order of the blocks, the ways through them, and what a block of a kind may say."""

from collections.abc import Iterator

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.programme import Route
from pinzhang.engine.packs.schema.stages import PER_CASE, ExitRule, Stage

FILE = "stages.yaml"

_SCORED = frozenset(
    {"nomination", "document_review", "evaluation", "site_visit", "defence", "panel", "public_vote", "rating"}
)
_ALLOWED: dict[str, frozenset[str]] = {
    "criteria": _SCORED,
    "reviewers_per_case": _SCORED,
    "anonymous": _SCORED,
    "correction_term": PER_CASE,
    "departments": frozenset({"consultation", "background_check", "recommendation"}),
    "silence": frozenset({"consultation", "background_check"}),
    "ballot": frozenset({"panel"}),
    "authority_name": frozenset({"approval", "decision", "conferral"}),
    "document_number": frozenset({"decision", "approval"}),
    "objections": frozenset({"public_notice"}),
    "hold": frozenset({"public_notice"}),
}
"""Which kinds of stage may say what."""

_ORDER = (
    ("submission", "eligibility_check"),
    ("panel", "approval"),
    ("public_notice", "decision"),
    ("approval", "decision"),
    ("decision", "conferral"),
    ("decision", "disbursement"),
)
"""Pairs of kinds of which the first one comes first."""

_EXIT_NEEDS = {"cut_off": "score", "top_n": "count", "ratio": "ratio"}


def check_routes(draft: Draft) -> Iterator[Problem]:
    """Check that every stage lies on a route, and a route skips only what it would pass."""
    keys = [stage.key for stage in draft.stages]
    passed: set[str] = set()
    for i, route in enumerate(draft.programme.routes):
        passed |= set(stages_of(route, keys))
        for j, key in enumerate(route.skips):
            if key in keys and route.starts_at in keys and keys.index(key) <= keys.index(route.starts_at):
                path = ("routes", i, "skips", j)
                yield draft.problem("programme.yaml", path, f"{key}: cannot be skipped, not after {route.starts_at}")
    for i, key in enumerate(keys):
        if key not in passed:
            yield draft.problem(FILE, ("stages", i, "key"), f"{key}: unreachable, no route passes this stage")


def stages_of(route: Route, keys: list[str]) -> list[str]:
    """Return the stages that a case on this route passes, in their order."""
    if route.starts_at not in keys:
        return []
    return [key for key in keys[keys.index(route.starts_at) :] if key not in route.skips]


def check_returns(draft: Draft) -> Iterator[Problem]:
    """Check that a stage returns and combines only what lies before it, so that no case runs in a circle."""
    before: set[str] = set()
    known = {stage.key for stage in draft.stages}
    for i, stage in enumerate(draft.stages):
        for j, key in enumerate(stage.return_to):
            if key in known - before:
                yield draft.problem(FILE, ("stages", i, "return_to", j), f"{key}: expected an earlier stage")
        for j, key in enumerate(stage.combination.stages if stage.combination else ()):
            if key in known - before:
                path = ("stages", i, "combination", "stages", j)
                yield draft.problem(FILE, path, f"{key}: expected an earlier stage")
        before.add(stage.key)


def check_order(draft: Draft) -> Iterator[Problem]:
    """Check that the kinds come in an order that makes sense: nothing is decided before it is approved."""
    first: dict[str, int] = {stage.kind: i for i, stage in reversed(list(enumerate(draft.stages)))}
    for earlier, later in _ORDER:
        if first.get(earlier, -1) > first.get(later, len(draft.stages)):
            path = ("stages", first[later], "kind")
            yield draft.problem(FILE, path, f"kind: {later} cannot come before {earlier}")


def check_particulars(draft: Draft) -> Iterator[Problem]:
    """Check that a stage says only what its kind can mean."""
    for i, stage in enumerate(draft.stages):
        for field in sorted(stage.model_fields_set & _ALLOWED.keys()):
            if stage.kind not in _ALLOWED[field]:
                message = f"{field}: means nothing in {stage.kind}, only in {', '.join(sorted(_ALLOWED[field]))}"
                yield draft.problem(FILE, ("stages", i, field), message)
        for field in _needs(stage):
            yield draft.problem(FILE, ("stages", i), f"{field}: is missing, and {stage.kind} needs it here")


def _needs(stage: Stage) -> Iterator[str]:
    if stage.kind == "approval" and stage.authority_name is None:
        yield "authority_name"
    if stage.silence == "no_objection" and stage.term is None:
        yield "term"


def check_exits(draft: Draft) -> Iterator[Problem]:
    """Check that an exit rule names its number and no other; only a list can be cut to the best."""
    for i, stage in enumerate(draft.stages):
        path = ("stages", i, "exit")
        wanted = _EXIT_NEEDS.get(stage.exit.kind)
        for field in _EXIT_NEEDS.values():
            if (getattr(stage.exit, field) is not None) != (field == wanted):
                wrong = "is missing, needed by" if field == wanted else "means nothing with"
                yield draft.problem(FILE, path, f"exit.{field}: {wrong} {stage.exit.kind}")
        if _cuts_a_list(stage.exit) and stage.kind in PER_CASE:
            message = f"exit.kind: {stage.exit.kind} cuts a list, but {stage.kind} takes each case on its own"
            yield draft.problem(FILE, (*path, "kind"), message)


def _cuts_a_list(rule: ExitRule) -> bool:
    return rule.kind in {"top_n", "ratio"}


def check_combinations(draft: Draft) -> Iterator[Problem]:
    """Check that a combination by weights has a weight for each of its stages."""
    weighted = {weight.stage for weight in draft.criteria.stage_weights}
    for i, stage in enumerate(draft.stages):
        if stage.combination and stage.combination.by == "weights":
            for j, key in enumerate(stage.combination.stages):
                if key not in weighted:
                    path = ("stages", i, "combination", "stages", j)
                    yield draft.problem(FILE, path, f"{key}: has no weight in stage_weights of criteria.yaml")
