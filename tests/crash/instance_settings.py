"""The suite's settings on the database that the starting test names, as an office keeps its data: synchronous."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["ACTOR_DATABASE"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
