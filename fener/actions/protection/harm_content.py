"""What a harm record says, checked before it is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial
from fener.terms.territories import region_members, territory

CHECKLIST_ANSWERS = ("documented", "not_possible", "not_applicable")


@dataclass(frozen=True, slots=True)
class WorkplaceTie:
    """Where an alleged offender works: a provider's id, or a kind of body (provider_kinds) with its municipality."""

    provider: int | None = None
    kind: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class HarmWish:
    """One occurrence as it is to be kept: codes of the lists named like the fields; free text is sealed like the codes.

    ``happened_in`` is any day of the month, None where not known; ``checklist`` maps documentation_checklist codes to one
    of CHECKLIST_ANSWERS; what is not answered is missing.
    """

    territory: str
    happened_in: date | None
    offences: Sequence[str]
    offender_kinds: Sequence[str]
    circumstances: Sequence[str] = ()
    persons: int = 1
    children: int = 0
    place: str = ""
    account: str = ""
    remarks: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)
    workplace: WorkplaceTie | None = None

    @property
    def month(self) -> date | None:
        """The first day of the month."""
        return self.happened_in.replace(day=1) if self.happened_in else None


def content_of(wish: HarmWish) -> dict[str, Any]:
    """Plain values to seal. UnknownTerm for codes, UnreadableMaterial FEN-2841 to FEN-2844 for what cannot be."""
    _must_be_possible(wish)
    answers = {code: answer for code, answer in wish.checklist.items() if answer}
    for code, answer in answers.items():
        code_list("documentation_checklist")[code]
        if answer not in CHECKLIST_ANSWERS:
            raise _wrong("an answer of the checklist is none", f"Use {', '.join(CHECKLIST_ANSWERS)}.", "FEN-2844")
    return {
        "offences": _known("harm_offences", wish.offences),
        "offender_kinds": _known("offender_kinds", wish.offender_kinds or ["unknown"]),
        "circumstances": _known("transport_stay_circumstances", wish.circumstances),
        "persons": wish.persons,
        "children": wish.children,
        "place": wish.place.strip()[:300],
        "account": wish.account.strip()[:20000],
        "remarks": wish.remarks.strip()[:5000],
        "checklist": answers,
    }


def _must_be_possible(wish: HarmWish) -> None:
    territory(wish.territory)
    if wish.territory not in region_members():
        raise _wrong("the register holds what happened in the region", "Choose one of its territories.", "FEN-2841")
    if not wish.offences:
        raise _wrong("no offence is named", "Name at least one; “other” is one.", "FEN-2842")
    if not 1 <= wish.persons <= 10000 or not 0 <= wish.children <= wish.persons:
        raise _wrong("the numbers of persons do not fit", "At least one person; children are part of them.", "FEN-2843")
    if wish.happened_in and wish.happened_in > timezone.localdate():
        raise _wrong("the month lies in the future", "Give the month in which it happened.", "FEN-2845")


def _known(name: str, codes: Sequence[str]) -> list[str]:
    codes_known = code_list(name)
    return sorted({codes_known[code].code for code in codes}, key=list(codes_known.codes).index)


def _wrong(message: str, remedy: str, number: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, number=number)
