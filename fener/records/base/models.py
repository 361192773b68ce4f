"""Organisation, Member and AuditEntry."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from fener.terms.errors import NotAllowed
from fener.terms.people import Role
from fener.terms.territories import REGION, region_members


class Organisation(models.Model):
    """A CSO, authority or international body whose members use the desk."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40, blank=True)
    territory = models.CharField(max_length=8)
    kind = models.CharField(max_length=40)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name


class Member(AbstractUser):
    """Who acts. The role says what they may do; the territories and the organisation say what they may see."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members", null=True, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role], default=Role.READER)
    language = models.CharField(max_length=10, blank=True)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def territory_codes(self) -> frozenset[str]:
        """The territories the member works in; a member of the region sees all six."""
        return self._territories

    @cached_property
    def _territories(self) -> frozenset[str]:
        codes = set(MemberTerritory.objects.filter(member=self).values_list("territory", flat=True))
        return frozenset(codes | set(region_members()) if REGION in codes else codes)


class MemberTerritory(models.Model):
    """A territory a member works in."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="territory_links")
    territory = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "territory"], name="one_link_per_territory")]


class AuditEntry(models.Model):
    """Who did which action on what, why and when; each entry seals the one before it.

    Written only by :func:`fener.records.base.audit.record_audit`; never changed, never deleted.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True, blank=True)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_key = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise NotAllowed("an audit entry is never changed", remedy="Record a new entry that corrects it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NotAllowed("an audit entry is never deleted", remedy="Record a new entry that corrects it.")


class AuditHead(models.Model):
    """The one row that says how long the chain is and how it ends; locking it puts writers in a queue."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
