"""Figure, FigureImport, RejectedRow; MonitoringReport, ReportNarrative, ReportSnapshot."""

from __future__ import annotations

from typing import Any

from django.db import models

from fener.records.base.models import Member
from fener.records.base.scope import Scoped
from fener.records.field.models import Source
from fener.terms.dates import Period
from fener.terms.errors import NotAllowed


class FigureImport(models.Model):
    """One file that was read: what it was, what came of it, and by whom."""

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    vintage = models.DateField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    figures_kept = models.PositiveIntegerField(default=0)
    incidents_kept = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


class RejectedRow(models.Model):
    """A row of an imported file that was not taken, or taken with a remark."""

    figure_import = models.ForeignKey(FigureImport, models.CASCADE, related_name="rejected_rows")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=12)
    message = models.CharField(max_length=600)
    remedy = models.CharField(max_length=600, blank=True)
    raw = models.CharField(max_length=400, blank=True)
    was_taken = models.BooleanField(default=False)

    class Meta:
        ordering = ["row", "pk"]


class Figure(Scoped):
    """A published quantity. Figures that differ stand side by side; none replaces another."""

    key = models.CharField(max_length=200, unique=True)
    measure = models.CharField(max_length=60)
    unit = models.CharField(max_length=30)
    value = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    qualifier = models.CharField(max_length=20, default="exactly")
    is_missing = models.BooleanField(default=False)
    route = models.CharField(max_length=80, blank=True)
    nationality = models.CharField(max_length=12, blank=True)
    breakdown = models.JSONField(default=dict)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    vintage = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    section = models.CharField(max_length=40, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    reported_as = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=600, blank=True)
    quality_mark = models.CharField(max_length=40, blank=True)
    caution = models.CharField(max_length=500, blank=True)
    figure_import = models.ForeignKey(FigureImport, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["territory", "route", "year", "measure", "key"]
        indexes = [
            models.Index(fields=["measure", "territory", "year"], name="figure_by_measure"),
            models.Index(fields=["route", "year", "measure"], name="figure_by_route"),
            models.Index(fields=["source", "measure", "nationality", "year"], name="figure_by_nationality"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def period(self) -> Period:
        """The days the figure covers."""
        return Period(self.first_on, self.last_on)

    @property
    def cited(self) -> str:
        """``R23 §Introduction p. 5``."""
        parts = [self.source.key, f"§{self.section}" if self.section else "", f"p. {self.page}" if self.page else ""]
        return " ".join(part for part in parts if part)


class MonitoringReport(Scoped):
    """A national or regional monitoring report: draft, then reviewed, then published with a frozen snapshot."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"

    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """The period the report covers."""
        return Period(self.first_on, self.last_on)


class ReportNarrative(models.Model):
    """What an editor wrote for one section; ``{fig:key}`` and ``{tab:key}`` refer to pictures and tables."""

    report = models.ForeignKey(MonitoringReport, models.CASCADE, related_name="narratives")
    section = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="one_narrative_per_section")]


class ReportSnapshot(models.Model):
    """The whole report as it was at one moment; never changed afterwards."""

    report = models.ForeignKey(MonitoringReport, models.PROTECT, related_name="snapshots")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_by = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_snapshot_per_version")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise NotAllowed("a snapshot is never changed", remedy="Take a new one.")
        super().save(*args, **kwargs)
