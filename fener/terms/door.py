"""The safe door: what comes in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedArrival:
    """Something sealed, in the browser or a moment ago on arrival.

    ``way_in`` and ``mark`` are 64 hex digits that follow from the receipt code; ``sealed_in`` is "browser" or "arrival"; ``sealed_to``
    and ``answer_recipient`` are public halves of age keys.
    """

    way_in: str
    answer_recipient: str
    mark: str
    sealed: bytes
    sealed_in: str
    sealed_to: str
    language: str

    @property
    def locator(self) -> str:
        """What is stored to find it by: SHA-256, so that a copy of the database opens no report and erases none."""
        return hashlib.sha256(bytes.fromhex(self.way_in)).hexdigest()
