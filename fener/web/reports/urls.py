"""Monitoring reports."""

from __future__ import annotations

from django.urls import path

from fener.web.reports import editing, views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", editing.new_report, name="report_new"),
    path("compare/", views.compare, name="report_difference"),
    path("<int:report_id>/", views.read, name="report"),
    path("<int:report_id>/step/", editing.take_step, name="report_step"),
    path("<int:report_id>/section/<slug:section>/", editing.edit_section, name="report_section"),
    path("<int:report_id>/section/<slug:section>/preview/", editing.preview, name="report_preview"),
    path("<int:report_id>/download/<slug:suffix>/", views.download, name="report_download"),
]
