import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import State
from pinzhang.engine.signing.documents import BadDocument
from pinzhang.engine.signing.status_list import (
    SMALLEST_SIZE,
    StatusList,
    decode_bits,
    encode_bits,
    read_status_list,
)
from pinzhang.engine.signing.suites import to_base64url
from tests.engine.signing.cast import ALL_ACTIVE, DAY, ISSUER, LOG_KEEPER, NOW, OFFICE, OPENED, RING, STATUS_DESK

ALL_ZERO = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
ADDRESS = f"{ISSUER}/status/3"


def make_list(purpose="message", entry_size=4):
    return StatusList.empty(
        3, address=ADDRESS, issuer=ISSUER, issued_at=NOW, length=1000, purpose=purpose, entry_size=entry_size
    )


def published(**changes):
    return json.dumps(ALL_ACTIVE.document() | changes).encode()


def with_subject(**changes):
    return published(credentialSubject=ALL_ACTIVE.document()["credentialSubject"] | changes)


def test_the_published_vector_is_an_empty_list_both_ways():
    assert decode_bits(ALL_ZERO) == bytes(16 * 1024)
    assert encode_bits(bytes(16 * 1024)) == ALL_ZERO


@given(st.binary(max_size=500))
def test_bits_are_read_back(bits):
    assert decode_bits(encode_bits(bits)) == bits


@given(st.text(max_size=80))
def test_any_text_is_a_bitstring_or_refused(text):
    with pytest.raises(BadDocument):
        decode_bits(text)


@pytest.mark.parametrize(
    "text", [ALL_ZERO[1:], ALL_ZERO[:-8], ALL_ZERO + "AAAA", "u" + ALL_ZERO, "u" + to_base64url(b"x" * 40)]
)
def test_a_damaged_bitstring_is_refused(text):
    with pytest.raises(BadDocument):
        decode_bits(text)


def test_a_bomb_is_refused_after_eight_mebibytes():
    with pytest.raises(BadDocument):
        decode_bits(encode_bits(bytes(9 * 1024 * 1024)))


def test_the_first_place_is_the_most_significant_bit():
    one_bit = make_list("revocation", 1).with_states({0: State.REVOKED, 9: State.REVOKED}, at=NOW)
    four_bits = make_list().with_states({0: State.REVOKED, 3: State.SUPERSEDED}, at=NOW)

    assert one_bit.bits[:2] == b"\x80\x40"
    assert four_bits.bits[:2] == b"\x20\x05"


def test_a_list_is_never_shorter_than_the_standard_demands():
    assert len(make_list("revocation", 1).bits) == SMALLEST_SIZE
    assert len(make_list()) == SMALLEST_SIZE * 8
    assert len(StatusList.empty(0, address=ADDRESS, issuer=ISSUER, issued_at=NOW, length=200_001)) == 200_002


@given(
    st.dictionaries(st.integers(0, 999), st.sampled_from(State), max_size=30),
    st.sampled_from([4, 8]),
)
def test_every_state_is_kept_where_it_was_set_and_nowhere_else(states, entry_size):
    listed = make_list(entry_size=entry_size).with_states(states, at=NOW + DAY)

    assert {index: listed.state_at(index) for index in range(1000)} == dict.fromkeys(range(1000), State.ACTIVE) | states
    assert listed.issued_at == NOW + DAY


def test_a_state_is_changed_back():
    listed = make_list().with_states({5: State.SUSPENDED}, at=NOW).with_states({5: State.ACTIVE}, at=NOW)

    assert listed.bits == make_list().bits


def test_a_list_for_one_state_tells_that_state_and_cannot_tell_others():
    revoked = make_list("revocation", 1).with_states({1: State.REVOKED, 2: State.SUSPENDED}, at=NOW)
    suspended = make_list("suspension", 1).with_states({1: State.REVOKED, 2: State.SUSPENDED}, at=NOW)

    assert [revoked.state_at(place) for place in range(3)] == [None, State.REVOKED, None]
    assert [suspended.state_at(place) for place in range(3)] == [None, None, State.SUSPENDED]


def test_a_number_that_is_no_state_tells_nothing():
    assert replace(make_list(), bits=b"\xf0").state_at(0) is None


@pytest.mark.parametrize("index", [-1, 16 * 1024 * 8])
def test_a_place_outside_the_list_is_refused(index):
    with pytest.raises(IndexError):
        make_list().state_at(index)
    with pytest.raises(IndexError):
        make_list().with_states({index: State.REVOKED}, at=NOW)


def test_a_million_marks_with_ten_thousand_revoked_stay_small():
    listed = StatusList.empty(
        0, address=ADDRESS, issuer=ISSUER, issued_at=NOW, length=1_000_000, purpose="revocation", entry_size=1
    ).with_states(dict.fromkeys(range(0, 1_000_000, 100), State.REVOKED), at=NOW)

    assert len(listed.to_json()) < 20_000


def test_a_list_is_stale_after_its_end_or_else_after_its_ttl():
    plain = make_list()
    minute = replace(plain, ttl=timedelta(minutes=1))

    assert not plain.is_stale_at(NOW + 1000 * DAY)
    assert [minute.is_stale_at(NOW + timedelta(seconds=seconds)) for seconds in (59, 60)] == [False, True]
    assert not replace(minute, valid_until=NOW + DAY).is_stale_at(NOW + timedelta(hours=1))


def test_the_document_is_as_the_recommendation_writes_it():
    assert replace(make_list("revocation", 1), ttl=timedelta(minutes=1)).document() == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": ADDRESS,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-11-23T02:26:00Z",
        "credentialSubject": {
            "id": f"{ADDRESS}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": ALL_ZERO,
            "ttl": 60000,
        },
    }


@pytest.mark.parametrize("listed", [ALL_ACTIVE, make_list("revocation", 1), make_list("suspension", 1)])
def test_a_published_list_is_read_back_signed_or_not(listed):
    assert read_status_list(listed.to_json(), keys=RING) == listed
    assert read_status_list(listed.to_signed(STATUS_DESK), keys=RING) == replace(listed, signed=True)


def test_the_number_of_a_list_is_the_last_segment_of_its_address():
    assert read_status_list(published(id=f"{ISSUER}/status/12.json"), keys=RING).number == 12


@given(st.binary(max_size=100))
def test_any_bytes_are_a_list_or_refused(data):
    for start in (b"", b"{", b"\xd2\x84"):
        with pytest.raises(BadDocument):
            read_status_list(start + data, keys=RING)


@pytest.mark.parametrize(
    "data",
    [
        published(credentialSubject=[]),
        published(id="https://mark.example.cn/status/three"),
        published(id="https://mark.example.cn/status/1234567890"),
        published(id="https://mark.example.cn/status/"),
        published(issuer={"id": ISSUER}),
        published(validFrom="2026"),
        with_subject(statusPurpose="refresh"),
        with_subject(statusSize=3),
        with_subject(statusSize=0),
        with_subject(statusSize="1"),
        with_subject(encodedList=5),
        with_subject(ttl="60000"),
        with_subject(ttl=10**30),
    ],
)
def test_a_broken_list_is_refused(data):
    with pytest.raises(BadDocument):
        read_status_list(data, keys=RING)


@pytest.mark.parametrize(
    "data",
    [
        ALL_ACTIVE.to_signed(OFFICE),
        ALL_ACTIVE.to_signed(LOG_KEEPER),
        replace(ALL_ACTIVE, issuer="https://other.example.cn").to_signed(STATUS_DESK),
        replace(ALL_ACTIVE, issued_at=OPENED - DAY).to_signed(STATUS_DESK),
        ALL_ACTIVE.to_signed(STATUS_DESK)[:-1] + b"\x00",
        cose.sign(b"[]", STATUS_DESK),
    ],
)
def test_a_list_not_signed_by_the_issuers_status_key_is_refused(data):
    with pytest.raises(BadDocument):
        read_status_list(data, keys=RING)


def test_a_list_signed_by_a_leaked_key_is_refused():
    with pytest.raises(BadDocument):
        read_status_list(ALL_ACTIVE.to_signed(STATUS_DESK), keys=RING.compromised(STATUS_DESK.public, at=NOW))
