"""When editions hold: one at a time, a new one closing the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FOREVER = date.max


@dataclass(frozen=True)
class Validity:
    """An edition with its first and its last day (有效期); no last day means until a new edition closes it."""

    edition: str
    valid_from: date
    valid_to: date | None = None

    @property
    def last_day(self) -> date:
        return self.valid_to or FOREVER

    def overlaps(self, other: "Validity") -> bool:
        """Return whether there is a day on which both hold."""
        return self.valid_from <= other.last_day and other.valid_from <= self.last_day


class EditionsOverlap(Exception):
    """On some day two editions of a programme would hold; ``other`` is the one already there."""

    def __init__(self, other: Validity) -> None:
        self.other = other
        end = other.valid_to.isoformat() if other.valid_to else "今"
        super().__init__(f"与版本 {other.edition}（{other.valid_from.isoformat()} 至{end}）的有效期重叠")


class EditionExists(Exception):
    """The programme has an edition of this name already, and editions do not change."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        super().__init__(f"版本 {edition} 已经存在；已发布的版本不能改动")


def refuse_overlap(existing: Iterable[Validity], new: Validity) -> Validity | None:
    """Return the predecessor that the new edition closes, with its last day set to the day before, or nothing.

    Only an edition without a last day that began earlier is closed; one whose own text names its last day is not cut.

    :raises EditionExists: an edition of this name is there.
    :raises EditionsOverlap: some other edition holds on a day of the new one.
    """
    closed: Validity | None = None
    for other in sorted(existing, key=lambda one: one.valid_from):
        if other.edition == new.edition:
            raise EditionExists(new.edition)
        if not other.overlaps(new):
            continue
        if other.valid_to is not None or other.valid_from >= new.valid_from:
            raise EditionsOverlap(other)
        closed = Validity(other.edition, other.valid_from, new.valid_from - timedelta(days=1))
    return closed
