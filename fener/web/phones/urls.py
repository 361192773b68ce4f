"""Addresses of the phones room."""

from __future__ import annotations

from django.urls import path

from fener.web.phones import views

urlpatterns = [
    path("", views.phones, name="phones"),
    path("new/", views.new_key, name="phone_new"),
    path("<str:public_id>/revoke/", views.revoke, name="phone_revoke"),
]
