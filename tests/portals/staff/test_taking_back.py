"""What an officer gave away together is taken back, where nobody has acted on it since."""

import pytest
from django.db.models import F
from django.urls import reverse

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.models import Event
from tests.factories import make_officer
from tests.portals.staff.makers import fresh, signed_in, submitted

pytestmark = pytest.mark.django_db
QUEUE = "/staff/"


def assigned_together(browser, applications, to):
    chosen = [f"{one.pk}:{one.case.version}" for one in applications]
    return browser.post(reverse("staff:together"), {"act": "assign", "to": to.pk, "chosen": chosen})


def test_what_was_assigned_together_is_taken_back_until_somebody_has_acted_on_it(round_, officer):
    colleague, third = make_officer(round_.authority, "同事"), make_officer(round_.authority, "第三人")
    untouched, handed_on = submitted(round_), submitted(round_)
    Case.objects.filter(pk=untouched.case_id).update(assignee=third)
    browser = signed_in(officer)
    assigned_together(browser, [untouched, handed_on], colleague)
    assert {fresh(one).case.assignee for one in (untouched, handed_on)} == {colleague}
    assert "刚才一起分派了 2 件" in browser.get(QUEUE).content.decode()
    Case.objects.filter(pk=handed_on.case_id).update(assignee=officer)

    page = browser.post(reverse("staff:take_back"), follow=True).content.decode()

    assert "已撤销 1 件" in page
    assert f"{handed_on.case.number} 没有撤销：已有人接着办理或改派" in page
    assert "刚才一起分派了" not in page
    assert (fresh(untouched).case.assignee, fresh(handed_on).case.assignee) == (third, officer)
    assert Event.objects.filter(name="cases.case.assignment_taken_back").count() == 1


def test_an_assignment_is_not_taken_back_once_the_case_has_moved(round_, officer):
    application = submitted(round_)
    browser = signed_in(officer)
    assigned_together(browser, [application], officer)
    Case.objects.filter(pk=application.case_id).update(version=F("version") + 1)

    browser.post(reverse("staff:take_back"))

    assert fresh(application).case.assignee == officer
    assert not Event.objects.filter(name="cases.case.assignment_taken_back").exists()


def test_there_is_nothing_to_take_back_for_who_assigned_nothing(round_, officer):
    assert "已撤销 0 件" in signed_in(officer).post(reverse("staff:take_back"), follow=True).content.decode()
