"""A round's ratings as columns: who rated which application on which criterion, checked before any model sees them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pinzhang.engine.scoring.refusals import (
    ConstantRatings,
    DuplicateRating,
    EmptyRatings,
    MissingRating,
    RatingOutOfScale,
    SingleApplication,
    SingleReviewer,
    UnknownId,
    UnusableWeights,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reviewer gave one application, criterion by criterion; None where it does not apply (评分表)."""

    application: str
    reviewer: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader of the result must know (提示)."""

    name: str
    reason: str
    english: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """All ratings of a round, one row per sheet; rows are sorted by application, then reviewer (评分数据)."""

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    criteria: tuple[str, ...]
    application: Integers
    reviewer: Integers
    value: Floats
    """Sheets × criteria; NaN where ``given`` is false."""
    given: Booleans
    weights: Floats
    """One per criterion: how much it counts in the score of a sheet."""
    flags: tuple[Flag, ...] = ()

    @property
    def count(self) -> int:
        """Return how many ratings there are, a sheet having one per criterion."""
        return int(self.given.sum())

    @property
    def sheet_scores(self) -> Floats:
        """Return the weighted mean of each sheet over the criteria that apply."""
        weights = self.given * self.weights
        scores: Floats = (weights * np.where(self.given, self.value, 0.0)).sum(axis=1) / weights.sum(axis=1)
        return scores

    def without_reviewer(self, reviewer: str) -> "Ratings":
        """Return the ratings of all other reviewers; applications nobody else rated are gone."""
        kept = self.reviewer != self.reviewers.index(reviewer)
        applications, application = np.unique(self.application[kept], return_inverse=True)
        reviewers, reviewer_index = np.unique(self.reviewer[kept], return_inverse=True)
        return Ratings(
            applications=tuple(self.applications[index] for index in applications),
            reviewers=tuple(self.reviewers[index] for index in reviewers),
            criteria=self.criteria,
            application=application,
            reviewer=reviewer_index,
            value=self.value[kept],
            given=self.given[kept],
            weights=self.weights,
            flags=self.flags,
        )


def ratings_of(
    sheets: Iterable[Sheet],
    criteria: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
    scale: tuple[float, float] | None = None,
    applications: Collection[str] | None = None,
    reviewers: Collection[str] | None = None,
) -> Ratings:
    """Return the sheets as columns, with flags for what is thin or incomplete.

    Ids announced in ``applications`` and ``reviewers`` are the only ones allowed. A sheet where nothing applies and
    a criterion nobody rated are left out and flagged.

    :raises RatingsRefused: by name, what cannot be used: see the refusals of ratings.
    """
    rows = sorted(sheets, key=lambda sheet: (sheet.application, sheet.reviewer))
    _check_ids(rows, applications, reviewers)
    value, given = _values(rows, criteria)
    _check_scale(rows, criteria, value, given, scale)
    weight = _weights(criteria, weights)
    used, rated = np.any(given, axis=1), np.any(given, axis=0)
    if not used.any():
        raise EmptyRatings("没有评分", "there is no rating")
    kept = [row for row, is_used in zip(rows, used, strict=True) if is_used]
    names, application = np.unique([row.application for row in kept], return_inverse=True)
    judges, reviewer = np.unique([row.reviewer for row in kept], return_inverse=True)
    return Ratings(
        applications=tuple(str(name) for name in names),
        reviewers=tuple(str(judge) for judge in judges),
        criteria=tuple(key for key, is_rated in zip(criteria, rated, strict=True) if is_rated),
        application=application,
        reviewer=reviewer,
        value=value[np.ix_(used, rated)],
        given=given[np.ix_(used, rated)],
        weights=weight[rated],
        flags=tuple(_flags(rows, criteria, given, applications or ())),
    )


def components(ratings: Ratings) -> Integers:
    """Return a group number per application; applications of one group are linked by shared reviewers (连通组)."""
    count = len(ratings.applications)
    total = count + len(ratings.reviewers)
    links = coo_array(
        (np.ones(len(ratings.application)), (ratings.application, ratings.reviewer + count)), shape=(total, total)
    )
    labels: Integers = connected_components(links, directed=False)[1][:count]
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def require_comparable(ratings: Ratings) -> None:
    """Refuse ratings in which nothing can be told apart.

    :raises SingleApplication: there is one application only.
    :raises SingleReviewer: one reviewer judged everything.
    :raises ConstantRatings: every criterion has the same rating throughout.
    """
    if len(ratings.applications) == 1:
        raise SingleApplication("只有一份申报，不能比较", "there is only one application", ratings.applications)
    if len(ratings.reviewers) == 1:
        english = "one reviewer judged everything: severity and quality cannot be told apart"
        raise SingleReviewer("只有一位评审，宽严与优劣无法区分", english, ratings.reviewers)
    lowest = np.where(ratings.given, ratings.value, np.inf).min(axis=0)
    highest = np.where(ratings.given, ratings.value, -np.inf).max(axis=0)
    if (lowest == highest).all():
        raise ConstantRatings("评分全部相同，无法区分", "all ratings are equal: nothing can be told apart")


def _check_ids(rows: Sequence[Sheet], applications: Collection[str] | None, reviewers: Collection[str] | None) -> None:
    if any(not row.application.strip() or not row.reviewer.strip() for row in rows):
        raise UnknownId("有评分没有写明申报或评审", "a rating names no application or no reviewer")
    for known, ids in ((applications, [row.application for row in rows]), (reviewers, [row.reviewer for row in rows])):
        strange = tuple(sorted(set(ids) - set(known))) if known is not None else ()
        if strange:
            raise UnknownId(f"编号不存在：{_some(strange)}", f"unknown ids: {_some(strange)}", strange)
    for first, second in pairwise(rows):
        if (first.application, first.reviewer) == (second.application, second.reviewer):
            pair = (first.reviewer, first.application)
            reason = f"评审 {pair[0]} 对申报 {pair[1]} 有两份评分"
            raise DuplicateRating(reason, f"reviewer {pair[0]} rated application {pair[1]} twice", pair)


def _values(rows: Sequence[Sheet], criteria: Sequence[str]) -> tuple[Floats, Booleans]:
    for row in rows:
        if len(row.values) != len(criteria):
            reason = f"评审 {row.reviewer} 对申报 {row.application} 的评分条目数不对"
            english = f"reviewer {row.reviewer} on application {row.application}: wrong number of criteria"
            raise MissingRating(reason, english, (row.reviewer, row.application))
    shape = (len(rows), len(criteria))
    given = np.array([[value is not None for value in row.values] for row in rows], dtype=bool).reshape(shape)
    value = np.array([row.values for row in rows], dtype=np.float64).reshape(shape)
    bad = np.argwhere(given & ~np.isfinite(value))
    if len(bad):
        row, key = rows[bad[0][0]], criteria[bad[0][1]]
        reason = f"评审 {row.reviewer} 对申报 {row.application} 的“{key}”评分不是有效数字"
        english = f"reviewer {row.reviewer} on application {row.application}, {key}: not a finite number"
        raise MissingRating(reason, english, (row.reviewer, row.application, key))
    return value, given


def _check_scale(
    rows: Sequence[Sheet], criteria: Sequence[str], value: Floats, given: Booleans, scale: tuple[float, float] | None
) -> None:
    if scale is None:
        return
    low, high = scale
    bad = np.argwhere(given & ((value < low) | (value > high)))
    if len(bad):
        row, key = rows[bad[0][0]], criteria[bad[0][1]]
        number = f"{value[tuple(bad[0])]:g}"
        reason = f"评审 {row.reviewer} 对申报 {row.application} 的“{key}”评分 {number} 超出范围 {low:g} 至 {high:g}"
        english = (
            f"reviewer {row.reviewer} on application {row.application}, {key}: {number} is outside {low:g}..{high:g}"
        )
        raise RatingOutOfScale(reason, english, (row.reviewer, row.application, key))


def _weights(criteria: Sequence[str], weights: Sequence[float] | None) -> Floats:
    if weights is None:
        return np.ones(len(criteria))
    weight = np.asarray(weights, dtype=np.float64)
    if weight.shape != (len(criteria),) or not (np.isfinite(weight) & (weight > 0)).all():
        english = "there must be one positive weight for each criterion"
        raise UnusableWeights("每个条目须有一个正的权重", english, tuple(criteria))
    scaled: Floats = weight * len(weight) / weight.sum()
    return scaled


def _flags(rows: Sequence[Sheet], criteria: Sequence[str], given: Booleans, announced: Iterable[str]) -> Iterable[Flag]:
    used = np.any(given, axis=1)
    empty = tuple(f"{row.reviewer}/{row.application}" for row, is_used in zip(rows, used, strict=True) if not is_used)
    if empty:
        yield Flag(
            "EmptySheet", f"{len(empty)} 份评分没有任何得分，未计入", f"{len(empty)} sheets without any rating", empty
        )
    blank = tuple(key for key, is_rated in zip(criteria, np.any(given, axis=0), strict=True) if not is_rated)
    if blank:
        yield Flag(
            "UnratedCriterion", f"没有人评分的条目：{_some(blank)}", f"criteria nobody rated: {_some(blank)}", blank
        )
    missing = int((~given[used]).sum()) - int(used.sum()) * len(blank)
    if missing:
        yield Flag("MissingRatings", f"{missing} 项没有评分或不适用", f"{missing} ratings are missing or do not apply")
    seen = Counter(row.reviewer for row, is_used in zip(rows, used, strict=True) if is_used)
    thin = tuple(sorted(reviewer for reviewer, count in seen.items() if count == 1))
    if thin:
        english = f"reviewers with a single application, severity shrunk towards zero: {_some(thin)}"
        yield Flag("ThinReviewer", f"只评了一份的评审（宽严向零收缩）：{_some(thin)}", english, thin)
    rated = {row.application for row, is_used in zip(rows, used, strict=True) if is_used}
    unrated = tuple(sorted(set(announced) - rated))
    if unrated:
        english = f"applications without a rating: {_some(unrated)}"
        yield Flag("UnratedApplication", f"没有评分的申报：{_some(unrated)}", english, unrated)


def _some(names: Sequence[str]) -> str:
    more = f" … ({len(names)})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
