"""Opening and sealing what protection records hold. Everything sealed goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models

from fener.gateways.vault import RecordCipher
from fener.records.protection.models import RecordKey


@cache
def desk_cipher() -> RecordCipher:
    """The desk's cipher for protection records."""
    return RecordCipher(settings.PROTECTION_KEY)


def new_record_key() -> RecordKey:
    """A key for one new record, saved; call it inside the action's transaction."""
    return RecordKey.objects.create(wrapped=desk_cipher().new_wrapped_key())


def seal_for(key: RecordKey, record: type[models.Model] | models.Model, content: Mapping[str, Any]) -> bytes:
    """``content`` (plain JSON values) sealed under the record's key. Bound to the kind of record and to the key."""
    return desk_cipher().seal(_wrapped(key), content, _about(key, record))


def unseal(key: RecordKey, record: models.Model, sealed: bytes | None = None) -> dict[str, Any]:
    """What ``record.sealed`` (or the other sealed field, given) holds; empty where nothing was sealed."""
    given = getattr(record, "sealed", None) if sealed is None else sealed
    return desk_cipher().open(_wrapped(key), given, _about(key, record))


def _about(key: RecordKey, record: type[models.Model] | models.Model) -> str:
    # Row ids are not known before a row is written; the key's id ties the content to its file, the name to its kind.
    return f"{record._meta.model_name}:{key.pk}"


def _wrapped(key: RecordKey) -> bytes | None:
    return bytes(key.wrapped) if key.wrapped else None
