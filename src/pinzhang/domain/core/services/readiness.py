"""Whether this process can serve: its database is there and migrated, its storage can be written."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import InterfaceError

_PROBE = "probe"
_seen: list[bool] = []


def hindrances() -> list[str]:
    """Return what keeps this process from serving: ``database``, ``migrations``, ``storage`` (就绪检查)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _is_migrated():
            return ["migrations"]
        return [] if storage_is_writable() else ["storage"]
    except (DatabaseError, InterfaceError):
        return ["database"]


def _is_migrated() -> bool:
    """Ask the database until it says yes; it does not go back while a process of this version runs."""
    if not _seen:
        _seen.extend([True] if not missing_migrations() else [])
    return bool(_seen)


def missing_migrations() -> list[str]:
    """Return the migrations of this version that the database does not have yet (未执行的迁移)."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def storage_is_writable() -> bool:
    """Tell whether an uploaded file could be kept just now (能否保存文件)."""
    try:
        name = default_storage.save(_PROBE, ContentFile(b"probe"))
        default_storage.delete(name)
    except OSError:
        return False
    return True
