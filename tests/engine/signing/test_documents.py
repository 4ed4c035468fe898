from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.documents import (
    BadDocument,
    format_time,
    member,
    optional_member,
    optional_time,
    parse_time,
    read_object,
)


@given(st.binary(max_size=100))
def test_any_bytes_are_an_object_or_refused(data):
    with suppress(BadDocument):
        assert isinstance(read_object(data, limit=100, what="file"), dict)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"x" * 101, "file: more than 100 bytes"),
        (b"[]", "file: not a JSON object"),
        (b"{", "file: not JSON (JSONDecodeError)"),
        (b"\xff\xfe", "file: not JSON (JSONDecodeError)"),
        (b"\xc3\x28", "file: not JSON (UnicodeDecodeError)"),
    ],
)
def test_what_is_no_object_is_refused_with_what_is_wrong(data, fault):
    with pytest.raises(BadDocument) as refusal:
        read_object(data, limit=100, what="file")

    assert str(refusal.value) == fault


def test_json_nested_a_hundred_thousand_deep_is_refused():
    with pytest.raises(BadDocument):
        read_object(b"[" * 100_000, limit=1_000_000, what="file")


def test_a_member_of_another_kind_is_refused():
    document = {"text": "a", "truth": True, "number": 1, "nothing": None}

    assert member(document, "text", str, "file") == "a"
    assert member(document, "truth", bool, "file") is True
    assert optional_member(document, "absent", str, "file") is None
    for name, kind in [("truth", int), ("number", bool), ("number", str), ("nothing", str), ("absent", str)]:
        with pytest.raises(BadDocument):
            member(document, name, kind, "file")
    with pytest.raises(BadDocument):
        optional_member(document, "nothing", str, "file")


def test_a_time_is_read_with_its_offset_and_kept_in_utc():
    moment = optional_time({"at": "2026-11-23T10:26:00+08:00"}, "at", "file")

    assert moment == datetime(2026, 11, 23, 2, 26, tzinfo=UTC)
    assert format_time(moment) == "2026-11-23T02:26:00Z"
    assert optional_time({}, "at", "file") is None


@pytest.mark.parametrize("text", ["", "today", "2026-11-23T10:26:00", "2026-11-23", "0001-01-01T00:00:00+08:00"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(BadDocument):
        parse_time(text, what="at")


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.integers(-23, 23))  # noqa: DTZ001
def test_a_written_time_is_read_back_to_the_second(naive, hours):
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))

    assert parse_time(format_time(moment), what="at") == moment
