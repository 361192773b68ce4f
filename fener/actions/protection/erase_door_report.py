"""Erase a report and everything added to it, with its receipt code. No ``record_audit()``: see ``receive_door_report``.

Erasing leaves no entry of its own, for it too would say when somebody was here. The day's count of what lies at the door shows that
something went; disposals have entries of their own, so what is missing beyond them was erased by the people who wrote it.
"""

from __future__ import annotations

from fener.records.protection.door import DoorReport


def erase_door_report(slug: str, locator: str) -> bool:
    """Whether there was something to erase. Afterwards nothing of it is in the database."""
    _, kinds = DoorReport.objects.filter(door__slug=slug, locator=locator).delete()
    return "protection.DoorReport" in kinds
