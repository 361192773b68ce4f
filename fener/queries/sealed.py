"""The desk's sealed store and the seal for small things kept in the database."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from fener.gateways.vault import Seal, SealedStore


@cache
def desk_seal() -> Seal:
    """The seal of this desk."""
    return Seal(identity=settings.SEAL_KEY, recipient=settings.SEAL_RECIPIENT)


@cache
def desk_store() -> SealedStore:
    """Where files from the field lie."""
    return SealedStore(settings.SEALED_FOLDER, desk_seal())
