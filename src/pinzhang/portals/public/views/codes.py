"""The code of a mark: as a picture to print, and as a credential for wallets."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pinzhang.portals.public.pages import codes as pages
from pinzhang.portals.public.pages.published import published, published_json

SECONDS = 60


@require_safe
def code_svg(request: HttpRequest, number: str) -> HttpResponse:
    """Send the code of a mark as SVG (二维码)."""
    return published(request, pages.svg(number), "image/svg+xml", seconds=SECONDS)


@require_safe
def code_png(request: HttpRequest, number: str) -> HttpResponse:
    """Send the code of a mark as PNG (二维码)."""
    return published(request, pages.png(number), "image/png", seconds=SECONDS)


@require_safe
def credential_json(request: HttpRequest, number: str) -> HttpResponse:
    """Send a mark as a W3C Verifiable Credential 2.0 (可验证凭证)."""
    return published_json(request, pages.verifiable_credential(number), seconds=SECONDS)


@require_safe
def credential_cose(request: HttpRequest, number: str) -> HttpResponse:
    """Send the verifiable credential under the issuer's signature (带签名的可验证凭证)."""
    return published(request, pages.signed_credential(number), "application/vc+cose", seconds=SECONDS)
