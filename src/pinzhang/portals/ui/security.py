"""Headers that every response carries: where content may come from, what the browser may use, what may be kept."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
FEATURES = {
    "camera": "(self)",  # scanning the code of a mark
    "geolocation": "()",
    "microphone": "()",
    "payment": "()",
    "usb": "()",
    "browsing-topics": "()",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{directive} {sources}" for directive, sources in SOURCES.items())
PERMISSIONS_POLICY = ", ".join(f"{feature}={allowed}" for feature, allowed in FEATURES.items())


def is_private(request: HttpRequest) -> bool:
    """Return whether the page was made for somebody signed in.

    A page that never looked at the session cannot depend on who reads it, so the session is not loaded to find out.
    """
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


class ContentSecurityPolicyMiddleware:
    """Adds the security headers; a view that set one of them itself keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if is_private(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
