"""How well a reviewer fits an application (匹配度), from what both are known for, explained per pair."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pinzhang.engine.assignment.arrays import Floats
from pinzhang.engine.assignment.refusals import InvalidProblem

Code = tuple[str, ...]

SECTION_ENDS = (
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"), (65, "I"), (69, "J"),
    (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"), (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
)  # fmt: skip
"""The last division of each section of GB/T 4754-2017."""

INDUSTRY_CLOSENESS = (0.0, 0.2, 0.5, 0.75, 1.0)
INDUSTRY_LEVELS = ("", "门类", "大类", "中类", "小类")
COMMITTEE_CLOSENESS = (0.0, 0.7, 1.0)
EXPERIENCE_FROM = 0.5
"""Past reviews count from this closeness on: the same division."""


@dataclass(frozen=True)
class Expertise:
    """What a reviewer is known for (专长): industry codes, standards committees, industries judged before."""

    industry_codes: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    """An industry code per past review; a code named twice counts twice."""


@dataclass(frozen=True)
class Subject:
    """What an application is about (申报领域)."""

    industry_codes: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()


@dataclass(frozen=True)
class AffinityWeights:
    """How much each ground counts; the score is the weighted mean."""

    industry: float = 0.6
    committee: float = 0.25
    experience: float = 0.15

    def __post_init__(self) -> None:
        shares = (self.industry, self.committee, self.experience)
        if min(shares) < 0 or not sum(shares) > 0:
            raise InvalidProblem("weights must not be negative, and one must be positive")


@dataclass(frozen=True)
class Reason:
    """One ground of an affinity, in a sentence (匹配理由)."""

    ground: Literal["industry", "committee", "experience"]
    closeness: float
    text: str


@dataclass(frozen=True)
class Affinity:
    """The affinity of one pair (匹配度), 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]


def explain_affinity(expertise: Expertise, subject: Subject, weights: AffinityWeights | None = None) -> Affinity:
    """Explain how well one reviewer fits one application.

    :raises InvalidProblem: a code is none of GB/T 4754 or of a standards committee.
    """
    reasons = (
        _industry_reason(expertise, subject),
        _committee_reason(expertise, subject),
        _experience_reason(expertise, subject),
    )
    industry, committee, experience = (reason.closeness for reason in reasons)
    score = _weighted(np.array(industry), np.array(committee), np.array(experience), weights or AffinityWeights())
    return Affinity(float(score), reasons)


def affinity_table(
    experts: Sequence[Expertise], subjects: Sequence[Subject], weights: AffinityWeights | None = None
) -> Floats:
    """Return the affinity of every pair, reviewers by applications, equal to what is explained per pair.

    :raises InvalidProblem: a code is none of GB/T 4754 or of a standards committee.
    """
    held = [expert.industry_codes for expert in experts]
    asked = [subject.industry_codes for subject in subjects]
    committees = [expert.committees for expert in experts], [subject.committees for subject in subjects]
    return _weighted(
        _closest(held, asked, _industry, INDUSTRY_CLOSENESS),
        _closest(*committees, _committee, COMMITTEE_CLOSENESS),
        _experienced([expert.reviewed for expert in experts], asked),
        weights or AffinityWeights(),
    )


def _weighted(industry: Floats, committee: Floats, experience: Floats, weights: AffinityWeights) -> Floats:
    parts = weights.industry * industry + weights.committee * committee + weights.experience * experience
    return np.asarray(parts / (weights.industry + weights.committee + weights.experience), dtype=np.float64)


def is_industry_code(code: str) -> bool:
    """Tell whether a code is one of GB/T 4754, as far as its form goes."""
    return _is_one(_industry, code)


def is_committee(code: str) -> bool:
    """Tell whether a code names a standards committee."""
    return _is_one(_committee, code)


def _is_one(parse: Callable[[str], Code], code: str) -> bool:
    try:
        parse(code)
    except InvalidProblem:
        return False
    return True


def _industry(code: str) -> Code:
    """Return section, division, group and class of an industry code, as far as it names them."""
    match = re.fullmatch(r"([A-T]?)((?:[0-9]{2,4})?)", code)
    letter, digits = match.groups() if match else ("", "")
    within = [name for end, name in SECTION_ENDS if 0 < int(digits[:2] or 0) <= end][:1] or [""]
    section = within[0] if digits else letter
    if not section or letter not in ("", section):
        raise InvalidProblem(f"{code!r} is no industry code of GB/T 4754")
    return (section, *(digits[:length] for length in range(2, len(digits) + 1)))


def _committee(code: str) -> Code:
    """Return committee and subcommittee, however they are written: SAC/TC 151/SC 1, TC151SC1."""
    match = re.fullmatch(r"(?:SAC/?)?TC([0-9]+)(?:/?SC([0-9]+))?", re.sub(r"\s", "", code).upper())
    if match is None:
        raise InvalidProblem(f"{code!r} is no standards committee")
    committee, subcommittee = match.groups()
    return f"TC{committee}", f"SC{subcommittee}" if subcommittee else ""


def _shared(one: Code, other: Code) -> int:
    """Return how many levels two codes share from the top."""
    return next(
        (depth for depth, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _table(rows: Sequence[Code], columns: Sequence[Code], closeness: Sequence[float]) -> Floats:
    return np.array([[closeness[_shared(row, column)] for column in columns] for row in rows]).reshape(
        len(rows), len(columns)
    )


def _closest(
    held: Sequence[Sequence[str]],
    asked: Sequence[Sequence[str]],
    parse: Callable[[str], Code],
    closeness: tuple[float, ...],
) -> Floats:
    """Return the closeness of the closest two codes of every pair; nothing where a side names none."""
    rows = sorted({code for each in held for code in each})
    columns = sorted({code for each in asked for code in each})
    table = _table([parse(code) for code in rows], [parse(code) for code in columns], closeness)
    by_holder = np.array([table[[rows.index(code) for code in each]].max(axis=0, initial=0.0) for each in held])
    by_holder = by_holder.reshape(len(held), len(columns))
    return _best_of_subjects(by_holder, asked, columns)


def _experienced(reviewed: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> Floats:
    """Return how experienced every reviewer is with every application: 0 for nobody alike, halfway to 1 with each."""
    rows = sorted({code for each in reviewed for code in each})
    columns = sorted({code for each in asked for code in each})
    table = _table([_industry(code) for code in rows], [_industry(code) for code in columns], INDUSTRY_CLOSENESS)
    table[table < EXPERIENCE_FROM] = 0.0
    alike = np.array([table[[rows.index(code) for code in each]].sum(axis=0) for each in reviewed])
    return _best_of_subjects(1.0 - 0.5 ** alike.reshape(len(reviewed), len(columns)), asked, columns)


def _best_of_subjects(by_holder: Floats, asked: Sequence[Sequence[str]], columns: Sequence[str]) -> Floats:
    place = {code: number for number, code in enumerate(columns)}
    found = np.zeros((len(by_holder), len(asked)))
    for number, each in enumerate(asked):
        found[:, number] = by_holder[:, [place[code] for code in each]].max(axis=1, initial=0.0)
    return found


def _industry_reason(expertise: Expertise, subject: Subject) -> Reason:
    shared: Code = ()
    for held in expertise.industry_codes:
        for asked in subject.industry_codes:
            one = _industry(held)
            shared = max(shared, one[: _shared(one, _industry(asked))], key=len)
    if not subject.industry_codes or not expertise.industry_codes:
        whose = "申报组织" if not subject.industry_codes else "评审专家"
        return Reason("industry", 0.0, f"还不知道{whose}的行业")
    text = f"行业{INDUSTRY_LEVELS[len(shared)]}相同（{shared[-1]}）" if shared else "没有相近的行业"
    return Reason("industry", INDUSTRY_CLOSENESS[len(shared)], text)


def _committee_reason(expertise: Expertise, subject: Subject) -> Reason:
    shared: Code = ()
    for held in expertise.committees:
        for asked in subject.committees:
            one = _committee(held)
            shared = max(shared, one[: _shared(one, _committee(asked))], key=len)
    text = f"同属标准化技术委员会 {'/'.join(filter(None, shared))}" if shared else "没有共同的标准化技术委员会"
    return Reason("committee", COMMITTEE_CLOSENESS[len(shared)], text)


def _experience_reason(expertise: Expertise, subject: Subject) -> Reason:
    closeness = float(_experienced([expertise.reviewed], [subject.industry_codes])[0, 0])
    asked = [_industry(code) for code in subject.industry_codes]
    alike = sum(
        any(INDUSTRY_CLOSENESS[_shared(_industry(code), each)] >= EXPERIENCE_FROM for each in asked)
        for code in expertise.reviewed
    )
    return Reason("experience", closeness, f"评审过相近行业的申报 {alike} 件" if alike else "没有评审过相近行业的申报")
