"""Whatever is written can be read back; whatever is read never breaks anything but the named refusals."""

from contextlib import suppress

from hypothesis import assume, given
from hypothesis import strategies as st

from pinzhang.engine.rules import RuleSyntaxError, Unknown, check, evaluate, parse, to_text
from pinzhang.engine.rules.tokens import LONGEST_TEXT
from tests.engine.rules.editions import SCOPE, situation
from tests.engine.rules.trees import TREES

WORDS = st.sampled_from(
    ["e.revenue", "e.staff_count", "e.samplings", "e.trademark", "a.sector", "p.floor", "on", "years(", "sum(", "run(",
     "within(", ".exists(r,", ".all(r,", ".filter(y,", "r.result", "y", "'3y'", "'failed'", "3", "0.03", "(", ")", "[",
     "]", ",", "&&", "||", "!", "==", "<=", "in", "+", "-", "*", "/", "minus(", "at_least(", "null", "true", "has(",
     "size(", "rank(", "'", "\\", "\x00", "。", "e", "."]
)  # fmt: skip


@given(TREES)
def test_a_written_tree_reads_back_as_itself(tree):
    text = to_text(tree)
    assume(len(text) <= LONGEST_TEXT)
    assert parse(text) == tree


@given(st.text(max_size=60) | st.lists(WORDS, max_size=25).map(" ".join) | st.text("()[]!-'\"", max_size=3000))
def test_any_text_is_read_or_refused_by_name(text):
    with suppress(RuleSyntaxError):
        node = parse(text)
        assert parse(to_text(node)) == node


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_a_refusal_points_into_the_text(text):
    column = _refused_at(text)

    assert column is None or 1 <= column <= len(text) + 1


def _refused_at(text):
    try:
        parse(text)
    except RuleSyntaxError as refusal:
        return refusal.column
    return None


@given(TREES)
def test_any_tree_is_checked_and_what_passes_is_evaluated(tree):
    problems = check(tree, SCOPE, allow_has=True)
    if not problems:
        evaluate(tree, situation())


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_sentence_about_nobody_is_judged_or_reported(text):
    try:
        node = parse(text)
    except RuleSyntaxError:
        return
    if not check(node, SCOPE, expects="bool", allow_has=True):
        assert isinstance(evaluate(node, situation()), bool | Unknown)
