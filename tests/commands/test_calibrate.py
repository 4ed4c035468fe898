import csv
import json

import pytest
import typer
from typer.testing import CliRunner

from pinzhang.commands.calibrate import calibrate
from pinzhang.engine.scoring.calibration import calibrate as calibrate_ratings
from tests.commands.ratings_table import COLUMNS, round_file, shrout_fleiss_file, write

app = typer.Typer()
app.command()(calibrate)


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments, code=0):
    outcome = run(*arguments, "--json")
    assert outcome.exit_code == code, outcome.output
    return json.loads(outcome.stdout)


def test_a_round_is_corrected_and_ranked_with_its_chances(tmp_path):
    path, ratings = round_file(tmp_path / "r.csv")

    found = answer(path, *COLUMNS, "c0,c1,c2,c3", "--top", "10", "--level", "0.8", "--seed", "3")
    expected = calibrate_ratings(ratings, top=10, level=0.8, seed=3)

    assert list(found)[:4] == ["schema", "model", "log_likelihood", "variance"]
    assert found["schema"] == 1
    assert found["log_likelihood"] == pytest.approx(expected.fit.log_likelihood)
    assert sorted(found["variance"]) == ["application", "interaction", "residual", "reviewer"]
    assert list(found["criteria"]) == ["c0", "c1", "c2", "c3"]
    first = expected.applications[0]
    assert found["applications"]["a000"] == pytest.approx(
        {
            "score": first.score,
            "se": first.se,
            "raw_score": first.raw_score,
            "raw_rank": first.raw_rank,
            "rank": first.span.rank,
            "rank_low": first.span.low,
            "rank_high": first.span.high,
            "p_top": first.span.p_top,
        }
    )
    assert found["reviewers"]["r00"]["severity"] == pytest.approx(expected.reviewers[0].severity)
    assert (found["components"], found["flags"]) == (1, [])


def test_the_panel_is_told_whom_to_discuss_and_which_review_would_help(tmp_path):
    path, _ = round_file(tmp_path / "r.csv", seed=8)

    decision = answer(path, *COLUMNS, "c0,c1,c2,c3", "--top", "10")["decision"]

    assert (decision["top"], decision["sure"]) == (10, 0.9)
    assert 0 < len(decision["extra_reviews"]) <= 10
    assert {each["discussed"] for each in decision["extra_reviews"]} <= set(decision["discuss"])
    assert list(decision["extra_reviews"][0]) == ["discussed", "rival", "reviewer", "application", "variance_cut_share"]
    assert all(list(each) == ["application", "side", "raw_rank", "rank"] for each in decision["crossed"])


def test_a_number_of_places_for_everybody_draws_no_line(tmp_path):
    found = answer(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", "--top", "6")

    assert "decision" not in found
    assert {each["p_top"] for each in found["applications"].values()} == {1.0}


def test_a_model_without_interaction_or_places_leaves_their_keys_out(tmp_path):
    found = answer(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", "--no-interaction", "--estimator", "ml")

    assert sorted(found["variance"]) == ["application", "residual", "reviewer"]
    assert all("p_top" not in each for each in found["applications"].values())
    assert found["flags"] == []


def test_weights_change_the_score(tmp_path):
    path, _ = round_file(tmp_path / "r.csv")

    plain, weighted = (
        answer(path, *COLUMNS, "c0,c1,c2,c3", *extra)["applications"]["a000"]["raw_score"]
        for extra in ([], ["--weights", "1,1,1,7"])
    )

    assert plain != weighted


def test_the_rasch_model_measures_severity_in_logits(tmp_path):
    found = answer(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", "--model", "rasch")

    assert list(found)[:4] == ["schema", "model", "deviance", "variance"]
    assert sum(each["severity"] for each in found["reviewers"].values()) == pytest.approx(0.0)
    assert sorted(found["reviewers"]["A"]) == ["infit", "outfit", "se", "severity"]
    assert sorted(found["criteria"]["score"]) == ["difficulty", "infit", "outfit", "se", "steps"]
    assert sorted(found["applications"]["1"]) == ["fair_average", "measure", "rank", "se"]
    assert found["reviewers"]["B"]["severity"] > found["reviewers"]["A"]["severity"]


def test_steps_may_belong_to_each_criterion(tmp_path):
    rows = [(f"a{one}", f"r{who}", (one + who) % 3, (one * who) % 3) for one in range(9) for who in range(3)]
    path = write(tmp_path / "r.csv", ["file", "judge", "c", "d"], rows)

    common, own = (
        answer(path, *COLUMNS, "c,d", "--model", "rasch", "--steps", steps)["criteria"]
        for steps in ("common", "per-criterion")
    )

    assert common["c"]["steps"] == common["d"]["steps"]
    assert own["c"]["steps"] != own["d"]["steps"]


@pytest.mark.parametrize("model", ["mixed", "rasch"])
def test_a_disconnected_design_is_scored_but_cannot_be_ranked(tmp_path, model):
    rows = [
        (f"{half}{one}", f"{half}-{who}", (one * 3 + who * 5 + one * who * 7) % 4)
        for half in "ab"
        for one in range(6)
        for who in range(3)
    ]
    path = write(tmp_path / "r.csv", ["file", "judge", "score"], rows)

    found = answer(path, *COLUMNS, "score", "--top", "2", "--model", model, code=3)

    assert found["components"] == 2
    assert found["flags"][-1]["name"] == "DisconnectedDesign"
    assert all("rank" not in each and "p_top" not in each for each in found["applications"].values())


def test_the_result_is_written_as_tables(tmp_path):
    path, _ = round_file(tmp_path / "r.csv")
    folder = tmp_path / "new" / "out"

    for model, columns in (
        ("mixed", ["id", "score", "se", "raw_score", "raw_rank", "rank", "rank_low", "rank_high", "p_top"]),
        ("rasch", ["id", "measure", "se", "fair_average", "rank"]),
    ):
        source = path if model == "mixed" else shrout_fleiss_file(tmp_path / "s.csv")
        criteria = "c0,c1,c2,c3" if model == "mixed" else "score"
        assert run(source, *COLUMNS, criteria, "--model", model, "--top", "3", "--out", str(folder)).exit_code == 0
        with (folder / "applications.csv").open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == columns
    assert len((folder / "reviewers.csv").read_text(encoding="utf-8").splitlines()) == 5
    with (folder / "criteria.csv").open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    assert len(row["steps"].split()) == 9


def test_people_read_the_best_first_and_are_told_of_the_rest(tmp_path):
    path, ratings = round_file(tmp_path / "r.csv")

    told = run(path, *COLUMNS, "c0,c1,c2,c3").stdout.splitlines()

    best = calibrate_ratings(ratings).applications
    first = next(each for each in best if each.span.rank == 1)
    assert told[0] == "model mixed"
    assert told[told.index("applications") + 1].startswith(f"  {first.application}  score {first.score:.4f}")
    assert told[-1] == "  … 20 more (--json or --out has all)"


def test_people_read_flags_and_steps(tmp_path):
    path = shrout_fleiss_file(tmp_path / "r.csv")

    mixed, rasch = (run(path, *COLUMNS, "score", "--model", model).stdout for model in ("mixed", "rasch"))

    assert mixed.splitlines()[-1].startswith("! NoInteraction: one rating per sheet")
    assert "steps " in rasch


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([], "EmptyRatings"),
        ([("a", "x", "nan"), ("b", "y", 2)], "MissingRating"),
        ([("a", "x", "good"), ("b", "y", 2)], "MissingRating"),
        ([("a", "x", 101), ("b", "y", 2)], "RatingOutOfScale"),
        ([("a", "x", 1), ("a", "x", 2)], "DuplicateRating"),
        ([("", "x", 1), ("b", "y", 2)], "UnknownId"),
        ([("a", "x", 3), ("b", "x", 3), ("b", "y", 3)], "ConstantRatings"),
        ([("a", "x", 1), ("b", "x", 2)], "SingleReviewer"),
        ([("a", "x", 1), ("a", "y", 2)], "SingleApplication"),
        ([("a", "x", 1), ("b", "y", 2)], "NothingRepeated"),
        ([("a", "x", 1, 2), ("b", "y", 2)], "BadTable"),
    ],
)
def test_bad_ratings_are_refused_by_name(tmp_path, rows, name):
    path = write(tmp_path / "r.csv", ["file", "judge", "score"], rows)

    outcome = run(path, *COLUMNS, "score", "--scale", "0,100", "--json")

    assert outcome.exit_code == 4
    assert json.loads(outcome.stdout)["error"]["name"] == name
    assert outcome.stderr.startswith(f"{name}: ")


def test_a_refusal_names_whom_it_is_about_and_without_json_prints_nothing_else(tmp_path):
    path = write(tmp_path / "r.csv", ["file", "judge", "score"], [("a", "x", 1), ("a", "x", 2)])

    plain, structured = run(path, *COLUMNS, "score"), run(path, *COLUMNS, "score", "--json")

    assert (plain.exit_code, plain.stdout) == (4, "")
    assert plain.stderr == "DuplicateRating: reviewer x rated application a twice\n"
    assert json.loads(structured.stdout) == {
        "schema": 1,
        "error": {
            "name": "DuplicateRating",
            "message": "reviewer x rated application a twice",
            "subjects": ["x", "a"],
        },
    }


@pytest.mark.parametrize(
    "extra",
    [
        ["--level", "1"],
        ["--top", "0"],
        ["--draws", "100"],
        ["--model", "guess"],
        ["--weights", "one"],
        ["--scale", "0"],
        ["--reviewer", "file"],
    ],
)
def test_wrong_usage_is_told_apart_from_bad_input(tmp_path, extra):
    assert run(shrout_fleiss_file(tmp_path / "r.csv"), *COLUMNS, "score", *extra).exit_code == 2


def test_a_file_that_does_not_exist_is_wrong_usage(tmp_path):
    assert run(str(tmp_path / "none.csv"), *COLUMNS, "score").exit_code == 2
