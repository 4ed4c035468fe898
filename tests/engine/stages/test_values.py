from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from pinzhang.engine.stages import (
    Action,
    CaseState,
    Clock,
    Due,
    FrozenList,
    Gathering,
    Pause,
    Plan,
    Selection,
    Step,
    published_calendar,
)
from pinzhang.engine.stages.kinds import KINDS
from tests.engine.stages.samples import AWARD, make_term

DAY = date(2026, 11, 23)

VALUES = [
    CaseState("submission"),
    Step(Action.COMPLETE, "office"),
    Plan(AWARD.stages),
    Gathering((), (), ()),
    FrozenList((), ""),
    Selection((), ()),
    Due(DAY),
    Pause(DAY),
    Clock(DAY, make_term(1, "days")),
    published_calendar(),
    KINDS["submission"],
    KINDS["submission"].complete,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_never_changes_and_takes_nothing_more(value):
    name = next(iter(value.__slots__))

    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)
    assert not hasattr(value, "__dict__")
