"""What was backed up comes back row by row, into an empty database of either kind, and nowhere else."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.core.selectors import broken_links
from pinzhang.domain.core.services import archive
from pinzhang.domain.core.services.archive import CannotRestore
from pinzhang.domain.core.services.files import keep_file
from pinzhang.domain.core.services.numbering import next_number
from tests.factories import AT, make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import decide_judgements, submitted

ROOT = Path(__file__).resolve().parents[2]
PDF = b"%PDF-1.4\n%kept\n%%EOF\n"
REFUSED, BAD_INPUT = 1, 4


def _lines(path):
    with zipfile.ZipFile(path) as opened:
        manifest = json.loads(opened.read(archive.MANIFEST))
        return {name: opened.read(f"tables/{name}.jsonl").decode() for name in manifest["tables"]}, manifest["files"]


def _write(path):
    return archive.write_archive(path, version="test", at=AT)


def _keep(name="证书.pdf"):
    firm = make_enterprise()
    return keep_file(PDF, name=name, accept=("pdf",), max_mb=1, by=make_signer(firm), at=AT)


@pytest.mark.django_db(transaction=True)
def test_an_instance_moves_between_databases_and_back_row_by_row(tmp_path):
    round_ = make_round()
    decide_judgements(submitted(round_), make_officer(round_.authority))
    stored = _keep()
    next_number("MOVED", year=2026)
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    other = [sys.executable, "-m", "tests.operation.other_instance", str(first), str(second)]

    _write(first)
    subprocess.run(other, cwd=ROOT, env={**os.environ, "COVERAGE_PROCESS_START": ""}, check=True)
    name = stored.content.name
    default_storage.delete(name)
    call_command("flush", interactive=False, verbosity=0)
    archive.restore_archive(second)
    _write(third)

    tables, files = _lines(first)
    assert (tables, files) == _lines(second) == _lines(third)
    assert sum(len(text) for text in tables.values()) > 10_000
    assert name in files
    assert Path(default_storage.path(name)).read_bytes() == PDF
    assert list(broken_links()) == []
    assert next_number("MOVED", year=2026) == "MOVED-2026-0002"
    last = Event.objects.order_by("-pk").first()
    make_enterprise()
    assert Event.objects.order_by("-pk").first().pk > last.pk


@pytest.mark.django_db(transaction=True)
def test_a_backup_names_the_files_that_are_not_there_and_goes_on(tmp_path):
    name = _keep().content.name
    default_storage.delete(name)
    path = tmp_path / "kept.zip"

    result = CliRunner().invoke(app, ["backup", str(path), "--json"])

    told = json.loads(result.stdout)
    assert (result.exit_code, told["missing_files"], told["files"]) == (1, [name], 0)
    assert path.stat().st_mode & 0o777 == 0o600
    checked = CliRunner().invoke(app, ["restore", str(path), "--check", "--json"])
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, told)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_into_a_database_that_is_not_empty(tmp_path):
    _keep()
    path = tmp_path / "kept.zip"
    _write(path)
    before = list(StoredFile.objects.values())

    result = CliRunner().invoke(app, ["restore", str(path)])

    assert result.exit_code == REFUSED
    assert "只能恢复到空库" in result.stderr
    assert list(StoredFile.objects.values()) == before


def _rewritten(path, change):
    with zipfile.ZipFile(path) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as opened:
        for name, content in members.items():
            opened.writestr(name, content)


def _manifest(**changes):
    def change(members):
        members[archive.MANIFEST] = json.dumps({**json.loads(members[archive.MANIFEST]), **changes}).encode()

    return change


def _altered(members):
    members["tables/core.Event.jsonl"] = members["tables/core.Event.jsonl"].replace(b"parties", b"partiez")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_altered, "备份已损坏：tables/core.Event.jsonl"),
        (lambda members: members.pop("tables/core.Event.jsonl"), "读不出备份文件"),
        (lambda members: members.pop(archive.MANIFEST), "读不出备份文件"),
        (_manifest(schema=2), "只认 1"),
    ],
    ids=["altered", "member gone", "no manifest", "other schema"],
)
def test_a_damaged_archive_is_not_restored(tmp_path, change, sentence):
    make_enterprise()
    path = tmp_path / "kept.zip"
    _write(path)
    _rewritten(path, change)

    result = CliRunner().invoke(app, ["restore", str(path), "--check"])

    assert result.exit_code == BAD_INPUT
    assert sentence in result.stderr


@pytest.mark.django_db(transaction=True)
def test_an_archive_of_another_version_is_not_restored(tmp_path):
    path = tmp_path / "kept.zip"
    _write(path)
    _rewritten(path, _manifest(migrations=["core.0001_initial", "core.9999_later"]))

    with pytest.raises(CannotRestore) as refusal:
        archive.restore_archive(path)

    assert "备份多出：core.9999_later" in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_a_file_with_other_bytes_is_not_overwritten(tmp_path):
    name = _keep().content.name
    path = tmp_path / "kept.zip"
    _write(path)
    call_command("flush", interactive=False, verbosity=0)
    default_storage.delete(name)
    with default_storage.open(name, "wb") as other:
        other.write(b"other")

    with pytest.raises(CannotRestore) as refusal:
        archive.restore_archive(path)

    assert "同名而内容不同" in str(refusal.value)
    assert not StoredFile.objects.exists()


def test_a_text_file_is_no_archive(tmp_path):
    path = tmp_path / "kept.zip"
    path.write_text("hello")

    with pytest.raises(CannotRestore):
        archive.check_archive(path)
