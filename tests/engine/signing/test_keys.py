import json
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.documents import BadDocument
from pinzhang.engine.signing.keys import KeyRing, KeyRole, NoCurrentKey, SigningKey, read_key_set
from pinzhang.engine.signing.suites import BadKey
from tests.engine.signing.cast import DAY, FORGER, ISSUER, NOW, OFFICE, OPENED, RING


def published(**changes):
    document = RING.as_json()
    return json.dumps(document | changes).encode()


def with_key(**changes):
    return published(keys=[{**RING.keys[0].as_jwk(), **changes}])


def without(name):
    return published(keys=[{key: value for key, value in RING.keys[0].as_jwk().items() if key != name}])


def test_a_published_key_set_is_read_back():
    sm2 = SigningKey.generate("SM2").published(role=KeyRole.REPORT, valid_from=OPENED, valid_to=NOW)
    ring = replace(RING, keys=(*RING.compromised(OFFICE.public, at=NOW).keys, sm2))

    assert read_key_set(ring.to_bytes()) == ring


def test_a_key_set_without_hosts_says_nothing_of_them():
    ring = replace(RING, hosts=())

    assert "hosts" not in ring.as_json()
    assert read_key_set(ring.to_bytes()) == ring


def test_a_key_shows_its_secret_to_nobody_who_prints_it():
    assert repr(OFFICE) == f"SigningKey(suite='Ed25519', kid='{OFFICE.kid}')"


def test_a_key_is_named_by_its_thumbprint():
    assert OFFICE.kid == "1IG2tMH7"
    assert SigningKey.of("Ed25519", OFFICE.secret) == OFFICE
    assert SigningKey.generate().kid != SigningKey.generate().kid


def test_bytes_that_are_no_secret_make_no_key():
    with pytest.raises(BadKey):
        SigningKey.of("Ed25519", b"short")


@given(st.binary(max_size=80))
def test_any_bytes_are_a_key_set_or_refused(data):
    with pytest.raises(BadDocument):
        read_key_set(data)


@pytest.mark.parametrize(
    "data",
    [
        published(schema=2),
        published(issuer=None),
        published(keys={}),
        published(keys=["key"]),
        published(keys=[RING.keys[0].as_jwk()] * 1001),
        published(hosts=[5]),
        published(hosts="mark.example.cn"),
        with_key(role="mayor"),
        with_key(role=None),
        with_key(kid=5),
        with_key(x="AA"),
        with_key(valid_from="2025"),
        with_key(valid_to=None),
        without("x"),
        without("valid_from"),
    ],
)
def test_a_broken_key_set_is_refused(data):
    with pytest.raises(BadDocument):
        read_key_set(data)


def test_keys_of_a_kind_unknown_here_are_left_out(monkeypatch):
    sm2 = SigningKey.generate("SM2").published(role=KeyRole.CREDENTIAL, valid_from=OPENED)
    strange = {"kty": "AKP", "alg": "ML-DSA-44", "kid": "pq", "pub": "AA"}
    data = published(keys=[strange, sm2.as_jwk(), RING.keys[0].as_jwk()])
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)

    assert read_key_set(data).keys == (RING.keys[0],)


def test_hosts_are_compared_in_lower_case():
    assert read_key_set(published(hosts=["Mark.Example.CN"])).hosts == ("mark.example.cn",)


def test_rotation_ends_the_old_key_where_the_new_one_begins():
    new = SigningKey.generate().published(role=KeyRole.CREDENTIAL, valid_from=NOW)
    ring = KeyRing(ISSUER, RING.keys[:3]).rotated(new)
    old = ring.keys[0]

    assert (old.valid_to, ring.keys[1:3]) == (NOW, RING.keys[1:3])
    assert ring.current(KeyRole.CREDENTIAL, at=NOW) == new
    assert ring.current(KeyRole.CREDENTIAL, at=NOW - DAY) == old
    assert ring.with_kid(old.kid.encode()) == (old,)


def test_of_two_usable_keys_the_newer_is_current():
    newer = SigningKey.generate().published(role=KeyRole.LOG, valid_from=OPENED + DAY)
    ring = replace(RING, keys=(newer, *RING.keys))

    assert ring.current(KeyRole.LOG, at=NOW) == newer


def test_a_role_without_a_usable_key_has_no_current_key():
    for ring, at in [(RING, OPENED - DAY), (KeyRing(ISSUER), NOW), (leaked(RING), NOW)]:
        with pytest.raises(NoCurrentKey):
            ring.current(KeyRole.CREDENTIAL, at=at)


def leaked(ring):
    for key in ring.keys:
        ring = ring.compromised(key.public, at=NOW)
    return ring


def test_a_leaked_key_is_marked_and_no_other():
    ring = RING.compromised(OFFICE.public, at=NOW)

    assert [key.compromised_at for key in ring.keys] == [NOW, None, None, None]


def test_two_keys_of_one_identifier_are_both_found():
    twin = replace(FORGER.published(role=KeyRole.CREDENTIAL, valid_from=OPENED), kid=OFFICE.kid)
    ring = replace(RING, keys=(*RING.keys, twin))

    assert ring.with_kid(OFFICE.kid.encode()) == (RING.keys[0], twin)
    assert ring.with_kid(b"nobody") == ()
