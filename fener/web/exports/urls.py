"""Addresses of the exports room."""

from __future__ import annotations

from django.urls import path

from fener.web.exports import views

urlpatterns = [path("", views.exports, name="exports")]
