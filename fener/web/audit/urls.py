"""The audit chain."""

from __future__ import annotations

from django.urls import path

from fener.web.audit import views

urlpatterns = [
    path("", views.entries, name="audit"),
    path("check/", views.check, name="audit_check"),
    path("export/", views.export, name="audit_export"),
]
