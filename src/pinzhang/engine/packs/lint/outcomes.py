"""What comes of a case: tiers, quotas, money, grounds."""

from collections.abc import Iterator

from pinzhang.engine.packs.draft import Draft, models_in
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.outcomes import Money, Quota
from pinzhang.engine.packs.schema_errors import suggestion

FILE = "outcomes.yaml"
_RECOMMENDING = frozenset({"recommendation", "nomination"})


def check_mark(draft: Draft) -> Iterator[Problem]:
    """Check that a programme that confers a mark describes it."""
    if draft.programme.kind == "mark" and draft.outcomes.mark is None:
        yield draft.problem(FILE, (), "mark: is missing, and a programme of kind mark needs it")


def check_renewal(draft: Draft) -> Iterator[Problem]:
    """Check that a mark is renewed by a route of the programme."""
    mark, known = draft.outcomes.mark, {route.key for route in draft.programme.routes}
    if mark is not None and mark.renewal is not None and mark.renewal.route not in known:
        key = mark.renewal.route
        yield draft.problem(FILE, ("mark", "renewal", "route"), f"{key}: no such route{suggestion(key, known)}")


def check_grounds(draft: Draft) -> Iterator[Problem]:
    """Check that a ground that the machine decides says when it is met."""
    for i, ground in enumerate(draft.outcomes.grounds):
        if ground.decided_by == "machine" and ground.alert_when is None:
            message = f"{ground.key}: alert_when is missing; the machine cannot decide without it"
            yield draft.problem(FILE, ("grounds", i), message)


def check_ground_subjects(draft: Draft) -> Iterator[Problem]:
    """Check that a ground concerns what the programme is about."""
    known = draft.programme.subject_kinds
    for i, ground in enumerate(draft.outcomes.grounds):
        for j, kind in enumerate(ground.applies_to):
            if kind not in known:
                message = f"{kind}: not among the subject_kinds of programme.yaml ({', '.join(known)})"
                yield draft.problem(FILE, ("grounds", i, "applies_to", j), message)


def check_quotas(draft: Draft) -> Iterator[Problem]:
    """Check that reserved places fit into a quota, and the quota of each tier into the total."""
    total = draft.outcomes.total_quota.maximum
    for path, quota in models_in(draft.outcomes):
        if not isinstance(quota, Quota) or quota.maximum is None:
            continue
        reserved = sum(part.count for part in quota.reserved)
        if reserved > quota.maximum:
            message = f"reserved: {reserved} places are more than the maximum of {quota.maximum}"
            yield draft.problem(FILE, (*path, "reserved"), message)
        if total is not None and quota.maximum > total:
            message = f"maximum: {quota.maximum} is more than the total of {total}"
            yield draft.problem(FILE, (*path, "maximum"), message)


def check_recommenders(draft: Draft) -> Iterator[Problem]:
    """Check that there is a stage of recommendation where recommenders have a quota."""
    if any(stage.kind in _RECOMMENDING for stage in draft.stages):
        return
    for path, quota in models_in(draft.outcomes):
        if isinstance(quota, Quota) and quota.per_recommender is not None:
            message = "per_recommender: stages.yaml has no recommendation"
            yield draft.problem(FILE, (*path, "per_recommender"), message)


def check_scores(draft: Draft) -> Iterator[Problem]:
    """Check that something is scored where a tier asks for a score."""
    for i, tier in enumerate(draft.outcomes.tiers):
        if tier.min_score is not None and not draft.criteria.schemes:
            yield draft.problem(FILE, ("tiers", i, "min_score"), "min_score: criteria.yaml has no scheme to score by")


def check_money(draft: Draft) -> Iterator[Problem]:
    """Check that no amount is above its own cap."""
    for path, money in models_in(draft.outcomes):
        if isinstance(money, Money) and money.cap is not None and money.amount > money.cap:
            yield draft.problem(FILE, (*path, "cap"), f"cap: is less than the amount of {money.amount}")


def check_sector_balance(draft: Draft) -> Iterator[Problem]:
    """Check that there are sectors where places are balanced between them."""
    if draft.outcomes.sector_balance and not draft.programme.sectors:
        yield draft.problem(FILE, ("sector_balance",), "sector_balance: programme.yaml has no sectors")
