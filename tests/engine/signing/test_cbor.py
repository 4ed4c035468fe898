from contextlib import suppress

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.answers import Malformed, TooDeep, TooLarge
from pinzhang.engine.signing.cbor import Limits, decode, encode

SCALARS = st.one_of(
    st.integers(-(2**64), 2**64 - 1),
    st.binary(max_size=40),
    st.text(max_size=20),
    st.booleans(),
    st.none(),
    st.floats(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-(2**40), 2**40) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
ROOMY = Limits(size=10_000, depth=40, items=10_000)


@given(VALUES)
def test_what_is_encoded_within_the_limits_is_read_back_as_cbor2_reads_it(value):
    data = encode(value)

    assert encode(decode(data, ROOMY)) == encode(cbor2.loads(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data):
    with suppress(Malformed, TooLarge, TooDeep):
        decode(data)


@given(VALUES, st.data())
def test_a_text_that_is_cut_is_refused(value, data):
    whole = encode(value)
    cut = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(Malformed):
        decode(whole[:cut], ROOMY)


@pytest.mark.parametrize("container", [b"\x81", b"\xa1\x01", b"\xd2"])
def test_nesting_a_thousand_deep_is_refused_before_decoding(container):
    with pytest.raises(TooDeep):
        decode(container * 500 + b"\x00")


def test_the_deepest_allowed_nesting_is_read():
    assert decode(b"\x81" * 3 + b"\x00", Limits(depth=3)) == [[[0]]]
    with pytest.raises(TooDeep):
        decode(b"\x81" * 4 + b"\x00", Limits(depth=3))


def test_too_many_bytes_are_refused():
    with pytest.raises(TooLarge):
        decode(encode(bytes(3000)))


def test_too_many_items_are_refused():
    with pytest.raises(TooLarge):
        decode(encode([0] * 300))


def test_a_length_far_beyond_the_text_is_refused_without_reserving_it():
    with pytest.raises(Malformed):
        decode(bytes.fromhex("9bffffffffffffffff00"))
    with pytest.raises(Malformed):
        decode(bytes.fromhex("5bffffffffffffffff00"))


@pytest.mark.parametrize(
    "data",
    [
        "0000",  # two items
        "9f00ff",  # indefinite array
        "1c",  # reserved length
        "c100",  # tag 1: a date
        "d8236161",  # tag 35: a regular expression
        "a2010201ff",  # cut map
        "a201020103",  # repeated key
        "a1800102",  # array as key
        "a1f500",  # true as key
        "62c328",  # text that is no UTF-8
    ],
)
def test_what_no_credential_needs_is_refused(data):
    with pytest.raises(Malformed):
        decode(bytes.fromhex(data))


def test_a_repeated_key_inside_a_tag_and_an_array_is_refused():
    with pytest.raises(Malformed):
        decode(bytes.fromhex("d281a101a201020103"))
