"""Monitoring cycles and each member's own plan."""

from __future__ import annotations

from django.urls import path

from fener.web.cycles import planning, views

urlpatterns = [
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/new/", planning.new_cycle, name="cycle_new"),
    path("cycles/<int:cycle_id>/", views.one_cycle, name="cycle"),
    path("cycles/<int:cycle_id>/calendar/", views.calendar, name="cycle_calendar"),
    path("cycles/<int:cycle_id>/visits/new/", planning.new_visit, name="visit_new"),
    path("cycles/<int:cycle_id>/interviews/new/", planning.new_interview, name="interview_new"),
    path("cycles/<int:cycle_id>/many/", planning.many, name="plan_many"),
    path("cycles/<int:cycle_id>/platform/", planning.join, name="platform_join"),
    path("cycles/<int:cycle_id>/close/", planning.close, name="cycle_close"),
    path("cycles/visits/<slug:key>/", planning.edit_visit, name="visit_edit"),
    path("cycles/interviews/<slug:key>/", planning.edit_interview, name="interview_edit"),
    path("cycles/planned/<slug:key>/cancel/", planning.cancel, name="planned_cancel"),
    path("my-plan/", views.my_plan, name="my_plan"),
    path("my-plan/calendar/", views.my_calendar, name="my_calendar"),
]
