"""Links of marks: GS1 Digital Link where the product has a GTIN, ``/m/<number>`` where it has none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from pinzhang.engine.signing.answers import BadGtin, BadLink, NotAMark

_VARIANT, _LOT, _SERIAL = "22", "10", "21"
_QUALIFIERS = (_VARIANT, _LOT, _SERIAL)
"""In the order that GS1 prescribes below a GTIN."""
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_GTIN_KEY = "01"
_MARK_KEY = "m"
_MOST_ATTRIBUTES = 20
_LONGEST_URL = 4000

_VALUE = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z.-]{0,39}")
_ATTRIBUTE_KEY = re.compile(r"[0-9]{2,4}")
_ATTRIBUTE_VALUE = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,90}")
_DAY_ATTRIBUTES = frozenset({"11", "12", "13", "15", "16", "17"})
_DAY = re.compile(r"[0-9]{2}(0[1-9]|1[0-2])(0[0-9]|[12][0-9]|3[01])")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LIKE_A_GTIN = re.compile(r"[0-9]{6,18}")
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
_DOT_SEGMENTS = frozenset({".", ".."})
"""Browsers resolve these away, percent-encoded or not."""


def check_digit(body: str) -> str:
    """Return the GS1 check digit of the digits before it: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def gtin14(text: str) -> str:
    """Return a GTIN-8, -12, -13 or -14 padded to fourteen digits.

    :raises BadGtin: its length or check digit is wrong.
    """
    if len(text) not in _GTIN_LENGTHS or not (text.isascii() and text.isdigit()):
        raise BadGtin("a GTIN has 8, 12, 13 or 14 digits")
    if check_digit(text[:-1]) != text[-1]:
        raise BadGtin(f"check digit {text[-1]} is wrong")
    return text.zfill(14)


@dataclass(frozen=True)
class MarkLink:
    """Where the code on a product leads (标识链接); it has a GTIN or a mark number, not both."""

    base: str
    """Scheme, host and path before the key, without a slash at the end; scheme and host in lower case."""
    gtin: str | None = None
    number: str | None = None
    variant: str | None = None
    lot: str | None = None
    serial: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    fragment: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    @property
    def path(self) -> str:
        """The path from the key on, canonical: what a server routes by."""
        qualifiers = zip(_QUALIFIERS, (self.variant, self.lot, self.serial), strict=True)
        segments = [_GTIN_KEY, self.gtin] if self.gtin else [_MARK_KEY, self.number or ""]
        for key, value in qualifiers:
            segments += [key, value] if value is not None else []
        return "/" + "/".join(quote(str(segment), safe="") for segment in segments)

    def url(self) -> str:
        """Return the canonical link."""
        query = "&".join(f"{key}={quote(value, safe='')}" for key, value in sorted(self.attributes.items()))
        return self.base + self.path + ("?" + query if query else "") + ("#" + self.fragment if self.fragment else "")


def build_link(
    base: str,
    *,
    gtin: str | None = None,
    number: str | None = None,
    variant: str | None = None,
    lot: str | None = None,
    serial: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> MarkLink:
    """Build the link of a mark below a base address, e.g. ``https://mark.example.cn``.

    :raises BadGtin: the GTIN is wrong.
    :raises BadLink: a part cannot stand in a link, or there is not exactly one of GTIN and number.
    """
    if (gtin is None) == (number is None):
        raise BadLink("a link has a GTIN or a mark number")
    parts = _split(base)
    if not _WEB.match(base) or parts.query or parts.fragment:
        raise BadLink("the base is a web address without query and fragment")
    return MarkLink(
        _origin(parts) + parts.path.rstrip("/"),
        None if gtin is None else gtin14(gtin),
        None if number is None else _mark_number(number),
        _value(variant),
        _value(lot),
        _value(serial),
        attributes={key: _attribute(key, value) for key, value in (attributes or {}).items()},
    )


def parse_link(text: str) -> MarkLink:
    """Read a link; scheme, host and mark number may be in any case, a GTIN of any length.

    :raises NotAMark: it is no web address, or one without the key of a product or mark.
    :raises BadGtin: the GTIN is wrong.
    :raises BadLink: the syntax or the order of the keys is wrong.
    """
    if not _WEB.match(text):
        raise NotAMark("no web address")
    parts = _split(text)
    before, key, below = _find_key(parts.path.split("/")[1:])
    values = [_decoded(segment) for segment in below]
    qualifiers = _qualifiers(values[1:])
    return MarkLink(
        _origin(parts) + "".join("/" + segment for segment in before),
        gtin14(values[0]) if key == _GTIN_KEY else None,
        _mark_number(values[0]) if key == _MARK_KEY else None,
        _value(qualifiers.get(_VARIANT)),
        _value(qualifiers.get(_LOT)),
        _value(qualifiers.get(_SERIAL)),
        attributes=_attributes(parts.query),
        fragment=parts.fragment,
    )


def _split(text: str) -> SplitResult:
    if len(text) > _LONGEST_URL or not text.isprintable() or " " in text:
        raise BadLink("too long, or with characters that no address has")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as fault:
        raise BadLink(str(fault)) from fault
    if not host or "@" in parts.netloc:
        raise BadLink("no host, or a user name before it")
    return parts


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(_DEFAULT_PORT[parts.scheme])}"


def _find_key(segments: Sequence[str]) -> tuple[Sequence[str], str, Sequence[str]]:
    if segments and not segments[-1]:
        segments = segments[:-1]
    for place, segment in enumerate(segments[:-1]):
        following = segments[place + 1]
        if segment == _GTIN_KEY and _LIKE_A_GTIN.fullmatch(following):
            return segments[:place], _GTIN_KEY, segments[place + 1 :]
        if segment.lower() == _MARK_KEY and _NUMBER.fullmatch(following.upper()):
            return segments[:place], _MARK_KEY, segments[place + 1 :]
    raise NotAMark("an address without the key of a product or a mark")


def _qualifiers(values: Sequence[str]) -> dict[str, str]:
    keys, rest = values[::2], values[1::2]
    if len(keys) != len(rest):
        raise BadLink("a key without a value")
    unknown = [key for key in keys if key not in _QUALIFIERS]
    if unknown:
        raise BadLink(f"key {unknown[0]} cannot follow")
    places = [_QUALIFIERS.index(key) for key in keys]
    if places != sorted(set(places)):
        raise BadLink("keys out of order or repeated: 22, 10, 21")
    return dict(zip(keys, rest, strict=True))


def _attributes(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_ATTRIBUTES, errors="strict")
    except ValueError as fault:
        raise BadLink("the query cannot be read") from fault
    ours = [(key, value) for key, value in pairs if _ATTRIBUTE_KEY.fullmatch(key)]
    if len({key for key, _ in ours}) != len(ours):
        raise BadLink("an attribute is repeated")
    return {key: _attribute(key, value) for key, value in ours}


def _attribute(key: str, value: str) -> str:
    pattern = _DAY if key in _DAY_ATTRIBUTES else _ATTRIBUTE_VALUE
    if not _ATTRIBUTE_KEY.fullmatch(key) or not pattern.fullmatch(value):
        raise BadLink(f"attribute {key} has no such value")
    return value


def _decoded(segment: str) -> str:
    if _BROKEN_PERCENT.search(segment):
        raise BadLink("a percent sign without two hexadecimal digits")
    try:
        return unquote(segment, errors="strict")
    except UnicodeDecodeError as fault:
        raise BadLink("percent-encoding that is no UTF-8") from fault


def _value(value: str | None) -> str | None:
    if value is not None and (value in _DOT_SEGMENTS or not _VALUE.fullmatch(value)):
        raise BadLink("a value has 1 to 20 characters of the GS1 set")
    return value


def _mark_number(text: str) -> str:
    number = text.upper()
    if not _NUMBER.fullmatch(number):
        raise BadLink("a mark number has letters, digits, dots and hyphens")
    return number
