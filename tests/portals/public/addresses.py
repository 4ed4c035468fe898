"""A deployment that has the public portal and no other."""

from django.urls import include, path

from pinzhang.portals.public.views.doors import after_sign_in

urlpatterns = [
    path("account/after", after_sign_in, name="after_sign_in"),
    path("", include("pinzhang.portals.public.urls")),
]
