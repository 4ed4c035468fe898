"""What most tests of the office begin with: a round, its officer, and the clock of the views."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.factories import make_officer, make_round

SetClock = Callable[[datetime], None]


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Let views see an instant of the story instead of the hour of the run."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return set_to
