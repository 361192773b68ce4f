"""Markings: TLP 2.0 levels (FIRST, August 2022) from widest to narrowest."""

from __future__ import annotations

from enum import StrEnum


class Marking(StrEnum):
    """How far something may travel."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber_strict"
    RED = "red"

    @property
    def label(self) -> str:
        """As FIRST writes it, e.g. ``TLP:AMBER+STRICT``."""
        return f"TLP:{self.value.upper().replace('_', '+')}"
