"""Programmes are data, days are local, pages are strict, and the project speaks of itself alone."""

import ast
import re
import subprocess

import pytest
import yaml

from tests.architecture.reading import ROOT, SOURCE, name_of, python_files, tree

PAGES = sorted(SOURCE.rglob("*.html"))
SPOKEN = {".md", ".py", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".typ", ".json", ".po", ".lock", ""}
DEVELOPMENT = re.compile(
    r"(?i)\b(claude|anthropic|openai|chatgpt|copilot|llm|sub-?agent|ai assistant)\b"
    r"|/work/|/root/|registry\.npmjs|pypi\.org|files\.pythonhosted"
)


def _programmes() -> list[str]:
    heads = sorted((ROOT / "packs").glob("*/*/programme.yaml"))
    read = [
        yaml.load(head.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - every scalar stays a text
        for head in heads
    ]
    return [word for head in read for word in (head["code"], head["name"]["zh"], head["name"]["en"])]


def test_no_line_of_python_knows_the_name_of_a_programme():
    words = _programmes()
    ring = ("engine", "domain", "adapters", "portals", "commands", "config", "operation")
    found = [
        f"{name_of(path)}: {word}"
        for path in python_files(*ring)
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_a_day_is_never_taken_from_an_instant_by_date():
    """``.date()`` of an instant is the day in London; ``local_day`` is the day here."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if path.parts[-2:] != ("stages", "calendar.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
        and "strptime" not in ast.unparse(node.func)
        and "LOCAL" not in ast.unparse(node.func)
        and "astimezone" not in ast.unparse(node.func)
        and "localtime" not in ast.unparse(node.func)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("inline style", re.compile(r"<[^>]*\sstyle\s*=")),
        ("style element", re.compile(r"<style\b")),
        ("inline script", re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>")),
        ("event handler", re.compile(r"<[^>]*\son[a-z]+\s*=")),
        ("address of another host", re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")),
    ],
)
def test_no_page_breaks_the_content_policy(fault, pattern):
    assert [name_of(page) for page in PAGES if pattern.search(page.read_text(encoding="utf-8"))] == []


def test_the_project_speaks_of_itself_alone():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    own = {"tests/architecture/test_words.py"}
    found = []
    for line in listed.splitlines():
        path = ROOT / line
        if line in own or not path.is_file() or path.suffix not in SPOKEN:
            continue
        match = DEVELOPMENT.search(path.read_text(encoding="utf-8", errors="ignore"))
        if match:
            found.append(f"{line}: {match.group()}")

    assert found == []
