"""Addresses of requests for access to facilities."""

from __future__ import annotations

from django.urls import path

from fener.web.facility_access import views

urlpatterns = [
    path("", views.access_list, name="facility_access"),
    path("new/", views.ask, name="facility_access_new"),
    path("counts/", views.counts, name="facility_access_counts"),
    path("<str:key>/", views.one_request, name="facility_access_request"),
    path("<str:key>/answer/", views.answer, name="facility_access_answer"),
    path("<str:key>/visited/", views.visited, name="facility_access_visited"),
    path("<str:key>/call-off/", views.call_off, name="facility_access_call_off"),
]
