import pytest

from tests.engine.packs.sample_pack import line_of, problems_of, spoiled

FILE = "stages.yaml"


def test_a_stage_that_no_route_passes_is_unreachable():
    files = spoiled("programme.yaml", "name: 现场, starts_at: submission,", "name: 现场, starts_at: panel,")

    line = line_of(files, FILE, "key: visit")
    assert problems_of(files) == [f"stages.yaml:{line}: visit: unreachable, no route passes this stage"]


def test_a_route_skips_only_what_it_would_pass():
    files = spoiled("programme.yaml", "skips: [visit]", "skips: [visit, submission]")

    assert problems_of(files) == ["programme.yaml:13: submission: cannot be skipped, not after submission"]


def test_a_route_that_starts_nowhere_passes_nothing():
    files = spoiled("programme.yaml", "starts_at: submission, skips", "starts_at: nowhere, skips")

    assert problems_of(files) == ["programme.yaml:13: nowhere: no such stage"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("return_to: [submission]", "return_to: [panel]", "panel: expected an earlier stage"),
        ("return_to: [submission]", "return_to: [eligibility-check]", "eligibility-check: expected an earlier stage"),
        (
            "stages: [document-review, visit]",
            "stages: [document-review, conferral]",
            "conferral: expected an earlier stage",
        ),
        (
            "kind: recommendation, name: 推荐",
            "kind: decision, name: 推荐",
            "kind: decision cannot come before public_notice",
        ),
        (
            "kind: recommendation, name: 推荐",
            "kind: decision, name: 推荐",
            "kind: decision cannot come before approval",
        ),
        (
            "kind: recommendation, name: 推荐",
            "kind: disbursement, name: 推荐",
            "kind: disbursement cannot come before decision",
        ),
        (
            "kind: submission, name: 申报,",
            "kind: submission, name: 申报, objections: true,",
            "objections: means nothing in submission, only in public_notice",
        ),
        (
            "kind: submission, name: 申报,",
            "kind: submission, name: 申报, hold: batch,",
            "hold: means nothing in submission, only in public_notice",
        ),
        (
            "kind: conferral, name: 授奖,",
            "kind: conferral, name: 授奖, document_number: true,",
            "document_number: means nothing in conferral, only in approval, decision",
        ),
        (
            "kind: approval, name: 审定, authority_name: 区政府,",
            "kind: approval, name: 审定,",
            "authority_name: is missing, and approval needs it here",
        ),
        ('ratio: "1.5"', "count: 3", "exit.count: means nothing with ratio"),
        ('ratio: "1.5"', "count: 3", "exit.ratio: is missing, needed by ratio"),
    ],
)
def test_a_block_that_makes_no_sense_is_named(old: str, new: str, message: str):
    files = spoiled(FILE, old, new)

    assert f"stages.yaml:{line_of(files, FILE, new)}: {message}" in problems_of(files)


def test_only_a_list_is_cut_to_the_best():
    files = spoiled(
        FILE, "    reviewers_per_case: 3\n", "    exit: {kind: top_n, count: 3, clause: 第三条, source: measures}\n"
    )

    line = line_of(files, FILE, "kind: top_n")
    message = "exit.kind: top_n cuts a list, but site_visit takes each case on its own"
    assert problems_of(files) == [f"stages.yaml:{line}: {message}"]


def test_a_case_may_have_to_reach_a_score():
    files = spoiled(
        FILE, "    reviewers_per_case: 3\n", "    exit: {kind: cut_off, score: 60, clause: 第三条, source: measures}\n"
    )

    assert problems_of(files) == []


def test_silence_that_means_consent_needs_a_term():
    asked = "key: public-notice, kind: public_notice, name: 公示, objections: true,"
    files = spoiled(FILE, asked, "key: public-notice, kind: consultation, name: 征求意见, silence: no_objection,")

    line = line_of(files, FILE, "征求意见")
    assert problems_of(files) == [f"stages.yaml:{line}: term: is missing, and consultation needs it here"]


def test_a_stage_combined_by_weight_has_one():
    files = spoiled(FILE, "stages: [document-review, visit]", "stages: [eligibility-check, visit]")

    line = line_of(files, FILE, "combination:")
    message = "eligibility-check: has no weight in stage_weights of criteria.yaml"
    assert problems_of(files) == [f"stages.yaml:{line}: {message}"]
