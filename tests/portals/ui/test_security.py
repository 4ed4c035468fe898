import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from pinzhang.portals.ui.security import ContentSecurityPolicyMiddleware


def answer(request, *, looks_at_session=False, headers=None):
    def view(asked):
        if looks_at_session:
            asked.session.get("anything")
        return HttpResponse("page", headers=headers)

    return ContentSecurityPolicyMiddleware(view)(request)


def request_of(user_id=None):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    if user_id is not None:
        request.session[SESSION_KEY] = user_id
    request.session.accessed = False
    return request


def test_content_comes_from_this_site_only_and_nothing_inline_runs():
    policy = answer(RequestFactory().get("/")).headers["Content-Security-Policy"].split("; ")

    assert policy == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]


def test_the_browser_may_use_the_camera_and_nothing_else():
    assert answer(RequestFactory().get("/")).headers["Permissions-Policy"] == (
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    )


def test_a_page_made_for_somebody_signed_in_is_not_kept():
    response = answer(request_of("7"), looks_at_session=True)

    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("user_id", "looks"), [(None, True), ("7", False)])
def test_a_page_that_is_the_same_for_everybody_may_be_kept(user_id, looks):
    assert "Cache-Control" not in answer(request_of(user_id), looks_at_session=looks).headers


def test_a_view_that_sets_a_header_itself_keeps_it():
    own = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "private, max-age=60"}

    response = answer(request_of("7"), looks_at_session=True, headers=own)

    assert {name: response.headers[name] for name in own} == own
