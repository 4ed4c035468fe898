from pinzhang.engine.signing.answers import MEANINGS, Answer, Reason, State
from tests.engine.signing.cast import NOW


def test_every_reason_has_a_meaning_and_a_sentence_of_its_own():
    assert set(MEANINGS) == set(Reason)
    assert len({meaning.sentence for meaning in MEANINGS.values()}) == len(Reason)


def test_only_an_active_mark_is_accepted():
    assert [reason for reason in Reason if MEANINGS[reason].exit_code == 0] == [Reason.ACTIVE]


def test_what_is_not_known_to_be_genuine_or_not_is_never_a_no():
    assert {MEANINGS[reason].exit_code for reason in Reason if MEANINGS[reason].genuine is None} == {3}
    assert {MEANINGS[reason].exit_code for reason in Reason if MEANINGS[reason].genuine is False} == {1}


def test_every_state_is_a_reason_and_names_the_status():
    for state in State:
        answer = Answer(Reason(state.value), NOW)
        assert (answer.status, answer.genuine) == (state.value, True)


def test_the_json_of_an_answer_keeps_its_contract():
    assert Answer(Reason.NOT_A_MARK, NOW).as_json() == {
        "schema": 1,
        "genuine": None,
        "reason": "not-a-mark",
        "status": "unknown",
        "as_of": "2026-11-23T02:26:00Z",
        "sentence": "这不是品章的标识码。",
    }
    assert Answer(Reason.ACTIVE, NOW, {"number": "QY1"}, status_signed=True).as_json() == {
        "schema": 1,
        "genuine": True,
        "reason": "active",
        "status": "active",
        "as_of": "2026-11-23T02:26:00Z",
        "sentence": "真标识，现在有效。",
        "status_signed": True,
        "mark": {"number": "QY1"},
    }
