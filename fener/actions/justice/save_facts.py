"""Save the facts of a sheet as a new version; what two editors save at once is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fener.actions.justice.held_sheet import must_be_open, sheet_to_change
from fener.actions.justice.sheet_words import must_not_be_longer
from fener.actions.justice.stored_facts import as_stored, digest_of_facts, must_be_fit_to_keep
from fener.analysis.law import StatedFacts, read_facts
from fener.analysis.law.gates import actor_gate
from fener.queries.justice.fact_sheets import fact_sheet
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.justice.models import FactSheet, FactSheetVersion
from fener.safeguards.roles import may_take_step
from fener.terms.conditions import Truth
from fener.terms.errors import NotAllowed, StateRefused


def save_facts(
    actor: Member,
    key: str | int,
    facts: Mapping[str, Any] | StatedFacts,
    *,
    change_note: str = "",
    expected_version: int | None,
) -> FactSheetVersion:
    """A new version; the newest as it stands where the facts are the same. ``expected_version``: what was read, None for none.

    FEN-2901 to FEN-2903 for a fact that cannot be read, FEN-2950 where a text may identify a person, FEN-2952 where somebody
    saved meanwhile, FEN-2953 for a text too long, FEN-2954 for a closed sheet, FEN-2961 for somebody who was only smuggled.
    """
    may_take_step(actor.role, "keep_fact_sheets").enforce()
    sheet = fact_sheet(actor, key)
    must_be_open(sheet)
    note = change_note.strip()
    must_not_be_longer("change_note", note, 500)
    kept = as_stored(facts)
    must_be_fit_to_keep(kept, note, sheet.jurisdictions)
    _must_be_about_a_facilitator(kept)
    with transaction.atomic():
        newest = sheet_to_change(sheet).versions.first()
        if newest is not None and newest.digest == digest_of_facts(kept):
            return newest
        _must_be_newest(sheet, newest, expected_version)
        made = FactSheetVersion.objects.create(
            sheet=sheet,
            number=newest.number + 1 if newest else 1,
            saved_by=actor,
            facts=kept,
            change_note=note,
            digest=digest_of_facts(kept),
        )
        details = {"number": made.number, "facts": len(kept), "digest": made.digest}
        record_audit("save_facts", actor=actor, subject=("FactSheet", sheet.key), details=details)
    return made


def _must_be_about_a_facilitator(kept: Mapping[str, Any]) -> None:
    """Nobody keeps a sheet on a person for having been smuggled."""
    if actor_gate(read_facts(kept).values).result is Truth.FALSE:
        raise NotAllowed(
            "these facts are about a person who was only smuggled, and nobody is measured for that",
            remedy="Close the sheet. What the person may ask for stands in the rights navigator.",
            number="FEN-2961",
        )


def _must_be_newest(sheet: FactSheet, newest: FactSheetVersion | None, expected: int | None) -> None:
    there = newest.number if newest else 0
    if there != (expected or 0):
        raise StateRefused(
            f"{sheet.key} stands at version {there}, and these facts were written onto version {expected or 0}",
            remedy="Nothing was lost or overwritten. Read the newest version beside yours, then save onto it.",
            number="FEN-2952",
        )
