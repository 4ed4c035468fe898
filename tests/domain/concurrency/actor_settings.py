"""The suite's settings, on the database that the starting test names."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, STORAGES

STORAGES["default"] = {**STORAGES["default"], "OPTIONS": {"location": os.environ["ACTOR_FILES"], "base_url": None}}
DATABASES["default"]["NAME"] = os.environ["ACTOR_DATABASE"]
