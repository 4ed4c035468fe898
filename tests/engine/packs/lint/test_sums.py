import pytest

from tests.engine.packs.sample_pack import line_of, problems_of, spoiled

FILE = "criteria.yaml"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("total: 100", "total: 1000", "total: is 1000, but the criteria add up to 100"),
        ("points: 60", "points: 60.5", "points: is 60.5, but the parts add up to 60"),
        ("title: 领导\n", "title: 领导\n        scale: percent\n", "leadership: a criterion with parts takes no scale"),
        ("points: 40, scale: percent", "points: 40", "results: a criterion without parts needs a scale"),
        (
            "title: 领导\n",
            "title: 领导\n        veto_below: 5\n",
            "veto_below: a criterion with parts is not scored itself",
        ),
        ("veto_below: 10", "veto_below: 0", "veto_below: expected more than 0 and at most 100"),
        ("maximum: 100", "maximum: 0", "maximum: expected more than minimum"),
        ("step: 5", "step: 30", "step: 30 does not divide 0 to 100"),
        ("low: 50, high: 100", "low: 50, high: 101", "anchor: expected 0 ≤ low ≤ high ≤ 100"),
        ("low: 50, high: 100", "low: 45, high: 100", "low: overlaps the anchor that ends at 45"),
        ("name: 低, from_score: 0", "name: 低, from_score: 70", "from_score: duplicate 70"),
    ],
)
def test_what_does_not_add_up_is_named(old: str, new: str, message: str):
    files = spoiled(FILE, old, new)

    marker = new.strip().split("\n")[-1].strip()
    assert f"{FILE}:{line_of(files, FILE, marker)}: {message}" in problems_of(files)


def test_one_wrong_sum_is_one_problem():
    assert problems_of(spoiled(FILE, "total: 100", "total: 99.5")) == [
        "criteria.yaml:13: total: is 99.5, but the criteria add up to 100"
    ]


def test_stage_weights_add_up_to_one():
    files = spoiled(FILE, 'weight: "0.4"', 'weight: "0.3"')

    assert problems_of(files) == ["criteria.yaml:24: stage_weights: expected to add up to 1, not 0.9"]


def test_a_weighted_stage_is_scored():
    files = spoiled(FILE, "stage: visit", "stage: panel")

    assert "criteria.yaml:25: panel: this stage has no criteria, so it gives no score" in problems_of(files)


def test_no_weights_are_no_problem_where_nothing_is_combined_by_them():
    start = "stage_weights:\n"
    files = spoiled(FILE, start, "stage_weights: []\n")
    files = spoiled(
        FILE, '  - {stage: document-review, weight: "0.4", clause: 第八条, source: measures}\n', "", files=files
    )
    files = spoiled(FILE, '  - {stage: visit, weight: "0.6", clause: 第八条, source: measures}\n', "", files=files)

    assert problems_of(spoiled("stages.yaml", "by: weights", "by: all", files=files)) == []


def test_a_scheme_and_a_scale_that_nothing_uses_are_named():
    spare = "  - {key: spare, minimum: 0, maximum: 1, step: 1, source: measures}\nschemes:\n"
    only = "{key: a, title: 甲, points: 1, scale: percent}"
    spare += f"  - {{key: old, title: 旧表, total: 1, criteria: [{only}], source: measures}}\n"
    files = spoiled(FILE, "schemes:\n", spare)

    assert problems_of(files) == [
        "criteria.yaml:10: spare: no criterion uses this scale",
        "criteria.yaml:12: old: no stage scores by this scheme",
    ]
