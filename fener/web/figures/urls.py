"""Imports of published figures; the comparison of figures is a room of its own."""

from __future__ import annotations

from django.urls import path

from fener.web.figures import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new_import, name="import_new"),
    path("imports/<int:import_id>/", views.one_import, name="import"),
]
