"""What measuring facts against the books gives: gates, elements, circumstances, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fener.analysis.law.holdings import (
    Circumstance,
    Claim,
    Element,
    Mark,
    Provision,
    Recognition,
    Rule,
    TableRow,
)
from fener.analysis.law.measures import Measure
from fener.analysis.law.vocabulary import FactTerm, StatedFact, StatedFacts
from fener.terms.conditions import Truth

DISCLAIMER = (
    "Stated facts are measured against provisions as the books hold them. Nobody is charged here, nothing is decided, and this "
    "is no legal advice: a lawyer confirms or rejects each qualification with reasons."
)


class Status(StrEnum):
    """What facts say about an offence: all met, none missing but some not known, or one missing."""

    SUPPORTED = "supported"
    OPEN = "open"
    EXCLUDED = "excluded"

    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.capitalize()


RESULT_WORDS: Mapping[Truth, str] = {Truth.TRUE: "met", Truth.FALSE: "missing", Truth.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate that comes before every text: who acted, for gain, knowing."""

    key: str
    title: str
    result: Truth
    why: str
    cites: tuple[str, ...]
    measure: Measure


@dataclass(frozen=True, slots=True)
class ElementResult:
    """An element measured. ``of`` is the provision it belongs to (the basic form, for a qualified one)."""

    element: Element
    result: Truth
    of: Provision

    @property
    def word(self) -> str:
        """met, missing or unknown."""
        return RESULT_WORDS[self.result]

    @property
    def mark(self) -> Mark:
        """How far the statement was checked: the element's mark, else the one of the wording, else the provision's."""
        return self.element.mark or self.of.wording_mark


@dataclass(frozen=True, slots=True)
class CircumstanceResult:
    """A circumstance measured, and what the legal order makes of it."""

    circumstance: Circumstance
    result: Truth
    recognition: Recognition
    measure: Measure

    @property
    def word(self) -> str:
        """met, missing or unknown."""
        return RESULT_WORDS[self.result]


@dataclass(frozen=True, slots=True)
class LaterVersion:
    """What a later day's law would give: its version of the provision, or none any more (``is_abolished``; the old one is shown).

    ``since``: the day on which the text or its basic form changed. ``is_milder`` is noted, for a lawyer to apply.
    """

    provision: Provision
    status: Status
    is_milder: bool
    since: date
    is_abolished: bool = False

    @property
    def words(self) -> str:
        """``6 months – 3 years, from 2024-01-01``; that an element is missing under it; or that it is in force no more."""
        if self.is_abolished:
            return f"not in force any more since {self.since}"
        penalty = self.provision.penalty.words if self.provision.penalty else "range not known"
        missing = ", and an element is missing under it" if self.status is Status.EXCLUDED else ""
        return f"{penalty}, {self.provision.valid.words}{missing}"


@dataclass(frozen=True, slots=True)
class Qualification:
    """Facts measured against one provision in the version of the day of the act.

    ``form``: completed, attempt, or not settled. ``held_by`` are pleas that hold it open or exclude it. ``relations`` say how it
    stands to the others: consumed by, absorbed by, beside, not beside.
    """

    provision: Provision
    status: Status
    gates: tuple[GateResult, ...]
    elements: tuple[ElementResult, ...]
    form: str
    held_by: tuple[str, ...] = ()
    later: tuple[LaterVersion, ...] = ()
    relations: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()

    @property
    def id(self) -> str:
        """The provision's id."""
        return self.provision.id

    @property
    def range_words(self) -> str:
        """The range as the provision says it."""
        return self.provision.penalty.words if self.provision.penalty else "not known"

    @property
    def milder(self) -> LaterVersion | None:
        """The mildest later version, if one is milder."""
        found = [each for each in self.later if each.is_milder]
        return min(found, key=_severity) if found else None

    def missing(self) -> Iterator[str]:
        """Titles of gates and elements that are missing."""
        yield from (gate.title for gate in self.gates if gate.result is Truth.FALSE)
        yield from (each.element.title for each in self.elements if each.result is Truth.FALSE)

    def measures(self) -> Iterator[Measure]:
        """Every condition behind it."""
        yield from (gate.measure for gate in self.gates)
        yield from (each.element.measure for each in self.elements)


def _severity(later: LaterVersion) -> tuple[float, float]:
    if later.status is Status.EXCLUDED or later.provision.penalty is None:
        return (0.0, 0.0)
    return later.provision.penalty.weight


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a national text reaches beyond the Protocol: a risk to the person, shown as such, never as smuggling."""

    provision: Provision
    status: Status
    words: str
    elements: tuple[ElementResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """How the general part may see a role; a lawyer decides."""

    role: str
    words: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule of the books that applies, or would if open facts were as it says."""

    rule: Rule
    result: Truth


@dataclass(frozen=True, slots=True)
class DigitalIndicator:
    """A digital means that was used, what it is not, and what would be needed for an offence. Never an offence by itself."""

    row: TableRow
    statuses: Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unknown fact that can still decide; ``decides`` are ids of provisions."""

    term: FactTerm
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """The whole answer for one legal order. ``status`` is about smuggling and organising it, nothing else."""

    jurisdiction: str
    on: date
    act_on: date
    status: Status
    why: str
    sheet: StatedFacts
    gates: tuple[GateResult, ...]
    pleas: tuple[Rule, ...]
    qualifications: tuple[Qualification, ...]
    separate: tuple[Qualification, ...]
    exposures: tuple[Exposure, ...]
    risks: tuple[Exposure, ...]
    circumstances: tuple[CircumstanceResult, ...]
    participation: tuple[Participation, ...]
    indicators: tuple[DigitalIndicator, ...]
    basis: tuple[RuleResult, ...]
    duties: tuple[RuleResult, ...]
    cooperation: tuple[RuleResult, ...]
    evidence: tuple[RuleResult, ...]
    residence: tuple[RuleResult, ...]
    leanings: tuple[RuleResult, ...]
    questions: tuple[OpenQuestion, ...]
    not_in_force: tuple[str, ...]
    notes: tuple[str, ...]
    books: str

    def qualification(self, provision_id: str) -> Qualification | None:
        """The result for one provision, among smuggling and separate offences."""
        return next((each for each in (*self.qualifications, *self.separate) if each.id == provision_id), None)

    def with_status(self, status: Status) -> tuple[Qualification, ...]:
        """Smuggling offences of that status, gravest first."""
        found = [each for each in self.qualifications if each.status is status]
        return tuple(sorted(found, key=_gravity, reverse=True))

    def facts_behind(self, measure: Measure) -> tuple[StatedFact, ...]:
        """Stated facts a decided condition rests on."""
        keys = measure.reasons(self.sheet.values)
        return tuple(self.sheet.stated[key] for key in keys if key in self.sheet.stated)


def _gravity(found: Qualification) -> tuple[float, float]:
    return found.provision.penalty.weight if found.provision.penalty else (0.0, 0.0)
