"""Who enters the staff portal, and in which language it speaks."""

import pytest
from django.test import Client
from django.urls import reverse

from pinzhang.domain.parties.choices import PostRole
from tests.factories import bureau, make_department, make_officer, make_post, make_user
from tests.portals.staff.makers import signed_in

pytestmark = pytest.mark.django_db


def test_whoever_is_not_signed_in_is_asked_to_sign_in():
    answer = Client().get(reverse("staff:queue"))

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={reverse('staff:queue')}"


def test_whoever_holds_no_post_finds_no_such_page():
    assert signed_in(make_user()).get(reverse("staff:queue")).status_code == 404


def test_the_portal_speaks_chinese_whatever_the_browser_asks_for():
    officer = make_officer(bureau())

    answer = signed_in(officer).get(reverse("staff:queue"), headers={"Accept-Language": "en"})

    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-CN">' in answer.content.decode()
    assert "工作端" in answer.content.decode()


def test_the_head_of_the_page_says_where_an_official_works():
    city = bureau()
    tax = make_department(city, "tax", "市税务局")
    official = make_post(city, PostRole.DEPARTMENT, "孙科", department=tax).user

    assert "市税务局" in signed_in(official).get(reverse("staff:queue")).content.decode()


@pytest.mark.parametrize(
    ("role", "page"),
    [(PostRole.LEADER, "staff:opinions"), (PostRole.RECOMMENDER, "staff:file"), (PostRole.OFFICER, "staff:opinions")],
)
def test_a_page_for_other_posts_does_not_exist(role, page):
    official = make_post(bureau(), role).user

    assert signed_in(official).get(reverse(page)).status_code == 404
