"""``pinzhang keys`` and ``pinzhang signer``: keys are made, rotated, declared leaked, and kept by a process apart."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from pinzhang.adapters.signing.local import read_wrapping_key
from pinzhang.cli import app
from pinzhang.domain.core.models import Event
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.choices import Role
from pinzhang.domain.trust.models import Key
from pinzhang.domain.trust.refusals import CannotSign
from pinzhang.domain.trust.services import credentials, keys
from pinzhang.engine.signing.keys import read_key_set
from pinzhang.engine.signing.suites import to_base64url
from pinzhang.engine.signing.verification import verify
from tests.factories import AT
from tests.factories.decisions import conferred_round
from tests.factories.trust import make_claims, make_credential

pytestmark = pytest.mark.django_db
DONE, REFUSED, BAD_INPUT = 0, 1, 4
SEALING_KEY = to_base64url(b"s" * 32)


def _run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_a_new_sealing_key_is_one_that_the_setting_takes_and_never_the_same():
    made = {_run("keys", "new-sealing-key").stdout.strip() for _ in range(2)}

    assert len(made) == 2
    assert {len(read_wrapping_key(one)) for one in made} == {32}


def test_the_keys_are_listed_as_they_are_published_and_no_secret_with_them(client):
    make_credential()

    listed = _run("keys", "list")

    assert listed.stdout.encode() == client.get("/trust/keys.json").content
    assert {key["role"] for key in json.loads(listed.stdout)["keys"]} == {"credential"}
    assert '"d"' not in listed.stdout


def test_a_rotated_key_signs_no_more_and_what_it_signed_stays_genuine():
    old = make_credential()

    rotated = _run("keys", "rotate", "credential")

    told = json.loads(rotated.stdout)
    new = make_credential("YP-2026-0002", gtin=None)
    assert (rotated.exit_code, told["role"], told["kid"]) == (DONE, "credential", new.kid)
    assert new.kid != old.kid
    published = read_key_set(_run("keys", "list").stdout.encode())
    for ring, credential in product((selectors.key_ring(), published), (old, new)):
        assert verify(credential.full, keys=ring, status_list=None, at=timezone.now()).genuine is True
    assert Event.objects.filter(name="trust.key.published").count() == 2


@pytest.mark.parametrize("micros", [0, 1, 500_000, 999_999])
def test_what_is_signed_in_the_second_of_a_rotation_is_genuine_on_either_side(micros):
    moment = AT.replace(microsecond=micros)
    old = credentials.issue([make_claims("YP-2026-0001", gtin=None)], at=moment - timedelta(microseconds=1))[0]

    keys.rotate(role=Role.CREDENTIAL, by=None, at=moment)

    new = credentials.issue([make_claims("YP-2026-0002", gtin=None)], at=moment)[0]
    published = read_key_set(_run("keys", "list").stdout.encode())
    assert old.kid != new.kid
    for ring, credential in product((selectors.key_ring(), published), (old, new)):
        answer = verify(credential.compact, keys=ring, status_list=None, at=moment + timedelta(seconds=2))
        assert answer.genuine is True


def test_a_use_that_does_not_exist_is_bad_input():
    result = _run("keys", "rotate", "mail")

    assert result.exit_code == BAD_INPUT
    assert "credential、status、log" in result.stderr
    assert not Key.objects.exists()


def test_a_key_that_begins_later_is_not_rotated():
    keys.signer_for(Role.LOG, at=timezone.now() + timedelta(days=1))

    result = _run("keys", "rotate", "log")

    assert (result.exit_code, Key.objects.count()) == (REFUSED, 1)
    assert "不能轮换" in result.stderr


def test_a_leaked_key_is_published_as_leaked_once_and_signs_nothing_until_it_is_rotated():
    kid = make_credential().kid

    first, again, unknown = (_run("keys", "leaked", one) for one in (kid, kid, "nobody"))

    assert (first.exit_code, again.exit_code, unknown.exit_code) == (DONE, REFUSED, REFUSED)
    assert "compromised" in _run("keys", "list").stdout
    with pytest.raises(CannotSign):
        make_credential("YP-2026-0002", gtin=None)
    assert _run("keys", "rotate", "credential").exit_code == DONE
    assert make_credential("YP-2026-0002", gtin=None).kid != kid


def test_a_signer_without_a_sealing_key_does_not_begin(tmp_path):
    result = CliRunner().invoke(app, ["signer", "--socket", str(tmp_path / "s")], env={"PINZHANG_SEALING_KEY": "short"})

    assert result.exit_code == BAD_INPUT
    assert "PINZHANG_SEALING_KEY" in result.stderr


@pytest.fixture
def signer(tmp_path, settings):
    """A signing process, and an instance that has nothing of the sealing key."""
    place = tmp_path / "signer"
    command = [sys.executable, "-m", "pinzhang.cli", "signer", "--socket", str(place)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PINZHANG_SEALING_KEY": SEALING_KEY})
    process.stdout.readline()
    settings.SIGNER, settings.SIGNER_SOCKET = "pinzhang.adapters.signing.remote.RemoteSigner", str(place)
    settings.SEALING_KEY, settings.DATA_DIR = "", tmp_path / "var"
    keys._service.cache_clear()
    yield process
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    process.stdout.close()
    keys._service.cache_clear()


def test_an_instance_with_a_signing_process_confers_marks_and_never_holds_the_sealing_key(signer, tmp_path):
    conferred_round()

    mark = Mark.objects.get()
    answer = verify(
        selectors.credential_of(mark.number).compact, keys=selectors.key_ring(), status_list=None, at=timezone.now()
    )
    assert (answer.genuine, answer.mark["number"]) == (True, mark.number)
    assert not (tmp_path / "var" / "sealing.key").exists()


def test_while_the_signing_process_is_away_no_mark_is_conferred_and_nothing_is_half_done(signer):
    make_credential()
    signer.kill()
    signer.wait(timeout=60)

    with pytest.raises(CannotSign):
        conferred_round()

    assert not Mark.objects.exists()


def test_the_socket_in_the_environment_binds_the_signing_process():
    asked = "from django.conf import settings; print(settings.SIGNER, settings.SIGNER_SOCKET)"
    environment = os.environ | {
        "PINZHANG_SIGNER_SOCKET": "/run/pinzhang/signer",
        "DJANGO_SETTINGS_MODULE": "pinzhang.config.settings",
    }

    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment)

    assert answer.stdout.split() == ["pinzhang.adapters.signing.remote.RemoteSigner", "/run/pinzhang/signer"]


def test_keys_are_sealed_at_rest():
    make_credential()

    key = Key.objects.get(role=Role.CREDENTIAL)

    assert len(bytes(key.sealed)) > 32
    assert bytes(key.public) not in bytes(key.sealed)
