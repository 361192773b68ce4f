"""Addresses of the caseworker's desk. Keys and row numbers stand in them, and nothing that says anything of a person."""

from __future__ import annotations

from django.urls import path

from fener.web.protection import approving, incoming, refer, views
from fener.web.protection.ending_forms import CloseForm, DecideClosureForm, EraseForm, JudgeForm, LinkForm, ReopenForm
from fener.web.protection.person_forms import PersonForm
from fener.web.protection.referring_forms import AssignForm, HeardForm, LeaveForm, ResponsibleForm, StopForm
from fener.web.protection.safety_forms import AssessmentForm, SafetyForm, TieForm
from fener.web.protection.sharing_forms import ConsentForm, GroundForm, ReceiptForm, WithdrawForm
from fener.web.protection.steps import step
from fener.web.protection.work_forms import (
    ConcernForm,
    NoteForm,
    PathwayStepForm,
    PlanForm,
    PlanMoveForm,
    ScreeningForm,
    SettleForm,
    TaskForm,
)

_CASE = "<slug:case_key>/"

urlpatterns = [
    path("", views.protection, name="protection"),
    path("new/", views.new_case, name="case_new"),
    path("ask/", incoming.ask, name="case_ask"),
    path("incoming/", incoming.referrals, name="referrals"),
    path("incoming/<slug:referral_key>/", incoming.referral, name="referral"),
    path("destroy/<slug:disclosure_key>/", incoming.destroy, name="referral_destroy"),
    path("grounds/<slug:ground_key>/", approving.ground, name="case_ground"),
    path(_CASE, views.case, name="case"),
    path(f"{_CASE}break-glass/", views.glass, name="case_glass"),
    path(f"{_CASE}glass/<int:glass_id>/", approving.glass_review, name="case_glass_review"),
    path(f"{_CASE}person/", step(PersonForm), name="case_person"),
    path(f"{_CASE}screening/", step(ScreeningForm), name="case_screening"),
    path(f"{_CASE}concern/", step(ConcernForm), name="case_concern"),
    path(f"{_CASE}concern/<int:concern_id>/", step(SettleForm), name="case_settle"),
    path(f"{_CASE}step/", step(PathwayStepForm), name="case_step"),
    path(f"{_CASE}plan/", step(PlanForm), name="case_plan"),
    path(f"{_CASE}plan/<int:line_id>/", step(PlanMoveForm), name="case_plan_move"),
    path(f"{_CASE}task/", step(TaskForm), name="case_task"),
    path(f"{_CASE}task/<int:task_id>/done/", views.task_done, name="case_task_done"),
    path(f"{_CASE}note/", step(NoteForm), name="case_note"),
    path(f"{_CASE}consent/", step(ConsentForm), name="case_consent_new"),
    path(f"{_CASE}consent/<int:consent_id>/withdraw/", step(WithdrawForm), name="case_consent_withdraw"),
    path(f"{_CASE}consent/<int:consent_id>/paper/", views.consent_paper, name="case_consent_paper"),
    path(f"{_CASE}ground/", step(GroundForm), name="case_ground_new"),
    path(f"{_CASE}refer/", refer.refer, name="case_refer"),
    path(f"{_CASE}transfer/", refer.transfer, name="case_transfer"),
    path(f"{_CASE}team/", step(AssignForm), name="case_assign"),
    path(f"{_CASE}team/responsible/", step(ResponsibleForm), name="case_responsible"),
    path(f"{_CASE}team/leave/", step(LeaveForm), name="case_leave"),
    path(f"{_CASE}adopt/", views.adopt, name="case_adopt"),
    path(f"{_CASE}referral/<int:referral_id>/stop/", step(StopForm), name="case_referral_stop"),
    path(f"{_CASE}referral/<int:referral_id>/heard/", step(HeardForm), name="case_referral_heard"),
    path(f"{_CASE}referral/<int:referral_id>/paper/", views.referral_paper, name="case_referral_paper"),
    path(f"{_CASE}receipt/<int:disclosure_id>/", step(ReceiptForm), name="case_receipt"),
    path(f"{_CASE}assessment/", step(AssessmentForm), name="case_assess"),
    path(f"{_CASE}assessment/<int:assessment_id>/", approving.assessment, name="case_assessment"),
    path(f"{_CASE}safety/", step(SafetyForm), name="case_safety"),
    path(f"{_CASE}tie/", step(TieForm), name="case_tie"),
    path(f"{_CASE}link/", step(LinkForm), name="case_link"),
    path(f"{_CASE}duplicate/", step(JudgeForm), name="case_duplicate"),
    path(f"{_CASE}close/", step(CloseForm), name="case_close"),
    path(f"{_CASE}close/decide/", step(DecideClosureForm), name="case_close_decide"),
    path(f"{_CASE}reopen/", step(ReopenForm), name="case_reopen"),
    path(f"{_CASE}own-data/", views.own_data, name="case_own_data"),
    path(f"{_CASE}erase/", step(EraseForm), name="case_erase"),
]
