import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.entries import LogEntry, decode_entry, digest, encode_entry, salted_digest
from pinzhang.engine.signing.documents import BadDocument

REVOKED = LogEntry(
    seq=21877,
    at=datetime(2026, 11, 20, 1, tzinfo=UTC),
    kind="marks.mark.revoked",
    about="QY2024-0092",
    authority="370200-qingdao",
    effective_on=date(2026, 11, 20),
    digests={"record": "ab" * 32, "edition": "cd" * 32},
)
ENTRIES = st.builds(
    LogEntry,
    seq=st.integers(0, 2**53 - 1),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    kind=st.sampled_from(["marks.mark.revoked", "packs.edition.published", "review.decision_taken"]),
    about=st.text(max_size=30),
    authority=st.text(max_size=30),
    effective_on=st.none() | st.dates(),
    digests=st.dictionaries(st.sampled_from(["edition", "inputs", "record"]), st.just("0f" * 32)),
)


@given(ENTRIES)
def test_an_entry_is_read_back_from_its_one_form(entry):
    assert decode_entry(encode_entry(entry)) == entry


def test_the_bytes_of_an_entry_never_change():
    assert encode_entry(REVOKED).decode() == (
        '{"about":"QY2024-0092","at":"2026-11-20T01:00:00Z","authority":"370200-qingdao",'
        f'"digests":{{"edition":"{"cd" * 32}","record":"{"ab" * 32}"}},"effective_on":"2026-11-20",'
        '"kind":"marks.mark.revoked","schema":1,"seq":21877}'
    )


@given(st.binary(max_size=100))
def test_any_bytes_are_an_entry_or_refused(data):
    with pytest.raises(BadDocument):
        decode_entry(data)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": -1},
        {"seq": 2**53},
        {"seq": True},
        {"seq": "1"},
        {"at": "2026-11-20T09:00:00+08:00"},
        {"at": "2026-11-20"},
        {"kind": "revoked"},
        {"kind": "Marks.mark.revoked"},
        {"about": None},
        {"authority": 370200},
        {"effective_on": "20.11.2026"},
        {"effective_on": None},
        {"digests": []},
        {"digests": {"record": "ab"}},
        {"digests": {"record": 5}},
        {"digests": {"Record": "ab" * 32}},
        {"schema": 2},
        {"extra": 1},
    ],
)
def test_an_entry_in_any_other_form_is_refused(change):
    document = json.loads(encode_entry(REVOKED)) | change
    data = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    with pytest.raises(BadDocument):
        decode_entry(data)


def test_an_entry_with_a_space_more_is_refused():
    with pytest.raises(BadDocument):
        decode_entry(encode_entry(REVOKED) + b" ")


@pytest.mark.parametrize("change", [{"seq": -1}, {"kind": "revoked"}, {"about": "鲍" * 10000}, {"digests": {"r": "x"}}])
def test_an_entry_that_nobody_could_read_is_not_written(change):
    with pytest.raises(BadDocument):
        encode_entry(replace(REVOKED, **change))


def test_a_public_digest_can_be_repeated_by_anybody_and_a_salted_one_only_with_its_salt():
    assert digest(b"edition") == hashlib.sha256(b"edition").hexdigest()
    assert salted_digest(b"Lin", salt=b"a") == salted_digest(b"Lin", salt=b"a")
    assert len({salted_digest(b"Lin", salt=b"a"), salted_digest(b"Lin", salt=b"b"), digest(b"Lin")}) == 3
