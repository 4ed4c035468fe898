"""The code and the verifiable credential of a mark."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from pinzhang.adapters.typesetting.labels import qr_picture
from pinzhang.adapters.typesetting.typst import qr_code
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.choices import Role
from pinzhang.domain.trust.models import Credential
from pinzhang.domain.trust.services.keys import signer_for
from pinzhang.engine.signing.verifiable_credential import as_verifiable_credential, sign_verifiable_credential

POINTS = 8
"""Points of a module in the picture: sharp when printed at 300 dpi."""


def _credential(number: str) -> Credential:
    found = selectors.credential_of(number)
    if found is None:
        raise Http404
    return found


def svg(number: str) -> bytes:
    """Return the code as SVG."""
    return qr_code(_credential(number).compact, level="M").encode()


def png(number: str) -> bytes:
    """Return the code as PNG."""
    out = BytesIO()
    qr_picture(_credential(number).compact, scale=POINTS).save(out, "png")
    return out.getvalue()


def verifiable_credential(number: str) -> dict[str, Any]:
    """Return the data model of W3C Verifiable Credentials 2.0."""
    claims = selectors.claims_of(_credential(number))
    return as_verifiable_credential(claims, issuer=settings.SITE_URL, base=settings.SITE_URL)


def signed_credential(number: str) -> bytes:
    """Return the same under the signature of the credential key."""
    signer = signer_for(Role.CREDENTIAL, at=timezone.now())
    return sign_verifiable_credential(verifiable_credential(number), signer)
