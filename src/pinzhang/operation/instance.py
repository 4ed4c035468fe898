"""Bring up Django for a command, only when the command needs it."""

import os

import django


def connect() -> None:
    """Load the settings and the domain of this instance."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")
    django.setup()
