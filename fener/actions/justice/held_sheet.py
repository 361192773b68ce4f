"""A sheet that is about to change: locked, and open."""

from __future__ import annotations

from fener.records.justice.models import FactSheet
from fener.terms.errors import StateRefused


def sheet_to_change(sheet: FactSheet) -> FactSheet:
    """The row, locked until the transaction ends, and still open. Whoever asks has checked that the member may read it."""
    rows = FactSheet.objects.unscoped("read for the member before; locked to change it").select_for_update()
    locked = rows.get(pk=sheet.pk)
    must_be_open(locked)
    return locked


def must_be_open(sheet: FactSheet) -> None:
    """StateRefused FEN-2954 for a closed sheet."""
    if not sheet.is_open:
        raise StateRefused(
            f"{sheet.key} is closed", remedy="Open a new fact sheet, and say in it what it follows.", number="FEN-2954"
        )
