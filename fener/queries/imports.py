"""Imports of publishers' files, and the publishers there are."""

from __future__ import annotations

from django.db.models import QuerySet

from fener.gateways.figures import PUBLISHERS
from fener.records.base.models import Member
from fener.records.reporting.models import FigureImport
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm


def publisher_choices() -> list[tuple[str, str]]:
    """(key, title) of every publisher whose files can be read."""
    return [(key, entry.title) for key, entry in PUBLISHERS.items()]


def imports_for(member: Member) -> QuerySet[FigureImport]:
    """Files read so far, newest first, for those who may import."""
    may_take_step(member.role, "import_figures").enforce()
    return FigureImport.objects.select_related("source", "imported_by")


def import_detail(member: Member, import_id: int) -> FigureImport:
    """One import; UnknownTerm FEN-3012 where there is none."""
    found = imports_for(member).filter(pk=import_id).first()
    if found is None:
        raise UnknownTerm(f"there is no import {import_id}", remedy="Choose one from the list.", number="FEN-3012")
    return found
