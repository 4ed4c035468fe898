"""Addresses of case work: the queue, applications, lists, reviews, opinions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
