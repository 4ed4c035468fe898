"""The clock of the views."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Let views see an instant of the story instead of the hour of the run."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return set_to
