"""The one catalogue of facts: complete, in two languages, and the same as its reference page."""

from pathlib import Path

import pytest

from pinzhang.engine.packs.loader import load_catalogue
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from tests.packs.reading import AWARD, CONTEST, PREMIUM, catalogue, edition

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "facts.md"
FACTS = load_catalogue(catalogue())


def column(field: RecordField) -> str:
    return f"`{field.name}` {field.title.zh} ({field.type})"


def row(fact: Fact) -> str:
    kind = fact.type or "; ".join(column(field) for field in fact.fields)
    shape = fact.shape + (f", {fact.unit}" if fact.unit else "")
    fresh = fact.fresh_for or "—"
    corrects = "yes" if fact.applicant_may_correct else "no"
    cells = (f"`{fact.name}`", fact.title.zh, fact.title.en, shape, kind, ", ".join(fact.supplied_by), fresh, corrects)
    return f"| {' | '.join(cells)} |"


def test_every_fact_and_column_has_a_name_in_both_languages():
    titles = [fact.title for fact in FACTS.values()]
    titles += [field.title for fact in FACTS.values() for field in fact.fields]
    titles += [option.name for fact in FACTS.values() for one in (fact, *fact.fields) for option in one.options]

    assert [title.zh for title in titles if not title.en] == []


def test_what_only_a_supervisor_or_a_register_knows_is_not_corrected_by_the_applicant():
    official = {"supervisor", "register", "platform", "office"}
    known_officially = [fact for fact in FACTS.values() if set(fact.supplied_by) <= official]

    assert [fact.name for fact in known_officially if fact.applicant_may_correct] == []


@pytest.mark.parametrize("folder", [PREMIUM, AWARD, CONTEST], ids=lambda folder: folder.name)
def test_an_edition_keeps_the_facts_it_uses_as_the_catalogue_has_them(folder: Path):
    used = edition(folder).facts

    assert used == tuple(FACTS[fact.name] for fact in used)


def test_the_reference_page_lists_every_fact_as_the_catalogue_has_it():
    lines = PAGE.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("| `")] == [row(fact) for fact in FACTS.values()]
