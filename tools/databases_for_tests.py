"""Migrate an empty database once, so that every process of the suite begins with a copy of it.

A context gives the environment in which the suite finds the copy's source: ``PINZHANG_DATABASE`` as ever, and
``PINZHANG_TEST_TEMPLATE``, a file or the name of a database.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PINZHANG = Path(sys.executable).parent / "pinzhang"


@contextmanager
def sqlite_template() -> Iterator[dict[str, str]]:
    """Make a migrated file and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="pinzhang-template-") as folder:
        _migrate("", folder)
        yield {"PINZHANG_DATABASE": "", "PINZHANG_TEST_TEMPLATE": str(Path(folder) / "pinzhang.sqlite3")}


@contextmanager
def postgres_template(address: str) -> Iterator[dict[str, str]]:
    """Make a migrated database beside the one of the address and drop it at the end."""
    server, name = address.rpartition("/")[0], f"pinzhang_template_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with tempfile.TemporaryDirectory(prefix="pinzhang-template-") as folder:
                _migrate(f"{server}/{name}", folder)
            yield {"PINZHANG_DATABASE": address, "PINZHANG_TEST_TEMPLATE": name}
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _migrate(database: str, folder: str) -> None:
    settings = {"PINZHANG_TESTING": "1", "PINZHANG_DATABASE": database, "PINZHANG_DATA_DIR": folder}
    subprocess.run([PINZHANG, "migrate"], cwd=ROOT, env={**os.environ, **settings}, check=True)
