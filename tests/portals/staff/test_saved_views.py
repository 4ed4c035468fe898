"""Filters of the queue that an official keeps under a name."""

import pytest
from django.urls import reverse

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.models import SavedView
from pinzhang.domain.review.services.views import MOST_VIEWS
from tests.factories import make_officer
from tests.portals.staff.makers import signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/staff/"


def keep(browser, name, query="view=all&q=食品&page=3&next=https://evil.example"):
    return browser.post(reverse("staff:keep_view"), {"name": name, "query": query})


def test_filters_are_kept_under_a_name_and_shown_first(officer):
    browser = signed_in(officer)

    answer = keep(browser, "食品企业")

    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (officer, "食品企业", "view=all&q=%E9%A3%9F%E5%93%81")
    assert answer.url == f"{QUEUE}?{view.query}"
    page = browser.get(answer.url).content.decode()
    assert "正在看“食品企业”" in page
    assert page.index("常用视图") < page.index('role="search"')
    assert [event.data for event in Event.objects.filter(name="review.view.kept")] == [{}]


def test_the_same_name_means_the_filters_kept_last(officer):
    browser = signed_in(officer)
    keep(browser, "我的")
    keep(browser, "我的", "view=late")

    assert [view.query for view in SavedView.objects.all()] == ["view=late"]


def test_a_view_without_a_name_or_one_too_many_is_refused(officer):
    browser = signed_in(officer)

    assert keep(browser, " ").status_code == 422
    assert keep(browser, "很" * 21).status_code == 422
    for number in range(MOST_VIEWS):
        keep(browser, f"视图{number}")
    assert "请先删除不用的" in keep(browser, "再一个").content.decode()
    assert keep(browser, "视图0", "view=late").status_code == 302
    assert SavedView.objects.count() == MOST_VIEWS


def test_its_owner_deletes_a_view_and_nobody_else_sees_it(officer):
    browser, colleague = signed_in(officer), signed_in(make_officer(officer.posts.get().authority, "同事"))
    keep(browser, "食品企业")
    view = SavedView.objects.get()

    assert "食品企业" not in colleague.get(QUEUE).content.decode()
    assert colleague.post(reverse("staff:forget_view"), {"view": view.pk}).status_code == 404
    assert browser.post(reverse("staff:forget_view"), {"view": view.pk}).url == QUEUE
    assert not SavedView.objects.exists()
    assert Event.objects.filter(name="review.view.forgotten").count() == 1
