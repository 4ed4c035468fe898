import csv
import json

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from pinzhang.commands.assign import assign
from pinzhang.engine.assignment import Problem
from pinzhang.engine.assignment import assign as assign_reviewers

app = typer.Typer()
app.command()(assign)

SCORES = """,甲,乙,丙
林,0.9,0.1,NA
王,0.8,-0.7,0.2
张,0.3,0.6,
赵,0.4,0.5,0.9
"""


@pytest.fixture
def scores(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text(SCORES, encoding="utf-8")
    return path


def run(*arguments, code=0):
    outcome = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert outcome.exit_code == code, outcome.output
    return outcome


def answer(scores, *arguments, code=0, seats=1, load=2):
    options = ["--scores", scores, "--per-application", seats, "--max-load", load, "--json", *arguments]
    return json.loads(run(*options, code=code).stdout)


def refusal(tmp_path, text, *arguments):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    error = answer(path, *arguments, code=4)["error"]
    assert error["name"] in {"BadTable", "InvalidProblem"}
    return error["message"]


def test_the_answer_has_the_agreed_keys_in_their_order(scores):
    found = answer(scores)
    seconds = found.pop("seconds")

    assert found == {
        "schema": 1,
        "total": pytest.approx(2.4),
        "floor": pytest.approx(0.6),
        "floor_bound": pytest.approx(0.6),
        "optimal": {"total": True, "floor": True},
        "components": 3,
        "loads": {"min": 0, "max": 1},
        "objective": "floor",
        "all_raised": True,
        "total_bound": pytest.approx(2.4),
        "links": 0,
        "seed": 0,
    }
    assert list(found)[:7] == ["schema", "total", "floor", "floor_bound", "optimal", "components", "loads"]
    assert seconds > 0


def test_pairs_are_written_with_their_ids_and_scores(scores, tmp_path):
    out = tmp_path / "new" / "pairs.csv"

    answer(scores, "--out", out, "--objective", "total")

    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows == [["reviewer", "application", "score"], ["林", "甲", "0.9"], ["张", "乙", "0.6"], ["赵", "丙", "0.9"]]


def test_an_array_file_gives_what_the_engine_gives(tmp_path):
    affinity = np.random.default_rng(2).random((12, 20))
    np.save(tmp_path / "scores.npy", affinity)
    np.save(tmp_path / "mask.npy", affinity < 0.1)
    expected = assign_reviewers(
        Problem(affinity, 3, 6, 2, conflicts=affinity < 0.1), objective="leximin", seed=4, links=2
    )

    found = answer(
        tmp_path / "scores.npy", "--min-load", 2, "--conflicts", tmp_path / "mask.npy", "--objective", "leximin",
        "--seed", 4, "--links", 2, "--out", tmp_path / "pairs.csv", seats=3, load=6,
    )  # fmt: skip

    assert (found["total"], found["floor"]) == (expected.total, expected.floor)
    assert found["loads"] == {"min": int(expected.loads.min()), "max": int(expected.loads.max())}
    written = (tmp_path / "pairs.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in written[1:]] == [
        [str(each) for each in pair] for pair in expected.pairs.tolist()
    ]


def test_a_transposed_table_gives_the_same(scores, tmp_path):
    rows = list(csv.reader(SCORES.splitlines()))
    turned, mask = tmp_path / "turned.csv", tmp_path / "mask.csv"
    turned.write_text("\n".join(",".join(row) for row in zip(*rows, strict=True)), encoding="utf-8")
    mask.write_text(",张,林,王,赵\n丙,0,0,0,0\n甲,0,1,0,0\n乙,0,0,0,0\n", encoding="utf-8")

    upright, laid = answer(scores), answer(turned, "--transpose")
    without_lin = answer(turned, "--transpose", "--conflicts", mask)

    assert (upright["total"], upright["floor"]) == (laid["total"], laid["floor"])
    assert without_lin["total"] == pytest.approx(2.3)


def test_people_are_told_what_is_proven(scores):
    told = run("--scores", scores, "--per-application", 1, "--max-load", 1).stdout.splitlines()

    assert told[:4] == [
        "总匹配度　2.400000（上界 2.400000）（已证明最优）",
        "最低申报　0.600000（上界 0.600000）（已证明最优）",
        "负荷　　　0-1 件",
        "联通组数　3（联结席位 0）",
    ]


def test_demands_that_cannot_be_met_name_the_constraint_and_whom_it_concerns(scores):
    error = answer(scores, seats=3, load=3, code=1)["error"]

    assert error == {
        "name": "Infeasible",
        "constraint": "conflicts",
        "message": "conflicts leave too few reviewers, or too little load",
        "reason": "回避后可用的评审专家不足",
        "applications": ["丙"],
        "reviewers": [],
    }
    said = run("--scores", scores, "--per-application", 2, "--max-load", 1, code=1).stderr
    assert said == "Infeasible: max_load: the maximum loads are too small（共需评审 6 件次，最大负荷合计仅 4 件次）\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "affinity must be a table of reviewers by applications, with at least one of each"),
        (",a,b\nx,1,2\nx,1,2\n", "every row needs an id of its own"),
        (",a,a\nx,1,2\n", "every column needs an id of its own"),
        (",a,b\nx,1\n", "row 'x' has 2 fields, the header 3"),
        (",a,b\nx,1,drei\n", "row 'x', column 'b': not a number: 'drei'"),
        (",a,b\nx,1,inf\n", "affinity must be finite and reasonable; NaN marks a conflict"),
        (',a,b\nx,1,"2\n', "not a CSV text in UTF-8: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_table_of_scores_is_refused_by_name(tmp_path, text, said):
    assert refusal(tmp_path, text) == said


def test_empty_lines_are_no_rows(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text(SCORES.replace("\n", "\n\n"), encoding="utf-8")

    assert answer(path)["total"] == pytest.approx(2.4)


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (",甲,乙\n林,0,0\n", "scores and mask do not have the same ids: 张, 王, 赵"),
        (",甲,乙,丙\n林,0,0,0\n王,0,2,0\n张,0,0,0\n赵,0,0,0\n", "a mask has 0 and 1 only"),
        (",甲,乙,丙\n林,0,0,0\n王,0,,0\n张,0,0,0\n赵,0,0,0\n", "a mask has 0 and 1 only"),
    ],
)
def test_a_mask_that_does_not_fit_the_scores_is_refused(scores, tmp_path, mask, said):
    (tmp_path / "mask.csv").write_text(mask, encoding="utf-8")

    assert answer(scores, "--conflicts", tmp_path / "mask.csv", code=4)["error"]["message"] == said


def test_a_mask_of_another_shape_is_refused(scores, tmp_path):
    np.save(tmp_path / "mask.npy", np.zeros((3, 4)))

    message = answer(scores, "--conflicts", tmp_path / "mask.npy", code=4)["error"]["message"]

    assert message == "the mask is (3, 4), the scores are (4, 3)"


def test_an_array_of_anything_but_numbers_is_refused(tmp_path):
    np.save(tmp_path / "text.npy", np.array([["a"]]))
    np.savez(tmp_path / "many.npz", scores=np.ones((2, 2)))
    (tmp_path / "many.npz").rename(tmp_path / "many.npy")
    (tmp_path / "broken.npy").write_bytes(b"\x93NUMPY")

    assert answer(tmp_path / "text.npy", code=4)["error"]["message"] == "not an array of numbers"
    for name in ("many.npy", "broken.npy"):
        assert answer(tmp_path / name, code=4)["error"]["message"].startswith("not a NumPy file: ")


def test_wrong_usage_is_told_apart_from_bad_input(scores):
    run("--scores", scores, "--per-application", 0, "--max-load", 1, code=2)
    run("--scores", scores, "--per-application", 1, "--max-load", 1, "--objective", "mean", code=2)
    run("--scores", scores.parent / "absent.csv", "--per-application", 1, "--max-load", 1, code=2)
