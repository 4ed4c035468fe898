import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.packs.schema.stages import ExitRule
from pinzhang.engine.stages import (
    CannotSelect,
    CaseState,
    FrozenList,
    Gathering,
    ListedTwice,
    NotABatchStage,
    Outcome,
    Selection,
    batch_is_open,
    freeze,
    gather,
    select,
)
from tests.engine.stages.samples import AWARD, make_plan, make_stage

DRAFT = CaseState("submission")
IN_REVIEW = CaseState("document-review")
IN_DEFENCE = CaseState("defence")
IN_PANEL = CaseState("panel")


def test_a_batch_stage_opens_when_no_case_is_in_an_earlier_one():
    assert batch_is_open(AWARD, "panel", [IN_PANEL, IN_PANEL]) is True
    assert batch_is_open(AWARD, "panel", [IN_PANEL, IN_DEFENCE]) is False
    assert batch_is_open(AWARD, "panel", [IN_PANEL, DRAFT]) is False


def test_a_batch_stage_that_no_case_has_reached_is_not_open():
    assert batch_is_open(AWARD, "panel", []) is False
    assert batch_is_open(AWARD, "panel", [CaseState("approval")]) is False


def test_cases_that_ended_or_went_further_are_not_waited_for():
    refused = CaseState("document-review", outcome=Outcome.REFUSED)

    gathered = gather(AWARD, "panel", {"a": refused, "b": IN_PANEL, "c": CaseState("approval")})

    assert gathered == Gathering(ready=("b",), behind=(), awaited=())


def test_a_held_case_stays_behind_and_the_rest_proceed():
    states = {"a": CaseState("public-notice", held=True), "b": CaseState("approval"), "c": CaseState("approval")}

    gathered = gather(AWARD, "approval", states)

    assert gathered == Gathering(ready=("b", "c"), behind=("a",), awaited=())
    assert gathered.is_open is True
    assert batch_is_open(AWARD, "approval", states.values()) is True


def test_a_case_asked_for_a_correction_stays_behind_like_a_held_one():
    states = {"a": CaseState("consultation", waiting=True), "b": CaseState("public-notice")}

    assert gather(AWARD, "public-notice", states) == Gathering(ready=("b",), behind=("a",), awaited=())


def test_a_case_held_in_the_batch_stage_itself_is_not_on_the_list():
    states = {"a": CaseState("panel", held=True), "b": CaseState("panel", waiting=True), "c": IN_PANEL}

    assert gather(AWARD, "panel", states) == Gathering(ready=("c",), behind=("a", "b"), awaited=())
    assert batch_is_open(AWARD, "panel", [CaseState("panel", held=True)]) is False


def test_a_batch_waits_for_a_case_held_in_the_stage_itself_where_the_pack_says_so():
    plan = make_plan("submission", make_stage("panel", hold="batch"))

    gathered = gather(plan, "panel", {"a": CaseState("panel", held=True), "b": IN_PANEL})

    assert gathered == Gathering(ready=("b",), behind=(), awaited=("a",))


def test_a_batch_waits_for_its_held_case_where_the_pack_says_so():
    notice = make_stage("public_notice", hold="batch")
    plan = make_plan("submission", "panel", notice, "approval")
    states = [CaseState("public-notice", held=True), CaseState("approval")]

    assert batch_is_open(plan, "approval", states) is False
    assert batch_is_open(plan, "approval", states, closed_early=frozenset({"public-notice"})) is False


def test_an_officer_who_closes_a_stage_leaves_behind_those_in_it_and_before_it():
    states = {"a": IN_PANEL, "b": IN_REVIEW, "c": DRAFT, "d": IN_DEFENCE}

    gathered = gather(AWARD, "panel", states, closed_early=frozenset({"document-review"}))

    assert gathered == Gathering(ready=("a",), behind=("b", "c"), awaited=("d",))
    assert gathered.is_open is False
    assert batch_is_open(AWARD, "panel", states.values(), closed_early=frozenset({"defence"})) is True


def test_closing_the_stage_itself_or_a_later_one_leaves_nobody_behind():
    states = [IN_PANEL, IN_DEFENCE]

    assert batch_is_open(AWARD, "panel", states, closed_early=frozenset({"panel"})) is False
    assert batch_is_open(AWARD, "panel", states, closed_early=frozenset({"approval"})) is False


def test_a_stage_that_each_case_passes_on_its_own_opens_for_no_batch():
    with pytest.raises(NotABatchStage):
        batch_is_open(AWARD, "document-review", [IN_REVIEW])


def test_a_list_is_frozen_in_its_own_order_with_the_hash_of_its_canonical_json():
    digest = hashlib.sha256('["QYYP-2026-0001","QYYP-2026-0002","即墨"]'.encode()).hexdigest()

    assert freeze(["即墨", "QYYP-2026-0002", "QYYP-2026-0001"]) == FrozenList(
        ("QYYP-2026-0001", "QYYP-2026-0002", "即墨"), digest
    )


def test_an_empty_list_can_be_frozen_too():
    assert freeze([]) == FrozenList((), hashlib.sha256(b"[]").hexdigest())


def test_nothing_is_listed_twice():
    with pytest.raises(ListedTwice) as refusal:
        freeze(["b", "a", "b", "a", "c"])

    assert str(refusal.value) == "a, b"


@given(st.sets(st.text('abc"\\,[]\n青岛')), st.randoms())
def test_two_lists_have_one_digest_exactly_if_they_name_the_same(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)

    assert freeze(shuffled) == freeze(items)
    assert freeze([*items, "另一件"]).digest != freeze(items).digest


RANKED = (("a", Decimal(90)), ("b", Decimal(80)), ("c", Decimal(80)), ("d", Decimal(70)), ("e", Decimal(60)))


def test_all_leave_a_stage_without_an_exit_rule():
    assert select(ExitRule(), RANKED, None) == Selection(("a", "b", "c", "d", "e"), ())


def test_a_cut_off_is_reached_by_the_score_itself():
    assert select(ExitRule(kind="cut_off", score="80"), RANKED, None) == Selection(("a", "b", "c"), ("d", "e"))
    assert select(ExitRule(kind="cut_off", score="80.1"), RANKED, None) == Selection(("a",), ("b", "c", "d", "e"))
    assert select(ExitRule(kind="cut_off", score="90.1"), RANKED, 3) == Selection((), ("a", "b", "c", "d", "e"))


def test_the_best_few_leave_a_stage():
    assert select(ExitRule(kind="top_n", count=1), RANKED, None) == Selection(("a",), ("b", "c", "d", "e"))
    assert select(ExitRule(kind="top_n", count=3), RANKED, 1) == Selection(("a", "b", "c"), ("d", "e"))
    assert select(ExitRule(kind="top_n", count=5), RANKED, None) == Selection(("a", "b", "c", "d", "e"), ())
    assert select(ExitRule(kind="top_n", count=9), RANKED, None) == Selection(("a", "b", "c", "d", "e"), ())


def test_a_tie_at_the_edge_is_named_and_not_broken():
    assert select(ExitRule(kind="top_n", count=2), RANKED, None) == Selection(("a",), ("d", "e"), tied=("b", "c"))


def test_without_a_number_of_its_own_the_best_fill_the_places():
    assert select(ExitRule(kind="top_n"), RANKED, 4) == Selection(("a", "b", "c", "d"), ("e",))
    assert select(ExitRule(kind="top_n"), RANKED, 0) == Selection((), ("a", "b", "c", "d", "e"))


def test_a_ratio_keeps_so_many_for_each_place_and_at_least_that_many():
    rule = ExitRule(kind="ratio", ratio="1.5")

    assert select(rule, RANKED, 2) == Selection(("a", "b", "c"), ("d", "e"))
    assert select(rule, RANKED, 1) == Selection(("a",), ("d", "e"), tied=("b", "c"))
    assert select(rule, RANKED, 3) == Selection(("a", "b", "c", "d", "e"), ())
    assert select(ExitRule(kind="ratio", ratio="1.2"), RANKED, 3) == Selection(("a", "b", "c", "d"), ("e",))


def test_a_score_beside_a_number_is_a_floor():
    rule = ExitRule(kind="top_n", count=4, score="75")

    assert select(rule, RANKED, None) == Selection(("a", "b", "c"), ("d", "e"))
    assert select(ExitRule(kind="top_n", count=1, score="75"), RANKED, None) == Selection(("a",), ("b", "c", "d", "e"))
    assert select(ExitRule(kind="ratio", ratio="1", score="75"), RANKED, 2) == Selection(
        ("a",), ("d", "e"), tied=("b", "c")
    )


def test_nobody_is_chosen_from_nobody():
    assert select(ExitRule(kind="top_n", count=3), (), None) == Selection((), ())


@pytest.mark.parametrize(
    ("rule", "ranked", "places", "reason"),
    [
        (ExitRule(kind="cut_off"), RANKED, 3, "a cut-off needs a score"),
        (ExitRule(kind="ratio"), RANKED, 3, "a ratio needs its number"),
        (ExitRule(kind="ratio", ratio="1"), RANKED, None, "the number of places is not known"),
        (ExitRule(kind="top_n"), RANKED, None, "the number of places is not known"),
        (ExitRule(kind="top_n"), RANKED, -1, "the number of places is not known"),
        (ExitRule(), (("a", 1), ("b", 2)), None, "the ranking is not in order, best first"),
        (ExitRule(), (("a", 2), ("a", 1)), None, "somebody is ranked twice"),
        (ExitRule(), (("a", float("nan")),), None, "a score is not a number"),
        (ExitRule(), (("a", Decimal("Infinity")),), None, "a score is not a number"),
    ],
)
def test_a_selection_that_lacks_something_is_refused(rule, ranked, places, reason):
    with pytest.raises(CannotSelect) as refusal:
        select(rule, ranked, places)

    assert str(refusal.value) == reason


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(1, 14), st.integers(0, 7) | st.none())
def test_a_selection_is_fair_and_loses_nobody(scores, count, floor):
    ranked = [(f"case-{place}", score) for place, score in enumerate(sorted(scores, reverse=True))]
    score_of = dict(ranked)
    rule = ExitRule(kind="top_n", count=count, score=None if floor is None else Decimal(floor))

    chosen = select(rule, ranked, None)

    assert sorted(chosen.kept + chosen.tied + chosen.left_out) == sorted(score_of)
    assert len(chosen.kept) <= count
    assert chosen.tied == () or len(chosen.kept) < count < len(chosen.kept) + len(chosen.tied)
    assert len({score_of[name] for name in chosen.tied}) <= 1
    assert all(score_of[kept] > score_of[out] for kept in chosen.kept for out in chosen.tied + chosen.left_out)
