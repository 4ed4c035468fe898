"""The queue: who sees what, what waits for whom, filters, bulk acts with their preview."""

import pytest
from django.urls import reverse

from tests.factories import bureau, make_district, make_officer, make_round, make_user
from tests.portals.staff.makers import judged, signed_in, submitted

pytestmark = pytest.mark.django_db
QUEUE = "/staff/"


@pytest.fixture
def round_():
    return make_round()


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


def test_officer_sees_what_waits_for_them_with_its_flags(round_, officer):
    application = submitted(round_, name="青岛栖汐海产食品有限公司")

    page = signed_in(officer).get(QUEUE)

    assert page.status_code == 200
    text = page.content.decode()
    assert application.case.number in text
    assert "青岛栖汐海产食品有限公司" in text
    assert "规则 1 条待人工认定" in text
    assert page.context["counts"]["mine"] == 1
    page = signed_in(officer).get(reverse("staff:application", args=[application.pk]))
    assert page.status_code == 200
    page = signed_in(officer).get(reverse("staff:ask_corrections", args=[application.pk]))
    assert page.status_code == 200
