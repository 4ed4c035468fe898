"""A mark with its holder's signer and an officer, and a procedure about it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.models import Event
from pinzhang.domain.facts.services import record_dated
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.parties.models import User
from pinzhang.domain.supervision.models import Alert, Appeal, Consequence, Procedure, SurveillanceCheck
from pinzhang.domain.supervision.services import procedures
from tests.factories import AT, make_officer, make_signer
from tests.factories.marks import make_held_mark

DAY = timedelta(days=1)
UNTIL = date(2026, 3, 12)
AFTER = AT + 11 * DAY
GROUND = "standard-not-met"


@dataclass
class Stage:
    mark: Mark
    lin: User
    wang: User

    def opened(self, effect: str = "revoke", ground: str = GROUND, **more: Any) -> Procedure:
        given = {"text": "抽查不合格", "by": self.wang, "at": AT, "statement_until_on": UNTIL, **more}
        return procedures.open_procedure(mark=self.mark, effect=effect, ground=ground, **given)

    def decided(self, *, apply: bool = True, **more: Any) -> Procedure:
        procedure = self.opened(**more)
        return procedures.decide_procedure(procedure=procedure, apply=apply, text="属实", by=self.wang, at=AFTER)


def set_the_stage(mark: Mark | None = None) -> Stage:
    mark = mark or make_held_mark()
    return Stage(mark, make_signer(mark.holder), make_officer(mark.authority))


def fail_sampling(mark: Mark, on: date = date(2026, 3, 2)) -> None:
    record_dated(
        organisation=mark.holder, name="samplings", on=on, record={"result": "failed", "product": "花瓶"},
        supplied_by="supervisor", source="监督抽查通报", by=None, at=AT,
    )  # fmt: skip


def refused(refusal: type[Exception], act: Any, **given: Any) -> Exception:
    """Nothing of what supervision keeps changes with a refusal."""
    tables = (Mark, MarkChange, Case, Alert, Procedure, Consequence, Appeal, SurveillanceCheck)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refusal) as caught:
        act(**given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return caught.value
