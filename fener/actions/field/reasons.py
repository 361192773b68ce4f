"""Steps that need a reason."""

from __future__ import annotations

from fener.terms.errors import UnreadableMaterial

LONGEST = 500


def needed(why: str, what: str) -> str:
    """The reason, trimmed; UnreadableMaterial where there is none. ``what``: “a report is deleted”."""
    reason = " ".join(why.split())
    if not reason:
        raise UnreadableMaterial(
            f"{what} without a reason", remedy="Say in a few words why; it stays in the audit trail.", number="FEN-2675"
        )
    return reason[:LONGEST]
