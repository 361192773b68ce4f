"""Neutral sentences from the labels of closed answers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fener.terms.codelists import code_list, code_list_names
from fener.terms.questionnaires import QuestionnaireField

MOST_CHARACTERS = 600
_WITHOUT_A_SUBJECT = frozenset({"extents"})  # “How common something is” says nothing without its question
_PROPER_NAMES = frozenset({"nationalities", "territories", "digital_tools", "stakeholder_kinds"})


def statement_of(field: QuestionnaireField, names: Sequence[str]) -> str:
    """“Ways of paying for facilitation named: cash; hawala.” With no code list the question's own words begin the sentence."""
    listed = field.code_list in code_list_names() and field.code_list not in _WITHOUT_A_SUBJECT
    subject = code_list(field.code_list).title if listed else field.label("en").rstrip(" ?:.…*")
    said = "; ".join(_label(field, name) for name in names)
    return shortened(f"{subject} {'named' if listed else '– answer'}: {said}.")


def price_statement(
    low: Decimal | None, high: Decimal | None, currency: str, unit: str, origin: str, destination: str
) -> str:
    """“Price reported: 1500–2000 EUR, per person, from Lojane to Belgrade.”"""
    amount = (
        f"{low}" if low == high else f"{low}–{high}" if low is not None and high is not None else _open_end(low, high)
    )
    parts = [f"Price reported: {amount} {currency}"]
    if unit != "unknown":
        parts.append(small_first(code_list("price_units").label(unit)))
    way = " ".join(f"{word} {place}" for word, place in (("from", origin), ("to", destination)) if place)
    return shortened(", ".join([*parts, *([way] if way else [])]) + ".")


def incident_statement(harms: Sequence[str], counts: Sequence[tuple[str, int]]) -> str:
    """“Harm reported: beating; robbery. Injured: 2.”"""
    parts = []
    if harms:
        parts.append(f"Harm reported: {'; '.join(small_first(code_list('harms').label(code)) for code in harms)}.")
    parts += [f"{name.capitalize()}: {number}." for name, number in counts]
    return shortened(" ".join(parts))


def small_first(label: str) -> str:
    """A label inside a sentence: a small first letter, unless it is an abbreviation or a name of several capitals."""
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def shortened(text: str) -> str:
    """At most as long as a stored statement."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _open_end(low: Decimal | None, high: Decimal | None) -> str:
    return f"from {low}" if high is None else f"up to {high}"


def _label(field: QuestionnaireField, name: str) -> str:
    label = field.choice_label(name, "en")
    return label if field.code_list in _PROPER_NAMES else small_first(label)
