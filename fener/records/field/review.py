"""What reviewers did and said: steps, comments, private notes, decisions on what identifies."""

from __future__ import annotations

from django.db import models

from fener.records.field.intake import FieldReport, FieldReportVersion


class ReviewStep(models.Model):
    """One move of a report from state to state, with what was said."""

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="steps")
    version_number = models.PositiveSmallIntegerField()
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]


class ReviewComment(models.Model):
    """A remark on one answer (``path``) or the whole report, for its author and its readers."""

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="comments")
    version_number = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=255, blank=True)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class PrivateNote(models.Model):
    """A reader's note to themselves; nobody else sees it, no export carries it."""

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="private_notes")
    by = models.ForeignKey("base.Member", models.CASCADE, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "by"], name="one_private_note_each")]


class MarkDecision(models.Model):
    """What a reviewer decided on one mark: ``remove`` or ``keep`` with the reason. The text itself is not repeated here."""

    version = models.ForeignKey(FieldReportVersion, models.PROTECT, related_name="mark_decisions")
    path = models.CharField(max_length=255)
    start = models.IntegerField(default=-1)  # -1: the whole answer
    end = models.IntegerField(default=-1)
    kind = models.CharField(max_length=40)
    keeps = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path", "start", "end", "kind"], name="one_decision_a_mark")
        ]
