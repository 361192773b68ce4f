"""Addresses of the rights navigator."""

from __future__ import annotations

from django.urls import path

from fener.web.rights import views

urlpatterns = [
    path("", views.rights, name="rights"),
    path("compare/", views.rights_compare, name="rights_compare"),
]
