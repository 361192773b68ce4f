"""Addresses of the feed."""

from __future__ import annotations

from django.urls import path, re_path

from fener.api.odata import views

urlpatterns = [
    path("odata/", views.home, name="odata_home"),
    re_path(r"^odata/(?P<questionnaire>[a-z][a-z0-9_]*)\.svc(?:/(?P<rest>.*))?$", views.service, name="odata_service"),
]
