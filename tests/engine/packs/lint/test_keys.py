import pytest

from tests.engine.packs.sample_pack import FILES, line_of, problems_of, spoiled

DUPLICATE = "duplicate, given above already"


@pytest.mark.parametrize(
    ("file", "old", "new", "marker", "message"),
    [
        ("programme.yaml", "key: services,", "key: industry,", "name: 服务业", f"industry: {DUPLICATE}"),
        ("programme.yaml", "key: visited,", "key: application,", "name: 现场", f"application: {DUPLICATE}"),
        ("programme.yaml", "key: statistics,", "key: finance,", "统计局", f"finance: {DUPLICATE}"),
        ("programme.yaml", "key: statistics,", "key: regulator,", "统计局", "regulator: leads already"),
        ("facts.yaml", "  - staff_count\n", "  - staff_count\n  - staff_count\n", None, f"staff_count: {DUPLICATE}"),
        ("eligibility.yaml", "id: many-staff", "id: three-years-old", None, f"three-years-old: {DUPLICATE}"),
        ("form.yaml", "name: colour,", "name: staff,", "label: 颜色", f"staff: {DUPLICATE}"),
        ("form.yaml", "name: audit,", "name: staff,", "审计报告", "staff: duplicate, given elsewhere already"),
        (
            "form.yaml",
            "      - name: boats\n",
            "      - name: staff\n",
            None,
            "staff: duplicate, given elsewhere already",
        ),
        ("form.yaml", "key: blue,", "key: red,", "label: 颜色", f"red: {DUPLICATE}"),
        ("criteria.yaml", "key: duty,", "key: governance,", "title: 责任", f"governance: {DUPLICATE}"),
        ("criteria.yaml", "key: results,", "key: duty,", "title: 结果", "duty: duplicate, given elsewhere already"),
        ("criteria.yaml", "key: low,", "key: high,", "name: 低", f"high: {DUPLICATE}"),
    ],
)
def test_a_key_given_twice_is_named(file: str, old: str, new: str, marker: str | None, message: str):
    files = spoiled(file, old, new)

    found = problems_of(files)

    if file == "facts.yaml":
        assert found == ["facts.yaml:5: " + message]
    else:
        lines = files[file].decode().split("\n")
        expected = max(number for number, line in enumerate(lines, 1) if (marker or new.strip()) in line)
        assert f"{file}:{expected}: {message}" in found


def test_a_stage_weighted_twice_is_named():
    files = spoiled("criteria.yaml", "stage: visit", "stage: document-review")

    assert f"criteria.yaml:25: document-review: {DUPLICATE}" in problems_of(files)


def test_a_kind_of_conflict_ruled_twice_is_named():
    rule = "  - {kind: family, clause: 第九条, source: rules}\n"
    files = {**FILES, "criteria.yaml": FILES["criteria.yaml"] + f"conflicts:\n{rule}{rule}".encode()}

    assert any(f"family: {DUPLICATE}" in problem for problem in problems_of(files))


def test_an_example_of_the_same_name_in_another_file_is_named():
    files = {**FILES, "examples/more.yaml": FILES["examples/eligibility.yaml"]}

    assert problems_of(files) == [
        f"examples/more.yaml:{line}: {name}: duplicate, examples/eligibility.yaml has an example of this name"
        for line, name in ((2, "满三年的工业企业，收入达到下限"), (20, "服务业企业不看收入，其余没有数据"))
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "stages.yaml",
            "return_to: [submission]",
            "return_to: [submision]",
            "submision: no such stage; did you mean submission?",
        ),
        (
            "stages.yaml",
            "stages: [document-review, visit]",
            "stages: [document-review, visits]",
            "visits: no such stage; did you mean visit?",
        ),
        ("programme.yaml", "skips: [visit]", "skips: [visits]", "visits: no such stage; did you mean visit?"),
        ("programme.yaml", "starts_at: submission, skips", "starts_at: beginning, skips", "beginning: no such stage"),
        (
            "form.yaml",
            "asked_at: document-review",
            "asked_at: document-revue",
            "document-revue: no such stage; did you mean document-review?",
        ),
        ("criteria.yaml", "stage: visit", "stage: visits", "visits: no such stage; did you mean visit?"),
        (
            "stages.yaml",
            "name: 材料评审, criteria: excellence",
            "name: 材料评审, criteria: excelence",
            "excelence: no such scheme; did you mean excellence?",
        ),
        ("criteria.yaml", "points: 40, scale: percent", "points: 40, scale: points", "points: no such scale"),
        (
            "form.yaml",
            "evidence_for: [enough-revenue]",
            "evidence_for: [revenue]",
            "revenue: no such rule; did you mean enough-revenue?",
        ),
        (
            "outcomes.yaml",
            "claw_back_on: [fraud]",
            "claw_back_on: [frauds]",
            "frauds: no such ground; did you mean fraud?",
        ),
        ("outcomes.yaml", "route: visited", "route: visit", "visit: no such route; did you mean visited?"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_with_the_nearest_key(file: str, old: str, new: str, message: str):
    files = spoiled(file, old, new)

    assert f"{file}:{line_of(files, file, new)}: {message}" in problems_of(files)


def test_references_are_checked_as_far_as_the_files_can_be_read():
    broken = b"sections: 1\n"
    files = {**spoiled("stages.yaml", "return_to: [submission]", "return_to: [nowhere]"), "form.yaml": broken}
    files |= {"programme.yaml": broken, "criteria.yaml": broken}

    assert "stages.yaml:10: nowhere: no such stage" in problems_of(files)
