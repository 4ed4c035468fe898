"""Points and weights that must add up, scales and bands that must be in order."""

from collections.abc import Iterator
from decimal import Decimal

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.criteria import Criterion, Scale
from pinzhang.engine.packs.yaml_text import Path

FILE = "criteria.yaml"


def check_points(draft: Draft) -> Iterator[Problem]:
    """Check that the parts of a criterion add up to its points, and the criteria of a scheme to its total."""
    for i, scheme in enumerate(draft.criteria.schemes):
        path: Path = ("schemes", i)
        total = sum((criterion.points for criterion in scheme.criteria), Decimal(0))
        if total != scheme.total:
            yield draft.problem(FILE, (*path, "total"), f"total: is {scheme.total}, but the criteria add up to {total}")
        for j, criterion in enumerate(scheme.criteria):
            yield from _criterion(draft, criterion, (*path, "criteria", j))


def _criterion(draft: Draft, criterion: Criterion, path: Path) -> Iterator[Problem]:
    if not criterion.parts:
        if criterion.scale is None:
            yield draft.problem(FILE, path, f"{criterion.key}: a criterion without parts needs a scale")
        return
    total = sum((part.points for part in criterion.parts), Decimal(0))
    if total != criterion.points:
        yield draft.problem(FILE, (*path, "points"), f"points: is {criterion.points}, but the parts add up to {total}")
    if criterion.scale is not None:
        yield draft.problem(FILE, (*path, "scale"), f"{criterion.key}: a criterion with parts takes no scale")
    for i, part in enumerate(criterion.parts):
        yield from _criterion(draft, part, (*path, "parts", i))


def check_scales(draft: Draft) -> Iterator[Problem]:
    """Check that a scale rises, its step divides it, and its anchors lie inside it without overlapping."""
    for i, scale in enumerate(draft.criteria.scales):
        path: Path = ("scales", i)
        if scale.minimum >= scale.maximum:
            yield draft.problem(FILE, (*path, "maximum"), "maximum: expected more than minimum")
        elif (scale.maximum - scale.minimum) % scale.step:
            yield draft.problem(
                FILE, (*path, "step"), f"step: {scale.step} does not divide {scale.minimum} to {scale.maximum}"
            )
        yield from _anchors(draft, scale, path)


def _anchors(draft: Draft, scale: Scale, path: Path) -> Iterator[Problem]:
    ordered = sorted(enumerate(scale.anchors), key=lambda one: one[1].low)
    before: Decimal | None = None
    for i, anchor in ordered:
        place = (*path, "anchors", i)
        if not scale.minimum <= anchor.low <= anchor.high <= scale.maximum:
            yield draft.problem(FILE, place, f"anchor: expected {scale.minimum} ≤ low ≤ high ≤ {scale.maximum}")
        if before is not None and anchor.low <= before:
            yield draft.problem(FILE, (*place, "low"), f"low: overlaps the anchor that ends at {before}")
        before = anchor.high


def check_stage_weights(draft: Draft) -> Iterator[Problem]:
    """Check that the weights of the stages add up to one, and each weighted stage is scored."""
    weights = draft.criteria.stage_weights
    total = sum((weight.weight for weight in weights), Decimal(0))
    if weights and total != 1:
        yield draft.problem(FILE, ("stage_weights",), f"stage_weights: expected to add up to 1, not {total}")
    scored = {stage.key for stage in draft.stages if stage.criteria is not None}
    known = {stage.key for stage in draft.stages}
    for i, weight in enumerate(weights):
        if weight.stage in known - scored:
            yield draft.problem(
                FILE, ("stage_weights", i, "stage"), f"{weight.stage}: this stage has no criteria, so it gives no score"
            )


def check_bands(draft: Draft) -> Iterator[Problem]:
    """Check that no two bands begin at the same score."""
    seen: set[Decimal] = set()
    for i, band in enumerate(draft.criteria.bands):
        if band.from_score in seen:
            yield draft.problem(FILE, ("bands", i, "from_score"), f"from_score: duplicate {band.from_score}")
        seen.add(band.from_score)


def check_scheme_use(draft: Draft) -> Iterator[Problem]:
    """Check that every scheme is scored in some stage, and every scale in some criterion."""
    used = {stage.criteria for stage in draft.stages}
    scales: set[str | None] = set()
    for i, scheme in enumerate(draft.criteria.schemes):
        scales |= {leaf.scale for criterion in scheme.criteria for leaf in leaves(criterion)}
        if scheme.key not in used:
            yield draft.problem(FILE, ("schemes", i, "key"), f"{scheme.key}: no stage scores by this scheme")
    for i, scale in enumerate(draft.criteria.scales):
        if scale.key not in scales:
            yield draft.problem(FILE, ("scales", i, "key"), f"{scale.key}: no criterion uses this scale")


def leaves(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the criteria that are scored."""
    if not criterion.parts:
        yield criterion
    for part in criterion.parts:
        yield from leaves(part)


def check_vetoes(draft: Draft) -> Iterator[Problem]:
    """Check that a veto score lies on the scale it is given on, and only what is scored has one."""
    scales = {scale.key: scale for scale in draft.criteria.scales}
    for file, path, model in draft.walk():
        if not isinstance(model, Criterion) or model.veto_below is None:
            continue
        scale = scales.get(model.scale or "")
        if model.parts:
            yield draft.problem(file, (*path, "veto_below"), "veto_below: a criterion with parts is not scored itself")
        elif scale and not scale.minimum < model.veto_below <= scale.maximum:
            yield draft.problem(
                file,
                (*path, "veto_below"),
                f"veto_below: expected more than {scale.minimum} and at most {scale.maximum}",
            )
