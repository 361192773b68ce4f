"""Urgent requests between authorities and CSOs, both ways; access to facilities (R23, Annex I, 2 and 3)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fener.records.protection.case_file import ProtectionCase
from fener.records.protection.consents import Disclosure
from fener.records.protection.directory import ServiceProvider
from fener.records.protection.keys import RecordKey
from fener.terms.protection import AccessRequestState, UrgentState


class UrgentRequest(models.Model):
    """What help is needed from whom by when. ``sealed``: the situation in words and where; names nobody unless disclosed."""

    from_organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")
    to_provider = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+")
    # Whose members read it, as it was when it was asked: tying a provider to another organisation later opens nothing.
    to_organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+", null=True, blank=True)
    territory = models.CharField(max_length=8)
    help_kinds = models.JSONField()  # urgent_help_kinds
    persons = models.PositiveIntegerField(default=1)
    children = models.PositiveIntegerField(default=0)
    case_file = models.ForeignKey(ProtectionCase, models.SET_NULL, related_name="+", null=True, blank=True)
    disclosure = models.OneToOneField(Disclosure, models.SET_NULL, related_name="+", null=True, blank=True)
    needed_by = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    state = models.CharField(max_length=14, default=UrgentState.ASKED)
    state_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    escalated_to = models.PositiveSmallIntegerField(default=0)  # how far up the chain of contacts it went
    next_escalation_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.CharField(max_length=40, blank=True)
    record_key = models.OneToOneField(RecordKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    is_invented = models.BooleanField(default=False)
    keep_until = models.DateField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_escalation_at"], name="urgent_by_clock")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(children__lte=models.F("persons")), name="urgent_children_among_persons"
            )
        ]

    @property
    def key(self) -> str:
        """``UR-8``."""
        return f"UR-{self.pk}"


class UrgentStep(models.Model):
    """One move, message or escalation of an urgent request. ``sealed`` under the request's key."""

    urgent = models.ForeignKey(UrgentRequest, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20)  # UrgentStepKind
    side = models.CharField(max_length=10, blank=True)  # whose step: asker | helper; empty for the clock's
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    heard_through = models.CharField(max_length=20, default="desk")
    contact_order = models.PositiveSmallIntegerField(null=True, blank=True)  # of an escalation: which contact
    wants_mail = models.BooleanField(default=False)  # the other side is told; the mail carries the key alone
    mail_claimed_at = models.DateTimeField(null=True, blank=True)  # of two runs at once, one takes it
    told_by_mail_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["wants_mail", "told_by_mail_at"], name="urgent_mail_to_send")]


class RoleConfirmation(models.Model):
    """What one side takes on, in writing (R23, Annex I, 3): one for each side."""

    urgent = models.ForeignKey(UrgentRequest, models.CASCADE, related_name="roles")
    side = models.CharField(max_length=10)  # asker | helper
    role_kinds = models.JSONField()
    sealed = models.BinaryField(null=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    heard_through = models.CharField(max_length=20, default="desk")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urgent", "side"], name="one_role_a_side")]


class EscalationContact(models.Model):
    """Whom an unanswered request goes to next, in order, within one organisation or provider."""

    provider = models.ForeignKey(ServiceProvider, models.CASCADE, related_name="escalation")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)  # an office or function, not a person
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    after_minutes = models.PositiveIntegerField(default=30)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["provider", "order"], name="one_contact_a_step")]


class FacilityAccessRequest(models.Model):
    """Asking to see people in a closed or open centre. No data of any person inside."""

    from_organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")
    facility = models.CharField(max_length=200)
    facility_kind = models.CharField(max_length=20)  # facility_kinds
    territory = models.CharField(max_length=8)
    place = models.CharField(max_length=120, blank=True)
    authority = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+", null=True, blank=True)
    purposes = models.JSONField()  # protection_services it is for
    visitors = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
    asked_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=12, default=AccessRequestState.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    heard_through = models.CharField(max_length=20, blank=True)
    conditions = models.JSONField(default=list)  # access_conditions
    refusal_reason = models.CharField(max_length=40, blank=True)  # access_refusal_reasons
    answer_text = models.CharField(max_length=1000, blank=True)
    visited_on = models.DateField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="access_days_in_order")
        ]

    @property
    def key(self) -> str:
        """``FA-2``."""
        return f"FA-{self.pk}"
