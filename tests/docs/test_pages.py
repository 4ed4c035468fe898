"""The documentation says what the program does: generated pages, links, commands, settings, accounts."""

import re
from pathlib import Path

import pytest
import typer.main
import yaml
from django.apps import apps
from tools.write_docs import PAGES, REFERENCE

from pinzhang.cli import app
from pinzhang.config.environment import Environment
from pinzhang.portals.public.demonstration import FRONT_DOORS
from tests.docs.reading import DOCS, ROOT, anchors, blocks, links, pages, text_of

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
RECORDS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _spoken(pattern: str) -> set[tuple[str, str]]:
    """What a pattern finds in any page, with the page it stands in."""
    return {
        (found, path.relative_to(ROOT).as_posix())
        for path in pages()
        for found in re.findall(pattern, text_of(path), re.MULTILINE)
    }


def _commands() -> dict[str, set[str]]:
    """Every command with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: object, path: str) -> None:
        below = getattr(command, "commands", {})
        for name, one in below.items():
            walk(one, f"{path} {name}".strip())
        if not below:
            found[path] = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}  # type: ignore[attr-defined]

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_what_its_generator_writes(name: str):
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run make docs"


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path):
    broken = []
    for link in links(page):
        file, _, place = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (place and place not in anchors(target)):
            broken.append(link)

    assert broken == []


def test_every_page_can_be_reached_from_the_readme():
    reached, ahead = set(), [ENGLISH]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        ahead += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if link.partition("#")[0]]

    assert [path for path in pages() if path not in reached] == [], "link it from docs/README.md"


def test_every_make_target_that_is_named_exists():
    named = {
        (target, page)
        for line, page in _spoken(r"(?:^|`)(?:PORT=\d+ )?make ((?:[a-z][a-z-]*\b ?)+)(?:`| +#|$)")
        for target in line.split()
    }

    assert {one for one in named if one[0] not in TARGETS} == set()
    assert {"demo", "test"} <= {target for target, page in named if page == ENGLISH.name}


def test_every_command_and_option_that_is_shown_exists():
    known, wrong = _commands(), []
    for page in pages():
        for block in blocks(page):
            for line in re.findall(r"^(?:.*/bin/|\$ (?:\w+=\S+ )?)?pinzhang (.+)$", block.text, re.MULTILINE):
                words = line.split("#")[0].split()
                command = next((" ".join(words[:size]) for size in (2, 1) if " ".join(words[:size]) in known), "")
                options = {word for word in words if word.startswith("--")}
                if not command or options - known[command]:
                    wrong.append(f"{page.name}: {line}")

    assert wrong == []


def test_every_setting_that_is_named_exists():
    settings = {f"PINZHANG_{name.upper()}" for name in Environment.model_fields}
    of_commands = {name for name, page in _spoken(r"\(or the variable `(PINZHANG_[A-Z_]+)`\)")}

    assert {one for one in _spoken(r"\bPINZHANG_[A-Z_]+") if one[0] not in settings | of_commands} == set()


def test_the_glossary_has_the_chinese_name_that_each_model_bears():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", text_of(REFERENCE / "glossary.md"), re.MULTILINE))
    ours = [model for model in apps.get_models() if model.__module__.startswith("pinzhang.domain")]

    assert {model.__name__ for model in ours} == set(rows)
    assert [model.__name__ for model in ours if str(model._meta.verbose_name) not in rows[model.__name__]] == []


def test_both_readmes_show_the_same_commands_accounts_and_places():
    def shown(path: Path) -> tuple[list[str], set[str], set[str]]:
        text = text_of(path)
        commands = [re.sub(r" *#.*", "", line) for block in blocks(path) for line in block.text.splitlines()]
        return (
            commands,
            set(re.findall(r"`(demo-[a-z]+)`", text)),
            {link.replace("home-zh", "home") for link in links(path)} - {ENGLISH.name, CHINESE.name},
        )

    assert shown(ENGLISH) == shown(CHINESE)
    assert shown(ENGLISH)[1] == {door.username for door in FRONT_DOORS if not door.anonymous}


def test_decision_records_are_numbered_without_gaps_and_listed_with_their_titles():
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", text_of(DOCS / "decisions" / "README.md"), re.MULTILINE)

    expected = [
        (str(number), text_of(path).splitlines()[0].removeprefix(f"# {number}. "), path.name)
        for number, path in enumerate(RECORDS, start=1)
    ]
    assert listed == expected


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_has_context_decision_and_consequence(record: Path):
    headings = re.findall(r"^## (.+)$", text_of(record), re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequence"]
    assert len(text_of(record)) < 3000


def test_the_public_code_file_keeps_the_limits_of_its_standard():
    file = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    assert (file["publiccodeYmlVersion"], file["legal"]["license"]) == ("0.4", "Apache-2.0")
    assert sorted(file["description"]) == sorted(file["localisation"]["availableLanguages"])
    for words in file["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10000
        assert all(len(feature) <= 100 for feature in words["features"])
