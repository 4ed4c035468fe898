"""Find the programs that tests need, or install Debian's where that is possible."""

import os
import shutil
import subprocess

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the browser's path, as the environment names it or as it is found or installed."""
    return os.environ.get("PINZHANG_TEST_CHROMIUM") or find_program(CHROMIUM, package="chromium")


def find_program(names: tuple[str, ...], *, package: str) -> str | None:
    """Return the path of the first of these programs; on Debian as root its package is installed where missing."""
    return _on_path(names) or (_on_path(names) if _install(package) else None)


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _install(package: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", package),
    )
    return all(
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode == 0
        for command in commands
    )
