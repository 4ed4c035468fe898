import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.packs.draft import Draft, PartMissing
from pinzhang.engine.packs.loader import load_catalogue, load_pack
from pinzhang.engine.packs.problems import PackProblems, Problem
from pinzhang.engine.packs.sentences import Sentence, sentences
from tests.engine.packs.sample_pack import CATALOGUE, FILES, problems_of, sample, spoiled

NAMES = sorted(FILES)


def test_a_sound_pack_becomes_an_edition():
    edition = sample()

    assert edition.programme.code == "lake-award"
    assert str(edition.programme.name) == "湖畔奖"
    assert [stage.key for stage in edition.stages][:2] == ["submission", "recommendation"]
    assert edition.source_notes == "# 湖畔奖：出处\n"
    assert next(example.example for example in edition.examples) == "满三年的工业企业，收入达到下限"


def test_names_are_read_in_the_language_that_is_known():
    name, purpose = sample().programme.name, sample().programme.purpose

    assert (name.in_language("en-gb"), name.in_language("zh-hans")) == ("Lake Award", "湖畔奖")
    assert purpose.in_language("en") == "表彰质量先进的单位"


def test_every_problem_of_every_file_is_named_in_order():
    files = spoiled("criteria.yaml", "total: 100", "total: 1")
    files = spoiled("programme.yaml", "kind: mark", "kynd: mark", files=files)
    files = spoiled("stages.yaml", "return_to: [submission]", "return_to: [nowhere]", files=files)
    files["SOURCE.md"] = b"\xff"

    assert problems_of(files) == [
        "SOURCE.md:1: not UTF-8",
        "criteria.yaml:13: total: is 1, but the criteria add up to 100",
        "programme.yaml:1: kind: this key is missing",
        "programme.yaml:7: kynd: unknown key; did you mean kind?",
        "stages.yaml:10: nowhere: no such stage",
    ]


def test_the_catalogue_can_be_loaded_alone():
    assert sorted(load_catalogue(CATALOGUE)) == [
        "enterprise_size",
        "established_on",
        "market_share",
        "public_benefit",
        "revenue",
        "samplings",
        "staff_count",
    ]


def test_a_part_that_cannot_be_read_stops_what_depends_on_it():
    draft = Draft(None)

    with pytest.raises(PartMissing):
        draft.programme  # noqa: B018 - asking is the act
    with pytest.raises(PartMissing):
        draft.catalogue  # noqa: B018 - asking is the act
    with pytest.raises(PartMissing):
        list(sentences(draft, "form.yaml"))


def test_a_sentence_knows_whether_it_may_ask_has():
    assert Sentence("form.yaml", ("sections", 0, "show_if"), "has(a.x)").may_ask_has
    assert not Sentence("eligibility.yaml", ("rules", 0, "expr"), "has(a.x)").may_ask_has


def test_a_problem_prints_as_file_line_message():
    problem = Problem("a.yaml", 3, 5, "wrong")

    refusal = PackProblems([problem, Problem("a.yaml", 1, 1, "first"), problem])

    assert str(refusal) == "a.yaml:1: first\na.yaml:3: wrong"
    assert refusal.problems == (Problem("a.yaml", 1, 1, "first"), problem)


def loads_or_names_problems(files: dict[str, bytes], catalogue: dict[str, bytes]) -> None:
    """Load, and let nothing but problems with a place stop it."""
    problems: tuple[Problem, ...] = (Problem("a.yaml", 1, 1, "none"),)
    try:
        load_pack(files, catalogue)
    except PackProblems as refusal:
        problems = refusal.problems
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*NAMES, "../x", "examples/z.yaml"]) | st.text(max_size=8), st.binary(max_size=80))
)
def test_no_bytes_end_in_anything_but_an_edition_or_problems(files: dict[str, bytes]):
    loads_or_names_problems({**FILES, **files}, dict(CATALOGUE))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_damage_to_a_file_ends_in_anything_but_an_edition_or_problems(name: str, data: st.DataObject):
    content = FILES[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    piece = data.draw(
        st.sampled_from([b"", b"0", b"-1", b": ", b"\n", b"[", b"{}", b"x", b"'", b"true", b"9" * 40])
        | st.binary(max_size=6)
    )

    loads_or_names_problems({**FILES, name: content[:start] + piece + content[end:]}, dict(CATALOGUE))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_exchange_of_lines_ends_in_anything_but_an_edition_or_problems(name: str, data: st.DataObject):
    lines = FILES[name].split(b"\n")
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[first], lines[second] = lines[second], lines[first]

    loads_or_names_problems({**FILES, name: b"\n".join(lines)}, dict(CATALOGUE))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_no_damage_to_the_catalogue_ends_in_anything_but_an_edition_or_problems(piece: bytes, start: int):
    content = CATALOGUE["general.yaml"]

    loads_or_names_problems(dict(FILES), {"general.yaml": content[:start] + piece + content[start:]})
