"""About the desk."""

from __future__ import annotations

from django.urls import path

from fener.web.about import views

urlpatterns = [
    path("", views.refuses, name="about"),
    path("sources/", views.sources, name="source_list"),
    path("codes/", views.lists, name="code_lists"),
    path("codes/<slug:name>/", views.one_list, name="code_list"),
]
