"""Keeps uploads until the disk is full: no file may grow beyond what it has to say."""

import hashlib
import json
import os
import resource
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.crash.instance_settings"
django.setup()

from django.db import DatabaseError, transaction  # noqa: E402 - Django has to be up

from pinzhang.domain.core.refusals import Refusal  # noqa: E402
from pinzhang.domain.core.services import events  # noqa: E402
from pinzhang.domain.core.services.files import keep_file  # noqa: E402
from pinzhang.domain.parties.models import User  # noqa: E402
from tests.factories import AT  # noqa: E402

MOST = 400


def keep(number: int, by: User, size: int) -> str:
    content = b"%PDF-1.4\n" + f"{number}\n".encode() * (size // 4)
    with transaction.atomic():
        stored = keep_file(content, name="x.pdf", accept=("pdf",), max_mb=5, by=by, at=AT)
        events.record("tests.file.kept", subject=by, by=by, at=AT, data={"file": stored.pk})
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    return stored.sha256


def main() -> None:
    pk, limit, growth = (int(argument) for argument in sys.argv[1:])
    by, kept, failed = User.objects.get(pk=pk), [], []
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for number in range(MOST):
        try:
            kept.append(keep(number, by, growth * number))
        except (OSError, DatabaseError, Refusal) as error:
            failed.append(type(error).__name__)
            if len(failed) == 3:
                break
    sys.stdout.write(json.dumps({"kept": kept, "failed": failed}) + "\n")


if __name__ == "__main__":
    main()
