"""Coding of approved reports."""

from __future__ import annotations

from django.urls import path

from fener.web.codings import steps, views

urlpatterns = [
    path("", views.codings, name="codings"),
    path("agreement/", views.coding_agreement, name="coding_agreement"),
    path("<int:report_id>/", views.coding, name="coding"),
    path("<int:report_id>/begin/", steps.begin, name="coding_begin"),
    path("<int:report_id>/statement/", steps.statement, name="coding_statement"),
    path("<int:report_id>/statement/<int:line>/delete/", steps.drop, name="coding_drop"),
    path("<int:report_id>/finish/", steps.finish, name="coding_finish"),
    path("<int:report_id>/history/", views.history, name="coding_history"),
]
