"""The addresses of the API; an address that is none is answered as a problem."""

from django.urls import path, re_path

from pinzhang.portals.api.routers import api
from pinzhang.portals.api.views import pages

app_name = "api"
urlpatterns = [
    path("", pages.index, name="index"),
    path("v1/", pages.operations, name="operations"),
    path("v1/openapi.json", pages.openapi, name="openapi"),
    path("v1/problems", pages.problems, name="problems"),
    path("v1/", api.urls),
    re_path("^v1/.*$", pages.unknown, name="unknown"),
]
