"""Chinese is the source language; every sentence of the API's own pages has an English one."""

import ast
import re
from pathlib import Path

import polib

import pinzhang.portals.api
import pinzhang.portals.ui

HERE = Path(pinzhang.portals.api.__file__).parent
UI = Path(pinzhang.portals.ui.__file__).parent
CATALOGUE = "locale/en/LC_MESSAGES/django.po"
TAG = re.compile(r'{% translate "([^"]+)"')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
CALLS = {"gettext_lazy", "ngettext", "_"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def said() -> set[str]:
    found: set[str] = set()
    for path in HERE.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        blocks = (re.sub(r"{{ (\w+) }}", r"%(\1)s", block.split("{% plural %}")[0]) for block in BLOCK.findall(text))
        found |= {*TAG.findall(text), *blocks}
    for path in HERE.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


def test_every_sentence_is_translated_and_no_translation_is_left_over():
    english = polib.pofile(str(HERE / CATALOGUE))
    common = {entry.msgid for entry in polib.pofile(str(UI / CATALOGUE))}

    assert {entry.msgid for entry in english} == said() - common
    assert [entry.msgid for entry in english if not entry.translated()] == []
    assert [entry.msgid for entry in english if CHINESE.search(entry.msgstr)] == []
    assert [entry.msgid for entry in english] == sorted(entry.msgid for entry in english)


def test_no_template_says_anything_outside_the_translations():
    for path in HERE.glob("templates/**/*.html"):
        text = re.sub(r"{%.*?%}", "", BLOCK.sub("", path.read_text(encoding="utf-8")), flags=re.DOTALL)
        assert CHINESE.findall(text) == [], path.name
