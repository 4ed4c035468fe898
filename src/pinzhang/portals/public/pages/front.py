"""The front page: what is open, what is in notice, who holds what, and the figures of today."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pinzhang.domain.applications.selectors import count_in_hand
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.selectors import counts_by_code, holders_of_active, rounds_in_figures
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.selectors import edition_document, latest_editions, open_rounds
from pinzhang.portals.public.pages.names import kinds, label_of, name_of
from pinzhang.portals.ui.components.words import words

MOST_ROWS = 6


def open_round_lines(at: datetime) -> list[dict[str, Any]]:
    """Return the rounds that take applications now, the first to close first."""
    today = local_day(at)
    lines = []
    for round_ in open_rounds(at):
        head = edition_document(round_.edition).programme
        lines.append(
            {
                "round": round_,
                "name": name_of(round_.edition),
                "label": label_of(round_),
                "sectors": _("、").join(words(sector.name) for sector in head.sectors),
                "applicants": kinds(head.applicant_kinds),
                "days_left": (local_day(round_.closes_at) - today).days,
            }
        )
    return lines


def list_lines(today: date) -> list[dict[str, Any]]:
    """Return every programme that confers something, with how many marks are in which state."""
    counts = counts_by_code(today)
    empty = {"total": 0, "active": 0, "suspended": 0, "revoked": 0, "expired": 0, "surrendered": 0, "superseded": 0}
    return [
        {"edition": edition, "name": name_of(edition), **counts.get(edition.code, empty)}
        for edition in latest_editions(today)
        if edition.code in counts or edition_document(edition).outcomes.mark is not None
    ]


def figures(lists: list[dict[str, Any]], notices: int, today: date) -> list[dict[str, Any]]:
    """Return the figures of today, each opening its list."""
    total = {state: sum(line[state] for line in lists) for state in ("active", "suspended", "revoked")}
    url = reverse("public:lists")
    return [
        {"label": _("有效标识和称号"), "value": total["active"], "url": url},
        {"label": _("持有单位"), "value": holders_of_active(today), "url": url},
        {"label": _("正在办理的申报"), "value": count_in_hand(), "url": ""},
        {"label": _("正在公示"), "value": notices, "url": reverse("public:notices")},
        {"label": _("暂停和撤销"), "value": total["suspended"] + total["revoked"], "url": url},
    ]


def round_results() -> list[dict[str, Any]]:
    """Return the rounds under way or over, with how many applied, won, are held by an objection or lost their mark."""
    shown = rounds_in_figures().exclude(state__in=(RoundState.PLANNED, RoundState.OPEN))[:MOST_ROWS]
    return [{"round": round_, "name": name_of(round_.edition), "label": label_of(round_)} for round_ in shown]
