"""The server's entry point: pages of marks by the fast route, everything else by Django."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")

_django = get_wsgi_application()

from pinzhang.portals.public.fast import FastVerification  # noqa: E402 - Django is up only now
from pinzhang.portals.public.scanning import start_flushing  # noqa: E402

sys.setswitchinterval(0.0005)  # a page that is drawn, or counts that are written, let a ready page pass between

application = FastVerification(_django, started=start_flushing)
