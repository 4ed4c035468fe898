import logging
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from pinzhang.portals.ui.views import LAYOUTS

INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*(?:src=|application/json))", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"
    settings.DEMO = True
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_component_is_drawn_in_every_layout_without_inline_style_or_script(layout):
    response = Client().get("/ui/states", {"layout": layout})

    page = response.content.decode()
    assert response.status_code == 200
    assert "<h1>组件与状态</h1>" in page
    assert INLINE.findall(page) == []


def test_an_unknown_layout_is_shown_as_the_public_one():
    page = Client().get("/ui/states", {"layout": "../x"}).content.decode()

    assert "质量品牌与质量服务" in page


def test_ids_on_the_page_are_unique():
    page = Client().get("/ui/states").content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_outside_a_demonstration_there_is_no_such_page(settings):
    settings.DEMO = False

    assert Client().get("/ui/states").status_code == 404


def test_the_demonstration_says_so_on_every_page(settings):
    assert "演示数据：企业、编号、金额均为虚构" in Client().get("/ui/states").content.decode()
    settings.DEMO = False
    assert "演示数据：企业、编号、金额均为虚构" not in Client().get("/nowhere").content.decode()


def test_the_language_is_switched_by_a_form():
    client = Client()
    page = client.get("/ui/states").content.decode()
    assert '<button class="pz-linkbutton" type="submit" name="language" value="en" lang="en">English</button>' in page

    client.post("/language", {"language": "en", "next": "/ui/states"})

    english = client.get("/ui/states").content.decode()
    assert '<html lang="en">' in english
    assert "Skip to content" in english
    assert (
        '<button class="pz-linkbutton" type="submit" name="language" value="zh-hans" lang="zh-CN">中文</button>'
        in english
    )


@pytest.mark.parametrize(
    ("template", "happened"),
    [
        ("400.html", "这个请求看不懂"),
        ("403.html", "您没有权限看这一页"),
        ("403_csrf.html", "这一页打开得太久了，提交没有收下"),
        ("404.html", "没有这一页，或者您看不到它"),
        ("500.html", "这一步没有办成，是我们的程序出了错"),
    ],
)
def test_an_error_is_told_in_three_sentences_even_without_a_request(template, happened):
    page = render_to_string(template)

    assert f"<h1>{happened}</h1>" in page
    assert re.search(r"<h1>[^<]+</h1>\s*<p>[^<]+</p>\s*<div class=\"stack-2\"><p>[^<]+</p>", page)
    assert "系统异常" not in page


def test_a_missing_page_and_a_failure_are_answered_in_the_same_look():
    client = Client(raise_request_exception=False)

    missing, failed, refused = (client.get(path) for path in ("/nowhere", "/failing", "/refusing"))

    assert [response.status_code for response in (missing, failed, refused)] == [404, 500, 422]
    for response in (missing, failed, refused):
        assert 'class="pz-top ' in response.content.decode()
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_form_that_was_open_too_long_is_refused_in_the_same_look():
    response = Client(enforce_csrf_checks=True).post("/language", {"language": "en"})

    assert response.status_code == 403
    assert "这一页打开得太久了，提交没有收下" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/account/login/", "登录"),
        ("/account/signup/", "注册"),
        ("/account/password/reset/", "重设密码"),
        ("/account/password/reset/done/", "请查收邮件"),
        ("/account/inactive/", "账号已停用"),
    ],
)
def test_the_way_in_looks_like_the_rest(path, heading):
    page = Client().get(path).content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert 'class="pz-entrance card"' in page
    assert INLINE.findall(page) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/account/password/change/", "改密码"),
        ("/account/logout/", "退出登录"),
        ("/account/mfa/", "两步验证"),
        ("/account/reauthenticate/", "请再确认一次是您本人"),
    ],
)
def test_the_pages_of_an_account_look_like_the_rest_and_are_not_kept(path, heading, django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_user("lin", "lin@example.test", "correct-horse-9"))

    response = client.get(path)

    assert f"<h1>{heading}</h1>" in response.content.decode()
    assert INLINE.findall(response.content.decode()) == []
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_wrong_password_is_said_above_the_form():
    page = Client().post("/account/login/", {"login": "lin", "password": "wrong"}).content.decode()

    assert '<div class="pz-errors" role="alert"' in page
    assert "<h2>有 1 处要改</h2>" in page
