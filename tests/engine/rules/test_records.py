"""Dated records: windows to the day, and what an incomplete source can and cannot say."""

import pytest

from pinzhang.engine.rules import Unknown
from tests.engine.rules.editions import samplings, value_of


def missing(*names):
    return Unknown(frozenset(names))


FAILED = "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')"


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2023-11-23", False),
        ("2023-11-24", True),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ],
)
def test_a_window_excludes_its_first_day_and_includes_its_last(day, value):
    assert value_of(FAILED, samplings((day, "failed"))) is value


@pytest.mark.parametrize(
    ("complete", "value"),
    [
        (("2023-11-24", "2026-11-23"), False),
        (("2020-01-01", "2030-01-01"), False),
        (("2023-11-25", "2026-11-23"), None),
        (("2023-11-24", "2026-11-22"), None),
        (None, None),
    ],
)
def test_an_empty_list_means_none_only_where_the_source_is_complete(complete, value):
    found = value_of(FAILED, {**samplings(complete=complete), "established_on": "2001-01-01"})

    assert found is False if value is False else found.missing == {"samplings.complete"}


def test_what_is_not_covered_is_said():
    facts = {"established_on": "2001-01-01"}

    assert value_of(FAILED, facts) == Unknown(frozenset({"samplings"}), ("没有“监督抽查”的完整记录",))
    assert value_of(FAILED, {**samplings(complete=("2024-01-01", "2026-11-23")), **facts}).reasons == (
        "“监督抽查”的记录不完整，未覆盖2023-11-24至2026-11-23",
    )


def test_a_record_that_matches_decides_however_incomplete_the_source_is():
    assert value_of(FAILED, samplings(("2024-03-01", "failed"), complete=None)) is True
    assert value_of("within(e.samplings, minus(on, '3y'), on).all(r, r.result == 'passed')",
                    samplings(("2024-03-01", "failed"), complete=None)) is False  # fmt: skip


def test_nothing_can_have_happened_before_the_founding():
    facts = samplings(complete=("2025-05-01", "2026-11-23"))

    assert value_of(FAILED, {**facts, "established_on": "2025-05-01"}) is False
    assert value_of(FAILED, facts).missing == {"samplings.complete", "established_on"}


def test_a_source_needs_to_cover_no_day_that_does_not_exist():
    assert value_of("within(e.samplings, on, on).exists(r, true)", {}) is False
    assert value_of("within(e.samplings, minus(on, '3y'), minus(on, '1y')).exists(r, true)",
                    {"established_on": "2026-01-01"}) is False  # fmt: skip


def test_records_without_a_window_reach_from_the_founding_to_the_reference_day():
    ever = "e.samplings.exists(r, r.result == 'failed')"
    facts = {**samplings(("2027-01-01", "failed")), "established_on": "2020-01-01"}

    assert value_of(ever, facts) is False
    assert value_of(ever, samplings(("2027-01-01", "failed"))).missing == {"samplings.complete", "established_on"}
    assert value_of(ever, samplings(("2027-01-01", "failed"))).reasons == (
        "“监督抽查”的记录不完整，未覆盖成立至2026-11-23",
    )


def test_windows_within_each_other_narrow_each_other():
    facts = samplings(("2024-06-01", "failed"), ("2026-06-01", "passed"))

    assert (
        value_of("size(within(within(e.samplings, minus(on, '3y'), on), minus(on, '9y'), plus(on, '1y')))", facts) == 2
    )
    assert (
        value_of("size(within(within(e.samplings, minus(on, '3y'), on), minus(on, '1y'), minus(on, '1d')))", facts) == 1
    )


def test_a_window_from_a_day_that_is_not_known_decides_nothing():
    text = "within(e.samplings, e.founded_abroad_on, on).exists(r, r.result == 'failed')"

    assert value_of(text, samplings(("2024-03-01", "failed"))) == missing("founded_abroad_on")
    assert value_of(text, samplings()).missing == {"founded_abroad_on"}
    assert value_of(text).missing == {"founded_abroad_on", "samplings"}
    assert value_of(
        "within(within(e.samplings, e.founded_abroad_on, on), e.established_on, on)"
        ".filter(r, r.fine > 0).exists(r, true)",
        samplings(("2024-03-01", "failed")),
    ).missing == {"founded_abroad_on", "established_on", "samplings.records.0.fine"}


def test_a_record_that_lacks_a_column_names_it():
    facts = {"samplings": {"records": [{"on": "2024-03-01"}], "complete": {"from": "2020-01-01", "to": "2026-11-23"}}}

    assert value_of(FAILED, facts) == missing("samplings.records.0.result")


def test_members_are_counted_as_far_as_they_are_known():
    both = {"records": [{"on": "2024-03-01", "result": "failed"}, {"on": "2024-05-01"}]}
    complete = {"complete": {"from": "2020-01-01", "to": "2026-11-23"}}
    count = "size(within(e.samplings, minus(on, '3y'), on).filter(r, r.result == 'failed'))"

    assert value_of(f"{count} >= 1", {"samplings": both}) is True
    assert value_of(f"{count} >= 2", {"samplings": {**both, **complete}}) == missing("samplings.records.1.result")
    assert value_of(f"{count} >= 2", {"samplings": both, "established_on": "2001-01-01"}).missing == {
        "samplings.complete",
        "samplings.records.1.result",
    }
    assert value_of(f"{count} >= 3", {"samplings": {**both, **complete}}) is False
    assert value_of(f"{count} == 0", {"samplings": both}) is False


def test_a_filtered_member_that_may_not_belong_decides_nothing():
    facts = {
        "samplings": {
            "records": [{"on": "2024-03-01", "fine": "5"}],
            "complete": {"from": "2020-01-01", "to": "2026-11-23"},
        }
    }
    recent = "within(e.samplings, minus(on, '3y'), on)"

    assert value_of(f"{recent}.filter(r, r.result == 'failed').exists(r, r.fine > 3)", facts) == missing(
        "samplings.records.0.result"
    )
    assert value_of(f"{recent}.filter(r, r.result == 'failed').exists(r, r.fine > 9)", facts) is False
    assert (
        value_of(f"{recent}.filter(r, r.result == 'failed').filter(r, r.until > on).all(r, r.fine > 3)", facts) is True
    )
    assert value_of(f"size({recent}.filter(r, r.fine > 3)) == 1", facts) is True


def test_rows_of_the_form_are_complete_as_given():
    rows = {"patents": [{"kind": "large", "granted": True}, {"kind": "small", "granted": False}, {}]}

    assert value_of("a.patents.exists(x, x.kind == 'large' && x.granted)", application=rows) is True
    assert value_of("size(a.patents)", application=rows) == 3
    assert value_of("size(a.patents.filter(x, x.granted)) >= 2", application=rows) == missing("a.patents.2.granted")
    assert value_of("a.patents.all(x, x.granted)", application={"patents": []}) is True
