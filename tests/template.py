"""Copies of a migrated database, one for each process of the suite."""

import shutil
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql


def copy(template: str) -> str:
    """Copy the template to where the settings put the test database, and return its name."""
    database = settings.DATABASES["default"]
    name = str(database["TEST"].get("NAME") or f"test_{database['NAME']}")
    if "sqlite" in database["ENGINE"]:
        shutil.copy(template, name)
    else:
        _on_server(database, "DROP DATABASE IF EXISTS {}", name)
        _on_server(database, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return name


def drop(name: str) -> None:
    """Remove a copy."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
    else:
        _on_server(database, "DROP DATABASE {} WITH (FORCE)", name)


def _on_server(database: dict[str, Any], statement: str, *names: str) -> None:
    known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: database[key] for name, key in known.items() if database.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
