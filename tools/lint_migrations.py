"""Hold every migration against the rules of an upgrade during which the version before goes on serving.

    python tools/lint_migrations.py            name what breaks a rule and was not accepted before
    python tools/lint_migrations.py --accept   accept everything as it is now

A new column may be null or has a default in the database, nothing is dropped or renamed in the version that stops using
it, an index on a large table is built without locking it. Needs PINZHANG_DATABASE on a PostgreSQL server, whose SQL it
reads; nothing is changed there. Exit codes: 0 all keep the rules, 1 not, 3 cannot tell.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = ROOT / "tools" / "migrations_accepted.txt"
CANNOT_TELL = 3


def main(arguments: list[str]) -> int:
    """Lint every migration of this project."""
    address = urlsplit(os.environ.get("PINZHANG_DATABASE", ""))
    if address.scheme != "postgresql":
        print("set PINZHANG_DATABASE=postgresql://…")
        return CANNOT_TELL
    os.environ |= {
        "PINZHANG_TESTING": "1",
        "PINZHANG_DATABASE": address._replace(path="/postgres").geturl(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    sys.path[:0] = [str(ROOT)]
    found = sorted(set(_broken_rules()))
    if "--accept" in arguments:
        ACCEPTED.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
        return 0
    accepted = set(ACCEPTED.read_text(encoding="utf-8").splitlines())
    new = [line for line in found if line not in accepted]
    print("\n".join(new) if new else f"every migration keeps the rules; {len(found)} exceptions were accepted before")
    return 1 if new else 0


def _broken_rules() -> list[str]:
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from django.apps import apps  # noqa: PLC0415
    from django_migration_linter import MigrationLinter  # noqa: PLC0415
    from django_migration_linter.sql_analyser import analyse_sql_statements  # noqa: PLC0415

    own = {config.label for config in apps.get_app_configs() if config.name.startswith("pinzhang.")}
    linter = MigrationLinter(str(ROOT), no_cache=True, no_output=True)
    broken = []
    for (label, name), migration in sorted(linter.migration_loader.disk_migrations.items()):
        if label in own and not migration.initial:  # nobody uses yet what an initial migration makes
            errors, _, warnings = analyse_sql_statements(linter.sql_analyser_class, linter.get_sql(label, name), [])
            broken += [f"{label}.{name} {issue.code} {issue.table or ''}".rstrip() for issue in [*errors, *warnings]]
    return broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
