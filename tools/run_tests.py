"""Run every check and every test: style, types, boundaries, the suite on both databases, journeys in a browser.

    python tools/run_tests.py             everything
    python tools/run_tests.py --coverage  the same, and the branches taken on SQLite are counted
    python tools/run_tests.py --lint      the checks that run no test

What cannot run here is skipped with one loud line; under CI=true it fails instead, but for the question whether a
vulnerability is known, which a registry may leave unanswered. Exit codes: 0 all is well, 1 not.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from databases_for_tests import postgres_template, sqlite_template
from postgres_for_tests import postgres
from programs_for_tests import find_chromium, find_program

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STRICT = os.environ.get("CI", "").lower() == "true"
ORDER = ("-p", "no:randomly") if STRICT else ()
"""Integration has to give the same answer twice; other orders are tried at every other place and time."""
WORKERS = os.environ.get("PINZHANG_TEST_WORKERS", str(max(2, os.cpu_count() or 2) + 1))
"""One more than there are processors: tests wait for a browser, for a database and for each other."""
SUITE = ("pytest", "-q", "-n", WORKERS, *ORDER)

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
        failed += _suite(counted="--coverage" in arguments)
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'all checks and tests passed'}")
    return 1 if failed else 0


def _suite(*, counted: bool) -> list[str]:
    failed: list[str] = []
    if find_program(("pdftotext",), package="poppler-utils") is None:
        failed += _cannot("pdftotext", "install the package poppler-utils")
    with sqlite_template() as made:
        failed += _on_sqlite(made, counted=counted)
        failed += _journeys("SQLite", "browser", made)
    with postgres() or nullcontext(None) as address:
        if address is None:
            return [
                *failed,
                *_cannot("PostgreSQL", "set PINZHANG_TEST_POSTGRES, start a server, or install postgresql"),
            ]
        with postgres_template(address) as made:
            if not _step("tests on PostgreSQL", (*SUITE, "-m", "data and not browser"), **made):
                failed.append("tests on PostgreSQL")
            failed += _journeys("PostgreSQL", "data and browser", made)
        if not _step("migrations", ("python", "tools/lint_migrations.py"), PINZHANG_DATABASE=address):
            failed.append("migrations")
    return failed


def _on_sqlite(made: Mapping[str, str], *, counted: bool) -> list[str]:
    """Counting branches takes half as long again, and is left out unless it was asked for."""
    if not counted:
        return [] if _step("tests on SQLite", (*SUITE, "-m", "not browser"), **made) else ["tests on SQLite"]
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    suite = _step("tests on SQLite", (*SUITE, "--cov", "--cov-report=", "-m", "not browser"), **made)
    report = _step("coverage", ("coverage", "report"))
    return [name for name, well in (("tests on SQLite", suite), ("coverage", report)) if not well]


def _journeys(database: str, marks: str, made: Mapping[str, str]) -> list[str]:
    """Each journey runs on SQLite, and once more on PostgreSQL; a page without data looks the same on both."""
    chromium = find_chromium()
    if chromium is None:
        return _cannot("Chromium", "install the package chromium")
    command = (*SUITE, "--maxschedchunk", "1", "-m", marks)
    name = f"journeys on {database}"
    return [] if _step(name, command, PINZHANG_TEST_CHROMIUM=chromium, **made) else [name]


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
