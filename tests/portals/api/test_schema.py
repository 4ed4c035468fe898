"""The schema and the answers agree: random and wrong requests, one by one and along the links."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pinzhang.domain.connections.services.tokens import issue_token
from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import draft, submitted

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_serial = count(1)


@pytest.fixture
def secrets(in_process) -> dict[str, str]:
    """Tokens by part of the API, in an instance where something is going on."""
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    applicant = draft(round_, at=now).applicant
    officer = make_officer(round_.authority)
    submitted(round_, at=now)
    enrol_reviewer(user=officer, authority=round_.authority)
    signer = applicant.memberships.get(role=MembershipRole.SIGNER).user
    institution = make_enterprise(is_institution=True)
    expert = make_signer(institution)
    holders = {
        "organisation": (applicant, signer, ("organisation:read", "organisation:write", "organisation:sign")),
        "office": (round_.authority, officer, ("office:read", "office:write", "office:decide")),
        "review": (round_.authority, officer, ("review:read", "review:write")),
        "evaluation": (institution, expert, ("evaluation:read", "evaluation:write", "organisation:sign")),
    }
    found = {"public": ""}
    for part, (holder, by, scopes) in holders.items():
        expires_at = now + timedelta(days=30)
        found[part] = issue_token(holder=holder, label=part, scopes=scopes, expires_at=expires_at, by=by, at=now)[1]
    return found


def spoken(case: Any, secrets: dict[str, str]) -> dict[str, str]:
    """Return the headers with which a generated request is sent: a living token, and a key of its own."""
    cache.clear()  # the limit of a minute is tested elsewhere
    secret = secrets[case.operation.tags[0]]
    key = {"Idempotency-Key": f"schema-{next(_serial):08d}"} if case.method == "POST" else {}
    return {**key, **({"Authorization": f"Bearer {secret}"} if secret else {})}


def test_no_request_breaks_an_operation_or_gets_an_answer_that_the_schema_does_not_know(secrets):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]

    given_out: dict[int, set[str]] = {}
    for operation in operations:

        @EXAMPLES
        @given(case=operation.as_strategy())
        def try_out(case: Any) -> None:
            answer = case.call_and_validate(headers=spoken(case, secrets), checks=CHECKS)
            given_out.setdefault(answer.status_code, set()).add(case.operation.definition.raw["operationId"])

        try_out()

    assert len(operations) > 80
    assert {200, 400, 404} <= set(given_out)
