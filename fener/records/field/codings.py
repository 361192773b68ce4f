"""Codings: what a coder read out of an approved report, statement by statement, with the sentence it stands on."""

from __future__ import annotations

from django.db import models

from fener.records.field.intake import FieldReport, FieldReportVersion


class Coding(models.Model):
    """One coder's coding of one report. A new revision replaces the one before; none is ever deleted.

    ``sample`` True: a second, independent coding to measure agreement; it is never published as records.
    """

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="codings")
    version = models.ForeignKey(FieldReportVersion, models.PROTECT, related_name="+")
    coder = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    sample = models.BooleanField(default=False)
    revision = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["report", "sample", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sample", "revision"], name="one_coding_a_revision"),
        ]


class CodedStatement(models.Model):
    """One statement of a coding. ``start``/``end`` are character offsets in the answer at ``path``; both None: the answer itself.

    ``makes`` is observation, price or incident; ``record_key`` the record it became. ``payload`` holds what a price or an
    incident needs beyond codes.
    """

    coding = models.ForeignKey(Coding, models.PROTECT, related_name="statements")
    line = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=255)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    by_rule = models.BooleanField(default=False)
    makes = models.CharField(max_length=12, default="observation")
    topic = models.CharField(max_length=40, blank=True)
    statement = models.CharField(max_length=600)
    codes = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    extent = models.CharField(max_length=20, default="unknown")
    persons_low = models.PositiveIntegerField(null=True, blank=True)
    persons_high = models.PositiveIntegerField(null=True, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    reliability = models.CharField(max_length=1, default="F")
    credibility = models.PositiveSmallIntegerField(default=6)
    payload = models.JSONField(default=dict)
    record_key = models.CharField(max_length=120, blank=True, db_index=True)

    class Meta:
        ordering = ["coding", "line"]
        constraints = [models.UniqueConstraint(fields=["coding", "line"], name="one_line_a_statement")]
