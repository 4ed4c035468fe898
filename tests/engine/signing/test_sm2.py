import sys

import pytest

from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.keys import SigningKey
from pinzhang.engine.signing.suites import SuiteUnavailable, suite_named


def test_sm2_without_its_library_is_refused_by_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)

    with pytest.raises(SuiteUnavailable) as refusal:
        suite_named("SM2")

    assert str(refusal.value) == "SM2 needs the package gmssl-pyx"
    assert refusal.value.reason is Reason.UNSUPPORTED_ALGORITHM


def test_an_sm2_key_signs_and_is_verified_through_its_published_half():
    key = SigningKey.generate("SM2")
    jwk = suite_named("SM2").jwk(key.public)

    assert (jwk["kty"], jwk["crv"], len(jwk["x"]), len(jwk["y"])) == ("EC", "SM2", 43, 43)
    assert suite_named("SM2").verifier(key.public)(key.sign(b"mark"), b"mark")
