import pytest

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import PER_CASE
from pinzhang.engine.stages import Action, actors_of, kind_name, usual_actors, verb
from pinzhang.engine.stages.kinds import KINDS, STAGE_KINDS, is_batch_kind, moves
from tests.engine.stages.samples import make_stage


def test_the_table_has_a_row_for_every_kind_and_no_other():
    assert tuple(KINDS) == STAGE_KINDS


def test_what_a_kind_takes_follows_the_schema():
    assert {kind for kind in STAGE_KINDS if not is_batch_kind(kind)} == PER_CASE


@pytest.mark.parametrize("kind", STAGE_KINDS)
def test_every_kind_has_somebody_at_work_and_can_be_completed_and_voided(kind):
    offered = moves(kind)

    assert usual_actors(kind) != frozenset()
    assert Action.COMPLETE in offered
    assert offered[Action.VOID].by == ("office", "system")


@pytest.mark.parametrize("kind", STAGE_KINDS)
def test_every_button_has_words_in_both_languages_and_a_hand_to_press_it(kind):
    for move in moves(kind).values():
        assert move.zh
        assert move.en
        assert move.actors_in(make_stage(kind))


@pytest.mark.parametrize("kind", STAGE_KINDS)
def test_who_asks_can_be_answered_and_can_take_the_request_back(kind):
    offered = moves(kind)

    assert (Action.ASK in offered) == (Action.ANSWER in offered) == (Action.WITHDRAW_REQUEST in offered)
    if Action.ASK in offered:
        stage = make_stage(kind)
        may_take_back = offered[Action.WITHDRAW_REQUEST].actors_in(stage)
        assert offered[Action.ASK].actors_in(stage) <= may_take_back
        assert "applicant" not in may_take_back
        assert Action.LAPSE in offered


@pytest.mark.parametrize("kind", STAGE_KINDS)
def test_a_case_never_goes_back_to_a_kind_that_comes_to_itself(kind):
    assert kind not in KINDS[kind].returns_to


def test_buttons_are_in_one_order_everywhere():
    order = list(Action)

    for kind in STAGE_KINDS:
        assert sorted(moves(kind), key=order.index) == list(moves(kind))


def test_buttons_say_what_the_office_says():
    assert verb("eligibility_check", Action.COMPLETE) == Words(zh="审查通过", en="Pass the check")
    assert verb("eligibility_check", Action.REFUSE) == Words(zh="不予通过", en="Do not pass")
    assert verb("eligibility_check", Action.RETURN) == Words(zh="退回", en="Send back")
    assert verb("eligibility_check", Action.ASK) == Words(zh="要求补正", en="Ask for a correction")
    assert verb("eligibility_check", Action.LAPSE) == Words(zh="记为逾期未补正", en="Record as not corrected in time")
    assert verb("submission", Action.LAPSE) == Words(zh="记为逾期未提交", en="Record as not submitted in time")


def test_a_button_that_a_kind_never_has_is_an_error():
    with pytest.raises(KeyError):
        verb("submission", Action.REFUSE)


def test_a_kind_has_a_name():
    assert kind_name("site_visit") == Words(zh="现场评审", en="Site visit")


def test_the_actors_of_the_pack_take_the_place_of_the_usual_ones():
    assert actors_of(make_stage("decision")) == {"authority", "office"}
    assert actors_of(make_stage("decision", actors=("authority",))) == {"authority"}


def test_the_actors_of_the_pack_act_beside_those_the_kind_names():
    stage = make_stage("background_check", actors=("institution",))

    assert moves("background_check")[Action.COMPLETE].actors_in(stage) == {"institution", "office"}
    assert moves("background_check")[Action.REFUSE].actors_in(stage) == {"office"}


def test_a_draft_is_neither_held_nor_refused_nor_asked_about():
    assert list(moves("submission")) == [
        Action.COMPLETE,
        Action.SKIP,
        Action.WITHDRAW,
        Action.LAPSE,
        Action.VOID,
    ]


@pytest.mark.parametrize("kind", ["conferral", "disbursement", "rating"])
def test_what_follows_a_decision_cannot_be_withdrawn(kind):
    assert Action.WITHDRAW not in moves(kind)
