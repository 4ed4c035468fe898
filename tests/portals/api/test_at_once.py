"""The same request from several processes at the same moment: one effect, one answer."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.connections.models import KeptRequest
from pinzhang.domain.connections.services.tokens import issue_token
from pinzhang.domain.programmes.selectors import edition_document
from tests.domain.concurrency.stage import HEAD_START, ROOT
from tests.factories import make_enterprise, make_round, make_signer

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_key_from_three_processes_at_once_begins_one_application():
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    firm = make_enterprise()
    scopes = ["organisation:read", "organisation:write"]
    expires_at = now + timedelta(days=1)
    by = make_signer(firm)
    _, secret = issue_token(holder=firm, label="ERP", scopes=scopes, expires_at=expires_at, by=by, at=now)
    head = edition_document(round_.edition).programme
    content = {"round": round_.pk, "route": head.routes[0].key, "subject_kind": head.subject_kinds[0]}
    given = json.dumps({"secret": secret, "key": "sent-by-three", "content": content})
    environment = {
        **os.environ,
        "ACTOR_DATABASE": str(connection.settings_dict["NAME"]),
        "ACTOR_FILES": settings.STORAGES["default"]["OPTIONS"]["location"],
        "COVERAGE_PROCESS_START": "",
    }
    command = [sys.executable, "-m", "tests.portals.api.sender", given, str(time.time() + HEAD_START)]

    senders = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [sender.communicate(timeout=120) for sender in senders]

    answers = [json.loads(out.strip().splitlines()[-1]) for out, _ in said]
    number = Application.objects.get().case.number
    assert answers == [{"status": 200, "number": number}] * 3
    assert KeptRequest.objects.count() == 1
