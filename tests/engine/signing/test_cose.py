from dataclasses import replace

import cbor2
import pytest

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import Malformed
from pinzhang.engine.signing.cbor import encode
from tests.engine.signing.cast import FORGER, OFFICE, RING

SIGNED = cose.sign(b"payload", OFFICE)
PROTECTED, UNPROTECTED, PAYLOAD, SIGNATURE = cbor2.loads(SIGNED).value


def message(*parts):
    return encode(cbor2.CBORTag(18, list(parts)))


def test_a_signed_payload_is_read_and_verified_by_its_key():
    read = cose.read(SIGNED)

    assert (read.payload, read.algorithm, read.kid, read.content_type) == (b"payload", -8, OFFICE.kid.encode(), "")
    assert read.signed_by(RING.with_kid(read.kid)).kid == OFFICE.kid


def test_the_content_type_is_signed_with_the_payload():
    assert cose.read(cose.sign(b"{}", OFFICE, content_type="application/vc")).content_type == "application/vc"


def test_the_cwt_tag_may_stand_around_it():
    assert cose.read(b"\xd8\x3d" + SIGNED) == cose.read(SIGNED)


def test_the_key_identifier_may_stand_in_the_unprotected_header():
    read = cose.read(message(encode({1: -8}), {4: b"office"}, b"payload", bytes(64)))

    assert (read.kid, read.signed_by(RING.keys)) == (b"office", None)


def test_each_key_of_one_identifier_is_tried():
    twin = replace(RING.keys[0], public=FORGER.public)

    assert cose.read(SIGNED).signed_by([twin, RING.keys[0]]) == RING.keys[0]


@pytest.mark.parametrize(
    "data",
    [
        encode([PROTECTED, {}, PAYLOAD, SIGNATURE]),
        encode(cbor2.CBORTag(61, [PROTECTED, {}, PAYLOAD, SIGNATURE])),
        message(PROTECTED, {}, PAYLOAD),
        message(PROTECTED, {}, None, SIGNATURE),
        message(PROTECTED, [], PAYLOAD, SIGNATURE),
        message({1: -8}, {}, PAYLOAD, SIGNATURE),
        message(b"", {}, PAYLOAD, SIGNATURE),
        message(encode([]), {}, PAYLOAD, SIGNATURE),
        message(encode({1: -8}), {}, PAYLOAD, SIGNATURE),
        message(encode({1: -8, 4: "office"}), {}, PAYLOAD, SIGNATURE),
        message(encode({4: b"office"}), {1: -8}, PAYLOAD, SIGNATURE),
        message(encode({1: True, 4: b"office"}), {}, PAYLOAD, SIGNATURE),
        message(encode({1: -8, 4: b"office", 2: [1]}), {}, PAYLOAD, SIGNATURE),
        message(encode({1: -8, 4: b"office", 3: 1}), {}, PAYLOAD, SIGNATURE),
        encode(cbor2.CBORTag(18, {})),
        encode(18),
    ],
)
def test_what_is_no_whole_sign1_is_refused(data):
    with pytest.raises(Malformed):
        cose.read(data)
