import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing.sealing import CannotUnseal, WrappingKey

WRAPPING = WrappingKey(bytes(32))
NONCE = bytes(range(12))


@given(st.binary(max_size=100), st.text(max_size=20), st.binary(min_size=12, max_size=12))
def test_a_sealed_secret_is_unsealed_under_the_same_key_and_identifier(secret, kid, nonce):
    assert WRAPPING.unseal(WRAPPING.seal(secret, kid=kid, nonce=nonce), kid=kid) == secret


def test_a_secret_is_not_unsealed_otherwise():
    sealed = WRAPPING.seal(b"secret", kid="office", nonce=NONCE)

    assert b"secret" not in sealed
    for wrapping, data, kid in [
        (WrappingKey(b"\x01" * 32), sealed, "office"),
        (WRAPPING, sealed, "log"),
        (WRAPPING, sealed[:-1], "office"),
        (WRAPPING, sealed[:-1] + bytes([sealed[-1] ^ 1]), "office"),
        (WRAPPING, b"", "office"),
    ]:
        with pytest.raises(CannotUnseal):
            wrapping.unseal(data, kid=kid)


def test_a_passphrase_with_its_salt_gives_the_same_key_again():
    sealed = WrappingKey.from_passphrase("栖汐", salt=b"0123456789abcdef").seal(b"secret", kid="k", nonce=NONCE)

    assert WrappingKey.from_passphrase("栖汐", salt=b"0123456789abcdef").unseal(sealed, kid="k") == b"secret"
    with pytest.raises(CannotUnseal):
        WrappingKey.from_passphrase("栖汐", salt=b"0123456789abcdeg").unseal(sealed, kid="k")


def test_a_wrapping_key_of_another_length_is_refused():
    with pytest.raises(ValueError):
        WrappingKey(bytes(16))
