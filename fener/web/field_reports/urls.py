"""Reports from the field."""

from __future__ import annotations

from django.urls import path

from fener.web.field_reports import aside, files, steps, views, workspaces

urlpatterns = [
    path("", views.field_reports, name="field_reports"),
    path("quarantine/", aside.quarantine, name="quarantine"),
    path("workspace/", workspaces.workspace, name="workspace"),
    path("<str:report>/", views.field_report, name="field_report"),
    path("<str:report>/differences/", views.field_report_diff, name="field_report_diff"),
    path("<str:report>/step/", steps.take_step, name="field_report_step"),
    path("<str:report>/comment/", steps.say, name="field_report_comment"),
    path("<str:report>/mark/", steps.decide, name="field_report_mark"),
    path("<str:report>/move/", steps.move, name="field_report_move"),
    path("<str:report>/delete/", steps.delete, name="field_report_delete"),
    path("<str:report>/original/", files.original, name="field_report_original"),
    path("<str:report>/file/<int:version>/<str:name>", files.attachment, name="field_report_file"),
]
