"""A few pages, under the names the menus know."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from pinzhang.portals.ui.refusals import refused
from pinzhang.portals.ui.views import server_error, states


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


def refusing(request: HttpRequest) -> HttpResponse:
    return refused(request, "不在申报期内")


def failing(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


urlpatterns = [
    path("language", set_language, name="set_language"),
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("ui/states", states, name="ui_states"),
    path("refusing", refusing),
    path("failing", failing),
    path("staff/", include(([path("", plain, name="queue"), path("rounds/", plain, name="rounds")], "staff"))),
    path("", include(([path("", plain, name="home"), path("programmes/", plain, name="programmes")], "public"))),
]
handler500 = server_error
