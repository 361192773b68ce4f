"""Scoped queries: a query that does not say for which member it is asked raises instead of answering."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from fener.terms.errors import ScopeMissing
from fener.terms.sharing import Marking

if TYPE_CHECKING:
    from fener.records.base.models import Member

M = TypeVar("M", bound=models.Model)


def visible_to(member: Member) -> Q:
    """What a member may read, by TLP level.

    CLEAR and GREEN: every member. AMBER: members of the record's territory, and the organisation it came from.
    AMBER+STRICT: that organisation. RED: the member who recorded it.
    """
    own = Q(organisation_id=member.organisation_id) if member.organisation_id else Q(pk__in=[])
    return (
        Q(marking__in=[Marking.CLEAR, Marking.GREEN])
        | (Q(marking=Marking.AMBER) & (Q(territory__in=member.territory_codes()) | own))
        | (Q(marking=Marking.AMBER_STRICT) & own)
        | Q(marking=Marking.RED, recorded_by_id=member.pk)
    )


class ScopedQuerySet(models.QuerySet[M]):
    """Refuses to touch the database until :meth:`for_member` or :meth:`unscoped` was called."""

    _is_scoped = False

    def for_member(self, member: Member | None) -> Self:
        """Rows this member may read; no member, no answer."""
        if member is None or not getattr(member, "is_authenticated", False):
            raise ScopeMissing("a query was asked for nobody")
        found = self.filter(visible_to(member))
        found._is_scoped = True
        return found

    def unscoped(self, reason: str) -> Self:
        """All rows; ``reason`` says why, at the call. For actions and checks only."""
        if not reason:
            raise ScopeMissing("an unscoped query gives no reason")
        found = self._chain()  # type: ignore[attr-defined]
        found._is_scoped = True
        return found  # type: ignore[no-any-return]

    def _must_be_scoped(self) -> None:
        if not self._is_scoped:
            raise ScopeMissing(f"a query on {self.model._meta.label} says not for whom")

    def _clone(self) -> Self:
        copy = super()._clone()  # type: ignore[misc]
        copy._is_scoped = self._is_scoped
        return copy  # type: ignore[no-any-return]

    def _fetch_all(self) -> None:
        self._must_be_scoped()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = 2000) -> Iterator[M]:
        self._must_be_scoped()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._must_be_scoped()
        return super().count()

    def exists(self) -> bool:
        self._must_be_scoped()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._must_be_scoped()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._must_be_scoped()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._must_be_scoped()
        return super().delete()


class Scoped(models.Model):
    """Adds marking, territory, organisation and author, and makes every query say for whom it is asked."""

    marking = models.CharField(max_length=12, default=Marking.CLEAR, choices=[(m.value, m.label) for m in Marking])
    territory = models.CharField(max_length=8)
    organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # reference: shipped with Fener; import: from a publisher's file; field: recorded by a member.
    entered_as = models.CharField(max_length=12, default="field")
    is_invented = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
