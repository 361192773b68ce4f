"""Addresses of urgent requests."""

from __future__ import annotations

from django.urls import path

from fener.web.urgent import steps, views

urlpatterns = [
    path("", views.urgent_list, name="urgent"),
    path("new/", steps.ask, name="urgent_new"),
    path("<str:key>/", views.one_request, name="urgent_request"),
    path("<str:key>/<str:step>/", steps.take, name="urgent_step"),
]
