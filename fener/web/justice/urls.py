"""Addresses of the law room."""

from __future__ import annotations

from django.urls import path

from fener.web.justice import comparing, sheets, versions, views

urlpatterns = [
    path("", views.books, name="law"),
    path("provisions/<str:provision_id>/", views.provision, name="law_provision"),
    path("register/", views.register, name="law_register"),
    path("tables/", views.tables, name="law_tables"),
    path("compare/", comparing.compare, name="law_compare"),
    path("compare/<str:what>.<str:suffix>", comparing.matrix_file, name="law_matrix_file"),
    path("gaps/", comparing.gaps, name="law_gaps"),
    path("recommendations/", comparing.recommendations, name="law_recommendations"),
    path("recommendations/<str:key>/", comparing.recommendation, name="law_recommendation"),
    path("sheets/", sheets.listed, name="law_sheets"),
    path("sheets/new/", sheets.new, name="law_sheet_new"),
    path("sheets/preview/", sheets.preview, name="law_preview"),
    path("sheets/<str:key>/", sheets.sheet, name="law_sheet"),
    path("sheets/<str:key>/close/", sheets.close, name="law_sheet_close"),
    path("sheets/<str:key>/difference/", versions.difference, name="law_sheet_difference"),
    path("sheets/<str:key>/versions/<int:number>/", versions.version, name="law_sheet_version"),
    path("sheets/<str:key>/versions/<int:number>/review/", versions.review, name="law_review"),
    path("sheets/<str:key>/versions/<int:number>/paper.<str:suffix>", versions.paper, name="law_sheet_paper"),
]
