import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from pinzhang.commands import log as command
from pinzhang.engine.ledger.heads import TreeHead, sign_head
from pinzhang.engine.ledger.proofs import is_consistent, is_included
from pinzhang.engine.ledger.tree import MemoryStore, append, leaf_hash, root_of
from tests.engine.ledger.cast import ENTRIES, FIRST_DAY, ORIGIN, make_export, with_text, without
from tests.engine.signing.cast import FORGER, LOG_KEEPER, NOW, RING

EXPORT = make_export(leaves=True)
LEAVES = [leaf_hash(entry) for entry in EXPORT.entries]
STORE = MemoryStore()
append(STORE, 0, LEAVES)
ROOT = root_of(STORE, 10).hex()


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "keys.json"
    path.write_bytes(RING.to_bytes())
    return path


@pytest.fixture
def write(tmp_path):
    def to_file(export, name="log.json"):
        (tmp_path / name).write_bytes(export.to_bytes())
        return tmp_path / name

    return to_file


def run(*arguments):
    return CliRunner().invoke(command.app, [str(argument) for argument in arguments])


def told(*arguments):
    result = run(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def hashes(path):
    return [bytes.fromhex(step) for step in path]


def test_the_head_is_shown_and_held_against_the_entries(write, keys):
    expected = {
        "schema": 1,
        "origin": ORIGIN,
        "signed": True,
        "entries": 10,
        "head": {"size": 10, "root": ROOT, "at": "2026-11-10T02:00:00Z"},
        "matches": True,
    }

    assert told("head", "--log", write(EXPORT), "--keys", keys) == (0, expected)
    del expected["signed"]
    assert told("head", "--log", write(EXPORT)) == (0, expected)


def test_a_head_that_does_not_match_or_is_not_signed_is_a_no(write, keys):
    assert told("head", "--log", write(with_text(EXPORT, 3, b"{}")))[1]["matches"] is False
    assert run("head", "--log", write(with_text(EXPORT, 3, b"{}"))).exit_code == 1
    assert run("head", "--log", write(without(EXPORT, 9))).exit_code == 1
    code, answer = told("head", "--log", write(make_export(signer=FORGER)), "--keys", keys)
    assert (code, answer["signed"], answer["matches"]) == (1, False, True)


def test_a_log_without_a_head_cannot_be_told(write, keys):
    source = write(replace(EXPORT, heads=()))

    assert told("head", "--log", source, "--keys", keys) == (3, {"schema": 1, "origin": ORIGIN, "entries": 10})
    assert run("prove", "3", "--log", source).exit_code == 3


def test_the_log_may_be_named_by_the_environment(write, monkeypatch):
    monkeypatch.setenv("PINZHANG_LOG", str(write(EXPORT)))

    assert run("head").exit_code == 0
    monkeypatch.delenv("PINZHANG_LOG")
    assert run("head").exit_code == 2


@pytest.mark.parametrize("entry", ["7", "QY2026-0007", LEAVES[7].hex(), LEAVES[7].hex().upper()])
def test_an_entry_is_proven_by_number_mark_or_hash(write, keys, entry):
    code, answer = told("prove", entry, "--log", write(EXPORT), "--keys", keys)

    assert (code, answer["included"], answer["index"], answer["signed"]) == (0, True, 7, True)
    assert answer["entry"] == EXPORT.entries[7].decode()
    assert is_included(
        leaf=leaf_hash(answer["entry"].encode()),
        index=7,
        size=answer["size"],
        path=hashes(answer["path"]),
        root=bytes.fromhex(ROOT),
    )


def test_of_several_entries_about_a_mark_the_latest_is_proven(write):
    again = replace(ENTRIES[9], about="QY2026-0003")
    export = make_export((*ENTRIES[:9], again))

    assert told("prove", "QY2026-0003", "--log", write(export))[1]["index"] == 9


@pytest.mark.parametrize("entry", ["10", "QY2026-9999", "0" * 64, "007", "9" * 5000])
def test_what_is_not_in_the_log_is_a_no(write, entry):
    assert told("prove", entry, "--log", write(EXPORT)) == (1, {"schema": 1, "origin": ORIGIN, "included": False})


def test_an_entry_that_cannot_be_read_is_about_nothing(write):
    source = write(with_text(EXPORT, 9, b"\xff"))

    assert run("prove", "QY2026-0009", "--log", source).exit_code == 1
    assert told("prove", "9", "--log", source)[1]["included"] is False


def test_an_entry_that_no_head_covers_yet_cannot_be_told(write):
    export = make_export(head_sizes=(2, 8))
    code, answer = told("prove", "9", "--log", write(export))

    assert (code, answer["index"], "included" in answer) == (3, 9, False)


def test_an_altered_entry_has_no_proof(write, keys):
    code, answer = told("prove", "2", "--log", write(with_text(EXPORT, 5, b"{}")), "--keys", keys)

    assert (code, answer["included"]) == (1, False)


def test_growth_is_proven_between_two_sizes(write, keys):
    code, answer = told("consistency", 4, 10, "--log", write(EXPORT), "--keys", keys)

    assert (code, answer["consistent"], answer["new"]) == (0, True, {"size": 10, "root": ROOT})
    assert is_consistent(
        old=4,
        new=10,
        old_root=root_of(STORE, 4),
        new_root=root_of(STORE, 10),
        path=hashes(answer["path"]),
    )
    assert told("consistency", 3, 7, "--log", write(EXPORT))[1]["old"]["root"] == root_of(STORE, 3).hex()


def test_entries_changed_between_two_published_heads_are_not_consistent_with_them(write):
    code, answer = told("consistency", 4, 10, "--log", write(with_text(EXPORT, 5, b"{}")))

    assert (code, answer["consistent"]) == (1, False)


@pytest.mark.parametrize(("old", "new"), [(5, 4), (4, 11)])
def test_sizes_that_the_log_never_had_are_bad_input(write, old, new):
    assert run("consistency", old, new, "--log", write(EXPORT)).exit_code == 4


def test_what_is_no_size_is_a_mistake_in_use(write):
    assert run("consistency", "four", "10", "--log", write(EXPORT)).exit_code == 2
    assert run("consistency", "--log", write(EXPORT), "--", "-1", "10").exit_code == 2


def test_an_honest_log_passes_the_monitor(write, keys):
    code, report = told("monitor", write(EXPORT), "--keys", keys)

    assert (code, report["in_order"], report["findings"]) == (0, True, [])
    assert told("monitor", write(EXPORT))[0] == 3


def test_one_byte_changed_is_found_by_the_monitor(write, keys):
    changed = EXPORT.entries[6].replace(b"QY2026-0006", b"QY2026-0007")
    code, report = told("monitor", write(with_text(EXPORT, 6, changed)), "--keys", keys)

    assert (code, report["in_order"]) == (1, False)
    assert report["findings"] == [{"kind": "altered", "first": 6, "last": 6, "sentence": "条目内容被改动"}]


def test_the_monitor_remembers_only_what_it_found_in_order(write, keys, tmp_path):
    state = tmp_path / "seen.json"
    before = make_export(ENTRIES[:6], head_sizes=(2, 6))
    rewritten = make_export((*ENTRIES[:2], replace(ENTRIES[2], about="QY2026-9999"), *ENTRIES[3:]))

    assert run("monitor", write(before), "--keys", keys, "--state", state).exit_code == 0
    first = state.read_bytes()
    assert run("monitor", write(rewritten), "--keys", keys).exit_code == 0
    code, report = told("monitor", write(rewritten), "--keys", keys, "--state", state)
    assert (code, {finding["kind"] for finding in report["findings"]}) == (1, {"altered", "split-view"})
    assert state.read_bytes() == first
    assert run("monitor", write(EXPORT), "--keys", keys, "--state", state).exit_code == 0
    assert state.read_bytes() != first


def test_a_person_reads_the_verdict_first(write, keys):
    bad = run("monitor", write(without(EXPORT, 4)), "--keys", keys)

    assert bad.stdout.splitlines() == [f"{ORIGIN}：9 条。日志有问题：", "条目被删除：4–4"]
    assert run("monitor", write(EXPORT)).stdout == f"{ORIGIN}：10 条。没有发现问题，但未核对签名。\n"
    assert run("monitor", write(EXPORT), "--keys", keys).stdout == f"{ORIGIN}：10 条。日志无误。\n"
    assert "matches: True" in run("head", "--log", write(EXPORT)).stdout


def test_what_is_no_log_is_bad_input(write, keys, tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    broken = replace(EXPORT, heads=(b"x",))

    for arguments in (["head", "--log"], ["prove", "1", "--log"], ["consistency", 1, 2, "--log"], ["monitor"]):
        assert run(*arguments, tmp_path / "bad.json").exit_code == 4
        assert run(*arguments, tmp_path / "none.json").exit_code == 4
        assert run(*arguments, "\0").exit_code == 4
    assert run("head", "--log", write(broken)).exit_code == 4
    assert run("monitor", write(broken), "--keys", keys).exit_code == 1
    assert run("monitor", write(EXPORT), "--keys", tmp_path / "bad.json").exit_code == 4
    assert run("monitor", write(EXPORT), "--state", tmp_path / "bad.json").exit_code == 4


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/log.json":
            self.answer(200, EXPORT.to_bytes())
        elif self.path == "/keys.json":
            self.answer(200, RING.to_bytes())
        elif self.path == "/moved":
            self.answer(302, b"", Location="/log.json")
        elif self.path == "/away":
            self.answer(302, b"", Location="file:///etc/hostname")
        elif self.path == "/ftp":
            self.answer(302, b"", Location="ftp://127.0.0.1/log.json")
        else:
            self.answer(404, b"none")

    def answer(self, code, body, **headers):
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/log.json", "/moved"])
def test_a_log_is_watched_over_http(site, keys, path):
    assert told("monitor", site + path, "--keys", keys)[1]["in_order"] is True


def test_a_newspaper_needs_nothing_but_two_addresses(site):
    code, report = told("monitor", site + "/log.json", "--keys", site + "/keys.json")

    assert (code, report["in_order"]) == (0, True)
    assert told("head", "--log", site + "/log.json", "--keys", site + "/keys.json")[1]["signed"] is True


@pytest.mark.parametrize("keys", ["/none", "/log.json"])
def test_an_address_that_gives_no_keys_is_bad_input(site, keys):
    assert run("monitor", site + "/log.json", "--keys", site + keys).exit_code == 4


@pytest.mark.parametrize("path", ["/none", "/away", "/ftp"])
def test_an_address_that_does_not_give_the_log_is_bad_input(site, path):
    assert run("monitor", site + path).exit_code == 4


@pytest.mark.parametrize("address", ["http://", "https://127.0.0.1:1/log.json", "http://[::1"])
def test_an_address_that_leads_nowhere_is_bad_input(address):
    assert run("monitor", address).exit_code == 4


def test_a_log_that_is_too_large_is_bad_input(site, write, monkeypatch):
    monkeypatch.setattr(command, "LARGEST_EXPORT", 100)

    assert run("monitor", site + "/log.json").exit_code == 4
    assert run("monitor", write(EXPORT)).exit_code == 4


def test_a_log_that_comes_too_slowly_is_bad_input(site, monkeypatch):
    monkeypatch.setattr(command, "_LONGEST_FETCH_SECONDS", -1)

    result = run("monitor", site + "/log.json")

    assert (result.exit_code, result.stderr) == (4, f"{site}/log.json：超过 -1 秒\n")


def test_a_head_larger_than_the_log_is_a_no(write):
    huge = sign_head(TreeHead(ORIGIN, 11, bytes(32), NOW), LOG_KEEPER)
    source = write(replace(EXPORT, heads=(huge,)))

    assert (run("head", "--log", source).exit_code, run("prove", "1", "--log", source).exit_code) == (1, 1)
    assert FIRST_DAY < NOW
