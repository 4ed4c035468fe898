"""``pinzhang audit`` says whether the chains hold, and where not."""

import json

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.core.models import Event, StreamHead
from pinzhang.domain.core.services import events
from pinzhang.domain.core.services.events import stream_of
from tests.factories import AT, make_user

pytestmark = pytest.mark.django_db
WHOLE, BROKEN, BAD_INPUT = 0, 1, 4


@pytest.fixture
def stream():
    lin = make_user()
    for _ in range(3):
        events.record("tests.link.added", subject=lin, by=None, at=AT)
    return stream_of(lin)


def _told(*arguments):
    result = CliRunner().invoke(app, ["audit", "verify", "--json", *map(str, arguments)])
    return result.exit_code, json.loads(result.stdout)


def test_whole_chains_are_said_to_be_whole(stream):
    expected = {"schema": 1, "whole": True, "events": 3, "streams": 1, "broken": []}

    assert _told() == (WHOLE, expected)
    assert "事件 3 条，链 1 条：全部完好" in CliRunner().invoke(app, ["audit", "verify"]).stdout


def test_the_first_broken_link_is_named(stream):
    Event.objects.filter(stream=stream, sequence=2).update(by="parties.user:99")

    code, told = _told()
    spoken = CliRunner().invoke(app, ["audit", "verify"])

    assert (code, told["first"]) == (BROKEN, {"stream": stream, "sequence": 2, "fault": "altered"})
    assert spoken.exit_code == BROKEN
    assert f"{stream} 第 2 条：内容与摘要不符" in spoken.stdout


def test_a_stream_removed_with_its_head_shows_against_heads_kept_elsewhere(stream, tmp_path):
    kept = tmp_path / "heads.json"
    assert CliRunner().invoke(app, ["audit", "heads", "--out", str(kept)]).exit_code == WHOLE
    assert json.loads(CliRunner().invoke(app, ["audit", "heads"]).stdout)["heads"][stream][0] == 3
    assert _told("--heads", kept)[0] == WHOLE

    Event.objects.filter(stream=stream).delete()
    StreamHead.objects.filter(stream=stream).delete()

    assert _told()[0] == WHOLE
    code, told = _told("--heads", kept)
    assert (code, told["first"]) == (BROKEN, {"stream": stream, "sequence": 3, "fault": "cut-off"})


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"heads": {"a": 1}}', '{"heads": {"a": ["x", "y"]}}'])
def test_a_file_that_holds_no_heads_is_bad_input(text, tmp_path):
    path = tmp_path / "heads.json"
    path.write_text(text)

    result = CliRunner().invoke(app, ["audit", "verify", "--heads", str(path)])

    assert result.exit_code == BAD_INPUT
    assert "不是链头文件" in result.stderr
