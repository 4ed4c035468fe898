"""Compile the translations: every locale/<language>/LC_MESSAGES/django.po under src becomes a .mo beside it.

    python tools/compile_messages.py

Needs no gettext on the machine. An entry without a translation is named and left in Chinese.
"""

import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_file(path: Path) -> list[str]:
    """Compile one file and return the texts it leaves untranslated."""
    catalogue = polib.pofile(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]


def main() -> int:
    for path in sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po")):
        untranslated = compile_file(path)
        print(f"{path.relative_to(SOURCE)}: compiled" + (f", {len(untranslated)} untranslated" if untranslated else ""))
        for text in untranslated:
            print(f"  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
