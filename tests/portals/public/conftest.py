"""An open round of the premium brand on a fixed day, and a citizen's browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from pinzhang.domain.programmes.models import Round
from tests.factories import AT, make_edition, make_round
from tests.factories.programmes import PREMIUM_PACK


@pytest.fixture(autouse=True)
def _alone(settings, monkeypatch):
    """Views see the day of the story, and static files need not be gathered."""
    settings.WHITENOISE_AUTOREFRESH = True
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime], None]:
    def set_to(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return set_to


@pytest.fixture
def citizen() -> Client:
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def reader() -> Client:
    """Somebody who reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def premium() -> Round:
    return make_round(make_edition(PREMIUM_PACK))
