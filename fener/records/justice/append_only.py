"""Rows that are written once: neither a row nor a query changes or deletes them."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models

from fener.records.base.scope import Scoped, ScopedQuerySet
from fener.terms.errors import NotAllowed

M = TypeVar("M", bound=models.Model)


class WrittenOnceQuerySet(models.QuerySet[M]):
    """Reads and creates; refuses to update and to delete."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse(self.model)

    def delete(self) -> NoReturn:
        _refuse(self.model)


class ScopedWrittenOnceQuerySet(ScopedQuerySet[M]):
    """The same for rows that say for whom they are asked."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse(self.model)

    def delete(self) -> NoReturn:
        _refuse(self.model)


class WrittenOnce(models.Model):
    """Written once, never changed, never deleted; a new row says what is new."""

    objects: ClassVar[models.Manager[Self]] = models.Manager.from_queryset(WrittenOnceQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            _refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(type(self))


class ScopedWrittenOnce(Scoped):
    """The same for rows that say for whom they are asked."""

    objects = ScopedWrittenOnceQuerySet.as_manager()  # type: ignore[misc]  # Scoped names its own

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            _refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(type(self))


def _refuse(model: type[models.Model]) -> NoReturn:
    raise NotAllowed(
        f"a {model._meta.verbose_name} is never changed or deleted", remedy="Add a new one; the newest counts."
    )
