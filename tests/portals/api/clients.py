"""The generated client, spoken to in this process."""

import importlib
import sys
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from django.core.wsgi import get_wsgi_application
from tools.make_api_client import PACKAGE, make

_serial = count(1)


def generated(folder: Path) -> Any:
    """Make the client anew and import it."""
    sys.path.insert(0, str(make(folder)))
    try:
        for part in ("api.public", "api.organisation", "api.office", "api.review", "api.evaluation", "models"):
            importlib.import_module(f"{PACKAGE}.{part}")
        return importlib.import_module(PACKAGE)
    finally:
        sys.path.pop(0)


class Caller:
    """Calls operations of the generated client by name, with a token and a new key for every POST."""

    def __init__(self, package: Any, part: str, secret: str) -> None:
        self.package, self.part = package, part
        self.client = package.AuthenticatedClient(
            base_url="http://127.0.0.1",
            token=secret,
            raise_on_unexpected_status=True,
            httpx_args={"transport": httpx.WSGITransport(app=get_wsgi_application())},
        )

    def reads(self, operation: str, *places: Any, **asked: Any) -> Any:
        return self._call(operation, *places, **asked)

    def does(self, operation: str, *places: Any, **given: Any) -> Any:
        """Call a POST: what is given is its body, by the name of its document."""
        return self._call(operation, *places, idempotency_key=f"journey-{next(_serial):06d}", **given)

    def _call(self, operation: str, *places: Any, **given: Any) -> Any:
        module = importlib.import_module(f"{PACKAGE}.api.{self.part}.{operation}")
        answer = module.sync_detailed(*places, client=self.client, **given)
        assert answer.status_code == 200, answer.parsed
        return answer.parsed

    def body(self, name: str, **content: Any) -> Any:
        """Return a document of the client, filled in."""
        return getattr(self.package.models, name).from_dict(content)
