"""JSON documents that come from outside: read within limits, times and members checked by name."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


class BadDocument(ValueError):
    """A file that is not the document it should be; the message says what is wrong."""


def read_object(data: bytes, *, limit: int, what: str) -> dict[str, Any]:
    """Read one JSON object of limited size.

    :raises BadDocument: it is larger, not JSON, nested too deeply, or not an object.
    """
    if len(data) > limit:
        raise BadDocument(f"{what}: more than {limit} bytes")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise BadDocument(f"{what}: not JSON ({type(fault).__name__})") from fault
    if not isinstance(value, dict):
        raise BadDocument(f"{what}: not a JSON object")
    return value


def member(document: Mapping[str, Any], name: str, kind: type, what: str) -> Any:
    """Return a member that must be there and be of a kind.

    :raises BadDocument: it is missing or of another kind.
    """
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise BadDocument(f"{what}: {name} is missing or no {kind.__name__}")
    return value


def optional_member(document: Mapping[str, Any], name: str, kind: type, what: str) -> Any:
    """Return a member, or None where it is absent.

    :raises BadDocument: it is there, but of another kind.
    """
    return member(document, name, kind, what) if name in document else None


def time_member(document: Mapping[str, Any], name: str, what: str) -> datetime:
    """Return a member that is an instant with its offset.

    :raises BadDocument: it is missing, no time, or has no offset.
    """
    return parse_time(member(document, name, str, what), what=f"{what}: {name}")


def optional_time(document: Mapping[str, Any], name: str, what: str) -> datetime | None:
    """Return a member that is an instant, or None where it is absent.

    :raises BadDocument: it is there, but no instant.
    """
    return time_member(document, name, what) if name in document else None


def parse_time(text: str, *, what: str) -> datetime:
    """Return the instant that an ISO 8601 text with an offset names, in UTC.

    :raises BadDocument: it is no time, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise BadDocument(f"{what}: {text!r} is no time") from fault
    raise BadDocument(f"{what}: {text!r} has no offset from UTC")


def format_time(moment: datetime) -> str:
    """Return an instant as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
