"""Addresses of tables brought in from Excel."""

from django.urls import path

from pinzhang.portals.staff.views import imports

urlpatterns = [
    path("imports", imports.index, name="imports"),
    path("imports/new/<slug:kind>", imports.new, name="new_import"),
    path("imports/templates/<slug:kind>.xlsx", imports.template, name="import_template"),
    path("imports/<int:pk>", imports.detail, name="import"),
    path("imports/<int:pk>/marked.xlsx", imports.marked, name="import_marked"),
    path("imports/<int:pk>/commit", imports.commit, name="import_commit"),
    path("imports/<int:pk>/discard", imports.discard, name="import_discard"),
]
