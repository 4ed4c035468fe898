import pytest

from tests.engine.packs.sample_pack import line_of, problems_of, spoiled

FILE = "form.yaml"
MEASURED = "date, decimal, integer, money, share, year"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "name: founded, label: 成立日期, kind: date,",
            "name: founded, label: 成立日期, kind: text,",
            f"minimum: means nothing in text, only in {MEASURED}",
        ),
        (
            "name: has_shore, label: 是否临湖, kind: yes_no",
            "name: has_shore, label: 是否临湖, kind: yes_no, max_files: 1",
            "max_files: means nothing in yes_no, only in attachment",
        ),
        ("options: [{key: red, name: 红}, {key: blue, name: 蓝}]", "help: 选一个", "colour: choice needs options"),
        (
            "max_length: 500, required_when",
            "max_length: 500, required: true, required_when",
            "required_when: means nothing beside required",
        ),
        ("min_length: 10", "min_length: 501", "min_length: is more than max_length"),
        ('minimum: "1"', 'minimum: "100001"', "minimum: is more than maximum"),
        ('minimum: "1"', 'minimum: "one"', "minimum: expected a number"),
        ('minimum: "1"', 'minimum: "Infinity"', "minimum: expected a number"),
        ("minimum: 1900-01-01", "minimum: 1900-13-01", "minimum: expected a day, written YYYY-MM-DD"),
        ("        minimum: 0\n", "        minimum: 4\n", "minimum: is more than maximum"),
        ("asked_at: document-review", "asked_at: panel", "panel: takes a whole list, asks nobody"),
        (
            "prefill: staff_count",
            "prefill: staff_cuont",
            "staff_cuont: facts.yaml has no such fact; did you mean staff_count?",
        ),
        ("prefill: staff_count", "prefill: established_on", "established_on: cannot answer a question of kind integer"),
        ("prefill: lake_award__boats", "prefill: boats", "boats: facts.yaml has no such fact"),
        ("prefill: lake_award__boats", "prefill: revenue", "revenue: only records fill the rows of a group"),
        (
            "name: length, label: 长, kind: decimal",
            "name: length, label: 长, kind: yes_no",
            "length: the column of lake_award__boats cannot answer a question of kind yes_no",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_named(old: str, new: str, message: str):
    files = spoiled(FILE, old, new)

    assert f"form.yaml:{line_of(files, FILE, new.strip())}: {message}" in problems_of(files)


def test_a_section_that_asks_nothing_is_named():
    files = spoiled(FILE, "  - key: papers\n", "  - {key: empty, title: 空}\n  - key: papers\n")

    line = line_of(files, FILE, "key: empty")
    assert problems_of(files) == [f"form.yaml:{line}: empty: asks nothing"]


def test_a_choice_is_prefilled_from_an_enum_that_shares_an_option():
    files = spoiled("facts.yaml", "  - samplings\n", "  - samplings\n  - enterprise_size\n")
    shared = "options: [{key: small, name: 小}, {key: tiny, name: 微}], prefill: enterprise_size"
    other = "options: [{key: red, name: 红}], prefill: enterprise_size"

    written = "options: [{key: red, name: 红}, {key: blue, name: 蓝}]"
    assert problems_of(spoiled(FILE, written, shared, files=files)) == []
    found = problems_of(spoiled(FILE, written, other, files=files))
    assert found == ["form.yaml:10: enterprise_size: cannot answer a question of kind choice"]


def test_a_group_may_ask_more_than_the_records_tell():
    files = spoiled(
        FILE,
        "          - {name: length,",
        "          - {name: owner, label: 船主, kind: text}\n          - {name: length,",
    )

    assert problems_of(files) == []
