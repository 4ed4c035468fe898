import pytest

from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.problems import PackProblems
from tests.engine.packs.sample_pack import CATALOGUE, problems_of, spoiled

FILE = "eligibility.yaml"


def places(files: dict[str, bytes]) -> list[tuple[str, int, int, str]]:
    with pytest.raises(PackProblems) as refusal:
        load_pack(files, CATALOGUE)
    return [(one.file, one.line, one.column, one.message) for one in refusal.value.problems]


def test_an_unknown_fact_is_named_at_its_column_with_the_nearest_one():
    files = spoiled(FILE, "expr: e.staff_count >= 50", "expr: e.staff_cuont >= 50")

    assert (FILE, 47, 11, "expr: unknown fact e.staff_cuont; did you mean staff_count?") in places(files)


def test_a_problem_in_a_folded_sentence_is_found_in_its_own_line():
    files = spoiled(FILE, "r.result == 'failed'", "r.rezult == 'failed'")

    (found,) = places(files)
    assert found[:3] == (FILE, 34, 18)


def test_a_sentence_that_does_not_parse_is_named_at_its_column():
    files = spoiled(FILE, "e.staff_count >= 50", "e.staff_count => 50")

    found = places(files)
    assert [(one[1], one[2]) for one in found if one[0] == FILE] == [(47, 25)]


def test_a_sentence_of_the_wrong_type_is_named():
    (found,) = places(spoiled(FILE, "e.staff_count >= 50", "e.staff_count"))

    assert found == (FILE, 47, 11, "expr: a rule needs yes or no, found a number")


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("form.yaml", "required_when: a.has_shore", "required_when: a.has_shores", ("form.yaml", 9)),
        ("form.yaml", "show_if: a.has_shore\n", "show_if: a.has_shores\n", ("form.yaml", 21)),
        ("outcomes.yaml", "a.sector == 'services'", "a.sector == 'service'", ("outcomes.yaml", 7)),
        ("outcomes.yaml", "r.result == 'failed'", "r.result == 'broken'", ("outcomes.yaml", 34)),
        (FILE, "applies_when: a.sector == 'industry'", "applies_when: a.sektor == 'industry'", (FILE, 21)),
        (FILE, "when: e.public_benefit", "when: e.public_benefits", (FILE, 24)),
    ],
)
def test_every_sentence_of_the_pack_is_checked(file: str, old: str, new: str, place: tuple[str, int]):
    found = places(spoiled(file, old, new))

    assert place in {one[:2] for one in found}


def test_only_what_is_shown_may_ask_whether_something_is_known():
    assert problems_of(spoiled("form.yaml", "show_if: a.has_shore\n", "show_if: has(a.has_shore)\n")) == []
    found = places(spoiled("form.yaml", "required_when: a.has_shore", "required_when: has(a.has_shore)"))
    assert [one[:2] for one in found] == [("form.yaml", 9)]


def test_the_printed_title_and_the_operator_treat_the_bound_alike():
    found = places(spoiled(FILE, "e.staff_count >= 50", "e.staff_count > 50"))

    assert [one[:3] for one in found] == [(FILE, 44, 12)]
    assert found[0][3].startswith("title: the title says 以上")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: yes_no}", "kind: yes_no, show_if: a.shore > 1}"),
        ("kind: yes_no}", "kind: yes_no, show_if: a.has_shore}"),
        (
            "        prefill: lake_award__boats\n",
            "        prefill: lake_award__boats\n        show_if: size(a.boats) > 0\n",
        ),
        ("title: 基本情况\n", "title: 基本情况\n    show_if: a.colour == 'red'\n"),
    ],
)
def test_questions_that_wait_for_each_other_are_named(old: str, new: str):
    found = places(spoiled("form.yaml", old, new))

    assert {one[0] for one in found} == {"form.yaml"}
    assert all(one[3].endswith("waits for itself in a circle of show_if") for one in found)


def test_a_chain_of_questions_is_no_circle():
    files = spoiled("form.yaml", "kind: choice, options", "kind: choice, show_if: a.shore > 1, options")

    assert problems_of(files) == []
