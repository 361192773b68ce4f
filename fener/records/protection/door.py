"""The safe door: what arrives is sealed to the receiving organisation; the desk holds no key to it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SafeDoor(models.Model):
    """One organisation's door. ``recipient`` is the public half of its key (age); the private half is never here."""

    organisation = models.OneToOneField("base.Organisation", models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)  # how people call the organisation
    territory = models.CharField(max_length=8)
    recipient = models.CharField(max_length=100)
    recipient_since = models.DateTimeField(default=timezone.now)
    earlier_recipients = models.JSONField(default=list)  # what was sealed to them still lies here
    emergency_number = models.CharField(max_length=20, default="112")
    opened_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(default=90)
    told_until = models.DateField(null=True, blank=True)  # the last day whose counts are in the audit chain
    is_invented = models.BooleanField(default=False)


class DoorReport(models.Model):
    """Somebody's words, sealed. Nothing here says who, from where, or exactly when.

    ``locator``, ``answer_recipient`` and ``mark`` are derived from the receipt code, which is kept nowhere: how the report is
    found again, whom answers are sealed to, and whether the very same content came twice.
    """

    door = models.ForeignKey(SafeDoor, models.PROTECT, related_name="reports")
    locator = models.CharField(max_length=64, unique=True)
    answer_recipient = models.CharField(max_length=100)
    mark = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    sealed = models.BinaryField()  # words and files in one age file
    sealed_in = models.CharField(max_length=8)  # browser | arrival
    sealed_to = models.CharField(max_length=100)
    came_on = models.DateField()  # the day, no hour
    taken_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField()

    class Meta:
        ordering = ["-pk"]

    @property
    def key(self) -> str:
        """``SD-21``."""
        return f"SD-{self.pk}"


class DoorLetter(models.Model):
    """What was added later: by the person (sealed to the organisation) or as an answer (sealed to the person's code)."""

    report = models.ForeignKey(DoorReport, models.CASCADE, related_name="letters")
    is_answer = models.BooleanField()
    mark = models.CharField(max_length=64)  # of an answer: the digest of what was sealed
    sealed = models.BinaryField()
    sealed_in = models.CharField(max_length=8)
    sealed_to = models.CharField(max_length=100)
    on = models.DateField()
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "mark"], name="one_letter_per_content")]
