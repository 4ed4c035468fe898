"""Find Chromium for the journeys, or install Debian's where that is possible."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the program's path; on Debian as root it is installed where it is missing."""
    named = os.environ.get("PINZHANG_TEST_CHROMIUM")
    if named:
        return named
    return _on_path() or (_on_path() if _install() else None)


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
    ):
        if subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode:
            return False
    return True
