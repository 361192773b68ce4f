"""Addresses of the door's desk."""

from __future__ import annotations

from django.urls import path

from fener.web.door_desk import reports, views

urlpatterns = [
    path("", views.door_desk, name="door_desk"),
    path("new/", views.new_door, name="door_desk_new"),
    path("key/", views.new_key, name="door_desk_key"),
    path("close/", views.close, name="door_desk_close"),
    path("reopen/", views.reopen, name="door_desk_reopen"),
    path("<str:key>/", reports.report, name="door_report"),
    path("<str:key>/take/", reports.take, name="door_report_take"),
    path("<str:key>/answer/", reports.answer, name="door_report_answer"),
    path("<str:key>/letters/<int:number>/", reports.letter, name="door_report_letter"),
]
