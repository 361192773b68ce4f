"""Consent, legal grounds, and what was given to whom on which of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fener.records.protection.case_file import ProtectionCase
from fener.records.protection.directory import ServiceProvider
from fener.terms.protection import RecallState


class Consent(models.Model):
    """Who agreed to what, for whom, until when. ``sealed``: guardian, interpreter, what was explained, how withdrawn."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)  # consent_purposes
    data_classes = models.JSONField()
    recipient = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=10)  # person | guardian
    capacity = models.CharField(max_length=40)  # capacity_kinds
    interpretation = models.CharField(max_length=40)  # interpretation_modes
    language = models.CharField(max_length=12)
    manner = models.CharField(max_length=10, default="spoken")  # spoken | written
    given_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()
    recorded_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_way = models.CharField(max_length=40, blank=True)  # withdrawal_ways
    withdrawal_recorded_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=models.F("given_at")), name="consent_runs_forward")
        ]

    @property
    def key(self) -> str:
        """``CN-9``."""
        return f"CN-{self.pk}"


class LegalGround(models.Model):
    """A ground to disclose without consent: asked by one member, approved by another. ``sealed``: the reasons."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="legal_grounds")
    code = models.CharField(max_length=40)  # legal_grounds
    purpose = models.CharField(max_length=40)
    data_classes = models.JSONField()
    recipient = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("asked_by")),
                name="ground_approved_by_another",
            )
        ]

    @property
    def key(self) -> str:
        """``LG-3``."""
        return f"LG-{self.pk}"


class Disclosure(models.Model):
    """What was given to whom, what for, on which consent or ground. No row without one of the two."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="disclosures")
    recipient = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    fields = models.JSONField()  # person_fields codes
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="disclosures", null=True, blank=True)
    ground = models.ForeignKey(LegalGround, models.PROTECT, related_name="disclosures", null=True, blank=True)
    near_tie_accepted = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)  # the values as given
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    recall = models.CharField(max_length=10, default=RecallState.NONE)
    recall_asked_at = models.DateTimeField(null=True, blank=True)
    recall_answered_at = models.DateTimeField(null=True, blank=True)
    recall_told_by_mail_at = models.DateTimeField(null=True, blank=True)
    sealed_receipt = models.BinaryField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(consent__isnull=False) & Q(ground__isnull=True))
                | (Q(consent__isnull=True) & Q(ground__isnull=False)),
                name="disclosure_has_one_basis",
            )
        ]

    @property
    def key(self) -> str:
        """``DC-5``."""
        return f"DC-{self.pk}"
