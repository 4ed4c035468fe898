"""What the reviewers of a round gave, as ratings; and the digest by which a result knows what it was made of."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Evaluation, ReviewTask
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.scoring.marks import NOT_APPLICABLE, Mark, scored_criteria
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.scoring.ratings import Ratings, Sheet, ratings_of
from pinzhang.engine.scoring.refusals import ScoringRefused
from pinzhang.engine.scoring.sheets import MarkedSheet, ratings_of_marks

NOT_APPLICABLE_TEXT = "na"
INSTITUTION = "institution-"
"""How an institution that scored is told apart from the reviewers of the pool."""


@dataclass(frozen=True)
class ScoredStage:
    """A stage whose scores count, its scheme and everything that was handed in (计分环节)."""

    stage: Stage
    scheme: Scheme
    scales: tuple[Scale, ...]
    weight: Decimal
    sheets: tuple[MarkedSheet, ...]
    times: Mapping[tuple[str, str], datetime]
    """When a reviewer (first) handed in an application (second)."""

    @property
    def digest(self) -> str:
        """Return the digest of the scheme and of every mark handed in."""
        rows = [
            [sheet.application, sheet.reviewer, {key: str(mark) for key, mark in sorted(sheet.marks.items())}]
            for sheet in sorted(self.sheets, key=lambda one: (one.application, one.reviewer))
        ]
        scheme = self.scheme.model_dump(mode="json")
        return _digest({"stage": self.stage.key, "scheme": scheme, "weight": str(self.weight), "sheets": rows})

    def ratings(self) -> Ratings:
        """Return the sheets as ratings on the total of the scheme.

        :raises ScoringRefused: they cannot be used, by name.
        """
        return ratings_of_marks(self.scheme, self.sheets, self.scales)

    def steps(self) -> Ratings:
        """Return the marks as steps of their scales, which is what the ordinal model reads."""
        scales = {scale.key: scale for scale in self.scales}
        leaves = tuple(scored_criteria(self.scheme.criteria))
        asked = [(leaf.key, scales[leaf.scale or ""]) for leaf in leaves]
        rows = [
            Sheet(one.application, one.reviewer, tuple(_step(one.marks.get(key), scale) for key, scale in asked))
            for one in self.sheets
        ]
        return ratings_of(rows, [leaf.key for leaf in leaves])

    def vetoes(self) -> dict[str, dict[str, int]]:
        """Return, by application, the criteria under their limit and how many reviewers say so (一票否决)."""
        if not any(has_veto(criterion) for criterion in self.scheme.criteria):
            return {}
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for sheet in self.sheets:
            for criterion in weighted_score(self.scheme, sheet.marks, self.scales).vetoes:
                found[sheet.application][criterion] += 1
        return {application: dict(criteria) for application, criteria in found.items()}


def has_veto(criterion: Any) -> bool:
    """Tell whether a criterion, or one of its parts, can end a case."""
    return criterion.veto_below is not None or any(has_veto(part) for part in criterion.parts)


def _step(mark: Mark | None, scale: Scale) -> float | None:
    return float((mark - scale.minimum) / scale.step) if isinstance(mark, Decimal) else None


def scored_stages(round_: Round) -> list[ScoredStage]:
    """Return the stages of a round that count: those the pack weighs, else the last that anybody scored."""
    document = edition_document(round_.edition)
    weights = {weight.stage: weight.weight for weight in document.criteria.stage_weights}
    found = [
        _scored(round_, document, stage, weights.get(stage.key, Decimal(1)))
        for stage in document.stages
        if stage.criteria
    ]
    if weights:
        return [one for one in found if one.stage.key in weights]
    return [one for one in found if one.sheets][-1:]


def _scored(round_: Round, document: Edition, stage: Stage, weight: Decimal) -> ScoredStage:
    scheme = next(each for each in document.criteria.schemes if each.key == stage.criteria)
    rows = list(_handed_in(round_, stage.key, scheme))
    return ScoredStage(
        stage=stage,
        scheme=scheme,
        scales=document.criteria.scales,
        weight=weight,
        sheets=tuple(sheet for sheet, _ in rows),
        times={(sheet.reviewer, sheet.application): at for sheet, at in rows},
    )


def _handed_in(round_: Round, stage: str, scheme: Scheme) -> Iterable[tuple[MarkedSheet, datetime]]:
    here = {"application__round": round_, "stage": stage, "score__isnull": False}
    tasks = ReviewTask.objects.filter(**here, submitted_at__isnull=False).order_by("application", "reviewer")
    for task in tasks.only("application_id", "reviewer_id", "marks", "submitted_at"):
        if task.submitted_at:
            sheet = MarkedSheet(str(task.application_id), str(task.reviewer_id), marks_of(task.marks, scheme))
            yield sheet, task.submitted_at
    signed = Evaluation.objects.filter(**here, signed_at__isnull=False).order_by("application", "institution")
    for each in signed.only("application_id", "institution_id", "marks", "signed_at"):
        if each.signed_at:
            name = f"{INSTITUTION}{each.institution_id}"
            yield MarkedSheet(str(each.application_id), name, marks_of(each.marks, scheme)), each.signed_at


def marks_of(given: Mapping[str, Any], scheme: Scheme) -> dict[str, Mark]:
    """Return the marks of a sheet as they were handed in; what is no mark is left out."""
    marks: dict[str, Mark] = {}
    for criterion in scored_criteria(scheme.criteria):
        text = str(given.get(criterion.key, {}).get("score", "")).strip()
        try:
            marks[criterion.key] = NOT_APPLICABLE if text == NOT_APPLICABLE_TEXT else Decimal(text)
        except InvalidOperation:
            continue
    return marks


def inputs_digest(round_: Round, stages: Iterable[ScoredStage]) -> str:
    """Return the digest of everything a ranking rests on: scores, weights, places, edition, who is still in it."""
    ended = sorted(round_.applications.filter(ended=True).values_list("pk", flat=True))
    return _digest(
        {
            "edition": round_.edition.digest,
            "quotas": round_.quotas,
            "stages": [stage.digest for stage in stages],
            "ended": ended,
        }
    )


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def refusal_sentence(refusal: ScoringRefused) -> str:
    """Return what a refusal of the engine says to people."""
    return "；".join(refusal.reasons)
