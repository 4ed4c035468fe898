"""Compile the translations: every locale/<language>/LC_MESSAGES/django.po under src becomes a .mo beside it.

    python tools/compile_messages.py

Needs no gettext on the machine. What is compiled already is left alone; an entry without a translation is named and
left in Chinese.
"""

import os
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_file(path: Path) -> list[str]:
    """Compile one file and return the texts it leaves untranslated."""
    catalogue = polib.pofile(str(path))
    fresh = path.with_suffix(f".mo.{os.getpid()}")
    catalogue.save_as_mofile(str(fresh))
    fresh.replace(path.with_suffix(".mo"))  # whole at every moment: another process may be reading it
    return [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]


def _compiled(path: Path) -> bool:
    made = path.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime > path.stat().st_mtime


def main() -> int:
    """Compile what has changed since it was compiled last, and name what is not translated."""
    for path in sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po")):
        if _compiled(path):
            continue
        untranslated = compile_file(path)
        print(f"{path.relative_to(SOURCE)}: compiled" + (f", {len(untranslated)} untranslated" if untranslated else ""))
        for text in untranslated:
            print(f"  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
