"""All that is held about one person, as plain values that the person can take along. Nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from fener.queries.protection.case_page import Line, case_page, sharing_page
from fener.queries.protection.case_sharing import SharingLines, sharing_lines
from fener.records.base.models import Member
from fener.records.protection.models import ProtectionCase
from fener.terms.codelists import code_list
from fener.terms.protection import person_field

# Somebody else's name and number: they are in the file for the caseworker, and are not the person's own data.
OF_OTHERS = frozenset({"guardian_name", "guardian_contact"})
# What a tie may say: the note is the person's own telling; which body and who works there is about others.
_OF_A_TIE = ("note",)
_TIMES = ("at", "due_at", "due_on", "settled_at", "done_at", "review_on", "valid_until", "approved_at", "until")
_WORDS = ("risk", "step", "outcome", "state", "kind", "purposes")

OwnData = Mapping[str, Any]
"""JSON values: file, person, the parts of the file by name, consents, grounds, given_to, linked_people, left_out."""


def own_data(member: Member, case_file: ProtectionCase) -> OwnData:
    """Everything the desk holds under this case that is the person's; who may ask is decided by the action."""
    page, now = case_page(member, case_file), timezone.now()
    lines = sharing_lines(case_file, sharing_page(case_file), now)
    person = {code: value for code, value in page.person.items() if code not in OF_OTHERS}
    parts = {
        name: [_part(name, line) for line in page.part(name)]
        for name in (
            "screenings", "concerns", "steps_taken", "plan", "tasks", "notes", "assessments", "safety_plans",
            "alleged_ties",
        )
    }  # fmt: skip
    return {
        "file": _head(case_file, now),
        "person": {code: {"label": person_field(code).label, "value": value} for code, value in person.items()},
        **parts,
        **_shared(lines),
        "linked_people": [{"kind": row.kind} for row in case_file.links.order_by("pk")],
        "left_out": _left_out(page.person),
    }


def _head(case_file: ProtectionCase, now: Any) -> dict[str, Any]:
    return {
        "key": case_file.key,
        "held_by": str(case_file.organisation),
        "territory": case_file.territory,
        "opened_at": _plain(case_file.opened_at),
        "state": case_file.state,
        "treated_as": case_file.age_band,
        "has_guardian": case_file.has_guardian,
        "kept_until": _plain(case_file.keep_until),
        "made_at": _plain(now),
        "is_invented": case_file.is_invented,
    }


def _part(name: str, line: Line) -> dict[str, Any]:
    clear = {word: _plain(getattr(line.row, word)) for word in (*_TIMES, *_WORDS) if hasattr(line.row, word)}
    held = line.content if name != "alleged_ties" else {word: line.content.get(word, "") for word in _OF_A_TIE}
    return {key: value for key, value in {**clear, **held}.items() if value not in (None, "")}


def _shared(lines: SharingLines) -> dict[str, Any]:
    return {
        "consents": [
            {
                "key": line.consent.key,
                "purpose": line.consent.purpose,
                "data_classes": list(line.consent.data_classes),
                "recipient": str(line.consent.recipient),
                "given_by": line.consent.given_by,
                "language": line.consent.language,
                "given_at": _plain(line.consent.given_at),
                "valid_until": _plain(line.consent.valid_until),
                "withdrawn_at": _plain(line.consent.withdrawn_at),
            }
            for line in lines.consents
        ],
        "grounds": [
            {
                "key": line.ground.key,
                "ground": line.ground.code,
                "purpose": line.ground.purpose,
                "recipient": str(line.ground.recipient),
                "standing": line.standing,
                "valid_until": _plain(line.ground.valid_until),
            }
            for line in lines.grounds
        ],
        "given_to": [
            {
                "key": line.disclosure.key,
                "recipient": str(line.disclosure.recipient),
                "purpose": line.disclosure.purpose,
                "fields": list(line.disclosure.fields),
                "on": line.basis,
                "at": _plain(line.disclosure.at),
                "asked_back": line.disclosure.recall,
            }
            for line in lines.disclosures
        ],
    }


def _left_out(person: Mapping[str, Any]) -> list[str]:
    fields = code_list("person_fields")
    said = [f"{fields.label(code)}: it is about somebody else" for code in sorted(OF_OTHERS) if code in person]
    return [
        *said,
        "Names of alleged offenders’ bodies, and names and files of people linked with this one: they are about others",
        "Names of the staff who worked on the file",
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
