"""Find a PostgreSQL for the tests: named in the environment, running here, or a cluster made for the occasion."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import psycopg

CANDIDATES = (
    "postgresql://postgres@127.0.0.1:5432/pinzhang",
    "postgresql://%2Fvar%2Frun%2Fpostgresql/pinzhang",
)
INSTALLED = "/usr/lib/postgresql"


def postgres() -> AbstractContextManager[str] | None:
    """Return an address under which tests may create databases, for as long as the context is open."""
    named = os.environ.get("PINZHANG_TEST_POSTGRES")
    for address in (named,) if named else CANDIDATES:
        if address and _may_create_databases(address):
            return nullcontext(address)
    initdb = _initdb()
    return _temporary_cluster(initdb) if initdb and not named else None


def _may_create_databases(address: str) -> bool:
    server = address.rpartition("/")[0] + "/postgres"
    try:
        with psycopg.connect(server, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _initdb() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found)
    versions = sorted(Path(INSTALLED).glob("*/bin/initdb")) if Path(INSTALLED).is_dir() else []
    return versions[-1] if versions else None


@contextmanager
def _temporary_cluster(initdb: Path) -> Iterator[str]:
    """Make a cluster in a temporary folder; initdb refuses to run as root, so it is run as nobody then."""
    with tempfile.TemporaryDirectory(prefix="pinzhang-pg-") as folder:
        as_user = _unprivileged(Path(folder))
        data = f"{folder}/data"
        subprocess.run(
            [*as_user, str(initdb), "-D", data, "-A", "trust", "-U", "postgres"], check=True, capture_output=True
        )
        control = [*as_user, str(initdb.with_name("pg_ctl")), "-D", data, "-w"]
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*control, "-l", f"{folder}/log", "-o", options, "start"], check=True, capture_output=True)
        try:
            yield f"postgresql://postgres@{folder.replace('/', '%2F')}/pinzhang"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)


def _unprivileged(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
