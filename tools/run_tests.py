"""Run every check and every test: style, types, boundaries, the suite on both databases, journeys in a browser.

    python tools/run_tests.py          everything
    python tools/run_tests.py --lint   the checks that run no test

What cannot run here is skipped with one loud line; under CI=true it fails instead, but for the question whether a
vulnerability is known, which a registry may leave unanswered. Exit codes: 0 all is well, 1 not.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from postgres_for_tests import postgres
from programs_for_tests import find_chromium, find_program

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STRICT = os.environ.get("CI", "").lower() == "true"
ORDER = ("-p", "no:randomly") if STRICT else ()
"""Integration has to give the same answer twice; other orders are tried at every other place and time."""
WORKERS = os.environ.get("PINZHANG_TEST_WORKERS", str(max(2, os.cpu_count() or 2)))

LINT: dict[str, tuple[str, ...]] = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "boundaries": ("lint-imports",),
    "types": ("mypy",),
    "templates": ("djlint", "--lint", "--quiet", "src"),
    "spelling": ("codespell", "src", "docs", "tests", "tools", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"),
    "packs": ("pinzhang", "pack", "check", "packs"),
}


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for and print a line per step."""
    failed = [name for name, command in LINT.items() if not _step(name, command)]
    if "--lint" not in arguments:
        failed += [] if _step("known vulnerabilities", ("python", "tools/audit.py")) else ["known vulnerabilities"]
        failed += _suite()
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'all checks and tests passed'}")
    return 1 if failed else 0


def _suite() -> list[str]:
    failed: list[str] = []
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    if find_program(("pdftotext",), package="poppler-utils") is None:
        failed += _cannot("pdftotext", "install the package poppler-utils")
    quick = ("pytest", "-q", "-n", WORKERS, *ORDER)
    covered = (*quick, "--cov", "--cov-report=")
    if not _step("tests on SQLite", (*covered, "-m", "not browser"), PINZHANG_DATABASE=""):
        failed.append("tests on SQLite")
    with postgres() or nullcontext(None) as address:
        if address is None:
            failed += _cannot("PostgreSQL", "set PINZHANG_TEST_POSTGRES, start a server, or install postgresql")
        elif not _step("tests on PostgreSQL", (*quick, "-m", "data and not browser"), PINZHANG_DATABASE=address):
            failed.append("tests on PostgreSQL")
        if address and not _step("migrations", ("python", "tools/lint_migrations.py"), PINZHANG_DATABASE=address):
            failed.append("migrations")
        failed += _journeys(address)
    if not _step("coverage", ("coverage", "report")):
        failed.append("coverage")
    return failed


def _journeys(address: str | None) -> list[str]:
    """Each journey runs on SQLite, and once more on PostgreSQL where there is one."""
    chromium = find_chromium()
    if chromium is None:
        return _cannot("Chromium", "install the package chromium")
    failed: list[str] = []
    for name, database in {"SQLite": "", "PostgreSQL": address}.items():
        if database is None:
            continue
        environment = {"PINZHANG_DATABASE": database, "PINZHANG_TEST_CHROMIUM": chromium}
        command = ("pytest", "-q", "-n", WORKERS, *ORDER, "--dist", "loadfile", "-m", "browser")
        if not _step(f"journeys on {name}", command, **environment):
            failed.append(f"journeys on {name}")
    return failed


def _cannot(what: str, how: str) -> list[str]:
    print(f"\n!!! {'FAILED' if STRICT else 'SKIPPED'}: no {what} here; {how} !!!", flush=True)
    return [what] if STRICT else []


def _step(name: str, command: Sequence[str], **environment: str) -> bool:
    print(f"\n--- {name}", flush=True)
    program = BIN / command[0]
    started = time.monotonic()
    settings = {**os.environ, "PINZHANG_TESTING": "1", **environment}
    found = str(program) if program.exists() else shutil.which(command[0]) or command[0]
    code = subprocess.run([found, *command[1:]], cwd=ROOT, env=settings, check=False).returncode
    print(f"--- {name}: {'ok' if code == 0 else f'exit {code}'} ({time.monotonic() - started:.0f} s)", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
