import pytest

from pinzhang.engine.packs.loader import load_catalogue, load_pack
from pinzhang.engine.packs.problems import PackProblems
from tests.engine.packs.sample_pack import CATALOGUE, FILES, line_of, problems_of, spoiled

FILE = "facts.yaml"
RECORDS = "{name: x, title: 甲, shape: records, fields: [{name: y, title: 乙, type: text}], supplied_by: [tax]}"
SHORE = "{name: lake_award__shore_km, title: 岸线, type: decimal, unit: km, supplied_by: [applicant]}"


def catalogue_problems(catalogue: dict[str, bytes]) -> list[str]:
    with pytest.raises(PackProblems) as refusal:
        load_catalogue(catalogue)
    return [str(problem) for problem in refusal.value.problems]


def test_a_fact_that_the_catalogue_does_not_have_is_named_with_the_nearest_one():
    files = spoiled(FILE, "  - staff_count\n", "  - staf_count\n")

    assert "facts.yaml:4: staf_count: not in the catalogue of facts; did you mean staff_count?" in problems_of(files)


def test_an_own_fact_does_not_hide_one_of_the_catalogue():
    files = spoiled(FILE, "lake_award__shore_km", "market_share")

    assert "facts.yaml:8: market_share: is in the catalogue of facts; name it in uses" in problems_of(files)


@pytest.mark.parametrize("name", ["shore_km", "lake_award_shore_km", "lake_award__", "lake_award__9"])
def test_an_own_fact_carries_the_prefix_of_its_programme(name: str):
    files = spoiled(FILE, "lake_award__shore_km", name)

    assert f"facts.yaml:8: {name}: own facts begin with lake_award__" in problems_of(files)


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("{name: x, title: 甲, supplied_by: [tax]}", "x: type is missing"),
        ("{name: x, title: 甲, shape: records, supplied_by: [tax]}", "x: records need fields"),
        (
            RECORDS.replace("shape: records,", "shape: records, type: text,"),
            "x: records take their types from fields, not from type",
        ),
        (
            "{name: x, title: 甲, type: text, fields: [{name: y, title: 乙, type: text}], supplied_by: [tax]}",
            "x: only records have fields",
        ),
        ("{name: x, title: 甲, type: enum, supplied_by: [tax]}", "x: an enum needs options"),
        (
            "{name: x, title: 甲, type: text, options: [{key: a, name: 乙}], supplied_by: [tax]}",
            "x: only an enum has options",
        ),
        ("{name: x, title: 甲, type: date, unit: 天, supplied_by: [tax]}", "x: date has no unit"),
        ("{name: x, title: 甲, type: integer, ordered: true, supplied_by: [tax]}", "x: only an enum is ordered"),
        (
            "{name: x, title: 甲, shape: records, fields: [{name: on, title: 日, type: date}], supplied_by: [tax]}",
            "on: every record has its day already",
        ),
        (
            "{name: x, title: 甲, shape: records, fields: [{name: y, title: 乙, type: enum}], supplied_by: [tax]}",
            "y: an enum needs options",
        ),
        (
            "{name: x__y, title: 甲, type: text, supplied_by: [tax]}",
            "x__y: two underscores are kept for own facts of packs",
        ),
    ],
)
def test_a_fact_whose_parts_do_not_fit_is_named(fact: str, message: str):
    assert catalogue_problems({"a.yaml": f"facts:\n  - {fact}\n".encode()}) == [f"a.yaml:2: {message}"]


def test_an_own_fact_is_held_to_the_same():
    files = spoiled(FILE, SHORE, SHORE.replace("decimal", "bool"))

    assert "facts.yaml:8: lake_award__shore_km: bool has no unit" in problems_of(files)


def test_names_are_unique_across_the_files_of_the_catalogue():
    found = catalogue_problems({**CATALOGUE, "more.yaml": CATALOGUE["general.yaml"]})

    assert found[0] == "more.yaml:2: established_on: duplicate, given in general.yaml already"
    assert len(found) == 7


def test_a_fact_that_nothing_uses_is_named():
    files = spoiled(FILE, "  - samplings\n", "  - samplings\n  - market_share\n")

    line = line_of(files, FILE, "market_share")
    assert problems_of(files) == [f"facts.yaml:{line}: market_share: no rule and no question uses this fact"]


def test_an_own_fact_that_nothing_uses_is_named():
    spare = "own:\n  - {name: lake_award__spare, title: 备用, type: text, supplied_by: [applicant]}\n"
    files = spoiled(FILE, "own:\n", spare)

    assert problems_of(files) == ["facts.yaml:8: lake_award__spare: no rule and no question uses this fact"]


def test_a_catalogue_that_cannot_be_read_hides_no_problem_of_the_pack_and_adds_none():
    files = spoiled("criteria.yaml", "total: 100", "total: 1")

    assert problems_of(files, {"general.yaml": b"facts: 1\n"}) == [
        "criteria.yaml:13: total: is 1, but the criteria add up to 100",
        "facts/general.yaml:1: facts: expected a list, each entry begun with a dash",
    ]


def test_the_edition_keeps_the_facts_it_uses():
    assert [fact.name for fact in load_pack(FILES, CATALOGUE).facts] == [
        "established_on",
        "lake_award__boats",
        "lake_award__shore_km",
        "public_benefit",
        "revenue",
        "samplings",
        "staff_count",
    ]
