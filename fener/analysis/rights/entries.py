"""What a rights book holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fener.terms.conditions import Condition


class Kind(StrEnum):
    """The need an entry answers."""

    MEDICAL = "medical"
    HELP = "help"
    PROTECTION = "protection"
    ASYLUM = "asylum"
    GUARDIAN = "guardian"
    CHILD = "child"
    RESIDENCE = "residence"
    REFLECTION = "reflection"
    NON_PROSECUTION = "non_prosecution"
    CONSULAR = "consular"
    STATEMENT = "statement"
    INTERPRETER = "interpreter"
    WITNESS = "witness"
    COMPENSATION = "compensation"
    RISK = "risk"
    COMPARISON = "comparison"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _KIND_LABELS.get(self, self.value.capitalize())


_KIND_LABELS = {
    Kind.MEDICAL: "Medical care",
    Kind.HELP: "Help and assistance",
    Kind.PROTECTION: "Protection from revenge",
    Kind.CHILD: "Procedures for children",
    Kind.RESIDENCE: "Humanitarian residence",
    Kind.REFLECTION: "Reflection period",
    Kind.NON_PROSECUTION: "Not being punished for having been smuggled",
    Kind.CONSULAR: "Consular access",
    Kind.STATEMENT: "How a statement is taken",
    Kind.WITNESS: "Witnesses",
    Kind.RISK: "Risk to the person",
    Kind.COMPARISON: "To compare with",
}

HELP_KINDS = frozenset(
    {
        Kind.MEDICAL, Kind.HELP, Kind.PROTECTION, Kind.ASYLUM, Kind.GUARDIAN, Kind.CHILD, Kind.REFLECTION,
        Kind.NON_PROSECUTION, Kind.CONSULAR, Kind.INTERPRETER, Kind.COMPENSATION,
    }
)  # fmt: skip
"""Kinds that never hang on a fact about cooperation; a book in which one does is refused."""


class CheckMark(StrEnum):
    """How far a provision was checked. A contradicted one is never answered “may ask”."""

    REPORTED = "reported"
    VERIFIED = "verified"
    TO_BE_CHECKED = "to_be_checked"
    CONTRADICTED = "contradicted"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()

    @property
    def letter(self) -> str:
        """R, V, K or X, as in the notes on law."""
        return {"reported": "R", "verified": "V", "to_be_checked": "K", "contradicted": "X"}[self.value]


class Outcome(StrEnum):
    """What facts say about an entry."""

    MAY_ASK = "may_ask"
    OPEN = "open"
    NOT_ON_THIS_GROUND = "not_on_this_ground"


@dataclass(frozen=True, slots=True)
class LegalSource:
    """A report with its page, or a statute, treaty or judgment; ``seen`` where its text was seen for these notes."""

    report: str = ""
    page: int = 0
    statute: str = ""
    seen: bool = False

    @property
    def cited(self) -> str:
        """``R23 p. 25`` or the name of the text."""
        return f"{self.report} p. {self.page}" if self.report else self.statute


@dataclass(frozen=True, slots=True)
class Need:
    """A document, piece of evidence or step; ``met_if`` says by which fact one can tell that it is there."""

    what: str
    met_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class RightsEntry:
    """One thing a person may ask for (or, of kind RISK, be exposed to), with law and practice apart.

    ``when`` is None for a comparison, which applies to nobody here. ``is_explicit`` is False where the law does not name the
    group and only a broad reading helps. ``valid_from`` and ``valid_to`` are None where not known. ``notes_for`` holds
    remarks for single territories, shown beside ``notes``.
    """

    key: str
    territory: str
    kind: Kind
    title: str
    provision: str
    paraphrase: str
    when: Condition | None
    needed: tuple[Need, ...]
    law: str
    practice: str
    sources: tuple[LegalSource, ...]
    mark: CheckMark
    rights: tuple[str, ...] = ()
    clock: str = ""
    decided_by: str = ""
    is_explicit: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    notes: tuple[str, ...] = ()
    notes_for: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, on: date) -> bool:
        """Whether it applies that day; an unknown bound does not exclude it."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    def remarks(self, territory: str) -> tuple[str, ...]:
        """Its notes, with the one for the territory."""
        return (*self.notes, *([self.notes_for[territory]] if territory in self.notes_for else []))


@dataclass(frozen=True, slots=True)
class Silence:
    """That the sources name nothing of a kind in a legal order; said plainly, filled with nothing."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class ResidenceRow:
    """One legal order in the comparison of humanitarian residence. No ``rights``: none specified."""

    territory: str
    provision: str
    who: str
    explicit: bool
    rights: tuple[str, ...]
    entries: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RightsBook:
    """The entries of one territory, or (territory WB) those for all."""

    territory: str
    version: str
    entries: tuple[RightsEntry, ...]
    silences: tuple[Silence, ...] = ()
    residence_row: ResidenceRow | None = None
