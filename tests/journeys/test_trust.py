"""A mark is conferred; its printed code is checked online, offline and by command; it is revoked, and all three say so.

Then one byte is changed in the database, and a monitor outside finds it.
"""

import json
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.db import connection
from PIL import Image
from playwright.sync_api import expect
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.applications.services import lists
from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.services.lifecycle import revoke_mark
from pinzhang.portals.public.scanning import SCANS
from tests.factories import AT, make_edition, make_round
from tests.factories.flow import DAY, in_notice
from tests.factories.programmes import PREMIUM_PACK
from tests.journeys.hands import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _before_conferral():
    at = AT + 9 * DAY
    round_ = make_round(make_edition(PREMIUM_PACK))
    notice, officer = in_notice(round_, count=1)
    lists.close_list(opened=notice, round_=round_, by=officer, at=at)
    decision = lists.open_list(round_=round_, stage="decision", by=officer, at=at)
    lists.close_list(opened=decision, round_=round_, by=officer, at=at, document_number="青质〔2026〕1号")
    while jobs.run_due(at=at):
        pass
    return round_, officer


def _confer(officer, round_) -> Mark:
    officer.goto(f"/staff/rounds/{round_.pk}/lists/conferral")
    press(officer, "件的名单")
    press(officer, "办结名单")
    officer.wait_for_load_state()
    return Mark.objects.select_related("edition", "subject", "holder", "authority").get()


def _told(arguments: list[str], code: int) -> dict:
    told = CliRunner().invoke(app, [*arguments, "--json"])
    assert told.exit_code == code, told.output
    answer: dict = json.loads(told.output)
    return answer


def _fetch(page, address: str, path) -> str:
    answer = page.request.get(address)
    assert answer.ok, address
    path.write_bytes(answer.body())
    return str(path)


def test_a_conferred_mark_is_checked_three_ways_and_so_is_its_revocation(
    office, browser, accessible, settings, tmp_path
):
    settings.SITE_URL, settings.PUBLISHED_DIR = office.url, tmp_path / "published"
    round_, clerk = _before_conferral()
    mark = _confer(office.page(clerk), round_)
    office.work_off()
    public, apart = office.page(width=390), browser.new_context(offline=True)
    printed = tmp_path / "code.png"
    _fetch(public, f"/m/{mark.number}/code.png", printed)
    link = zxingcpp.read_barcodes(Image.open(BytesIO(printed.read_bytes())).convert("L"))[0].text

    def checked(online: str, offline: str, command: str, code: int) -> None:
        public.goto("about:blank")
        public.goto(link.removeprefix(office.url))
        expect(public.get_by_role("heading", level=1)).to_have_text(online)
        expect(public.get_by_text("已在本机验证")).to_be_visible()
        keys = _fetch(public, "/trust/keys.json", tmp_path / "keys.json")
        listed = _fetch(public, "/status/0.cose", tmp_path / "0.cose")
        answer = _told(["verify", "--image", str(printed), "--keys", keys, "--status-list", listed], code)
        assert (answer["reason"], answer["status_signed"]) == (command, True)
        file = tmp_path / "verifier.html"
        _fetch(public, "/verifier/download", file)
        alone = apart.new_page()
        alone.goto(file.as_uri())
        expect(alone.locator("body[data-ready]")).to_be_attached()
        alone.set_input_files("#verifier-photo", printed)
        expect(alone.locator("#verifier-title")).to_have_text(offline)

    checked("真标识，现在有效", "真标识，现在有效", "active", 0)
    accessible(public)
    public.goto("/verifier")
    accessible(public)

    revoke_mark(mark=mark, ground="standard-not-met", text="抽查不合格", by=clerk, at=office.clock.now())
    office.work_off()
    checked("这枚标识已被撤销", "这枚标识已被撤销", "revoked", 1)

    public.goto("/log")
    accessible(public)
    monitor = ["log", "monitor", f"{office.url}/log/export.json", "--keys", str(tmp_path / "keys.json")]
    monitor += ["--state", str(tmp_path / "seen.json")]
    assert _told(monitor, 0)["in_order"] is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM trust_logrecord WHERE seq = 1")
        data = bytearray(bytes(cursor.fetchone()[0]))
        data[data.index(b'"about":"') + 9] ^= 1
        cursor.execute("UPDATE trust_logrecord SET data = %s WHERE seq = 1", [bytes(data)])
    found = _told(monitor, 1)["findings"]
    assert {"altered"} <= {one["kind"] for one in found}
    assert [one["first"] for one in found if one["kind"] == "altered"] == [1]
    assert urlsplit(link).path == f"/m/{mark.number}" or "/01/" in link
    apart.close()
    SCANS.take()
