"""Keep everything of an instance in one file that knows no database, and bring it back into an empty one.

The file is a ZIP: ``manifest.json`` with a digest for every other member, a member of JSON lines for each table, and
the uploaded files. What a migration makes by itself (content types, permissions) and what lives for a moment (sessions,
workers) is left out.
"""
# ruff: noqa: SLF001 - it walks every model by Django's own description of it

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, FileField, Model
from django.utils.duration import duration_string

from pinzhang.domain.core.models import Worker
from pinzhang.domain.core.refusals import Refusal

SCHEMA = 1
MANIFEST = "manifest.json"
LEFT_OUT = {"contenttypes", "auth", "sessions"}
CHUNK = 1024 * 1024


class CannotRestore(Refusal):
    """The archive is damaged or of another version, or the database is not empty (不能恢复)."""


def tables() -> list[type[Model]]:
    """Return the models whose rows are kept, in a fixed order."""
    return sorted(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model is not Worker and not _left_out(model)
        ),
        key=lambda model: model._meta.label,
    )


def _left_out(model: type[Model]) -> bool:
    meta = model._meta
    targets = [field.related_model._meta.app_label for field in meta.concrete_fields if field.related_model]
    return meta.app_label in LEFT_OUT or (bool(meta.auto_created) and bool(LEFT_OUT & set(targets)))


def columns(model: type[Model]) -> "list[Field[Any, Any]]":
    """Return the fields of a table whose values are kept."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def write_archive(path: Path, *, version: str, at: datetime) -> dict[str, Any]:
    """Write every row as of one moment, and every file a row names; return the manifest with its own digest.

    The file appears under its name only when it is whole. A file that a row names and that is not there is listed.
    """
    part = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        part.chmod(0o600)
        with _one_moment():
            manifest: dict[str, Any] = {
                "schema": SCHEMA,
                "made_at": at.isoformat(),
                "version": version,
                "database": connection.vendor,
                "migrations": migrations(),
                "tables": {model._meta.label: _write_table(archive, model) for model in tables()},
            }
            names = sorted(set(_file_names()))
        kept = {name: _write_file(archive, name) for name in names if default_storage.exists(name)}
        manifest |= {"files": kept, "missing_files": [name for name in names if name not in kept]}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        archive.writestr(MANIFEST, text)
    part.replace(path)
    return {**manifest, "digest": hashlib.sha256(text).hexdigest()}


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as of one moment, and hold up no writer."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        sqlite.transaction_mode = mode


def migrations() -> list[str]:
    """Return the migrations that this database has, by name."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _write_table(archive: zipfile.ZipFile, model: type[Model]) -> dict[str, Any]:
    names = [field.attname for field in columns(model)]
    digest, count = hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as member:
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
            line = (json.dumps([encode(value) for value in row], ensure_ascii=False) + "\n").encode()
            digest.update(line)
            member.write(line)
            count += 1
    return {"columns": names, "rows": count, "sha256": digest.hexdigest()}


def encode(value: Any) -> Any:
    """Return a value as it stands in a line, the same from either database."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
    return value


def _file_names() -> Iterator[str]:
    for model in tables():
        for field in columns(model):
            if isinstance(field, FileField):
                named = model._base_manager.exclude(**{field.attname: ""})
                yield from named.values_list(field.attname, flat=True).iterator()


def _write_file(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with default_storage.open(name) as source, archive.open(f"files/{name}", "w", force_zip64=True) as member:
        while block := source.read(CHUNK):
            digest.update(block)
            member.write(block)
            size += len(block)
    return {"size": size, "sha256": digest.hexdigest()}


def check_archive(path: Path) -> dict[str, Any]:
    """Return the manifest of an archive after holding every member against its digest (核对备份).

    :raises CannotRestore: it is no archive of ours, a member is missing, or one is not what the manifest says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(MANIFEST)
            manifest: dict[str, Any] = json.loads(text)
            if manifest["schema"] != SCHEMA:
                raise CannotRestore(f"备份的格式版本是 {manifest['schema']}，本版本只认 {SCHEMA}。")
            for name, sha256 in _members(manifest):
                if _digest_in(archive, name) != sha256:
                    raise CannotRestore(f"备份已损坏：{name} 与清单不符。")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise CannotRestore(f"读不出备份文件：{error}") from error
    return {**manifest, "digest": hashlib.sha256(text).hexdigest()}


def _members(manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for label, table in manifest["tables"].items():
        yield f"tables/{label}.jsonl", table["sha256"]
    for name, file in manifest["files"].items():
        yield f"files/{name}", file["sha256"]


def _digest_in(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while block := member.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def restore_archive(path: Path) -> dict[str, Any]:
    """Bring an archive back into an empty, migrated database and its empty storage, all or nothing (恢复备份).

    :raises CannotRestore: the archive is damaged, the migrations differ, or something is there already.
    """
    manifest = check_archive(path)
    _check_target(manifest)
    with zipfile.ZipFile(path) as archive:
        for name in manifest["files"]:
            if not default_storage.exists(name):
                with archive.open(f"files/{name}") as member:
                    default_storage.save(name, File(member, name))
        with transaction.atomic():
            for model in tables():
                if model._meta.label in manifest["tables"]:
                    _read_table(archive, model, manifest["tables"][model._meta.label]["columns"])
            _set_sequences()
    return manifest


def _check_target(manifest: dict[str, Any]) -> None:
    here, there = set(migrations()), set(manifest["migrations"])
    if here != there:
        newer = "、".join(sorted(here - there)[:3]) or "无"
        older = "、".join(sorted(there - here)[:3]) or "无"
        raise CannotRestore(
            f"数据库结构与备份不同（本库多出：{newer}；备份多出：{older}）。请用做备份时的版本 {manifest['version']} "
            "建库、恢复，再升级。"
        )
    full = [str(model._meta.verbose_name) for model in tables() if model._base_manager.exists()]
    if full:
        raise CannotRestore(f"只能恢复到空库，这个库里已有：{'、'.join(full[:5])}。")
    with_other_bytes = [name for name, file in manifest["files"].items() if _differs(name, file["sha256"])]
    if with_other_bytes:
        raise CannotRestore(f"文件夹里已有同名而内容不同的文件：{with_other_bytes[0]}。")


def _differs(name: str, sha256: str) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() != sha256


def _read_table(archive: zipfile.ZipFile, model: type[Model], names: list[str]) -> None:
    fields = {field.attname: field for field in columns(model)}
    if set(names) != set(fields):
        raise CannotRestore(f"{model._meta.label} 的字段与备份不同。")
    in_order, manager = [fields[name] for name in names], cast("Any", model._base_manager)
    size = max(1, min(500, connection.ops.bulk_batch_size(in_order, [None] * 500)))
    with archive.open(f"tables/{model._meta.label}.jsonl") as member:
        rows = (_row(model, in_order, line) for line in member)
        while batch := list(islice(rows, size)):
            manager._insert(batch, fields=in_order, using=connection.alias, raw=True)


def _row(model: type[Model], fields: "list[Field[Any, Any]]", line: bytes) -> Model:
    values = json.loads(line)
    pairs = zip(fields, values, strict=True)
    return model(**{field.attname: field.to_python(value) for field, value in pairs})


def _set_sequences() -> None:
    """Let the next numbers follow those brought back; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
