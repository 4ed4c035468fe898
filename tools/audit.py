"""Ask the registries whether a package that is used has a known vulnerability.

python tools/audit.py

Exit codes: 0 none known, or nobody answered (said loudly); 1 a vulnerability is known.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = (
    *("pip-audit", "--requirement", "requirements.lock", "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off", "--timeout", "20"),
)
SCRIPTS = ("npm", "audit", "--package-lock-only", "--json")
PATIENCE_SECONDS = 300


def main() -> int:
    """Ask for Python packages and for scripts, and name what is found."""
    found: list[str] = []
    for command, read in ((PYTHON, python_findings), (SCRIPTS, script_findings)):
        findings = read(_answer(command))
        if findings is None:
            print(f"!!! SKIPPED: {command[0]} got no answer from its registry; nothing is known of vulnerabilities !!!")
        else:
            found += findings
    for line in found:
        print(f"vulnerable: {line}")
    return 1 if found else 0


def _answer(command: tuple[str, ...]) -> Any:
    """Return what a program says as JSON; nothing where it cannot run, takes too long or says something else."""
    beside = Path(sys.executable).parent / command[0]
    program = str(beside) if beside.exists() else shutil.which(command[0])
    if program is None:
        return None
    try:
        run = subprocess.run(
            [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        return json.loads(run.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def python_findings(answer: Any) -> list[str] | None:
    """Return a line for each known vulnerability of a Python package; nothing where the answer is none."""
    if not isinstance(answer, dict) or "dependencies" not in answer:
        return None
    return [
        f"{package['name']} {package.get('version', '')}: {known['id']}, mended in "
        + (", ".join(known["fix_versions"]) or "—")
        for package in answer["dependencies"]
        for known in package.get("vulns", ())
    ]


def script_findings(answer: Any) -> list[str] | None:
    """Return a line for each vulnerable script package; nothing where the answer is none."""
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return None
    return [f"{name}: {known['severity']}" for name, known in sorted(answer["vulnerabilities"].items())]


if __name__ == "__main__":
    sys.exit(main())
