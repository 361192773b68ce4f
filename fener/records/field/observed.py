"""Sources, observations, prices, routes, incidents, institutions and instruments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fener.records.base.scope import Scoped
from fener.terms.dates import Period


class Source(models.Model):
    """A report or dataset that facts are taken from."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=400)
    publisher = models.CharField(max_length=300, blank=True)
    issued = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Graded(Scoped):
    """What a stated fact carries: where it stands, how it is graded, and when it held."""

    key = models.CharField(max_length=120, unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    section = models.CharField(max_length=40, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    reliability = models.CharField(max_length=1, default="F")
    credibility = models.PositiveSmallIntegerField(default=6)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    caution = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def grading(self) -> str:
        """``B3``."""
        return f"{self.reliability}{self.credibility}"

    @property
    def period(self) -> Period:
        """The days the fact speaks of."""
        return Period(self.first_on, self.last_on)

    @property
    def cited(self) -> str:
        """``R23 §2.2 p. 12``; of a field report its key, ``FIELD-RS-2026-07 FR-17``."""
        section = self.section if self.entered_as == "field" else f"§{self.section}" if self.section else ""
        parts = [self.source.key, section, f"p. {self.page}" if self.page else ""]
        return " ".join(part for part in parts if part)


class Observation(Graded):
    """One seen-or-heard statement with place, time and grading."""

    topic = models.CharField(max_length=40)
    statement = models.CharField(max_length=600)
    extent = models.CharField(max_length=20, default="unknown")
    persons_low = models.PositiveIntegerField(null=True, blank=True)
    persons_high = models.PositiveIntegerField(null=True, blank=True)
    answers = models.JSONField(default=list)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="observation_persons_in_order",
                condition=Q(persons_low__isnull=True)
                | Q(persons_high__isnull=True)
                | Q(persons_low__lte=F("persons_high")),
            )
        ]
        indexes = [
            # Covers the overview's counts: one index scan, no table.
            models.Index(
                fields=["territory", "topic", "marking", "organisation", "recorded_by"], name="observation_counts"
            ),
            models.Index(fields=["topic", "territory", "key"], name="observation_browse"),
        ]


class ObservationCode(models.Model):
    """A code an observation carries."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="code_links")
    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["list_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "list_name", "code"], name="one_code_per_observation")
        ]
        indexes = [models.Index(fields=["list_name", "code", "observation"], name="code_lookup")]


class ObservationPlace(models.Model):
    """A place an observation names; ``place`` is a gazetteer key."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="place_links")
    place = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["observation", "place"], name="one_place_per_observation")]
        indexes = [models.Index(fields=["place", "observation"], name="place_lookup")]


class PriceReport(Graded):
    """One reported price for a service on a leg; scope and unit say what the amount buys."""

    origin = models.CharField(max_length=80, blank=True)
    destination = models.CharField(max_length=80, blank=True)
    via = models.JSONField(default=list)
    scope = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    qualifier = models.CharField(max_length=20, default="exact")
    who = models.CharField(max_length=200, blank=True)
    conditions = models.CharField(max_length=400, blank=True)
    vehicle = models.CharField(max_length=40, blank=True)
    persons_per_vehicle_low = models.PositiveIntegerField(null=True, blank=True)
    persons_per_vehicle_high = models.PositiveIntegerField(null=True, blank=True)
    payment_method = models.CharField(max_length=40, blank=True)
    includes = models.JSONField(default=list)

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["territory", "scope"], name="price_browse")]
        constraints = [
            models.CheckConstraint(
                name="price_in_order", condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high"))
            )
        ]


class RouteSegment(Graded):
    """A directed leg between two places as reported used; places are gazetteer keys."""

    origin = models.CharField(max_length=80)
    destination = models.CharField(max_length=80)
    roles = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    extent = models.CharField(max_length=20, default="unknown")
    direction = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["key"]


class Stakeholder(Graded):
    """An institution or organisation named as having a part in the response."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=60)
    parent_key = models.CharField(max_length=120, blank=True)
    competences = models.JSONField(default=list)
    part = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["key"]


class CooperationInstrument(Graded):
    """An agreement, arrangement, operation or network between authorities, organisations or territories."""

    title = models.CharField(max_length=400)
    kind = models.CharField(max_length=60)
    parties = models.JSONField(default=list)
    dated = models.CharField(max_length=20, blank=True)
    standing = models.CharField(max_length=30, default="unknown")
    note = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["key"]


class Inconsistency(models.Model):
    """Something the sources say in two ways, or not at all: stored and shown, never repaired."""

    key = models.CharField(max_length=20, unique=True)
    about = models.CharField(max_length=200)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    section = models.CharField(max_length=40, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    finding = models.TextField()
    handling = models.TextField(blank=True)
    touches = models.JSONField(default=list)

    class Meta:
        ordering = ["key"]


class Incident(Scoped):
    """A harmful event against persons with place and time as its publisher states it."""

    key = models.CharField(max_length=120, unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    import_id = models.BigIntegerField(null=True, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    route = models.CharField(max_length=80, blank=True)
    location_text = models.CharField(max_length=1000, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    origin_text = models.CharField(max_length=500, blank=True)
    dead = models.PositiveIntegerField(null=True, blank=True)
    missing = models.PositiveIntegerField(null=True, blank=True)
    dead_or_missing = models.PositiveIntegerField(null=True, blank=True)
    survivors = models.PositiveIntegerField(null=True, blank=True)
    females = models.PositiveIntegerField(null=True, blank=True)
    males = models.PositiveIntegerField(null=True, blank=True)
    children = models.PositiveIntegerField(null=True, blank=True)
    source_quality = models.PositiveSmallIntegerField(null=True, blank=True)
    named_source = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=1000, blank=True)
    caution = models.CharField(max_length=500, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        ordering = ["first_on", "key"]
        indexes = [models.Index(fields=["route", "year"], name="incident_route_year")]

    def __str__(self) -> str:
        return self.key

    @property
    def period(self) -> Period:
        """The days the incident may have happened on."""
        return Period(self.first_on, self.last_on)


class ReferenceLoad(models.Model):
    """When which edition of the reference base was loaded; the same digest is not loaded twice."""

    digest = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
