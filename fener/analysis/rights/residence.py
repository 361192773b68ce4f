"""Humanitarian residence for people who cooperate: the six legal orders side by side."""

from __future__ import annotations

from fener.analysis.rights.books import book
from fener.analysis.rights.entries import ResidenceRow
from fener.terms.territories import region_members


def residence_table() -> tuple[ResidenceRow, ...]:
    """One row a legal order, in the order of the territories. What the law says; practice stands with the entries."""
    rows = (book(territory).residence_row for territory in region_members())
    return tuple(row for row in rows if row is not None)
