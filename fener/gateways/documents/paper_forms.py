"""Paper forms of the protection desk as PDF: referral, consent, compensation claim, and a person's own data.

Each is set in one or two languages, the second under the first. Nothing is written to disk on the way; the file's
properties name the form and its reference and nobody. There is no code to scan and nothing that calls home.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.pdf import typst_module
from fener.gateways.documents.text import plain, runs_right_to_left
from fener.terms.errors import UnreadableMaterial
from fener.terms.protection import person_field
from fener.terms.translations import ReviewState, Texts, texts

Laid: TypeAlias = dict[str, Any]
Values: TypeAlias = tuple[tuple[str, str], ...]
"""(person_fields code, value) in the order in which they are printed."""


@dataclass(frozen=True, slots=True)
class ReferralSheet:
    """A referral on paper. ``fields`` are the data that the consent or legal ground covers and nothing else.

    ``basis`` is "consent" or "legal"; languages are codes of ``terms.translations``, the receiver's comes first on paper.
    """

    reference: str
    day: date
    person_language: str
    receiver_language: str
    sender: str
    recipient: str
    service: str
    answer_by: str
    basis: str
    basis_reference: str
    valid_until: str
    fields: Values
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """What a person agrees to, to be read, kept and signed; the person's language comes first.

    ``what``, ``recipient``, ``purpose`` and ``until`` are put into the statement as they are.
    """

    reference: str
    day: date
    person_language: str
    desk_language: str
    organisation: str
    what: str
    recipient: str
    purpose: str
    until: str
    with_guardian: bool = False
    with_interpreter: bool = False
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class DamageLine:
    """One damage of a claim."""

    label: str
    amount: Decimal
    currency: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """A claim for compensation; the authority's language comes first.

    ``claimant`` holds person_fields to print: an empty value leaves a line to be filled in by hand. ``totals`` are
    (currency, sum); ``evidence`` is (label, whether it is there).
    """

    reference: str
    day: date
    person_language: str
    receiver_language: str
    authority: str
    claimant: Values
    facts: str
    items: tuple[DamageLine, ...]
    totals: tuple[tuple[str, Decimal], ...]
    evidence: tuple[tuple[str, bool], ...]
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class OwnDataPart:
    """A chapter of somebody's data: ``lines`` are (label, value); a label that is a key of the form texts is translated."""

    title: str
    lines: Values


@dataclass(frozen=True, slots=True)
class OwnDataSheet:
    """Everything the desk holds on a person, for that person; the person's language comes first."""

    reference: str
    day: date
    person_language: str
    desk_language: str
    organisation: str
    fields: Values
    parts: tuple[OwnDataPart, ...] = ()
    is_invented: bool = False


def referral_form_pdf(sheet: ReferralSheet, assets: AssetFolder) -> bytes:
    """The interagency referral form, with a box for the receiver's answer by hand."""
    words = _words(sheet.receiver_language, sheet.person_language)
    basis = "basis_legal" if sheet.basis == "legal" else "basis_consent"
    rows = [
        _fact(words, "from", sheet.sender),
        _fact(words, "to", sheet.recipient),
        _fact(words, "prepared_on", sheet.day.isoformat()),
        _fact(words, "service_asked", sheet.service),
        _fact(words, "answer_by", sheet.answer_by or "–"),
        _fact(words, basis, sheet.basis_reference or "–"),
        _fact(words, "valid_until", sheet.valid_until or "–"),
    ]
    answer = {
        "kind": "answer",
        "title": _labels(words, "answer_box"),
        "choices": [_labels(words, "accepted"), _labels(words, "declined")],
        "reason": _labels(words, "reason"),
        "signing": [_labels(words, "date"), _labels(words, "signature")],
    }
    blocks = [_facts(rows), _facts(_person(words, sheet.fields)), _said(words, "recipient_duties"), answer]
    return _pdf(_sheet("referral_title", sheet, words, blocks), assets)


def consent_pdf(sheet: ConsentSheet, assets: AssetFolder) -> bytes:
    """The statement of consent, how to take it back, and lines to sign."""
    words = _words(sheet.person_language, sheet.desk_language)
    values = {name: plain(getattr(sheet, name)) for name in ("organisation", "what", "recipient", "purpose", "until")}
    signing = ["date", "signature"]
    signing += ["guardian_signature"] if sheet.with_guardian else []
    signing += ["interpreter"] if sheet.with_interpreter else []
    blocks = [
        _said(words, "person_statement", **values),
        _said(words, "withdrawn_how", organisation=plain(sheet.organisation)),
        _facts(
            [_fact(words, "prepared_on", sheet.day.isoformat()), _fact(words, "explained_in", words[0].language.name)]
        ),
        {"kind": "signing", "rows": [_labels(words, key) for key in signing]},
    ]
    return _pdf(_sheet("consent_title", sheet, words, blocks), assets)


def claim_form_pdf(sheet: ClaimSheet, assets: AssetFolder) -> bytes:
    """The claim with its damage, sums by currency, evidence and facts."""
    words = _words(sheet.receiver_language, sheet.person_language)
    blocks = [
        _said(words, "not_legal_advice"),
        _facts([_fact(words, "authority", sheet.authority), _fact(words, "prepared_on", sheet.day.isoformat())]),
        _heading(words, "claimant"),
        _facts(_person(words, sheet.claimant)),
        _heading(words, "offence_facts"),
        {"kind": "texts", "parts": [_value(part) for part in plain(sheet.facts).split("\n") if part.strip()]},
        _heading(words, "damage_items"),
        _damage(words, sheet),
        _heading(words, "evidence_list"),
        {"kind": "ticks", "rows": [{"is_ticked": there, "labels": [_value(label)]} for label, there in sheet.evidence]},
        {"kind": "signing", "rows": [_labels(words, "date"), _labels(words, "signature")]},
    ]
    return _pdf(_sheet("claim_title", sheet, words, blocks), assets)


def own_data_pdf(sheet: OwnDataSheet, assets: AssetFolder) -> bytes:
    """What the desk holds on a person, for that person to keep."""
    words = _words(sheet.person_language, sheet.desk_language)
    head = [_fact(words, "from", sheet.organisation), _fact(words, "prepared_on", sheet.day.isoformat())]
    blocks = [_facts(head), _facts(_person(words, sheet.fields))]
    for part in sheet.parts:
        blocks.append({"kind": "heading", "labels": _labels(words, part.title)})
        blocks.append(_facts([_fact(words, label, value or "–") for label, value in part.lines]))
    return _pdf(_sheet("own_data_title", sheet, words, blocks), assets)


def _words(*languages: str) -> tuple[Texts, ...]:
    return tuple(texts("forms", language) for language in dict.fromkeys(languages))


def _sheet(title: str, sheet: Any, words: Sequence[Texts], blocks: Sequence[Laid]) -> Laid:
    reference, first = plain(sheet.reference), words[0]
    drafts = [one for one in words if one.language.review_state is ReviewState.DRAFT]
    return {
        "name": f"{first[title]} {reference}",
        "reference": reference,
        "lang": _tag(first.language.code),
        "dir": first.language.direction,
        "year": sheet.day.year,
        "month": sheet.day.month,
        "day": sheet.day.day,
        "titles": _labels(words, title),
        "invented": _labels(words, "invented_mark") if sheet.is_invented else [],
        "drafts": [_part(one, "translation_draft") for one in drafts],
        "page_of": _part(first, "page_of"),
        "blocks": [block for block in blocks if block.get("rows") != []],
    }


def _tag(code: str) -> str:
    """The language alone: Typst takes no script or region in one string with it."""
    return code.partition("-")[0]


def _part(words: Texts, key: str) -> Laid:
    is_source = key in words.missing
    return {
        "text": words[key],
        "lang": _tag(words.language_of(key)),
        "dir": "ltr" if is_source else words.language.direction,
    }


def _labels(words: Sequence[Texts], key: str) -> list[Laid]:
    """The text in each language; what is no key of the form texts stands as it is."""
    if key not in words[0]:
        return [_value(key)]
    found = [_part(one, key) for one in words]
    return [part for place, part in enumerate(found) if part["text"] not in {one["text"] for one in found[:place]}]


def _value(text: object) -> Laid:
    shown = plain(text).strip()
    return {"text": shown, "lang": "en", "dir": "rtl" if runs_right_to_left(shown) else "ltr"}


def _fact(words: Sequence[Texts], key: str, value: object) -> Laid:
    return {"labels": _labels(words, key), "value": _value(value)}


def _facts(rows: Sequence[Laid]) -> Laid:
    return {"kind": "facts", "rows": list(rows)}


def _person(words: Sequence[Texts], fields: Values) -> list[Laid]:
    return [_fact(words, person_field(code).code, value) for code, value in fields]


def _heading(words: Sequence[Texts], key: str) -> Laid:
    return {"kind": "heading", "labels": _labels(words, key)}


def _said(words: Sequence[Texts], key: str, **values: str) -> Laid:
    # A value keeps its own direction inside a sentence that runs the other way (Unicode isolates).
    kept = {name: f"\u2068{value}\u2069" for name, value in values.items()}
    parts = [_part(one, key) | {"text": one.filled(key, **kept) if kept else one[key]} for one in words]
    return {"kind": "texts", "parts": parts}


def _damage(words: Sequence[Texts], sheet: ClaimSheet) -> Laid:
    return {
        "kind": "damage",
        "columns": [_labels(words, key) for key in ("damage_items", "date", "amount")],
        "rows": [
            {
                "what": _value(item.label),
                "note": _value(item.note),
                "on": item.on.isoformat(),
                "amount": _money(item.amount, item.currency),
            }
            for item in sheet.items
        ],
        "total": _labels(words, "total"),
        "totals": [_money(amount, currency) for currency, amount in sheet.totals],
    }


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.2f} {plain(currency)}"


def _pdf(sheet: Laid, assets: AssetFolder) -> bytes:
    """Set in memory, as PDF/UA-1 where the letters allow it. Errors say nothing of what the form says."""
    typst, moment = typst_module(), datetime.combine(date(sheet["year"], sheet["month"], sheet["day"]), time(), UTC)
    # A new compiler each time: none keeps the last person's form in memory.
    compiler = typst.Compiler(font_paths=_fonts(assets.paper_font_paths()))
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    options = {"input": _template(), "format": "pdf", "sys_inputs": inputs, "timestamp": moment}
    try:
        made: bytes = compiler.compile(**options, pdf_standards=["ua-1"])
    except typst.TypstError:
        try:
            made = compiler.compile(**options)
        except typst.TypstError:
            raise UnreadableMaterial(
                "the form cannot be set as PDF",
                remedy="Look for unusual signs in what was typed; tell the administrator if it happens again.",
                number="FEN-2840",
            ) from None
    return made


@cache
def _template() -> bytes:
    return files("fener.gateways.documents").joinpath("paper.typ").read_bytes()


@cache
def _fonts(paths: tuple[Path, ...]) -> Any:
    return typst_module().Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in paths])
