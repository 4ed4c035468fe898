"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it."""

    check: str
    state: State
    found: str
    mend: str = ""


def ok(check: str, found: str) -> Finding:
    """Return that all is well."""
    return Finding(check, "ok", found)


def warn(check: str, found: str, mend: str) -> Finding:
    """Return that something is not as an office should have it."""
    return Finding(check, "warn", found, mend)


def bad(check: str, found: str, mend: str) -> Finding:
    """Return that something has to be mended."""
    return Finding(check, "bad", found, mend)
