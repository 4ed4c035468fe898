from contextlib import suppress
from dataclasses import replace

import pytest
import zxingcpp
from base45 import b45decode, b45encode
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import (
    BadGtin,
    BadLink,
    Malformed,
    NoCredential,
    NotAMark,
    TooLarge,
    UnsupportedVersion,
    Unverifiable,
)
from pinzhang.engine.signing.claims import MarkClaims, read_claims
from pinzhang.engine.signing.credential import compact_text, full_text, sign_claims, unwrap
from tests.engine.signing.cast import ABALONE, COMPACT, CONFERRED, FULL, ISSUER, OFFICE


@pytest.mark.parametrize(
    ("plain", "encoded"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_the_published_base45_vectors_hold(plain, encoded):
    assert b45encode(plain).decode() == encoded
    assert b45decode(encoded) == plain


def test_the_link_carries_the_compact_credential_behind_the_product():
    link, fragment = COMPACT.split("#")

    assert link == "https://mark.example.cn/01/06901234567892/21/000123"
    assert fragment.startswith("c1=")
    assert read_claims(cose.read(unwrap(COMPACT).data).payload) == ABALONE.compact()


def test_a_mark_without_a_gtin_is_linked_by_its_number():
    firm = MarkClaims(number="QY2025-0001", kind="enterprise", issued_at=CONFERRED)

    assert compact_text(firm, OFFICE, base=ISSUER).startswith("https://mark.example.cn/m/QY2025-0001#c1=")


def test_the_full_credential_says_everything():
    assert read_claims(cose.read(unwrap(FULL).data).payload) == ABALONE


def test_the_compact_code_fits_version_eleven_with_medium_correction_and_is_read_back():
    code = zxingcpp.create_barcode(COMPACT, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = code.to_image(scale=4)

    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [COMPACT]
    assert code.to_image(add_quiet_zones=False).shape[0] <= 17 + 4 * 11


def test_the_full_code_is_read_back():
    picture = zxingcpp.create_barcode(FULL, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=4)

    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [FULL]


def test_white_space_around_a_scanned_text_is_passed_over():
    assert unwrap(f" {COMPACT}\r\n") == unwrap(COMPACT)
    assert unwrap(f"\n{FULL} ") == unwrap(FULL)


@given(st.text(max_size=100))
def test_any_text_is_unwrapped_or_refused_by_name(text):
    for start in ("", "PZ1:", "PZ", "https://mark.example.cn/m/QY1#c1="):
        with suppress(Unverifiable):
            unwrap(start + text)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotAMark),
        ("HC1:6BF", NotAMark),
        ("PZ", NotAMark),
        ("PZX:6BF", NotAMark),
        ("pz1:6bf", NotAMark),
        ("PZ2:6BF", UnsupportedVersion),
        ("PZ1:abc", Malformed),
        ("PZ1:A", Malformed),
        ("https://mark.example.cn/m/QY1", NoCredential),
        ("https://mark.example.cn/m/QY1#top", NoCredential),
        ("https://mark.example.cn/m/QY1#x1=AA", NoCredential),
        ("https://mark.example.cn/m/QY1#c2=AA", UnsupportedVersion),
        ("https://mark.example.cn/m/QY1#c1=A", Malformed),
        ("https://mark.example.cn/m/QY1#c1=AA==", Malformed),
        ("https://mark.example.cn/01/06901234567893#c1=AA", BadGtin),
        ("https://mark.example.cn/01/06901234567892/21/1/10/2#c1=AA", BadLink),
        ("https://example.com/shop#c1=AA", NotAMark),
        ("PZ1:" + "0" * 5000, TooLarge),
    ],
)
def test_each_text_that_carries_no_credential_has_its_own_refusal(text, refusal):
    with pytest.raises(refusal):
        unwrap(text)


def test_a_credential_that_no_verifier_would_read_is_not_issued():
    texts = dict.fromkeys(["holder", "subject", "standard", "authority", "title"], "鲍" * 200)

    with pytest.raises(TooLarge):
        sign_claims(replace(ABALONE, **texts), OFFICE)


def test_a_code_whose_link_cannot_be_written_is_not_issued():
    with pytest.raises(BadLink):
        compact_text(replace(ABALONE, serial="序号"), OFFICE, base=ISSUER)


def test_a_full_text_is_written_the_same_each_time():
    assert full_text(ABALONE, OFFICE) == FULL
