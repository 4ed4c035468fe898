"""A holder reads in their own language why something about a mark was refused."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

import pinzhang.domain
from pinzhang.portals.enterprise.refusing import SENTENCES, STATES, in_words
from tests.factories.marks import make_held_mark

GAP = re.compile(r"%\\\(\w+\\\)s|%\(\w+\)s")
SAID = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(pinzhang.domain.__file__).parent.rglob("*.py") if path.is_file()
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("sentence", SENTENCES + STATES)
def test_each_sentence_is_one_that_the_domain_says_and_has_its_english(sentence):
    assert re.search(GAP.sub(lambda _found: r"\{[^}]+\}", re.escape(sentence)), SAID)
    with translation.override("en"):
        assert not CHINESE.search(in_words(GAP.sub("7", sentence)))


def test_what_stands_in_a_gap_is_translated_where_it_is_a_word():
    with translation.override("en"):
        assert in_words("标识现在是“已撤销”，不能这样处置。") == "The mark is “Revoked” now, so this cannot be done."
        assert in_words("申诉期限到 2026-11-30 为止，已经过了。") == "The term for appeals ended on 2026-11-30."
        assert in_words("没有人翻译过的话。") == "没有人翻译过的话。"
    with translation.override("zh-hans"):
        assert in_words("标识现在是“已撤销”，不能这样处置。") == "标识现在是“已撤销”，不能这样处置。"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "given", "says"),
    [
        ("gtin", {"gtin": "6901234567890"}, "A GTIN has 8, 12, 13 or 14 digits"),
        ("surrender", {"text": "已停产", "version": "99"}, "Somebody else has just dealt with this."),
    ],
)
def test_a_refusal_about_a_mark_is_english_for_who_reads_english(desk, round_, page, given, says):
    mark = make_held_mark(round_, holder=desk.firm)

    address = reverse(f"enterprise:{page}", args=[mark.pk])
    answer = desk.browser.post(address, given, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_about_a_right_is_english_for_who_reads_english(desk):
    given = {"kind": "patent", "number": "ZL1", "name": "x", "registered_on": "2026-01-01", "source": "x"}

    answer = desk.browser.post(reverse("enterprise:register_right"), given, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "Please choose the kind of patent." in answer.content.decode()
