"""Marks and lists of them."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import state_on
from pinzhang.portals.api.contract import Listed, Said, Told


class MarkSaid(Said):
    """A mark that anyone can check (标识)."""

    number: str
    state: str = Field(description="active, suspended, revoked or expired, on the day of the answer.")
    programme: str
    edition: str
    authority: str
    holder: str
    credit_code: str | None = None
    subject: str
    subject_kind: str
    district: str | None = None
    sector: str | None = None
    tier: str
    conferred_on: date
    valid_until: date | None = None
    document_number: str | None = None


class ChangeSaid(Said):
    """What became of a mark (标识变更)."""

    to_state: str
    ground: str | None = None
    clause: str | None = None
    until_on: date | None = None
    at: datetime


class MarkTold(Told, MarkSaid):
    """A mark with what became of it."""

    changes: list[ChangeSaid]


class MarksTold(Listed):
    items: list[MarkSaid]


class NumbersTold(Told):
    """The numbers of the marks that were conferred."""

    numbers: list[str]


class ListSaid(Said):
    """A public list of a programme with its counts (榜单)."""

    programme: str
    name: str
    total: int
    active: int
    suspended: int
    revoked: int
    expired: int


class ListsTold(Listed):
    items: list[ListSaid]


def mark_facts(mark: Mark, today: date) -> dict[str, Any]:
    """Return what everybody may know of a mark."""
    return {
        "number": mark.number,
        "state": state_on(mark, today),
        "programme": mark.edition.code,
        "edition": mark.edition.edition,
        "authority": mark.authority.code,
        "holder": mark.holder.name,
        "credit_code": mark.holder.credit_code,
        "subject": mark.subject.name,
        "subject_kind": mark.subject.kind,
        "district": mark.holder.region.code if mark.holder.region else None,
        "sector": mark.sector or None,
        "tier": mark.tier,
        "conferred_on": mark.conferred_on,
        "valid_until": mark.valid_until,
        "document_number": mark.document_number or None,
    }


def say_mark(mark: Mark, today: date) -> MarkSaid:
    """Return a mark as a line of a list."""
    return MarkSaid(**mark_facts(mark, today))


def say_change(change: MarkChange) -> ChangeSaid:
    """Return one change of a mark, without the words that may name somebody."""
    return ChangeSaid(
        to_state=change.to_state,
        ground=change.ground or None,
        clause=change.clause or None,
        until_on=change.until_on,
        at=change.at,
    )
