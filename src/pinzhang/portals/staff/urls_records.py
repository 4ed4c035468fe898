"""Addresses of histories and of personal data."""

from django.urls import path

from pinzhang.portals.staff.views import records

urlpatterns = [
    path("history/<slug:kind>/<int:pk>", records.history, name="history"),
    path("applications/<int:pk>/objections/<int:objection>/contact", records.contact, name="objector_contact"),
    path("people", records.people, name="people"),
    path("people/<str:name>", records.person, name="person"),
    path("people/<str:name>/export", records.export, name="export_person"),
]
