"""Questionnaires at a desk."""

from __future__ import annotations

from django.urls import path

from fener.web.questionnaires import exchange, views

urlpatterns = [
    path("", views.questionnaires, name="questionnaires"),
    path("answers/<str:report>/", exchange.questionnaire_answers, name="questionnaire_answers"),
    path("<str:key>/fill/", views.questionnaire_fill, name="questionnaire_fill"),
    path("<str:key>/submit/", exchange.questionnaire_submit, name="questionnaire_submit"),
    path("<str:key>/draft/", exchange.questionnaire_draft, name="questionnaire_draft"),
    path("<str:key>/<str:version>/form.xml", exchange.questionnaire_xml, name="questionnaire_xml"),
    path("<str:key>/<str:version>/media/<str:name>", exchange.questionnaire_media, name="questionnaire_media"),
]
