"""ReferralRequest: one record for referral, transfer, request and assignment, and each of its steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fener.records.protection.case_file import ProtectionCase
from fener.records.protection.consents import Disclosure
from fener.records.protection.directory import ServiceProvider
from fener.terms.protection import ReferralState


class ReferralRequest(models.Model):
    """Asking somebody to act. Leaves the organisation only with a Disclosure, which has a consent or a legal ground."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="referrals")
    kind = models.CharField(max_length=12)  # ReferralKind
    service = models.CharField(max_length=40, blank=True)  # protection_services
    form = models.CharField(max_length=40, blank=True)  # referral_forms
    provider = models.ForeignKey(ServiceProvider, models.PROTECT, related_name="+", null=True, blank=True)
    to_member = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    from_organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")
    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="referral", null=True, blank=True)
    state = models.CharField(max_length=10, default=ReferralState.ASKED)
    state_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField()
    do_by = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decline_reason = models.CharField(max_length=40, blank=True)  # decline_reasons
    told_by_mail_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["request", "assignment"]) | Q(disclosure__isnull=False),
                name="referral_leaves_with_disclosure",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | Q(to_member__isnull=False), name="referral_asks_somebody"
            ),
        ]

    @property
    def key(self) -> str:
        """``RR-12``."""
        return f"RR-{self.pk}"


class ReferralStep(models.Model):
    """One move of a referral. ``sealed``: what was said with it, under the case's key."""

    referral = models.ForeignKey(ReferralRequest, models.CASCADE, related_name="steps")
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    heard_through = models.CharField(max_length=20, default="desk")  # desk | phone | paper | mail | clock
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]
