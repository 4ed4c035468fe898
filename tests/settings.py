"""The one settings module, in the suite's environment."""

import base64
import os
import tempfile
from pathlib import Path

os.environ.setdefault("PINZHANG_TESTING", "1")
os.environ.setdefault("PINZHANG_DATA_DIR", tempfile.mkdtemp(prefix="pinzhang-test-"))
# One key for all: a process that a test starts keeps its files elsewhere, and both sign with the keys of one database.
os.environ.setdefault("PINZHANG_SEALING_KEY", base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("="))

from pinzhang.config.settings import *  # noqa: F403 - the environment has to be set first
from pinzhang.config.settings import DATABASES

if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: servers in threads and other processes have to see the same data.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["PINZHANG_DATA_DIR"]) / "test.sqlite3")}
else:
    # A server in a thread keeps no connection beyond a request: a database that somebody is still in cannot be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
