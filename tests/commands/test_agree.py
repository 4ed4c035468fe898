import json

import pytest
import typer
from typer.testing import CliRunner

from pinzhang.commands.agree import agree
from tests.commands.ratings_table import COLUMNS, round_file, shrout_fleiss_file, write
from tests.engine.scoring.rounds import KRIPPENDORFF

app = typer.Typer()
app.command()(agree)


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments):
    outcome = run(*arguments, "--json")
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def test_the_published_table_gives_the_published_numbers(tmp_path):
    found = answer(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", "--top", "2")

    assert list(found) == [
        "schema", "alpha", "alpha_by_criterion", "icc", "icc_interval", "kendall_w", "leave_one_out", "flags",
    ]  # fmt: skip
    assert found["icc"] == pytest.approx(
        {"ICC1": 0.165742, "ICC2": 0.289764, "ICC3": 0.714841, "ICC1k": 0.442797, "ICC2k": 0.620051, "ICC3k": 0.909316},
        abs=1e-6,
    )
    assert found["icc_interval"]["ICC2"] == pytest.approx([0.0188, 0.7611], abs=1e-4)
    assert found["kendall_w"] == pytest.approx(0.887037, abs=1e-6)
    assert [list(each) for each in found["leave_one_out"]] == [
        ["reviewer", "alpha", "entered", "left", "largest_move"]
    ] * 4


def test_gaps_are_allowed_and_what_cannot_be_told_is_absent(tmp_path):
    rows = [
        (f"u{unit:02}", observer, value)
        for observer, row in KRIPPENDORFF.items()
        for unit, value in enumerate(row, start=1)
        if value is not None
    ]

    found = answer(write(tmp_path / "r.csv", ["file", "judge", "score"], rows), *COLUMNS, "score")

    assert found["alpha"] == pytest.approx({"nominal": 0.743421, "ordinal": 0.815388, "interval": 0.849107}, abs=1e-6)
    assert "kendall_w" not in found
    assert found["icc_interval"] == {}
    assert [flag["name"] for flag in found["flags"]] == ["IncompleteBlock"]


def test_a_round_that_falls_apart_without_a_reviewer_says_so(tmp_path):
    rows = [("a", "x", 3), ("b", "x", 5), ("c", "x", 4), ("a", "y", 4), ("b", "y", 5.5), ("d", "y", 8)]
    path = write(tmp_path / "r.csv", ["file", "judge", "score"], rows)

    found = answer(path, *COLUMNS, "score")
    told = run(path, *COLUMNS, "score").stdout.splitlines()

    assert found["leave_one_out"][0] == {
        "reviewer": "x",
        "unrated": ["c"],
        "flag": {
            "name": "SingleReviewer",
            "message": "one reviewer judged everything: severity and quality cannot be told apart",
            "subjects": [],
        },
    }
    assert "without x: one reviewer judged everything: severity and quality cannot be told apart" in told


def test_people_read_one_line_per_reviewer(tmp_path):
    path, _ = round_file(tmp_path / "r.csv", applications=20, reviewers=5, per_application=4, noise=1.5, seed=4)

    told = run(path, *COLUMNS, "c0,c1,c2,c3", "--top", "5").stdout.splitlines()
    complete = run(shrout_fleiss_file(tmp_path / "s.csv"), *COLUMNS, "score").stdout

    assert told[0].startswith("alpha  nominal ")
    lines = [line for line in told if line.startswith("without ")]
    assert len(lines) == 5
    assert any(": in a" in line for line in lines)
    assert told[-1].startswith("! IncompleteBlock: ")
    assert "kendall_w  0.8870" in complete
    assert "without A: no change, largest move " in complete


def test_leaving_reviewers_out_can_be_left_out(tmp_path):
    assert (
        answer(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", "--no-leave-one-out")["leave_one_out"] == []
    )


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([("a", "x", 1), ("b", "y", 2)], "NothingShared"),
        ([("a", "x", 1), ("b", "x", 2)], "SingleReviewer"),
        ([("a", "x", 1), ("a", "x", 2)], "DuplicateRating"),
        ([("a", "x")], "BadTable"),
    ],
)
def test_bad_ratings_are_refused_by_name(tmp_path, rows, name):
    outcome = run(write(tmp_path / "r.csv", ["file", "judge", "score"], rows), *COLUMNS, "score", "--json")

    assert outcome.exit_code == 4
    assert json.loads(outcome.stdout)["error"]["name"] == name


@pytest.mark.parametrize("extra", [["--top", "6"], ["--top", "0"], ["--application", "judge"]])
def test_wrong_usage_is_told_apart_from_bad_input(tmp_path, extra):
    assert run(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", *extra).exit_code == 2
