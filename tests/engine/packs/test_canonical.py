import json
from contextlib import suppress
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.packs.canonical import BadCanonicalBytes, canonical_bytes, digest, from_canonical
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.criteria import Band
from tests.engine.packs.sample_pack import CATALOGUE, sample, spoiled

BYTES = canonical_bytes(sample())


def loaded(files: dict[str, bytes]) -> Edition:
    return load_pack(files, CATALOGUE)


def test_an_edition_comes_back_from_its_canonical_bytes():
    assert from_canonical(BYTES) == sample()
    assert canonical_bytes(from_canonical(BYTES)) == BYTES


def test_canonical_bytes_are_sorted_json_without_null_and_without_floats():
    data = json.loads(BYTES, parse_float=pytest.fail)

    assert json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == BYTES
    assert b"null" not in BYTES
    assert data["schema"] == 1
    assert data["edition"]["criteria"]["stage_weights"][0]["weight"] == "0.4"


def test_the_digest_is_the_sha_256_of_the_bytes():
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("criteria.yaml", 'weight: "0.4"', "weight: 0.400"),
        ("criteria.yaml", "total: 100", "total: '0100.0'"),
        ("criteria.yaml", "from_score: 0,", "from_score: -0.0,"),
        ("eligibility.yaml", "title: 收入下限", "title: {zh: 收入下限}"),
        ("facts.yaml", "  - established_on\n  - revenue\n", "  - revenue\n  - established_on\n"),
        ("form.yaml", "sections:\n", "# a remark\nsections:\n"),
    ],
)
def test_how_a_pack_is_written_does_not_change_its_digest(file: str, old: str, new: str):
    assert canonical_bytes(loaded(spoiled(file, old, new))) == BYTES


def test_what_a_pack_says_changes_its_digest():
    assert digest(canonical_bytes(loaded(spoiled("criteria.yaml", "step: 5", "step: 10")))) != digest(BYTES)


def test_text_is_written_in_nfc():
    edition = sample().model_copy(update={"source_notes": "e\u0301"})

    assert from_canonical(canonical_bytes(edition)).source_notes == "\u00e9"


@settings(max_examples=60, deadline=None)
@given(
    notes=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    clause=st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=20),
    points=st.decimals(0, 10**9, places=4),
)
def test_every_edition_comes_back_the_same(notes: str, clause: str, points: Decimal):
    edition = sample()
    band = Band.model_validate({**edition.criteria.bands[0].model_dump(), "clause": clause, "from_score": points})
    criteria = edition.criteria.model_copy(update={"bands": (band,)})
    content = canonical_bytes(edition.model_copy(update={"source_notes": notes, "criteria": criteria}))

    found = from_canonical(content)
    assert canonical_bytes(found) == content
    assert found.source_notes == normalize("NFC", notes)
    assert found.criteria.bands[0].clause == normalize("NFC", clause)
    assert found.criteria.bands[0].from_score == points


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON in UTF-8: Expecting value: line 1 column 1 (char 0)"),
        (b"\xff", "not JSON in UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[]", "expected an object with edition and schema 1"),
        (b'{"edition":{},"schema":2}', "expected an object with edition and schema 1"),
        (b'{"edition":{}}', "expected an object with edition and schema 1"),
        (b'{"edition":{},"schema":1.0}', "1.0: numbers with a point are written as text"),
        (b'{"edition":{},"schema":NaN}', "NaN: numbers with a point are written as text"),
        (b'{"edition":{},"schema":1' + b"0" * 5000 + b"}", "a whole number has at most nine digits"),
        (b'{"edition": {},"schema":1}', "not in canonical form: keys sorted and once, no spaces, text in NFC"),
        (b'{"schema":1,"edition":{}}', "not in canonical form: keys sorted and once, no spaces, text in NFC"),
        (
            b'{"edition":{"a":1,"a":1},"schema":1}',
            "not in canonical form: keys sorted and once, no spaces, text in NFC",
        ),
        (
            '{"edition":{"a":"e\u0301"},"schema":1}'.encode(),
            "not in canonical form: keys sorted and once, no spaces, text in NFC",
        ),
        (
            b'{"edition":{"a":"\\ud800"},"schema":1}',
            "not JSON in UTF-8: 'utf-8' codec can't encode character '\\ud800' in position 17: surrogates not allowed",
        ),
        (b'{"edition":{},"schema":1}', "programme: Field required"),
        (b"[" * 60 + b"]" * 60, "nested deeper than 48 levels"),
        (b"[" * 100_000, "nested deeper than 48 levels"),
        (b'["]",' * 100_000, "nested deeper than 48 levels"),
        (b" " * (8 * 1024 * 1024 + 1), "8388609 bytes; at most 8388608"),
    ],
)
def test_bytes_that_are_no_edition_are_refused_by_name(content: bytes, message: str):
    with pytest.raises(BadCanonicalBytes) as refusal:
        from_canonical(content)

    assert str(refusal.value) == message


def test_an_unknown_key_in_canonical_bytes_is_refused():
    content = BYTES.replace(b'"unit":"CNY"', b'"unit":"CNY","unitt":""', 1)

    with pytest.raises(BadCanonicalBytes) as refusal:
        from_canonical(content)

    assert str(refusal.value) == "eligibility.parameters[1].unitt: Extra inputs are not permitted"


def test_bytes_of_an_older_schema_stay_readable():
    content = BYTES.replace(b',"sector_balance":true', b"", 1)

    assert content != BYTES
    assert from_canonical(content).outcomes.sector_balance is False


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.integers(0, len(BYTES)).map(lambda end: BYTES[:end]))
def test_no_bytes_end_in_anything_but_an_edition_or_a_refusal(content: bytes):
    if content != BYTES:
        with pytest.raises(BadCanonicalBytes):
            from_canonical(content)


@settings(max_examples=100)
@given(st.integers(0, len(BYTES) - 1), st.binary(min_size=1, max_size=3))
def test_no_damage_ends_in_anything_but_an_edition_or_a_refusal(start: int, piece: bytes):
    with suppress(BadCanonicalBytes):
        found = from_canonical(BYTES[:start] + piece + BYTES[start + len(piece) :])
        assert isinstance(found, Edition)
