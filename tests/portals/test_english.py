"""Whoever reads English is told everything in English on public, enterprise and reviewer pages; data stay as given."""

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField

from tests.permissions.test_pages import pages
from tests.permissions.walking import Visitors, ask
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
PORTALS = (
    "public:",
    "enterprise:",
    "reviewer:",
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "second_factor",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
UNSAID = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LANGUAGE = re.compile(r'<html[^>]* lang="([^"]+)"')
MANY = 60
TAG = re.compile(r"<[^>]*>")
ATTRIBUTE = re.compile(r'(?:alt|title|placeholder|aria-label|data-confirm)="([^"]*)"')
IN_CHINESE = re.compile(r'<(\w+)\b[^>]*\blang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
"""What is given in Chinese on purpose, and says so: the printed clause, the other language."""


def texts_of(value: Any) -> Iterator[str]:
    """Give the texts in a document, without the Chinese ones that have an English one beside them."""
    if isinstance(value, dict):
        for name, part in value.items():
            if not (name == "zh" and value.get("en")):
                yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)
    elif isinstance(value, str):
        yield value


def kept() -> set[str]:
    """Return every run of Chinese that somebody entered."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (CharField, TextField, JSONField)):
                for value in model._default_manager.values_list(field.name, flat=True):
                    found.update(*map(CHINESE.findall, texts_of(value)))
    for content in apps.get_model("programmes", "ProgrammeEdition").objects.values_list("content", flat=True):
        found.update(*map(CHINESE.findall, texts_of(json.loads(bytes(content)))))
    for own in (settings.SITE_NAME, settings.OPERATOR, settings.HOTLINE):
        found.update(CHINESE.findall(own))
    return found


def said(html: str) -> Iterator[str]:
    """Give every run of Chinese that a page says."""
    page = IN_CHINESE.sub(" ", UNSAID.sub(" ", html))
    for text in [*ATTRIBUTE.findall(page), TAG.sub(" ", page)]:
        yield from CHINESE.findall(unescape(text))


def test_english_pages_say_nothing_in_chinese_but_what_people_entered():
    visitors = Visitors(make_world())
    entered = kept()
    logging.disable(logging.ERROR)
    left: dict[str, list[str]] = {}
    read: dict[str, str] = {}
    for row, _role, browser, address in pages(visitors):
        if not row.url.startswith(PORTALS):
            continue
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = ask(browser, "GET", address)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            html = answer.content.decode()
            if whole := LANGUAGE.search(html):  # a part of a page has no language of its own
                read[row.url] = whole[1]
            if runs := sorted(set(said(html)) - entered):
                left[row.url] = runs
    logging.disable(logging.NOTSET)

    assert len(read) > MANY
    assert [url for url, language in read.items() if language != "en"] == []
    assert left == {}


def test_a_word_left_in_chinese_is_found():
    html = '<p lang="zh-CN">原文</p><input placeholder="姓名"><b>Draft 草稿</b><!-- 注 --><script>"内"</script>'

    assert list(said(html)) == ["姓名", "草稿"]


def test_what_has_an_english_text_beside_it_may_not_stand_in_chinese():
    document = {"a": {"zh": "甲", "en": "A"}, "b": [{"zh": "乙", "en": ""}], "c": "丙"}

    assert list(texts_of(document)) == ["A", "乙", "", "丙"]
