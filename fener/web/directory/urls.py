"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from fener.web.directory import keeping, views

urlpatterns = [
    path("", views.directory, name="directory"),
    path("new/", keeping.new_provider, name="provider_new"),
    path("import/", keeping.import_table, name="provider_import"),
    path("<str:key>/", views.provider, name="provider"),
    path("<str:key>/change/", keeping.change, name="provider_change"),
    path("<str:key>/offices/", keeping.offices, name="provider_offices"),
    path("<str:key>/places/", keeping.places, name="provider_places"),
    path("<str:key>/checked/", keeping.checked, name="provider_checked"),
    path("<str:key>/close/", keeping.close, name="provider_close"),
]
