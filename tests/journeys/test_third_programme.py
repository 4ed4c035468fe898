"""A third programme: a pack directory only, published by the command, run to a decision in the browser."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.applications.models import Application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from tests.factories import make_district, make_enterprise, make_officer, make_signer
from tests.factories.programmes import PACKS, ROOT
from tests.journeys.hands import fill_every_section, fill_in, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRITTEN = ROOT / "tests" / "packs" / "fixtures" / "third-programme"


def _write_pack(folder: Path) -> Path:
    """Write the directory: nothing else of the program is touched."""
    shutil.copytree(WRITTEN, folder / "contest")
    shutil.copytree(PACKS / "facts", folder / "facts")
    return folder / "contest"


def test_a_programme_added_as_a_directory_runs_to_a_decision(office, accessible, tmp_path):
    jimo = make_district()
    pack = _write_pack(tmp_path)
    runner = CliRunner()

    checked = runner.invoke(app, ["pack", "check", str(pack)])
    assert checked.exit_code == 0, checked.output
    published = runner.invoke(app, ["pack", "publish", str(pack)])
    assert published.exit_code == 0, published.output
    edition = ProgrammeEdition.objects.get()
    assert edition.digest in published.output

    officer_user = make_officer(edition.authority)
    officer = office.page(officer_user)
    officer.goto(f"/staff/rounds/new/{edition.code}")
    accessible(officer)
    officer.get_by_label("届次名称").fill("2026 年")
    now = timezone.localtime(office.clock.now())
    officer.get_by_label("开始申报").fill((now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    officer.get_by_label("截止申报").fill((now + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"))
    officer.get_by_label("基准日").fill(str(local_day(now) + timedelta(days=20)))
    press(officer, "建立")
    press(officer, "现在开放申报")
    round_ = Round.objects.get()
    assert round_.state == "open"

    public = office.page()
    public.goto(f"/programmes/{edition.code}")
    expect(public.get_by_role("heading", level=1)).to_contain_text(edition.name)

    firm = make_enterprise("青岛新苗样例科技有限公司", jimo)
    signer = office.page(make_signer(firm, "林晓"))
    signer.goto(f"/enterprise/rounds/{round_.pk}/start")
    fill_in(signer.locator("main form").last)
    press(signer, "开始填写")
    fill_every_section(signer)
    press(signer, "的名义签署并提交")
    application = Application.objects.get()
    assert application.submitted_at is not None

    officer.goto(f"/staff/rounds/{round_.pk}")
    officer.get_by_role("link", name="生成名单").first.click()
    press(officer, "件的名单")
    officer.locator("select[name^=tier]").select_option(label="优胜")
    officer.locator("input[name^=ground], textarea[name^=ground]").fill("本项目不打分，经评议一致同意。")
    officer.get_by_label("会议纪要").fill("一致同意。")
    officer.get_by_label("文号").fill("样质字〔2026〕7号")
    press(officer, "办结名单")
    expect(officer.get_by_text("已办结").first).to_be_visible()

    application.case.refresh_from_db()
    assert application.case.outcome == "granted"
    signer.goto(f"/enterprise/applications/{application.pk}/")
    expect(signer.get_by_text("申报已通过").first).to_be_visible()
    assert json.loads(json.dumps(application.findings))["programme"] == edition.code
