"""Secrets are opened only by who holds the sealing key, in this process or in another."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading

import pytest

from pinzhang.adapters.signing.local import LocalSigner, Vault, read_wrapping_key
from pinzhang.adapters.signing.remote import RemoteSigner, SignerServer
from pinzhang.domain.trust.ports import SignerFault
from pinzhang.engine.signing.suites import suite_named, to_base64url

KEY = b"k" * 32


def _verified(key, signature: bytes) -> bool:
    return suite_named(key.suite).verifier(key.public)(signature, b"message")


@pytest.mark.parametrize("suite", ["Ed25519", "ES256", "SM2"])
def test_a_vault_signs_with_what_it_sealed_and_another_cannot(suite):
    key = Vault(KEY).generate(suite)

    assert _verified(key, Vault(KEY).sign(key, b"message"))
    with pytest.raises(SignerFault):
        Vault(b"x" * 32).sign(key, b"message")
    with pytest.raises(SignerFault):
        Vault(KEY).sign(key._replace(kid="other"), b"message")


def test_a_suite_that_nobody_knows_is_named():
    with pytest.raises(SignerFault, match="unknown suite"):
        Vault(KEY).generate("RSA")


@pytest.mark.parametrize("text", ["", "!!", to_base64url(b"short")])
def test_a_sealing_key_that_is_none_is_named(text):
    with pytest.raises(SignerFault, match="PINZHANG_SEALING_KEY"):
        read_wrapping_key(text)


def test_a_demonstration_keeps_one_sealing_key_beside_its_data(settings, tmp_path):
    settings.SEALING_KEY, settings.DATA_DIR = "", tmp_path / "var"
    key = LocalSigner().generate("Ed25519")

    assert _verified(key, LocalSigner().sign(key, b"message"))
    assert stat.S_IMODE((tmp_path / "var" / "sealing.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["sealing.key"]


@pytest.fixture
def served(tmp_path):
    server = SignerServer(tmp_path / "signer", Vault(KEY))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield tmp_path / "signer"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_process_of_its_own_signs_and_only_its_user_and_group_may_ask(served):
    asking = RemoteSigner(str(served))

    key = asking.generate("Ed25519")

    assert _verified(key, asking.sign(key, b"message"))
    assert _verified(key, Vault(KEY).sign(key, b"message"))
    assert stat.S_IMODE(served.stat().st_mode) == 0o660
    with pytest.raises(SignerFault, match="cannot be opened"):
        asking.sign(key._replace(sealed=b"?" * 60), b"message")
    with pytest.raises(SignerFault, match="unknown suite"):
        asking.generate("RSA")


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"[]", b"nonsense", b'{"do":"sign"}', b'{"do":"sign","sealed":"?"}', b"[" * 100_000]
)
def test_whatever_is_asked_is_answered_and_the_signer_lives_on(served, line):
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(served))
        stream = link.makefile("rwb")
        stream.write(line + b"\n")
        stream.flush()
        answer = stream.readline()

    assert b"fault" in answer
    assert RemoteSigner(str(served)).generate("Ed25519").suite == "Ed25519"


def test_a_signer_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(SignerFault):
        RemoteSigner(str(tmp_path / "nobody")).generate("Ed25519")


def test_the_command_serves_until_it_is_told_to_stop_and_a_restart_is_survived(tmp_path):
    place = tmp_path / "signer"
    asking = RemoteSigner(str(place))
    kept = None

    for _ in range(2):
        command = [sys.executable, "-m", "pinzhang.cli", "signer", "--socket", str(place)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, env=os.environ | {"PINZHANG_SEALING_KEY": to_base64url(KEY)}
        )
        process.stdout.readline()
        kept = kept or asking.generate("Ed25519")
        assert _verified(kept, asking.sign(kept, b"message"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        process.stdout.close()

    assert not place.exists()
