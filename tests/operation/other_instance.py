"""A second instance, on SQLite in a folder of its own: brings an archive back, and writes one of what it has then.

Its tables are made from the models rather than by one migration after another: the same tables at less cost.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ |= {
    "PINZHANG_TESTING": "1",
    "PINZHANG_DATABASE": "",
    "PINZHANG_DATA_DIR": tempfile.mkdtemp(prefix="pinzhang-other-"),
    "DJANGO_SETTINGS_MODULE": "pinzhang.config.settings",
}

import django
from django.conf import settings


class NoMigrations:
    """Says of every app that it has no migrations."""

    def __contains__(self, _label: str) -> bool:
        return True

    def __getitem__(self, _label: str) -> None:
        return None


settings.MIGRATION_MODULES = NoMigrations()
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.utils import timezone  # noqa: E402

from pinzhang.domain.core.services.archive import check_archive, restore_archive, write_archive  # noqa: E402


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    call_command("migrate", run_syncdb=True, verbosity=0)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for name in check_archive(source)["migrations"]:
        recorder.record_applied(*name.split(".", 1))
    restore_archive(source)
    write_archive(target, version="other", at=timezone.now())


if __name__ == "__main__":
    main()
