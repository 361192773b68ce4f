"""Per-record keys, and what stays when one was destroyed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class RecordKey(models.Model):
    """The wrapped key under which one record's sensitive content is sealed. Destroying it erases the content everywhere."""

    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    def destroy(self) -> None:
        """Forget the key, inside the caller's transaction: what was sealed under it opens nowhere any more."""
        self.wrapped, self.destroyed_at = None, timezone.now()
        self.save(update_fields=["wrapped", "destroyed_at"])


class DisposalRecord(models.Model):
    """That something was erased, when and by which rule; nothing of what it said. Kept for good."""

    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=60)
    data_classes = models.JSONField(default=list)
    rule = models.CharField(max_length=120)
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
