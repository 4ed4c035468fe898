"""Third-party files are never in the repository; what is copied is what was recorded."""

import json
import subprocess

import pytest
import vendor_assets

ROOT = vendor_assets.ROOT


def test_no_third_party_file_is_in_the_repository():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert [name for name in tracked if "/vendor/" in name or name.startswith("node_modules/")] == []


def test_the_lock_names_no_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_versions_are_exact():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert [version for version in wanted.values() if not version[0].isdigit()] == []


def test_a_pointer_to_a_source_map_is_dropped():
    assert vendor_assets.served(b"a{}\n/*# sourceMappingURL=a.css.map */\n") == b"a{}\n"
    assert vendor_assets.served(b"a{}") == b"a{}"


def test_a_file_that_differs_from_the_record_is_refused_by_name(tmp_path, monkeypatch):
    record = tmp_path / "record.json"
    monkeypatch.setattr(vendor_assets, "RECORD", record)
    with pytest.raises(vendor_assets.Refused):
        vendor_assets.compare({})
    record.write_text(json.dumps({"files": {"a.css": vendor_assets.integrity(b"a")}}), encoding="utf-8")

    vendor_assets.compare({"a.css": b"a"})

    with pytest.raises(vendor_assets.Refused) as refusal:
        vendor_assets.compare({"a.css": b"changed", "b.js": b""})
    assert str(refusal.value) == "not as recorded: a.css, b.js"


def test_an_allowed_file_that_is_not_installed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(vendor_assets, "MODULES", tmp_path)

    with pytest.raises(vendor_assets.Refused) as refusal:
        vendor_assets.sources()

    assert str(refusal.value) == "@tabler/core/dist/css/tabler.min.css is not installed"
