"""What the desk's paper forms say: a referral, a consent, a person's own data. Filled here, set by the documents gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from fener.gateways.documents.paper_forms import ConsentSheet, OwnDataPart, OwnDataSheet, ReferralSheet, Values
from fener.queries.protection.own_data import OwnData
from fener.queries.protection.sealed import unseal
from fener.records.protection.models import Consent, Disclosure, ProtectionCase, ReferralRequest
from fener.terms.codelists import code_list
from fener.terms.errors import UnknownTerm
from fener.terms.protection import RecallState, ReferralState, person_field
from fener.terms.translations import language_names

# The language in which offices of a territory read a form.
_OFFICES: Mapping[str, str] = {"AL": "sq", "BA": "bs", "ME": "cnr", "MK": "mk", "RS": "sr-Latn", "XK": "sq"}
_NEAREST: Mapping[str, str] = {"fa": "fa-AF", "sr": "sr-Latn"}
_CHAPTERS = (
    ("screenings", "Screenings"), ("concerns", "Concerns"), ("steps_taken", "Steps of the pathway"), ("plan", "Services planned"),
    ("tasks", "Tasks"), ("notes", "Notes"), ("assessments", "Best interests"), ("safety_plans", "Safety plans"),
    ("alleged_ties", "What was said about people feared"), ("consents", "Consents"), ("grounds", "Legal grounds"),
    ("given_to", "Given to others"), ("linked_people", "Linked people"),
)  # fmt: skip


def paper_language(spoken: str) -> str:
    """The language of the forms nearest to one that is spoken; English where there is none."""
    known = {name.code for name in language_names()}
    return next((code for code in (spoken, _NEAREST.get(spoken, "")) if code in known), "en")


def office_language(territory: str) -> str:
    """The language in which offices of the territory read a form."""
    return _OFFICES.get(territory.split("-")[0], "en")


def consent_sheet(case_file: ProtectionCase, consent_id: int) -> ConsentSheet:
    """The statement of a recorded consent. UnknownTerm FEN-2776 where the case has no such consent."""
    row = case_file.consents.select_related("recipient").filter(pk=consent_id).first()
    if row is None:
        raise UnknownTerm(
            "there is no such consent in this case", remedy="Choose one from its list.", number="FEN-2776"
        )
    classes = code_list("data_classes")
    return ConsentSheet(
        reference=row.key,
        day=timezone.localdate(row.given_at),
        person_language=paper_language(row.language),
        desk_language=office_language(case_file.territory),
        organisation=str(case_file.organisation),
        what=", ".join(classes.label(code) for code in row.data_classes),
        recipient=str(row.recipient),
        purpose=code_list("consent_purposes").label(row.purpose),
        until=timezone.localdate(row.valid_until).isoformat(),
        with_guardian=row.given_by == "guardian",
        with_interpreter=row.interpretation != "none_needed",
        is_invented=case_file.is_invented,
    )


def referral_sheet(case_file: ProtectionCase, referral_id: int) -> ReferralSheet:
    """A referral that waits or runs, with the values given with it and no others.

    UnknownTerm FEN-2786 where the case has no such referral on which anything may still be held.
    """
    rows = case_file.referrals.select_related("provider", "disclosure__consent", "disclosure__ground")
    row = rows.filter(pk=referral_id, state__in=[ReferralState.ASKED, ReferralState.ACCEPTED]).first()
    if row is None or row.disclosure is None or row.disclosure.recall != RecallState.NONE:
        raise UnknownTerm("there is no such referral", remedy="Choose one that still runs.", number="FEN-2786")
    return _referral(case_file, row, row.disclosure)


def _referral(case_file: ProtectionCase, row: ReferralRequest, given: Disclosure) -> ReferralSheet:
    basis: Any = given.consent or given.ground
    values = unseal(case_file.record_key, given)
    return ReferralSheet(
        reference=row.key,
        day=timezone.localdate(row.asked_at),
        person_language=paper_language(given.consent.language if given.consent else _spoken(case_file)),
        receiver_language=office_language(row.provider.territory if row.provider else case_file.territory),
        sender=str(row.from_organisation),
        recipient=str(row.provider),
        service=code_list("protection_services").label(row.service) if row.service else "Transfer of the file",
        answer_by=timezone.localtime(row.respond_by).strftime("%Y-%m-%d %H:%M"),
        basis="consent" if given.consent else "legal",
        basis_reference=basis.key,
        valid_until=timezone.localdate(basis.valid_until).isoformat() if basis.valid_until else "",
        fields=_values(values),
        is_invented=case_file.is_invented,
    )


def _spoken(case_file: ProtectionCase) -> str:
    """The language of the person's newest consent; English where there is none."""
    newest: Consent | None = case_file.consents.first()
    return newest.language if newest else "en"


def own_data_sheet(case_file: ProtectionCase, held: OwnData, language: str) -> OwnDataSheet:
    """The person's own data to read on paper; ``language`` is the person's."""
    person = {code: one["value"] for code, one in held["person"].items()}
    return OwnDataSheet(
        reference=case_file.key,
        day=timezone.localdate(),
        person_language=paper_language(language),
        desk_language=office_language(case_file.territory),
        organisation=str(case_file.organisation),
        fields=_values(person),
        parts=(
            *(_chapter(title, held[name]) for name, title in _CHAPTERS if held[name]),
            OwnDataPart("Left out", tuple(("–", words) for words in held["left_out"])),
        ),
        is_invented=case_file.is_invented,
    )


def _chapter(title: str, rows: Sequence[Mapping[str, Any]]) -> OwnDataPart:
    return OwnDataPart(title, tuple(_line(row) for row in rows))


def _values(values: Mapping[str, Any]) -> Values:
    return tuple((code, _shown(code, value)) for code, value in values.items())


def _shown(code: str, value: Any) -> str:
    if person_field(code).kind == "code":
        return code_list(str(code_list("person_fields")[code].extra["codes"])).label(str(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _line(row: Mapping[str, Any]) -> tuple[str, str]:
    """A record as one line: its key or day, then what stands in it."""
    head = str(row.get("key") or _text(row.get("at", "–")))
    said = {name: value for name, value in row.items() if name not in ("key", "at") and value not in (None, "", [], {})}
    return head, "; ".join(f"{name.replace('_', ' ').capitalize()}: {_text(value)}" for name, value in said.items())


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{_text(name)}: {_text(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(one) for one in value)
    return _moment(str(value)) or str(value)


def _moment(text: str) -> str:
    """A day, or a day with its minute, for what is one; empty otherwise."""
    at = parse_datetime(text) if "T" in text[:12] else None
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
