"""The tutorial is run as it is written: its files are written, its commands run, its programme carried to a mark."""

import re
import shlex
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.commands.folders import load_folder
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage
from pinzhang.domain.marks.services import confer
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.services import panel
from pinzhang.engine.packs.canonical import canonical_bytes, digest
from pinzhang.engine.stages import Action
from tests.docs.reading import DOCS, ROOT, Block, blocks
from tests.factories import AT, make_district, make_edition, make_enterprise, make_officer, make_round, make_signer
from tests.factories.forms import fill_in

TUTORIAL = DOCS / "tutorials" / "new-programme.md"
PACK = Path("packs/370215-jimo/trusted-old-shops")
DONE, NO = 0, 1


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the tutorial, as its reader has them in the end."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "packs" / "facts", "packs/facts")
    (PACK / "examples").mkdir(parents=True)
    for block in blocks(TUTORIAL):
        if block.language in {"yaml", "markdown"}:
            (PACK / block.name).write_text(block.text, encoding="utf-8")
        elif block.language == "json":
            Path(block.name).write_text(block.text, encoding="utf-8")
    return PACK


def console(name: str) -> Block:
    return next(block for block in blocks(TUTORIAL) if (block.language, block.name) == ("console", name))


def run(name: str) -> tuple[int, str, str]:
    """Run the command of a console block and return its exit code, what it printed and what the page shows."""
    command, _, shown = console(name).text.partition("\n")
    words = [word for word in shlex.split(command.removeprefix("$ ")) if "=" not in word]
    assert words[0] == "pinzhang"
    result = CliRunner().invoke(app, words[1:])
    return result.exit_code, result.stdout, shown


def test_the_pack_of_the_tutorial_checks_clean_and_prints_what_the_page_shows(pack: Path):
    code, printed, shown = run("check")

    assert (code, printed) == (DONE, shown)


def test_the_misspelt_key_of_the_tutorial_is_refused_in_the_words_of_the_page(pack: Path):
    rules = pack / "eligibility.yaml"
    before, mark, after = rules.read_text(encoding="utf-8").partition("well-spoken-of")
    rules.write_text(before + mark + after.replace("clause:", "clauze:", 1), encoding="utf-8")

    code, printed, shown = run("misspelt")

    assert (code, printed) == (NO, shown)


def test_the_shop_of_the_tutorial_is_explained_in_the_words_of_the_page(pack: Path):
    code, printed, shown = run("explain")

    assert (code, printed) == (NO, shown)


@pytest.mark.django_db
def test_publishing_the_pack_of_the_tutorial_stores_its_bytes_and_its_number(pack: Path):
    make_district()

    code, printed, shown = run("publish")

    published = ProgrammeEdition.objects.get(code="trusted-old-shops")
    content = canonical_bytes(load_folder(pack))
    assert (code, re.sub(r"[0-9a-f]{64}", "…", printed)) == (DONE, shown)
    assert bytes(published.content) == content
    assert (published.digest, published.document_number) == (digest(content), "教程〔2026〕1号")


@pytest.mark.django_db
def test_a_shop_goes_through_the_programme_of_the_tutorial_to_its_mark(pack: Path):
    round_ = make_round(make_edition(document=load_folder(pack)), quotas={"trusted": 1})
    officer, shop = make_officer(round_.authority), make_enterprise()
    lin = make_signer(shop)
    application = start_application(
        round_=round_, applicant=shop, route="application", subject_kind="enterprise", sector="shops", by=lin, at=AT
    )
    fill_in(application, by=lin, at=AT)
    submit_application(application=application, by=lin, at=AT)
    at = AT + timedelta(days=1)

    decide_rule(application=application, rule="well-spoken-of", met=True, ground="走访街坊", by=officer, at=at)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=at)
    notice = lists.open_list(round_=round_, stage="notice", by=officer, at=at, ground="提前截止")
    at += timedelta(days=9)
    lists.close_list(opened=notice, round_=round_, by=officer, at=at)
    decision = panel.open_panel(round_=round_, stage="decision", by=officer, at=at)
    entry = PanelEntry.objects.get(batch_stage=decision)
    panel.propose(
        opened=decision,
        round_=round_,
        tiers={entry.application_id: "trusted"},
        grounds={entry.application_id: "条件全部符合"},
    )
    panel.conclude_panel(
        opened=decision, round_=round_, minutes="同意", by=officer, at=at, document_number="教程〔2026〕2号"
    )
    conferral = lists.open_list(round_=round_, stage="conferral", by=officer, at=at)
    (mark,) = confer(opened=conferral, round_=round_, by=officer, at=at)

    assert (notice.due_on, mark.tier, mark.document_number) == (date(2026, 3, 10), "trusted", "教程〔2026〕2号")
    assert mark.valid_until == date(2029, 3, 11)
