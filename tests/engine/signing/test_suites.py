import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing import suites
from pinzhang.engine.signing.answers import UnsupportedAlgorithm
from pinzhang.engine.signing.suites import BadKey, Ed25519, Es256, suite_for, suite_named, thumbprint


@pytest.mark.parametrize("name", ["Ed25519", "ES256", "SM2"])
def test_what_a_suite_signs_it_verifies_and_nothing_else(name):
    suite = suite_named(name)
    secret, other = suite.generate(), suite.generate()
    signature = suite.signer(secret)(b"mark")
    verify = suite.verifier(suite.public_of(secret))

    assert verify(signature, b"mark")
    assert not verify(signature, b"Mark")
    assert not verify(signature[:-1] + bytes([signature[-1] ^ 1]), b"mark")
    assert not verify(signature[:-1], b"mark")
    assert not verify(bytes(64), b"mark")
    assert not suite.verifier(suite.public_of(other))(signature, b"mark")


@pytest.mark.parametrize("name", ["Ed25519", "ES256", "SM2"])
def test_a_public_key_survives_the_way_through_a_json_web_key(name):
    suite = suite_named(name)
    public = suite.public_of(suite.generate())

    assert suite.public_from_jwk(suite.jwk(public)) == public


def test_the_rfc_8032_vector_gives_its_published_signature():
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    suite = Ed25519()

    assert suite.public_of(secret).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert suite.signer(secret)(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_the_rfc_8037_key_has_its_published_thumbprint():
    public = suites.from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")

    assert thumbprint(Ed25519(), public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("suite", [Ed25519(), Es256(), suite_named("SM2")])
def test_bytes_that_are_no_key_are_refused(suite):
    with pytest.raises(BadKey):
        suite.verifier(b"\x01" * 31)
    with pytest.raises(BadKey):
        suite.public_of(b"")


def test_a_point_off_the_curve_is_refused():
    for suite in (Es256(), suite_named("SM2")):
        with pytest.raises(BadKey):
            suite.verifier(b"\x01" * 64)


@pytest.mark.parametrize(
    "jwk", [{}, {"x": "AA", "y": "AA"}, {"x": "=", "y": "AA"}, {"x": "A" * 43, "y": "A" * 42}, {"x": 5}]
)
def test_a_json_web_key_without_a_whole_point_is_refused(jwk):
    with pytest.raises(BadKey):
        Es256().public_from_jwk(jwk)


def test_an_unknown_suite_or_algorithm_is_refused_by_name():
    with pytest.raises(UnsupportedAlgorithm):
        suite_named("ROT13")
    with pytest.raises(UnsupportedAlgorithm):
        suite_for(-37)


@pytest.mark.parametrize(("algorithm", "name"), [(-8, "Ed25519"), (-7, "ES256"), (-70002, "SM2")])
def test_a_cose_algorithm_names_its_suite(algorithm, name):
    assert suite_for(algorithm).name == name
    assert suite_for(algorithm).algorithm == algorithm


def test_a_deployment_registers_a_suite_of_its_own(monkeypatch):
    class Module(Ed25519):
        name = "Module"
        algorithm = -70100

    for table in ("_LOADERS", "_NAMES", "_CURVES"):
        monkeypatch.setattr(suites, table, dict(getattr(suites, table)))

    suites.register(Module, name="Module", algorithm=-70100, curve="Module")

    assert suite_for(-70100).name == "Module"
    assert suites.suite_name_of({"crv": "Module"}) == "Module"


@given(st.binary(max_size=50))
def test_base64url_is_read_back_and_only_in_its_one_form(data):
    text = suites.to_base64url(data)

    assert suites.from_base64url(text) == data
    for wrong in (text + "=", text + "!", " " + text):
        with pytest.raises(ValueError):
            suites.from_base64url(wrong)


def test_base64url_with_spare_bits_is_refused():
    with pytest.raises(ValueError):
        suites.from_base64url("AB")


@given(st.binary(min_size=64, max_size=64))
def test_raw_and_asn1_signatures_are_two_forms_of_one(raw):
    der = suites.der_signature(raw)

    assert suites.raw_signature(der) == raw
    assert der == encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
