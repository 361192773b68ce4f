"""Addresses of the harm room."""

from __future__ import annotations

from django.urls import path

from fener.web.harm import claims, counts, views

urlpatterns = [
    path("", views.register, name="harm_register"),
    path("new/", views.new, name="harm_new"),
    path("counts/", counts.tables, name="harm_counts"),
    path("counts/<int:year>/<str:place>/<str:key>.csv", counts.table_file, name="harm_counts_csv"),
    path("claims/<str:case>/", claims.claims, name="harm_claims"),
    path("claims/<str:case>/new/", claims.new, name="harm_claim_new"),
    path("claims/<str:case>/<int:claim>/", claims.one, name="harm_claim"),
    path("claims/<str:case>/<int:claim>/change/", claims.change, name="harm_claim_change"),
    path("claims/<str:case>/<int:claim>/paper/", claims.paper, name="harm_claim_paper"),
    path("<str:name>/", views.one, name="harm_record"),
    path("<str:name>/correct/", views.correct, name="harm_correct"),
    path("<str:name>/proceedings/", views.proceedings, name="harm_proceedings"),
]
