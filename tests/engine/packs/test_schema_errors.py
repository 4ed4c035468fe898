import pytest

from pinzhang.engine.packs.schema_errors import key_of
from tests.engine.packs.sample_pack import FILES, line_of, problems_of, spoiled

DIGITS = "expected a number in digits, at most 15 before and 6 after the point"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "eligibility.yaml",
            "on_unknown: hold",
            "on_unknwn: hold",
            "rules[3].on_unknwn: unknown key; did you mean on_unknown?",
        ),
        (
            "criteria.yaml",
            "text: 弱}",
            "text: 弱, xyzzy: 1}",
            "scales[1].anchors[1].xyzzy: unknown key; expected one of low, high, text",
        ),
        (
            "programme.yaml",
            "kind: mark",
            "kind: marc",
            "kind: expected one of mark, award, list, subsidy, contest, cultivation, return; did you mean mark?",
        ),
        (
            "programme.yaml",
            "valid_from: 2024-01-01",
            "valid_from: 2024-1-1",
            "valid_from: expected a day, written YYYY-MM-DD",
        ),
        (
            "programme.yaml",
            "valid_from: 2024-01-01",
            "valid_from: 2024-02-30",
            "valid_from: expected a day, written YYYY-MM-DD",
        ),
        (
            "programme.yaml",
            "valid_from: 2024-01-01",
            "valid_from: '1700000000'",
            "valid_from: expected a day, written YYYY-MM-DD",
        ),
        ("programme.yaml", "years: 5", "years: 5.0", "relations[1].years: expected a whole number in digits"),
        ("programme.yaml", "years: 5", "years: 99", "relations[1].years: expected 50 or less"),
        ("programme.yaml", "years: 5", "years: 0", "relations[1].years: expected 1 or more"),
        ("programme.yaml", "case_prefix: HP", "case_prefix: hp", "case_prefix: expected the form ^[A-Z]{2,8}$"),
        (
            "programme.yaml",
            "subject_kinds: [enterprise]",
            "subject_kinds: []",
            "subject_kinds: expected at least 1 entries",
        ),
        (
            "programme.yaml",
            "subject_kinds: [enterprise]",
            "subject_kinds: enterprise",
            "subject_kinds: expected a list, each entry begun with a dash",
        ),
        (
            "programme.yaml",
            "cycle: {every: 2y, clause: 第二条, source: measures}",
            "cycle: 2y",
            "cycle: expected keys with values",
        ),
        (
            "programme.yaml",
            "name: {zh: 湖畔奖, en: Lake Award}",
            "name: {en: Lake Award}",
            "name.zh: this key is missing",
        ),
        ("programme.yaml", "name: {zh: 湖畔奖, en: Lake Award}", "name: [湖畔奖]", "name: expected keys with values"),
        ("programme.yaml", "title: 湖畔奖管理办法", "title: [湖畔奖]", "sources[1].title: expected a text"),
        ("programme.yaml", "purpose: 表彰质量先进的单位", "purpose: ''", "purpose.zh: expected at least 1 characters"),
        (
            "criteria.yaml",
            "points: 25",
            "points: 1e9",
            "schemes[1].criteria[1].parts[1].points: " + DIGITS,
        ),
        (
            "criteria.yaml",
            "points: 25",
            "points: NaN",
            "schemes[1].criteria[1].parts[1].points: " + DIGITS,
        ),
        ("criteria.yaml", "points: 25", "points: 0", "schemes[1].criteria[1].parts[1].points: expected more than 0"),
        ("outcomes.yaml", "amount: 100000", "amount: 0.125", "tiers[1].money[1].amount: expected at most 2 decimals"),
        ("outcomes.yaml", "sector_balance: true", "sector_balance: yes", "sector_balance: expected true or false"),
        (
            "form.yaml",
            "kind: integer, required: true",
            "kind: integer, required: 1",
            "sections[1].fields[1].required: expected true or false",
        ),
        ("stages.yaml", "count: 5", "count: five", "stages[3].term.count: expected a whole number in digits"),
        (
            "eligibility.yaml",
            "clause: 第七条",
            "clause: " + "七" * 201,
            "rules[5].clause: expected at most 200 characters",
        ),
        (
            "eligibility.yaml",
            "    decided_by: human\n",
            "",
            (
                "rules[4]: a rule decided by the machine needs expr; "
                "where the text leaves discretion say decided_by: human"
            ),
        ),
        (
            "examples/eligibility.yaml",
            "decisions: {good-name: true}",
            "decisions: [good-name]",
            "examples[1].decisions: expected keys with values",
        ),
        (
            "examples/eligibility.yaml",
            "many-staff: not met",
            "many-staff: no",
            "examples[1].expect.many-staff: expected one of met, not met, unknown, does not apply",
        ),
    ],
)
def test_what_the_schema_does_not_accept_is_named_with_key_and_expectation(file: str, old: str, new: str, message: str):
    files = spoiled(file, old, new)

    line = line_of(files, file, new.split("\n", maxsplit=1)[0]) if new else line_of(files, file, "id: good-name")
    assert problems_of(files) == [f"{file}:{line}: {message}"]


def test_a_missing_key_is_named_where_its_entry_begins():
    files = spoiled("stages.yaml", "    kind: site_visit\n", "")

    line = line_of(files, "stages.yaml", "key: visit")
    assert problems_of(files) == [f"stages.yaml:{line}: stages[5].kind: this key is missing"]


def test_a_file_that_is_no_mapping_is_refused():
    assert problems_of({**FILES, "form.yaml": b"just a text\n"}) == ["form.yaml:1: file: expected keys with values"]


def test_a_path_counts_entries_from_one():
    assert key_of(("rules", 0, "evidence", 2, "name")) == "rules[1].evidence[3].name"
    assert key_of(()) == "file"
