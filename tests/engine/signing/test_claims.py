from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.answers import BadClaims, BadGtin, Unverifiable
from pinzhang.engine.signing.cbor import decode, encode
from pinzhang.engine.signing.claims import KINDS, MARK_CLAIM, MarkClaims, read_claims
from tests.engine.signing.cast import ABALONE, CONFERRED

TEXTS = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=60)
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
NFC_TEXTS = TEXTS.filter(lambda text: text.isascii())
CLAIMS = st.builds(
    MarkClaims,
    number=NFC_TEXTS,
    kind=st.sampled_from(KINDS),
    issued_at=TIMES,
    valid_from=st.none() | TIMES,
    valid_until=st.none() | TIMES,
    issuer=st.none() | NFC_TEXTS,
    gtin=st.none() | st.just("06901234567892"),
    lot=st.none() | NFC_TEXTS,
    serial=st.none() | NFC_TEXTS,
    status_list=st.none() | st.integers(0, 1000),
    status_index=st.none() | st.integers(0, 10**9),
    holder=st.none() | NFC_TEXTS,
    conferred_on=st.none() | st.dates(),
)


@given(CLAIMS)
def test_claims_are_read_back_as_they_were_written(claims):
    assert read_claims(claims.to_payload()) == claims


@given(TEXTS)
def test_a_text_is_kept_in_composed_form(text):
    first = read_claims(replace(ABALONE, holder=text).to_payload())

    assert read_claims(first.to_payload()) == first


def test_a_decomposed_text_is_composed():
    assert read_claims(replace(ABALONE, holder="e\u0301").to_payload()).holder == "\u00e9"


def test_every_member_of_the_cast_is_read_back():
    assert read_claims(ABALONE.to_payload()) == ABALONE


def test_the_numbers_of_the_published_table_never_change():
    claims = decode(ABALONE.to_payload())

    assert claims == {
        1: "https://mark.example.cn",
        2: "QY2025-0417",
        4: 1841500800,
        6: 1746840600,
        -70001: {
            1: 1,
            2: 6901234567892,
            4: "000123",
            5: 3,
            6: 417,
            7: "370200-qingdao/premium-brand",
            8: "青岛优品",
            9: "产品品牌",
            10: "青岛栖汐海产食品有限公司",
            11: "91370200264574251E",
            12: "即食鲍鱼罐头（清汤，180 g）",
            13: "Q/QXHC 003—2025",
            14: "示例市市场监督管理局",
            15: 20250510,
        },
    }


def test_the_compact_form_keeps_identity_validity_and_place_in_the_list():
    assert ABALONE.compact() == MarkClaims(
        number="QY2025-0417",
        kind="product",
        issued_at=CONFERRED,
        valid_until=ABALONE.valid_until,
        gtin="06901234567892",
        serial="000123",
        status_list=3,
        status_index=417,
    )


def test_the_json_of_a_mark_leaves_out_what_is_absent():
    assert ABALONE.compact().as_json() == {
        "number": "QY2025-0417",
        "kind": "product",
        "issued_at": "2025-05-10T01:30:00Z",
        "valid_until": "2028-05-09T16:00:00Z",
        "gtin": "06901234567892",
        "serial": "000123",
        "status_list": 3,
        "status_index": 417,
    }
    assert replace(ABALONE, gtin=None).as_json()["conferred_on"] == "2025-05-10"


def test_members_of_a_later_version_are_passed_over():
    claims = decode(ABALONE.to_payload())
    claims[MARK_CLAIM] |= {99: "new"}
    claims |= {7: b"cti", -80000: 1}

    assert read_claims(encode(claims)) == ABALONE


@given(st.binary(max_size=120))
def test_any_payload_is_read_or_refused_by_name(payload):
    with pytest.raises(Unverifiable):
        read_claims(payload)


@pytest.mark.parametrize("payload", [[], {}, {MARK_CLAIM: 1}, {MARK_CLAIM: {}}, {MARK_CLAIM: {2: 6901234567892}}])
def test_claims_of_no_mark_are_refused(payload):
    with pytest.raises(BadClaims):
        read_claims(encode(payload))


@pytest.mark.parametrize(
    "change",
    [
        {2: None},
        {2: ""},
        {2: "Q" * 201},
        {2: "QY\u202e1"},
        {2: 5},
        {6: None},
        {6: 1.5},
        {6: -1},
        {6: 2**62},
        {4: True},
        {5: "2025"},
        {1: b"issuer"},
    ],
)
def test_a_registered_claim_of_another_form_is_refused(change):
    with pytest.raises(BadClaims):
        read_claims(encode(decode(ABALONE.to_payload()) | change))


@pytest.mark.parametrize(
    "change",
    [
        {1: 0},
        {1: 11},
        {1: True},
        {1: "product"},
        {2: "06901234567892"},
        {2: -1},
        {3: 1},
        {5: -1},
        {6: 2**41},
        {6: 1.0},
        {15: 20250230},
        {15: 0},
        {15: 10**9},
        {15: "20250510"},
    ],
)
def test_a_member_of_another_form_is_refused(change):
    claims = decode(ABALONE.to_payload())

    with pytest.raises(BadClaims):
        read_claims(encode(claims | {MARK_CLAIM: claims[MARK_CLAIM] | change}))


def test_a_signed_gtin_with_a_wrong_check_digit_is_refused():
    claims = decode(ABALONE.to_payload())

    with pytest.raises(BadGtin):
        read_claims(encode(claims | {MARK_CLAIM: claims[MARK_CLAIM] | {2: 6901234567893}}))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "shop"},
        {"holder": ""},
        {"holder": "a\x00"},
        {"gtin": "6901234567893"},
        {"status_index": -1},
        {"issued_at": datetime(2025, 5, 10)},  # noqa: DTZ001
    ],
)
def test_claims_that_nobody_could_read_are_not_written(change):
    with pytest.raises(Unverifiable):
        replace(ABALONE, **change).to_payload()


def test_the_day_of_conferral_is_a_plain_day():
    assert read_claims(replace(ABALONE, conferred_on=date(9999, 12, 31)).to_payload()).conferred_on == date(
        9999, 12, 31
    )
