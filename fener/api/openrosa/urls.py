"""Addresses for phones, once with the key in the address and once without, for Basic and Digest."""

from __future__ import annotations

from django.urls import include, path

from fener.api.openrosa import views

_doors = [
    path("formList", views.form_list, name="openrosa_forms"),
    path("submission", views.submission, name="openrosa_submission"),
    path("forms/<str:questionnaire>/<str:version>/form.xml", views.form, name="openrosa_form"),
    path("forms/<str:questionnaire>/<str:version>/manifest", views.manifest, name="openrosa_manifest"),
    path("forms/<str:questionnaire>/<str:version>/media/<str:name>", views.media, name="openrosa_media"),
    path("forms/<str:questionnaire>/<str:version>/integrity/<str:name>", views.integrity, name="openrosa_integrity"),
]

urlpatterns = [
    path("openrosa/", include(_doors)),
    path("openrosa/key/<str:token>/", include((_doors, "keyed"))),
]
