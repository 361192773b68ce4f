"""What the law books hold: provisions with versions, circumstances, rules, tables of the reports, claims, court practice, yardsticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from fener.analysis.law.measures import Measure

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Mark(StrEnum):
    """How far a legal statement was checked."""

    REPORTED = "reported"
    VERIFIED = "verified"
    TO_BE_CHECKED = "to_be_checked"
    DISPUTED = "disputed"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()


class Level(StrEnum):
    """Whose law it is inside a state, or a treaty."""

    STATE = "state"
    ENTITY = "entity"
    DISTRICT = "district"
    INTERNATIONAL = "international"


class Kind(StrEnum):
    """What a provision is about."""

    SMUGGLING = "smuggling"
    ORGANISING = "organising"
    DOCUMENT = "document"
    DIGITAL = "digital"
    RELATED = "related"
    BORDER = "border"
    GENERAL = "general"
    ADMINISTRATIVE = "administrative"
    PROTECTION = "protection"
    PROCEDURE = "procedure"
    TREATY = "treaty"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.SMUGGLING: "Smuggling",
    Kind.ORGANISING: "Organising smuggling",
    Kind.DOCUMENT: "Documents",
    Kind.DIGITAL: "Computer offences",
    Kind.RELATED: "Related offences",
    Kind.BORDER: "Border offences that are not smuggling",
    Kind.GENERAL: "General part",
    Kind.ADMINISTRATIVE: "What the person may be exposed to",
    Kind.PROTECTION: "Protection and residence",
    Kind.PROCEDURE: "Procedure and evidence",
    Kind.TREATY: "Treaties and standards",
}
OFFENCE_KINDS = frozenset({Kind.SMUGGLING, Kind.ORGANISING, Kind.DOCUMENT, Kind.DIGITAL, Kind.RELATED, Kind.BORDER})


@dataclass(frozen=True, slots=True)
class Source:
    """A report with its page, or a public text; ``seen`` where the text itself was read for the book."""

    report: str = ""
    page: int = 0
    text: str = ""
    seen: bool = False

    @property
    def cited(self) -> str:
        """``R25 p. 17``, or the name of the text."""
        seen = " (text seen)" if self.seen else ""
        return f"{self.report} p. {self.page}" if self.report else f"{self.text}{seen}"


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day in force; None where not known, which excludes nothing."""

    begins: date | None = None
    ends: date | None = None
    mark: Mark = Mark.TO_BE_CHECKED
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force that day, as far as known."""
        return (self.begins is None or self.begins <= on) and (self.ends is None or on <= self.ends)

    @property
    def words(self) -> str:
        """``from 2017-06-01``; "dates not known" where neither is."""
        parts = [f"from {self.begins}" if self.begins else "", f"until {self.ends}" if self.ends else ""]
        return " ".join(part for part in parts if part) or "dates not known"


@dataclass(frozen=True, slots=True)
class PenaltyRange:
    """Imprisonment in months as the provision says; never a computed sentence. ``open_ended`` where it names no maximum."""

    least: int | None = None
    most: int | None = None
    open_ended: bool = False
    fine: str = ""
    note: str = ""
    mark: Mark = Mark.TO_BE_CHECKED

    @property
    def words(self) -> str:
        """``1–8 years``, ``6 months – 5 years``, ``at least 5 years (no maximum named)``."""
        if self.open_ended:
            prison = f"at least {duration(self.least or 0)} (no maximum named here)"
        elif self.most is None:
            prison = ""
        elif self.least is None:
            prison = f"up to {duration(self.most)}"
        else:
            prison = _from_to(self.least, self.most)
        return " or ".join(part for part in (self.fine, prison) if part) or "not known"

    @property
    def is_known(self) -> bool:
        """Whether it can be compared: a maximum, that none is named, or a fine alone."""
        return self.open_ended or self.most is not None or bool(self.fine)

    @property
    def weight(self) -> tuple[float, float]:
        """Orders ranges by severity: maximum, then minimum; open-ended ones are the highest."""
        return (float("inf") if self.open_ended else float(self.most or 0), float(self.least or 0))

    @property
    def is_serious_crime(self) -> bool | None:
        """Maximum of at least four years (Convention Art. 2(b)); None where the range is not known."""
        if self.open_ended:
            return True
        return None if self.most is None else self.most >= 48


def duration(months: int) -> str:
    """``8 years``, ``6 months``."""
    count, unit = (months // 12, "year") if months >= 12 and months % 12 == 0 else (months, "month")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _from_to(least: int, most: int) -> str:
    if least % 12 == 0 and most % 12 == 0 and least:
        return f"{least // 12}–{duration(most)}"
    return f"{duration(least)} – {duration(most)}"


@dataclass(frozen=True, slots=True)
class Element:
    """A condition to be proved; ``evidence`` names kinds of evidence that usually show it."""

    key: str
    title: str
    measure: Measure
    evidence: tuple[str, ...] = ()
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One version of one paragraph (or limb of it). ``id`` is the same in all its versions.

    ``builds_on`` is the basic form of a qualified one: its elements come first. ``circumstances`` are keys of which one must be
    met. ``needs_benefit`` is None where the question does not arise.
    """

    id: str
    jurisdiction: str
    level: Level
    instrument: str
    article: str
    paragraph: str
    title: str
    kind: Kind
    paraphrase: str
    sources: tuple[Source, ...]
    mark: Mark
    valid: Validity = Validity()
    needs_benefit: bool | None = None
    builds_on: str = ""
    elements: tuple[Element, ...] = ()
    circumstances: tuple[str, ...] = ()
    penalty: PenaltyRange | None = None
    protocol: tuple[str, ...] = ()
    concurs_with: tuple[str, ...] = ()
    absorbs: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    reviewer: str = ""
    reviewed_on: date | None = None
    notes: tuple[str, ...] = ()
    place: str = ""

    @property
    def state(self) -> str:
        """The territory it belongs to: ``BA`` for ``BA-SRP``."""
        return self.jurisdiction[:2]

    @property
    def wording_mark(self) -> Mark:
        """How far its wording was checked: that of the wording, else that of the provision."""
        return Mark(self.marks.get("wording", self.mark))

    @property
    def cited(self) -> str:
        """``Criminal Code, Art. 350(2)``; the instrument alone where it is held whole."""
        if self.article == "whole text":
            return self.instrument
        if not self.article[0].isdigit():
            return f"{self.instrument} ({'article ' if self.article == 'to be found' else ''}{self.article})"
        paragraph = f"({self.paragraph})" if self.paragraph else ""
        return f"{self.instrument}, Art. {self.article}{paragraph}"


def in_force(versions: Sequence[Provision], on: date) -> Provision | None:
    """The version in force on that day; the newest where unknown dates leave several."""
    return next((each for each in reversed(versions) if each.valid.holds(on)), None)


class Effect(StrEnum):
    """How a legal order takes a circumstance into account."""

    QUALIFYING = "qualifying"
    SENTENCING_ONLY = "sentencing_only"
    SEPARATE_OFFENCE = "separate_offence"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _EFFECT_LABELS[self]


_EFFECT_LABELS = {
    Effect.QUALIFYING: "Qualifies the offence",
    Effect.SENTENCING_ONLY: "Only weighed within the range",
    Effect.SEPARATE_OFFENCE: "An offence of its own",
    Effect.NOT_STATED: "Not stated by the sources",
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one state makes of a circumstance."""

    effect: Effect
    mark: Mark
    provisions: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstance:
    """An aggravating circumstance: who asks for it, when it is met, and who recognises it.

    ``measures`` holds the condition per state; the one under ``*`` is for all others.
    """

    key: str
    title: str
    instruments: tuple[str, ...]
    measures: Mapping[str, Measure]
    by_state: Mapping[str, Recognition]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()

    def measure_in(self, state: str) -> Measure:
        """Its condition in that state."""
        return self.measures.get(state) or self.measures["*"]

    def in_state(self, state: str) -> Recognition:
        """What that state makes of it."""
        return self.by_state.get(state) or Recognition(Effect.NOT_STATED, Mark.TO_BE_CHECKED)


class RuleKind(StrEnum):
    """What a rule of the books leads to."""

    PLEA = "plea"
    BASIS = "basis"
    DUTY = "duty"
    COOPERATION = "cooperation"
    EVIDENCE = "evidence"
    RESIDENCE = "residence"
    LEANING = "leaning"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _RULE_LABELS[self]


_RULE_LABELS = {
    RuleKind.PLEA: "To be settled first",
    RuleKind.BASIS: "Why a smuggled person is not liable",
    RuleKind.DUTY: "Duties of protection",
    RuleKind.COOPERATION: "Basis for cooperation",
    RuleKind.EVIDENCE: "Rules of evidence",
    RuleKind.RESIDENCE: "Humanitarian residence",
    RuleKind.LEANING: "Where court practice leans",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """When its measure is met (always, where there is none), its words apply in its states (all, where none is named).

    ``effect`` is of pleas alone: ``excluded`` or ``open``. ``law`` and ``practice`` stand apart.
    """

    key: str
    kind: RuleKind
    title: str
    law: str
    sources: tuple[Source, ...]
    mark: Mark
    states: tuple[str, ...] = ()
    measure: Measure | None = None
    practice: str = ""
    provision: str = ""
    effect: str = ""
    values: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def bears_on(self, state: str) -> bool:
        """Whether it is a rule of that state."""
        return not self.states or state in self.states


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table of a report says of one state, with the provisions it names. ``answer``: yes, no, partly, unknown."""

    says: str
    mark: Mark
    answer: str = "unknown"
    provisions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: a key, its title, the article it is about, and a cell a state."""

    key: str
    title: str
    cells: Mapping[str, Cell]
    about: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table as a report gives it; what is wrong in it stands in claims, never repaired here."""

    key: str
    title: str
    source: Source
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Its columns, in order."""
        return tuple(dict.fromkeys(state for row in self.rows for state in row.cells))


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of a report beside what the text says, and how it is handled. ``key`` is E1, E2 …"""

    key: str
    title: str
    where: tuple[Source, ...]
    report_says: str
    text_says: str
    handling: str
    mark: Mark
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation of a report, to be followed up per state. ``points`` are draft wording points for whoever legislates."""

    key: str
    report: str
    number: int
    page: int
    words: str
    states: tuple[str, ...]
    kind: str
    points: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgment:
    """A decided case as a public database reports it. ``count``: how many people were carried."""

    key: str
    state: str
    court: str
    held: str
    provision: str
    sources: tuple[Source, ...]
    mark: Mark
    count: int | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What an instrument asks for, and the test that tells whether a state's books show it.

    ``test``: ``circumstance`` (qualifying?), ``benefit`` (is it an element everywhere?), ``cell`` (answer of a table row) or
    ``penalty`` (maximum not below). ``partly_meets``: “partly” in the cell is all that is asked for (an intent, gain or link that the
    instrument itself requires). ``binding``: obligation, option, or standard for those who align with it.
    """

    key: str
    instrument: str
    article: str
    asks: str
    test: str
    about: str
    states: tuple[str, ...]
    binding: str
    partly_meets: bool = False
    recommendation: str = ""
    points: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    months: int = 0
    claims: tuple[str, ...] = ()
