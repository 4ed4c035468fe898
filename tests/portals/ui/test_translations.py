"""Chinese is the source language; every sentence of the common base has an English one."""

import ast
import re
from pathlib import Path

import polib
import pytest

import pinzhang.portals.ui

UI = Path(pinzhang.portals.ui.__file__).parent
SHOWN_IN_CHINESE_ONLY = {"states.html", "showcase.py"}
TAG = re.compile(r'{% (?:translate|trans) "([^"]+)"')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "_"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def said_in_templates() -> set[str]:
    found: set[str] = set()
    for path in UI.glob("templates/**/*.html"):
        if path.name not in SHOWN_IN_CHINESE_ONLY:
            text = path.read_text(encoding="utf-8")
            blocks = (re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in BLOCK.findall(text))
            found |= {*TAG.findall(text), *blocks}
    return found


def said_in_code() -> set[str]:
    found: set[str] = set()
    for path in UI.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


def test_every_sentence_is_translated_and_no_translation_is_left_over():
    english = polib.pofile(str(UI / "locale/en/LC_MESSAGES/django.po"))

    assert {entry.msgid for entry in english} == said_in_templates() | said_in_code()
    assert [entry.msgid for entry in english if not entry.translated()] == []
    assert [entry.msgid for entry in english if CHINESE.search(entry.msgstr)] == []


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_translation_fills_in_nothing_its_source_does_not_give(language):
    for entry in polib.pofile(str(UI / f"locale/{language}/LC_MESSAGES/django.po")):
        given = set(re.findall(r"%\(\w+\)[sd]", entry.msgid + entry.msgid_plural))
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert set(re.findall(r"%\(\w+\)[sd]", text)) <= given, entry.msgid


def test_no_template_says_anything_outside_the_translations():
    for path in UI.glob("templates/**/*.html"):
        if path.name in SHOWN_IN_CHINESE_ONLY:
            continue
        text = path.read_text(encoding="utf-8")
        rest = re.sub(r"{%.*?%}", "", BLOCK.sub("", text), flags=re.DOTALL)
        assert CHINESE.findall(rest.replace("中文", "")) == [], path.name
