import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.heads import BadHead, TreeHead, read_head, read_signed_head, sign_head
from pinzhang.engine.signing import cose
from pinzhang.engine.signing.cbor import encode
from pinzhang.engine.signing.keys import KeyRole, SigningKey
from tests.engine.signing.cast import DAY, FORGER, LOG_KEEPER, NOW, OFFICE, OPENED, RING

CONTENT_TYPE = "application/vnd.pinzhang.tree-head+cbor"
HEAD = TreeHead("mark.example.cn/log", 18204, bytes(range(32)), NOW)
SIGNED = sign_head(HEAD, LOG_KEEPER)


@given(
    st.text(max_size=30).filter(lambda text: text.isascii()),
    st.integers(0, 2**53 - 1),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 253402300799),
)
def test_a_head_is_read_back(origin, size, root, at):
    head = TreeHead(origin, size, root, datetime.fromtimestamp(at, UTC))

    assert read_head(sign_head(head, LOG_KEEPER)) == head


def test_a_head_that_the_log_signed_is_believed():
    assert read_signed_head(SIGNED, RING) == HEAD


@pytest.mark.parametrize(
    ("data", "ring"),
    [
        (sign_head(HEAD, FORGER), RING),
        (sign_head(HEAD, replace(FORGER, kid=LOG_KEEPER.kid)), RING),
        (sign_head(HEAD, OFFICE), RING),
        (sign_head(replace(HEAD, at=OPENED - DAY), LOG_KEEPER), RING),
        (SIGNED, RING.compromised(LOG_KEEPER.public, at=NOW)),
    ],
)
def test_a_head_that_the_log_did_not_sign_is_read_but_not_believed(data, ring):
    assert read_head(data).size == 18204
    with pytest.raises(BadHead):
        read_signed_head(data, ring)


def test_a_head_whose_suite_is_not_installed_is_not_believed(monkeypatch):
    key = SigningKey.generate("SM2")
    ring = replace(RING, keys=(key.published(role=KeyRole.LOG, valid_from=OPENED),))
    data = sign_head(HEAD, key)
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)

    with pytest.raises(BadHead):
        read_signed_head(data, ring)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_head_or_refused(data):
    with pytest.raises(BadHead):
        read_head(data)


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {},
        {1: "log", 2: 1, 3: bytes(31), 4: 0},
        {1: "log", 2: 1, 3: "root", 4: 0},
        {1: b"log", 2: 1, 3: bytes(32), 4: 0},
        {1: "log", 2: -1, 3: bytes(32), 4: 0},
        {1: "log", 2: 2**53, 3: bytes(32), 4: 0},
        {1: "log", 2: True, 3: bytes(32), 4: 0},
        {1: "log", 2: 1, 3: bytes(32), 4: 1.0},
        {1: "log", 2: 1, 3: bytes(32), 4: 2**60},
    ],
)
def test_what_is_no_head_is_refused(payload):
    with pytest.raises(BadHead):
        read_head(cose.sign(encode(payload), LOG_KEEPER, content_type=CONTENT_TYPE))


def test_a_payload_of_another_type_is_no_head():
    payload = cose.read(SIGNED).payload

    with pytest.raises(BadHead):
        read_head(cose.sign(payload, LOG_KEEPER))
    with pytest.raises(BadHead):
        read_head(cose.sign(b"\xff", LOG_KEEPER, content_type=CONTENT_TYPE))
