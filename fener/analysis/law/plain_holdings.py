"""What the books hold as plain values: provisions, penalties, claims."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from fener.analysis.law.books import Library
from fener.analysis.law.holdings import Claim, PenaltyRange, Provision, Source, Validity
from fener.analysis.law.wording import in_words

Plain = dict[str, Any]


def provision_as_plain(one: Provision, held: Library) -> Plain:
    """One version of a provision, with its elements in words and what reports say of it."""
    circumstances = held.circumstances_of.get(one.id, ())
    return {
        "id": one.id,
        "title": one.title,
        "cited": one.cited,
        "jurisdiction": one.jurisdiction,
        "level": one.level.value,
        "kind": one.kind.value,
        "paraphrase": one.paraphrase,
        "version": version_as_plain(one.valid),
        "needs_benefit": one.needs_benefit,
        "builds_on": one.builds_on or None,
        "elements": [
            {
                "key": each.key,
                "title": each.title,
                "asks": in_words(each.measure.condition),
                "note": each.note,
                "mark": each.mark or one.wording_mark,
                "evidence": evidence_as_plain(each.evidence, held),
            }
            for each in one.elements
        ],
        "circumstances": [
            {
                "key": each.key,
                "title": each.title,
                "asks": in_words(each.measure_in(one.state).condition),
                "mark": each.in_state(one.state).mark.value,
                "note": each.in_state(one.state).note,
            }
            for each in circumstances
        ],
        "penalty": penalty_as_plain(one.penalty),
        "protocol": list(one.protocol),
        "concurs_with": list(one.concurs_with),
        "absorbs": list(one.absorbs),
        "mark": one.mark.value,
        "marks": dict(one.marks),
        "reviewer": one.reviewer or None,
        "reviewed_on": day_as_plain(one.reviewed_on),
        "sources": [each.cited for each in one.sources],
        "notes": list(one.notes),
        "report_notes": claims_as_plain(held.claims_on.get(one.id, ())),
        "place": one.place,
    }


def version_as_plain(valid: Validity) -> Plain:
    """First and last day, in words too."""
    return {
        "from": day_as_plain(valid.begins),
        "to": day_as_plain(valid.ends),
        "words": valid.words,
        "mark": valid.mark.value,
        "note": valid.note,
    }


def penalty_as_plain(penalty: PenaltyRange | None) -> Plain | None:
    """The range as the provision says it, in months and in words; never a computed sentence."""
    if penalty is None:
        return None
    return {
        "words": penalty.words,
        "least_months": penalty.least,
        "most_months": penalty.most,
        "open_ended": penalty.open_ended,
        "fine": penalty.fine,
        "is_serious_crime": penalty.is_serious_crime,
        "note": penalty.note,
        "mark": penalty.mark.value,
    }


def claims_as_plain(claims: Iterable[Claim]) -> list[Plain]:
    """What a report says beside what the text says."""
    return [
        {
            "key": each.key,
            "title": each.title,
            "report_says": each.report_says,
            "text_says": each.text_says,
            "handling": each.handling,
            "mark": each.mark.value,
            "where": cited(each.where),
        }
        for each in claims
    ]


def evidence_as_plain(kinds: Iterable[str], held: Library) -> list[Plain]:
    """Kinds of evidence with their titles."""
    return [{"key": key, "title": held.evidence.get(key, key)} for key in kinds]


def cited(sources: Iterable[Source]) -> list[str]:
    """Sources as they are cited."""
    return [each.cited for each in sources]


def day_as_plain(day: date | None) -> str | None:
    """An ISO day, or None."""
    return day.isoformat() if day else None
