"""Addresses of the safe door. A receipt code never stands in one."""

from __future__ import annotations

from django.urls import path

from fener.web.door import come_back, views

urlpatterns = [
    path("", views.doors, name="safe_doors"),
    path("<slug:slug>/", views.door_languages, name="safe_door_languages"),
    path("<slug:slug>/<str:language>/", views.report, name="safe_door"),
    path("<slug:slug>/<str:language>/back/", come_back.come_back, name="safe_door_back"),
]
