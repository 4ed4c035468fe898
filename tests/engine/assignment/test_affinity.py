import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.assignment import InvalidProblem
from pinzhang.engine.assignment.affinity import (
    AffinityWeights,
    Expertise,
    Subject,
    affinity_table,
    explain_affinity,
    is_committee,
    is_industry_code,
)

BREWER = Expertise(("C1513",), ("SAC/TC 471",), ("C1513", "1512", "2661"))


def reasons(expertise, subject):
    return [(reason.closeness, reason.text) for reason in explain_affinity(expertise, subject).reasons]


@pytest.mark.parametrize(
    ("asked", "closeness", "said"),
    [
        ("1513", 1.0, "行业小类相同（1513）"),
        ("C1512", 0.75, "行业中类相同（151）"),
        ("152", 0.5, "行业大类相同（15）"),
        ("C2661", 0.2, "行业门类相同（C）"),
        ("C", 0.2, "行业门类相同（C）"),
        ("A0111", 0.0, "没有相近的行业"),
    ],
)
def test_industries_are_as_close_as_the_levels_they_share(asked, closeness, said):
    assert reasons(Expertise(("C1513",)), Subject((asked,)))[0] == (closeness, said)


@pytest.mark.parametrize(
    ("asked", "closeness", "said"),
    [
        ("tc151/sc1", 1.0, "同属标准化技术委员会 TC151/SC1"),
        ("SAC/TC 151", 0.7, "同属标准化技术委员会 TC151"),
        ("TC151SC2", 0.7, "同属标准化技术委员会 TC151"),
        ("TC15", 0.0, "没有共同的标准化技术委员会"),
    ],
)
def test_committees_are_close_however_they_are_written(asked, closeness, said):
    assert reasons(Expertise(committees=("SAC/TC 151/SC 1",)), Subject(committees=(asked,)))[1] == (closeness, said)


def test_experience_grows_with_every_review_alike():
    assert reasons(BREWER, Subject(("C1513",)))[2] == (1 - 0.5**1.75, "评审过相近行业的申报 2 件")
    assert reasons(BREWER, Subject(("A0111",)))[2] == (0.0, "没有评审过相近行业的申报")


def test_the_score_is_the_weighted_mean_of_the_grounds():
    subject = Subject(("1512",), ("TC471",))

    found = explain_affinity(BREWER, subject, AffinityWeights(2.0, 1.0, 1.0))

    assert found.score == pytest.approx((2 * 0.75 + 1.0 + (1 - 0.5**1.75)) / 4)


@pytest.mark.parametrize("code", ["", "99", "1", "C0111", "A9911", "15130", "c1513", "１５１３"])
def test_what_is_no_industry_code_is_refused(code):
    with pytest.raises(InvalidProblem, match="is no industry code of GB/T 4754"):
        explain_affinity(Expertise((code,)), Subject(("1513",)))


def test_what_is_no_committee_is_refused():
    with pytest.raises(InvalidProblem, match="'质标委' is no standards committee"):
        affinity_table([Expertise(committees=("质标委",))], [Subject(committees=("TC151",))])


@pytest.mark.parametrize("weights", [(0.0, 0.0, 0.0), (1.0, -0.1, 0.0)])
def test_weights_must_weigh_something(weights):
    with pytest.raises(InvalidProblem, match="weights must not be negative"):
        AffinityWeights(*weights)


codes = st.lists(st.sampled_from(["C1513", "1512", "15", "C", "2661", "A0111", "R90"]), max_size=3).map(tuple)
committees = st.lists(st.sampled_from(["TC151", "TC151/SC1", "SAC/TC 471"]), max_size=2).map(tuple)


@given(
    st.lists(st.builds(Expertise, codes, committees, codes), min_size=1, max_size=4),
    st.lists(st.builds(Subject, codes, committees), min_size=1, max_size=4),
)
def test_the_table_equals_what_is_explained_pair_by_pair(experts, subjects):
    table = affinity_table(experts, subjects)

    explained = [[explain_affinity(expert, subject).score for subject in subjects] for expert in experts]
    assert table == pytest.approx(np.array(explained))
    assert table.min() >= 0
    assert table.max() <= 1


def test_what_is_not_known_is_said_so_and_is_not_taken_for_a_difference():
    known, unknown = Expertise(("C1513",)), Expertise()

    assert reasons(known, Subject())[0] == (0.0, "还不知道申报组织的行业")
    assert reasons(unknown, Subject(("C1513",)))[0] == (0.0, "还不知道评审专家的行业")


@pytest.mark.parametrize(("code", "is_one"), [("C1513", True), ("15", True), ("Z15", False), ("GB/T 19580", False)])
def test_a_code_is_told_from_other_text(code, is_one):
    assert is_industry_code(code) is is_one


@pytest.mark.parametrize(("code", "is_one"), [("SAC/TC 151/SC 1", True), ("tc7", True), ("151", False)])
def test_a_committee_is_told_from_other_text(code, is_one):
    assert is_committee(code) is is_one
