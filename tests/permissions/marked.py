"""Marks in each place: one in force and one suspended."""

from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import grounds_of
from pinzhang.domain.marks.services import suspend_mark
from pinzhang.domain.marks.services.lifecycle import make_public
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.selectors import edition_document


def make_marks(place: Any) -> None:
    application = Application.objects.get(pk=place.objects["application"]["pk"])
    mark, suspended = _mark(place, 1, application), _mark(place, 2)
    ground = grounds_of(place.premium.edition, "revoke", "enterprise")[0].key
    suspend_mark(mark=suspended, ground=ground, text="核查", by=place.cast.officer, at=place.at)
    place.objects |= {
        "mark": {"pk": mark.pk},
        "mark number": {"number": mark.number},
        "suspended mark": {"pk": suspended.pk},
    }


def _mark(place: Any, serial: int, application: Application | None = None) -> Mark:
    cast, round_ = place.cast, place.premium
    mark = Mark.objects.create(
        number=f"M{place.key.upper()}-2026-000{serial}",
        application=application,
        edition=round_.edition,
        round=round_,
        authority=round_.authority,
        holder=cast.firm,
        subject=enter_subject(organisation=cast.firm, kind="enterprise", name=cast.firm.name),
        tier=edition_document(round_.edition).outcomes.tiers[0].key,
        conferred_on=local_day(place.at),
    )
    change = MarkChange.objects.create(mark=mark, to_state=MarkState.ACTIVE, at=place.at)
    make_public(mark, change, "conferred", at=place.at)
    return mark
