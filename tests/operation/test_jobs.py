"""``pinzhang jobs`` shows what failed and tries it again."""

import json

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.core.models import Job
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed():
    Job.objects.create(handler="a.b", key="waits", run_at=AT)
    return Job.objects.create(
        handler="a.b", key="event:1", run_at=AT, state=Job.FAILED, attempts=8, last_error="RuntimeError('断')"
    )


def _told():
    result = CliRunner().invoke(app, ["jobs", "list", "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_failed_jobs_are_listed_with_their_error(failed):
    one = {"job": failed.pk, "handler": "a.b", "key": "event:1", "attempts": 8, "error": "RuntimeError('断')"}

    assert _told() == (1, {"schema": 1, "states": {"failed": 1, "queued": 1}, "failed": [one]})
    assert "排队 1，执行中 0，完成 0，失败 1" in CliRunner().invoke(app, ["jobs", "list"]).stdout


def test_a_failed_job_is_queued_anew_by_its_number_or_with_all(failed):
    nobody = CliRunner().invoke(app, ["jobs", "retry", "999999"])
    everybody = CliRunner().invoke(app, ["jobs", "retry"])

    assert [nobody.stdout.strip(), everybody.stdout.strip()] == ["已重新排队 0 件。", "已重新排队 1 件。"]
    assert _told() == (0, {"schema": 1, "states": {"queued": 2}, "failed": []})
