import pytest

from tests.engine.packs.sample_pack import line_of, problems_of, spoiled


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "eligibility.yaml",
            "clause: 第七条\n    source: measures",
            "clause: 第七条\n    source: mesures",
            "mesures: no such source in programme.yaml; did you mean measures?",
        ),
        (
            "eligibility.yaml",
            "clause: 第七条\n    source: measures",
            "clause: 第七条\n    source: hearsay",
            "hearsay: this source is remembered, so nothing may rest on it",
        ),
        (
            "outcomes.yaml",
            "validity_source: measures",
            "validity_source: hearsay",
            "hearsay: this source is remembered, so nothing may rest on it",
        ),
    ],
)
def test_a_clause_rests_on_a_source_that_somebody_has_seen(file: str, old: str, new: str, message: str):
    files = spoiled(file, old, new)

    assert problems_of(files) == [f"{file}:{line_of(files, file, new.rsplit(chr(10), maxsplit=1)[-1])}: {message}"]


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("cycle: {every: 2y, clause: 第二条, source: measures}", "cycle: {every: 2y, clause: 第二条}", "source"),
        ("cycle: {every: 2y, clause: 第二条, source: measures}", "cycle: {every: 2y, source: measures}", "clause"),
    ],
)
def test_clause_and_source_come_together(old: str, new: str, missing: str):
    files = spoiled("programme.yaml", old, new)

    line = line_of(files, "programme.yaml", "cycle:")
    assert problems_of(files) == [f"programme.yaml:{line}: {missing}: is missing; clause and source come together"]


def test_the_validity_of_a_mark_cites_its_source():
    files = spoiled("outcomes.yaml", "  validity_source: measures\n", "")

    assert problems_of(files) == ["outcomes.yaml:20: validity_source: is missing; clause and source come together"]


def test_partial_says_what_is_missing():
    files = spoiled("programme.yaml", "missing:\n  - {key: money, title: 奖金}\n", "")

    assert problems_of(files) == ["programme.yaml:3: status: partial, but missing names nothing"]


def test_complete_has_nothing_missing():
    files = spoiled("programme.yaml", "status: partial", "status: complete")

    assert problems_of(files) == ["programme.yaml:3: status: complete, but missing names something"]


def test_an_edition_does_not_end_before_it_begins():
    files = spoiled("programme.yaml", "valid_from: 2024-01-01", "valid_from: 2024-01-01\nvalid_to: 2023-12-31")

    assert problems_of(files) == ["programme.yaml:5: valid_to: is before valid_from"]


def test_an_edition_may_last_one_day():
    assert (
        problems_of(spoiled("programme.yaml", "valid_from: 2024-01-01", "valid_from: 2024-01-01\nvalid_to: 2024-01-01"))
        == []
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: wait_years, years: 5", "kind: wait_years", "years: wait_years needs it, and nothing else takes it"),
        (
            "kind: recommends_to,",
            "kind: recommends_to, years: 2,",
            "years: wait_years needs it, and nothing else takes it",
        ),
        ("kind: wait_years, years: 5", "kind: requires", "programme: requires itself"),
    ],
)
def test_a_relation_makes_sense(old: str, new: str, message: str):
    files = spoiled("programme.yaml", old, new)

    assert problems_of(files) == [f"programme.yaml:{line_of(files, 'programme.yaml', new)}: {message}"]
