"""Addresses of the office's own work: rounds, marks, editions in the making, figures."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
