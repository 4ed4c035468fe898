"""CBOR read within limits: size, depth, items and kinds are checked before anything is built."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cbor2

from pinzhang.engine.signing.answers import Malformed, TooDeep, TooLarge

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_KEY_KINDS = frozenset({_UNSIGNED, _NEGATIVE, _TEXT})
_ALLOWED_TAGS = frozenset({18, 61})  # COSE_Sign1 and CWT; every other tag makes the decoder build things


@dataclass(frozen=True)
class Limits:
    """The most that one CBOR text may hold."""

    size: int = 2048
    depth: int = 8
    items: int = 256


CREDENTIAL = Limits()
"""Limits of a credential; a status list or a log brings its own."""


def encode(value: Any) -> bytes:
    """Return the deterministic CBOR of a value."""
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, limits: Limits = CREDENTIAL) -> Any:
    """Decode exactly one CBOR item that keeps within the limits.

    :raises TooLarge: it has more bytes or items than allowed.
    :raises TooDeep: it nests deeper than allowed.
    :raises Malformed: it is cut, has bytes left over, or uses what no credential needs
        (indefinite lengths, other tags, repeated or compound map keys).
    """
    pairs = _Scan(data, limits).run()
    try:
        value = cbor2.CBORDecoder(BytesIO(data)).decode()
    except (cbor2.CBORDecodeError, ValueError, OverflowError) as fault:
        raise Malformed(str(fault)) from fault
    if _pairs_in(value) != pairs:
        raise Malformed("a map repeats a key")
    return value


def _pairs_in(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(_pairs_in(item) for item in value.values())
    if isinstance(value, list):
        return sum(_pairs_in(item) for item in value)
    return _pairs_in(value.value) if isinstance(value, cbor2.CBORTag) else 0


class _Scan:
    """One walk over the heads of the items, without recursion and without building anything."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        if len(data) > limits.size:
            raise TooLarge(f"{len(data)} bytes, at most {limits.size}")
        self.data = data
        self.limits = limits
        self.position = 0
        self.items = 0
        self.pairs = 0
        self.open: list[tuple[int, bool]] = [(1, False)]

    def run(self) -> int:
        """Return the number of key-value pairs in all maps."""
        while self.open:
            left, in_map = self.open.pop()
            if left:
                self.open.append((left - 1, in_map))
                self._item(is_key=in_map and left % 2 == 0)
        if self.position != len(self.data):
            raise Malformed("bytes after the end")
        return self.pairs

    def _item(self, *, is_key: bool) -> None:
        self.items += 1
        if self.items > self.limits.items:
            raise TooLarge(f"more than {self.limits.items} items")
        kind, argument = self._head()
        if is_key and kind not in _KEY_KINDS:
            raise Malformed("a map key that is neither a number nor a text")
        if kind in (_BYTES, _TEXT):
            self._advance(argument)
        elif kind in (_ARRAY, _MAP, _TAG):
            self._enter(kind, argument)

    def _enter(self, kind: int, argument: int) -> None:
        if len(self.open) > self.limits.depth:
            raise TooDeep(f"deeper than {self.limits.depth}")
        if kind == _TAG:
            if argument not in _ALLOWED_TAGS:
                raise Malformed(f"tag {argument}")
            self.open.append((1, False))
        elif kind == _MAP:
            self.pairs += argument
            self.open.append((2 * argument, True))
        else:
            self.open.append((argument, False))

    def _head(self) -> tuple[int, int]:
        start = self.position
        self._advance(1)
        kind, short = divmod(self.data[start], 32)
        if short < 24:  # noqa: PLR2004 - RFC 8949 §3: the argument itself
            return kind, short
        if short > 27:  # noqa: PLR2004 - reserved, or of indefinite length
            raise Malformed("indefinite or reserved length")
        self._advance(1 << (short - 24))
        return kind, int.from_bytes(self.data[start + 1 : self.position], "big")

    def _advance(self, count: int) -> None:
        self.position += count
        if self.position > len(self.data):
            raise Malformed("cut off")
