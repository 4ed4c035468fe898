"""``pinzhang personal`` finds, hands out and erases."""

import json
import zipfile

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from tests.factories import make_enterprise, make_signer, make_user

pytestmark = pytest.mark.django_db
DONE, REFUSED, BAD_INPUT = 0, 1, 4


def _run(*arguments):
    return CliRunner().invoke(app, ["personal", *map(str, arguments)])


def test_a_person_is_found_handed_out_and_erased(tmp_path):
    lin, out = make_user("林未名"), tmp_path / "answer.zip"
    subject = f"user:{lin.pk}"

    found = json.loads(_run("find", "林未名", "--json").stdout)
    handed = _run("export", subject, "--out", out)
    erased = json.loads(_run("erase", subject, "--ground", "2026-3", "--json").stdout)

    assert found == {"schema": 1, "found": [{"subject": subject, "called": "林未名"}]}
    assert (handed.exit_code, out.stat().st_mode & 0o777) == (DONE, 0o600)
    assert "林未名" in zipfile.ZipFile(out).read("answer.json").decode()
    assert erased == {"schema": 1, "subject": subject, "kept": []}
    lin.refresh_from_db()
    assert lin.full_name == ""
    assert _run("find", "林未名").exit_code == REFUSED


def test_what_cannot_be_done_is_said_with_its_reason():
    signer = make_signer(make_enterprise(), "赵签")

    refused = _run("erase", f"user:{signer.pk}", "--ground", "2026-3")
    nobody = _run("erase", "user:999999", "--ground", "2026-3")

    assert (refused.exit_code, nobody.exit_code) == (REFUSED, BAD_INPUT)
    assert "请先退出单位" in refused.stderr
    signer.refresh_from_db()
    assert signer.full_name == "赵签"
