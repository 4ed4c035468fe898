"""An open round of the premium brand, Lin who signs for a firm, and her browser."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.models import Round
from pinzhang.engine.stages import Action
from tests.factories import make_edition, make_enterprise, make_officer, make_round, make_signer
from tests.factories.forms import fill_in
from tests.factories.programmes import PREMIUM_PACK


@dataclass
class Desk:
    """A firm, its signer and the browser she sits at."""

    firm: Organisation
    lin: User
    browser: Client

    def start(self, round_: Round, name: str = "智能配电柜", **more: Any) -> Application:
        return start_application(
            round_=round_,
            applicant=self.firm,
            route="application",
            subject_kind="product",
            subject_name=name,
            sector=more.pop("sector", "industry"),
            by=self.lin,
            at=timezone.now(),
        )


@pytest.fixture(autouse=True)
def _static_files_need_not_be_collected(settings):
    settings.WHITENOISE_AUTOREFRESH = True


def sit_down(name: str = "林") -> Desk:
    firm = make_enterprise()
    lin = make_signer(firm, name)
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(lin)
    return Desk(firm, lin, browser)


@pytest.fixture
def desk() -> Desk:
    return sit_down()


@pytest.fixture
def stranger() -> Desk:
    return sit_down("外人")


@pytest.fixture
def round_() -> Round:
    now = timezone.now()
    return make_round(
        make_edition(PREMIUM_PACK),
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=20),
        reference_on=timezone.localdate(),
    )


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def submitted(desk, round_):
    application = desk.start(round_)
    fill_in(application, by=desk.lin, at=timezone.now())
    return submit_application(application=application, by=desk.lin, at=timezone.now())


@pytest.fixture
def checked(desk, submitted, officer):
    """The application as it stands before the eligibility check."""
    decide_stage(application=submitted, action=Action.COMPLETE, role="recommender", by=officer, at=timezone.now())
    fill_in(submitted, by=desk.lin, at=timezone.now())
    decide_stage(application=submitted, action=Action.COMPLETE, role="applicant", by=desk.lin, at=timezone.now())
    return Application.objects.get(pk=submitted.pk)
