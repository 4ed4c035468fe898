"""The one settings module, in the suite's environment."""

import os

os.environ.setdefault("PINZHANG_TESTING", "1")

from pinzhang.config.settings import *  # noqa: E402, F403 - the environment has to be set first
