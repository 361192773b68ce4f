"""The referral pathway: who offers which service where."""

from __future__ import annotations

from django.db import models


class ServiceProvider(models.Model):
    """An organisation, or a unit of one, in the referral pathway of a territory."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)  # provider_kinds
    body = models.CharField(max_length=200, blank=True)  # what the unit belongs to, e.g. the ministry
    organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+", null=True, blank=True)
    territory = models.CharField(max_length=8)
    municipality = models.CharField(max_length=120, blank=True)
    services = models.JSONField(default=list)  # protection_services
    languages = models.JSONField(default=list)  # language codes spoken there
    opening = models.CharField(max_length=200, blank=True)
    is_always_open = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(null=True, blank=True)  # places or persons a week, as they say
    free_places = models.PositiveIntegerField(null=True, blank=True)
    capacity_on = models.DateField(null=True, blank=True)
    contact = models.CharField(max_length=300, blank=True)  # an office's address, never a private person's
    email = models.EmailField(blank=True)  # notices without personal data
    checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=20, blank=True)  # ProviderClosure
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["territory", "name"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "municipality", "name"], name="one_provider_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """``SP-4``."""
        return f"SP-{self.pk}"
