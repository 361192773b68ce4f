"""The monitoring cycle: platforms, targets, planned visits and interviews."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fener.records.base.scope import Scoped
from fener.terms.dates import Period


class NationalPlatform(models.Model):
    """The coalition of CSOs that monitors one territory."""

    territory = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["territory"]

    def __str__(self) -> str:
        return self.name


class PlatformOrganisation(models.Model):
    """An organisation that takes part in a platform."""

    platform = models.ForeignKey(NationalPlatform, models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["platform", "organisation"], name="one_place_in_a_platform")]


class MonitoringCycle(Scoped):
    """A period in which a platform visits and interviews, with its targets (R23 Annex II p. 31: 15 visits, 10 interviews)."""

    platform = models.ForeignKey(NationalPlatform, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()
    visits_target = models.PositiveSmallIntegerField(default=15)
    interviews_target = models.PositiveSmallIntegerField(default=10)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_on", "territory"]
        constraints = [
            models.CheckConstraint(name="cycle_in_order", condition=Q(first_on__lte=F("last_on"))),
            models.UniqueConstraint(fields=["platform", "first_on"], name="one_cycle_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """First and last day."""
        return Period(self.first_on, self.last_on)

    @property
    def source_key(self) -> str:
        """What the coded reports of the cycle are cited as, ``FIELD-RS-2026-07``."""
        return f"FIELD-{self.territory}-{self.first_on:%Y-%m}"


class Planned(Scoped):
    """What visits and interviews share: where, by whom, by when. ``organisation`` is the one it is assigned to."""

    key = models.CharField(max_length=40, unique=True)
    place = models.CharField(max_length=80)
    segment = models.CharField(max_length=120, blank=True)  # key of a RouteSegment
    planned_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class MonitoringVisit(Planned):
    """A planned visit of named monitors to a place."""

    cycle = models.ForeignKey(MonitoringCycle, models.PROTECT, related_name="+")
    site_kind = models.CharField(max_length=40)

    class Meta:
        ordering = ["planned_on", "key"]
        indexes = [models.Index(fields=["cycle", "due_on"], name="visit_due")]


class VisitMonitor(models.Model):
    """A member who takes part in a visit."""

    visit = models.ForeignKey(MonitoringVisit, models.CASCADE, related_name="monitor_links")
    member = models.ForeignKey("base.Member", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "member"], name="one_place_in_a_visit")]


class Interview(Planned):
    """A planned conversation with one key informant or respondent. No name of the other person is ever part of the plan."""

    cycle = models.ForeignKey(MonitoringCycle, models.PROTECT, related_name="+")
    with_whom = models.CharField(max_length=20)  # key_informant | respondent
    stakeholder_kind = models.CharField(max_length=60, blank=True)
    visit = models.ForeignKey(MonitoringVisit, models.SET_NULL, related_name="+", null=True, blank=True)
    interviewer = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["planned_on", "key"]
        indexes = [models.Index(fields=["cycle", "due_on"], name="interview_due")]


class Reminder(models.Model):
    """That a member was reminded of something due; the same is not said twice in a day."""

    key = models.CharField(max_length=40)  # of the visit or interview
    member = models.ForeignKey("base.Member", models.CASCADE, related_name="+")
    on = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "member", "on"], name="one_reminder_a_day")]
