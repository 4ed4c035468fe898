"""One process that sends one request at a given moment, and says what it was answered."""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.domain.concurrency.actor_settings"
django.setup()

from django.test import Client  # noqa: E402 - Django has to be up


def main() -> None:
    given, moment = json.loads(sys.argv[1]), float(sys.argv[2])
    headers = {"Authorization": f"Bearer {given['secret']}", "Idempotency-Key": given["key"]}
    client = Client(SERVER_NAME="127.0.0.1")
    time.sleep(max(0.0, moment - time.time()))
    answer = client.post("/api/v1/applications", given["content"], content_type="application/json", headers=headers)
    sys.stdout.write(json.dumps({"status": answer.status_code, "number": answer.json().get("number")}) + "\n")


if __name__ == "__main__":
    main()
