"""The one way to write an edition as bytes, so that its digest names it for ever."""

import hashlib
import json
import re
import unicodedata
from typing import Any

from pydantic import ValidationError

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema_errors import key_of

FORMAT = 1
MAXIMUM_BYTES = 8 * 1024 * 1024
MAXIMUM_DEPTH = 48
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class BadCanonicalBytes(ValueError):
    """The bytes are no edition as :func:`canonical_bytes` writes it."""


def canonical_bytes(edition: Edition) -> bytes:
    """Write an edition: JSON in UTF-8, keys sorted, no spaces, text in NFC, numbers and days as text, no null."""
    written = {"edition": edition.model_dump(mode="json", exclude_none=True), "schema": FORMAT}
    return _bytes(_normal(written))


def digest(content: bytes) -> str:
    """Return the SHA-256 of canonical bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def from_canonical(content: bytes) -> Edition:
    """Read an edition back from its canonical bytes.

    Bytes written before the schema grew an optional key stay readable.

    :raises BadCanonicalBytes: they are anything else than canonical bytes of an edition.
    """
    data = _data(content)
    if not isinstance(data, dict) or data.keys() != {"edition", "schema"} or data["schema"] != FORMAT:
        raise BadCanonicalBytes(f"expected an object with edition and schema {FORMAT}")
    if _bytes(_normal(data)) != content:
        raise BadCanonicalBytes("not in canonical form: keys sorted and once, no spaces, text in NFC")
    try:
        return Edition.model_validate(data["edition"])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadCanonicalBytes(f"{key_of(tuple(first['loc']))}: {first['msg']}") from error


def _data(content: bytes) -> Any:
    if len(content) > MAXIMUM_BYTES:
        raise BadCanonicalBytes(f"{len(content)} bytes; at most {MAXIMUM_BYTES}")
    if _depth(content) > MAXIMUM_DEPTH:
        raise BadCanonicalBytes(f"nested deeper than {MAXIMUM_DEPTH} levels")
    try:
        data = json.loads(content.decode("utf-8"), parse_int=_whole, parse_float=_refused, parse_constant=_refused)
        _bytes(data)
    except BadCanonicalBytes:
        raise
    except ValueError as error:
        raise BadCanonicalBytes(f"not JSON in UTF-8: {error}") from error
    return data


def _depth(content: bytes) -> int:
    """Return how deep JSON is nested, without reading it."""
    deepest = level = 0
    for byte in _TEXTS.sub(b"", content):
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def _whole(text: str) -> int:
    if len(text) > len("600000000"):
        raise BadCanonicalBytes("a whole number has at most nine digits")
    return int(text)


def _refused(text: str) -> Any:
    raise BadCanonicalBytes(f"{text[:20]}: numbers with a point are written as text")


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        return {_normal(key): _normal(item) for key, item in value.items()}
    return value


def _bytes(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")
