"""Statements and published numbers."""

from __future__ import annotations

from django.urls import path

from fener.web.observations import numbers, views

urlpatterns = [
    path("observations/", views.observations, name="observations"),
    path("observations/export.<slug:form>", views.observation_export, name="observation_export"),
    path("observations/<path:key>/", views.observation, name="observation"),
    path("questions/", views.questions, name="questions"),
    path("open-questions/", views.inconsistencies, name="inconsistencies"),
    path("figures/", numbers.figures, name="figures"),
    path("incidents/", numbers.incidents, name="incidents"),
    path("incidents/<slug:key>.<slug:form>", numbers.incident_export, name="incident_export"),
    path("institutions/", numbers.institutions, name="institutions"),
]
