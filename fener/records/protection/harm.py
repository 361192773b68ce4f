"""The harm register: offences against migrants, their circumstances, what was documented, and what came of it (R23, rec. 10, 13)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fener.records.protection.case_file import ProtectionCase
from fener.records.protection.keys import RecordKey


class HarmRecord(models.Model):
    """One occurrence. In the clear: where (territory) and when (month). ``sealed``: everything else.

    ``sealed``: offences, offender_kinds, circumstances (codes), persons, children, place, account, checklist answers,
    alleged tie, proceedings.
    """

    organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")
    territory = models.CharField(max_length=8)
    month = models.DateField(null=True, blank=True)  # first day of the month it happened in; None where not known
    case_file = models.ForeignKey(ProtectionCase, models.SET_NULL, related_name="+", null=True, blank=True)
    recorded_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    record_key = models.OneToOneField(RecordKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    keep_until = models.DateField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    @property
    def key(self) -> str:
        """``HR-6``."""
        return f"HR-{self.pk}"


class HarmRevision(models.Model):
    """A former content of a harm record, sealed under its key: what was documented is never lost by a correction."""

    harm = models.ForeignKey(HarmRecord, models.CASCADE, related_name="revisions")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)


class HarmCount(models.Model):
    """What stays of a disposed harm record: codes for counting, no account, no case. Counts leave suppressed only."""

    territory = models.CharField(max_length=8)
    month = models.DateField(null=True, blank=True)
    recorded_on = models.DateField()  # of the record: tables count what was recorded before their cut-off
    offences = models.JSONField(default=list)
    offender_kinds = models.JSONField(default=list)
    circumstances = models.JSONField(default=list)
    persons = models.PositiveIntegerField(default=1)
    children = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=40, blank=True)
    is_invented = models.BooleanField(default=False)


class DamageClaim(models.Model):
    """A compensation claim in preparation. ``sealed``: damage items (kind, amount, currency, on), evidence, facts, authority."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="claims")
    harm = models.ForeignKey(HarmRecord, models.SET_NULL, related_name="+", null=True, blank=True)
    territory = models.CharField(max_length=8)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    state = models.CharField(max_length=12, default="preparing")  # preparing | handed_in | decided | given_up
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def key(self) -> str:
        """``DM-2``."""
        return f"DM-{self.pk}"
