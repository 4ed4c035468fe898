"""Credentials are read and written by the independent library ``cwt`` as well."""

from dataclasses import replace

import cwt
import pytest
from base45 import b45encode
from cwt import COSEKey

from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.cbor import decode
from pinzhang.engine.signing.credential import sign_claims
from pinzhang.engine.signing.keys import KeyRing, KeyRole, SigningKey
from pinzhang.engine.signing.suites import suite_named, to_base64url
from pinzhang.engine.signing.verification import verify
from tests.engine.signing.cast import ABALONE, ISSUER, NOW, OPENED

SUITES = ["Ed25519", "ES256"]
FOR_EVER = replace(ABALONE, valid_until=None)


def make_key(suite):
    key = SigningKey.generate(suite)
    return key, KeyRing(ISSUER, (key.published(role=KeyRole.CREDENTIAL, valid_from=OPENED),))


def secret_jwk(key):
    suite = suite_named(key.suite)
    secret = {"kid": key.kid, "alg": suite.jose_algorithm, "use": "sig", "d": to_base64url(key.secret)}
    return suite.jwk(key.public) | secret


@pytest.mark.parametrize("suite", SUITES)
def test_what_we_sign_the_other_library_verifies_with_our_published_key(suite):
    key, ring = make_key(suite)
    published = COSEKey.from_jwk(ring.keys[0].as_jwk())

    claims = cwt.decode(sign_claims(FOR_EVER, key), keys=published)

    assert claims == decode(FOR_EVER.to_payload())


@pytest.mark.parametrize("suite", SUITES)
def test_what_we_sign_the_other_library_refuses_under_another_key(suite):
    key, _ = make_key(suite)
    other = COSEKey.from_jwk(make_key(suite)[1].keys[0].as_jwk() | {"kid": key.kid})

    with pytest.raises(cwt.VerifyError):
        cwt.decode(sign_claims(FOR_EVER, key), keys=other)


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("tagged", [False, True])
def test_what_the_other_library_signs_we_verify(suite, tagged):
    key, ring = make_key(suite)
    claims = decode(ABALONE.to_payload()) | {5: int(ABALONE.issued_at.timestamp())}

    data = cwt.encode(claims, COSEKey.from_jwk(secret_jwk(key)), tagged=tagged)
    answer = verify("PZ1:" + b45encode(data).decode(), keys=ring, status_list=None, at=NOW)

    assert (answer.genuine, answer.reason) == (True, Reason.STATUS_UNKNOWN)
    assert answer.mark["holder"] == ABALONE.holder
