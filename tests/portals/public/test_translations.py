"""Chinese is the source language; every sentence of the public portal has an English one."""

import ast
import re
from pathlib import Path

import polib

import pinzhang.portals.public
import pinzhang.portals.ui

HERE = Path(pinzhang.portals.public.__file__).parent
UI = Path(pinzhang.portals.ui.__file__).parent
CATALOGUE = "locale/en/LC_MESSAGES/django.po"
TAG = re.compile(r'{% translate "([^"]+)"(?: context "([^"]+)")?')
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
CALLS = {"_", "gettext_noop", "ngettext"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FILLED_IN = re.compile(r"%\(\w+\)[sd]")


def said_in_templates() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for path in HERE.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        blocks = (re.sub(r"{{ (\w+) }}", r"%(\1)s", block.split("{% plural %}")[0]) for block in BLOCK.findall(text))
        found |= {(said, context) for said, context in TAG.findall(text)} | {(block, "") for block in blocks}
    return found


def said_in_code() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for path in HERE.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if node.func.id == "pgettext":
                found.add((texts[1], texts[0]))
            elif node.func.id in CALLS and texts:
                found.add((texts[0], ""))
    return found


def test_every_sentence_is_translated_and_no_translation_is_left_over():
    english = polib.pofile(str(HERE / CATALOGUE))
    common = {(entry.msgid, "") for entry in polib.pofile(str(UI / CATALOGUE))}

    assert {(entry.msgid, entry.msgctxt or "") for entry in english} == (said_in_templates() | said_in_code()) - common
    assert [entry.msgid for entry in english if not entry.translated()] == []
    assert [entry.msgid for entry in english if CHINESE.search(entry.msgstr)] == []
    assert [entry.msgid for entry in english] == sorted(entry.msgid for entry in english)


def test_a_translation_fills_in_nothing_its_source_does_not_give():
    for entry in polib.pofile(str(HERE / CATALOGUE)):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert set(FILLED_IN.findall(text)) <= set(FILLED_IN.findall(entry.msgid)), entry.msgid


def test_no_template_says_anything_outside_the_translations():
    for path in HERE.glob("templates/**/*.html"):
        text = re.sub(r"{%.*?%}", "", BLOCK.sub("", path.read_text(encoding="utf-8")), flags=re.DOTALL)
        assert CHINESE.findall(text) == [], path.name
