"""Reading the law books: provisions found by words, one provision with all that touches it, the register of inconsistencies."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fener.analysis.law import library
from fener.analysis.law.holdings import Circumstance, Claim, Judgment, Provision, ReportTable, Rule

_FOLDED = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ı": "i", "ø": "o", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """A provision as a list shows it: its latest version, how many there are, and the claims about it."""

    provision: Provision
    versions: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """A provision with all versions (oldest first), where it stands in the books, and what refers to it."""

    id: str
    versions: tuple[Provision, ...]
    place: str
    claims: tuple[Claim, ...]
    circumstances: tuple[Circumstance, ...]
    rules: tuple[Rule, ...]
    judgments: tuple[Judgment, ...]
    tables: tuple[ReportTable, ...]
    named_by: tuple[str, ...]

    @property
    def current(self) -> Provision:
        """The latest version."""
        return self.versions[-1]


def provision_list(words: str = "", state: str = "", kind: str = "", mark: str = "") -> list[ProvisionLine]:
    """Provisions that hold all the words in id, citation, title, paraphrase or notes, whatever accents and case.

    ``state`` takes a state with its parts (``BA``) or one part (``BA-SRP``); an empty filter takes all.
    """
    held, wanted = library(), fold(words).split()
    return [
        ProvisionLine(versions[-1], len(versions), held.claims_on.get(each, ()))
        for each, versions in held.provisions.items()
        if any(_fits(one, state, kind, mark) and _says(one, wanted) for one in versions)
    ]


def provision_page(provision_id: str) -> ProvisionPage:
    """One provision; UnknownTerm FEN-2920 for an id the books do not hold."""
    held = library()
    versions = held.versions_of(provision_id)
    return ProvisionPage(
        id=provision_id,
        versions=versions,
        place=held.places.get(provision_id, ""),
        claims=held.claims_on.get(provision_id, ()),
        circumstances=tuple(each for each in held.circumstances.values() if _recognised(each, provision_id)),
        rules=tuple(each for each in held.rules.values() if each.provision == provision_id),
        judgments=tuple(each for each in held.judgments.values() if each.provision == provision_id),
        tables=tuple(each for each in held.tables.values() if _shown_in(each, provision_id)),
        named_by=tuple(key for key, each in held.provisions.items() if any(_names(one, provision_id) for one in each)),
    )


def register() -> tuple[Claim, ...]:
    """All claims of the register, E1 first."""
    return tuple(sorted(library().claims.values(), key=lambda claim: (_number(claim.key), claim.key)))


def fold(words: str) -> str:
    """Small letters without accents: “Švercovanje” → “svercovanje”."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_FOLDED)


def _fits(one: Provision, state: str, kind: str, mark: str) -> bool:
    return (
        (not state or state in (one.jurisdiction, one.state))
        and (not kind or one.kind == kind)
        and (not mark or mark in (one.mark, *one.marks.values()))
    )


def _says(one: Provision, wanted: list[str]) -> bool:
    text = fold(" ".join((one.id, one.cited, one.title, one.paraphrase, *one.notes)))
    return all(word in text for word in wanted)


def _recognised(circumstance: Circumstance, provision_id: str) -> bool:
    return any(provision_id in each.provisions for each in circumstance.by_state.values())


def _shown_in(table: ReportTable, provision_id: str) -> bool:
    return any(provision_id in cell.provisions for row in table.rows for cell in row.cells.values())


def _names(one: Provision, provision_id: str) -> bool:
    return provision_id in (one.builds_on, *one.protocol, *one.concurs_with, *one.absorbs)


def _number(key: str) -> int:
    digits = "".join(letter for letter in key if letter.isascii() and letter.isdigit())
    return int(digits) if digits else 0
