"""FactSheet, FactSheetVersion, LegalReview; RecommendationProgress."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from fener.records.base.models import Member
from fener.records.base.scope import Scoped
from fener.records.justice.append_only import ScopedWrittenOnce, WrittenOnce
from fener.terms.justice import Progress, ReviewOutcome, SheetState


class FactSheet(Scoped):
    """What an investigation knows of one actor. Marked AMBER+STRICT: only the organisation that opened it reads it.

    ``title`` is a working title and ``actor_label`` a role (“Driver A”): neither ever names a person.
    """

    title = models.CharField(max_length=200)
    actor_label = models.CharField(max_length=40)
    jurisdictions = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=[(s.value, s.label) for s in SheetState], default=SheetState.OPEN)
    closed_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        """``FS-12``."""
        return f"FS-{self.pk}"

    @property
    def opened_by(self) -> Member | None:
        """Who opened it."""
        return self.recorded_by

    @property
    def opened_at(self) -> datetime:
        """When."""
        return self.recorded_at

    @property
    def is_open(self) -> bool:
        """Whether facts may be saved and qualifications reviewed."""
        return self.state == SheetState.OPEN

    @property
    def newest(self) -> FactSheetVersion | None:
        """The newest version; None while no facts were saved."""
        found = list(self.versions.all())
        return max(found, key=lambda version: version.number) if found else None


class FactSheetVersion(WrittenOnce):
    """All facts as one member saved them. ``facts``: key → value, source, exhibit, confidence, note; ``digest`` seals them."""

    sheet = models.ForeignKey(FactSheet, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    saved_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)
    facts = models.JSONField(default=dict)
    change_note = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = "version of a fact sheet"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_fact_sheet_version_per_number")]

    def __str__(self) -> str:
        return f"{self.sheet.key} version {self.number}"


class LegalReview(WrittenOnce):
    """What a lawyer said of one qualification of one version, with the result as the books gave it then."""

    version = models.ForeignKey(FactSheetVersion, models.PROTECT, related_name="reviews")
    jurisdiction = models.CharField(max_length=8)
    provision_id = models.CharField(max_length=80)
    version_begins = models.DateField(null=True, blank=True)
    status_then = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, choices=[(o.value, o.label) for o in ReviewOutcome])
    reasons = models.TextField()
    lawyer = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    books_digest = models.CharField(max_length=64)
    snapshot: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "legal review"

    def __str__(self) -> str:
        return f"{self.provision_id} {self.outcome}"


class RecommendationProgress(ScopedWrittenOnce):
    """How far a state got with a recommendation, as a source says on a day. The entry recorded last counts."""

    recommendation = models.CharField(max_length=40)
    progress = models.CharField(max_length=12, choices=[(p.value, p.label) for p in Progress])
    note = models.TextField(blank=True)
    source = models.CharField(max_length=500)
    as_of = models.DateField()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = "entry on a recommendation"
        indexes = [
            models.Index(fields=["organisation", "recommendation", "territory"], name="progress_of_recommendation")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} {self.territory}: {self.progress}"

    @property
    def state(self) -> str:
        """The state it is about, ``ME``."""
        return self.territory
