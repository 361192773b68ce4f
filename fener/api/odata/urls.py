"""Addresses of the feed."""

from __future__ import annotations

from django.urls import path

from fener.api.odata import views

urlpatterns = [
    path("odata/", views.home, name="odata_home"),
    path("odata/<str:questionnaire>.svc", views.service, name="odata_service"),
    path("odata/<str:questionnaire>.svc/", views.service),
    path("odata/<str:questionnaire>.svc/<path:rest>", views.service),
]
