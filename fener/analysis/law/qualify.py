"""Facts measured against the law of one state on the day of the act, in three values.

1. Gates: who acted (a safeguard), for gain, knowing.
2. The provisions in force on that day, element by element: supported when all are met, excluded when one is missing, else open.
3. Pleas that have to be settled first hold a result open, or exclude it.
4. Later versions, relations between offences, what the person is exposed to, duties, cooperation, evidence, open questions.

Unknown is never taken for no. A fact that becomes known never turns excluded into supported. One thing re-opens what was
supported: learning that the actor was smuggled or coerced. There the safeguard stands above neat logic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fener.analysis.law.answers import (
    CircumstanceResult,
    DigitalIndicator,
    ElementResult,
    Exposure,
    GateResult,
    LaterVersion,
    LawAnswer,
    OpenQuestion,
    Qualification,
    RuleResult,
    Status,
)
from fener.analysis.law.books import STATES, Library, library
from fener.analysis.law.gates import (
    ACTS,
    COERCED,
    OBJECT,
    actor_gate,
    benefit_gate,
    knowledge_gate,
    must_screen_first,
    yes_no,
)
from fener.analysis.law.holdings import Kind, Mark, Provision, RuleKind, in_force
from fener.analysis.law.relations import participation, related
from fener.analysis.law.vocabulary import StatedFacts, read_facts, vocabulary
from fener.safeguards.non_prosecution import may_be_qualified
from fener.terms.conditions import Facts, Truth
from fener.terms.errors import UnknownTerm, UnreadableMaterial

INSIDE_BA = ("BA-BIH", "BA-SRP", "BA-BRC")
_SMUGGLING = frozenset({Kind.SMUGGLING, Kind.ORGANISING})
_SEPARATE = frozenset({Kind.DOCUMENT, Kind.DIGITAL, Kind.RELATED, Kind.BORDER})
_RISKS = frozenset({Kind.ADMINISTRATIVE, Kind.BORDER})
DISPUTED = "The sources contradict each other on this text: a lawyer reads it first."
SCREEN_FIRST = "Smuggled too, or working off a debt: coercion and trafficking are screened before anything else."


def qualify(
    facts: Mapping[str, Any] | StatedFacts, jurisdiction: str, on: date, *, books: Library | None = None
) -> LawAnswer:
    """Measure facts under the law of a state (RS, BA, ME, AL, MK, XK) or a part of Bosnia and Herzegovina (BA-SRP …).

    ``on`` is the day of the act, unless the facts give one (``time.act``): then it is the day of reading, up to which later,
    milder versions are looked for. UnknownTerm for another jurisdiction or a fact not in the vocabulary.
    """
    held = books or library()
    sheet = read_facts(facts)
    return _Reading(held, sheet, _jurisdiction(jurisdiction), on).answer()


def _jurisdiction(said: str) -> str:
    if said in STATES or said in INSIDE_BA:
        return said
    raise UnknownTerm(
        f"there is no law book for “{said[:40]}”",
        remedy=f"There is one for {', '.join(STATES)}, and {', '.join(INSIDE_BA)}. RS is Serbia; Republika Srpska is BA-SRP.",
        number="FEN-2921",
    )


@dataclass(frozen=True, slots=True)
class _Gates:
    actor: GateResult
    benefit: GateResult
    knowledge: GateResult

    @property
    def all(self) -> tuple[GateResult, ...]:
        return (self.actor, self.benefit, self.knowledge)


class _Reading:
    """One answer in the making."""

    def __init__(self, held: Library, sheet: StatedFacts, jurisdiction: str, on: date) -> None:
        self.held, self.sheet, self.jurisdiction, self.on = held, sheet, jurisdiction, on
        self.state = jurisdiction[:2]
        self.act_on = sheet.act_on or on
        if self.act_on > on:
            raise UnreadableMaterial(
                f"the act of {self.act_on} lies after the day of reading, {on}",
                remedy="Correct one of the two dates.",
                number="FEN-2922",
            )
        self.facts = self._facts()
        self.gates = _Gates(actor_gate(self.facts), benefit_gate(self.facts), knowledge_gate(self.facts))
        pleas = held.rules_of(RuleKind.PLEA, self.state)
        self.pleas = tuple(each for each in pleas if each.measure and each.measure.result(self.facts) is Truth.TRUE)
        self.excluding = tuple(each for each in self.pleas if each.effect == "excluded")
        self.screen_first = must_screen_first(self.facts)
        self.may_be_qualified = may_be_qualified(yes_no(self.facts, OBJECT), yes_no(self.facts, ACTS)).allowed
        self._results: dict[str, Qualification] = {}

    def _facts(self) -> Facts:
        facts = dict(self.sheet.values)
        if self.jurisdiction in INSIDE_BA and facts.get("geo.ba_level") is None:
            facts["geo.ba_level"] = self.jurisdiction
        return facts

    def answer(self) -> LawAnswer:
        """The whole answer."""
        current, missing = self._versions()
        found = [self._qualified(each) for each in current if each.kind in _SMUGGLING]
        separate = [self._qualified(each) for each in current if each.kind in _SEPARATE]
        found, separate = related(found, separate)
        status, why = self._overall(found)
        return LawAnswer(
            jurisdiction=self.jurisdiction,
            on=self.on,
            act_on=self.act_on,
            status=status,
            why=why,
            sheet=self.sheet,
            gates=self.gates.all,
            pleas=self.pleas,
            qualifications=tuple(found),
            separate=tuple(separate),
            exposures=self._exposures(current),
            risks=self._risks(current),
            circumstances=self._circumstances(),
            participation=participation(self.facts, current),
            indicators=self._indicators(separate),
            basis=self._rules(RuleKind.BASIS) if self.gates.actor.result is not Truth.TRUE else (),
            duties=self._rules(RuleKind.DUTY),
            cooperation=self._rules(RuleKind.COOPERATION),
            evidence=self._rules(RuleKind.EVIDENCE),
            residence=self._rules(RuleKind.RESIDENCE),
            leanings=self._rules(RuleKind.LEANING),
            questions=self._questions(found, separate),
            not_in_force=missing,
            notes=self._notes(missing),
            books=self.held.digest,
        )

    def _versions(self) -> tuple[list[Provision], tuple[str, ...]]:
        """The version of each provision in force on the day of the act; ids without one."""
        current, missing = [], []
        for versions in self.held.by_state.get(self.state, ()):
            if self.jurisdiction in INSIDE_BA and versions[0].jurisdiction not in ("BA", self.jurisdiction):
                continue
            if held := in_force(versions, self.act_on):
                current.append(held)
            else:
                missing.append(versions[0].id)
        return current, tuple(missing)

    def _qualified(self, provision: Provision) -> Qualification:
        if provision.id not in self._results:
            self._results[provision.id] = self._measured(provision, self.act_on, with_later=True)
        return self._results[provision.id]

    def _measured(self, provision: Provision, on: date, *, with_later: bool) -> Qualification:
        """One version, with its basic form as it was on that day."""
        gates = self.gates.all if provision.kind in _SMUGGLING else (self.gates.actor,)
        elements = self._elements(provision, on)
        status = _status([*(gate.result for gate in gates), *(each.result for each in elements)])
        status, held_by = self._held(status, provision, elements)
        return Qualification(
            provision=provision,
            status=status,
            gates=gates,
            elements=elements,
            form=self._form(),
            held_by=held_by,
            later=self._later(provision) if with_later else (),
            claims=self.held.claims_on.get(provision.id, ()),
        )

    def _elements(self, provision: Provision, on: date) -> tuple[ElementResult, ...]:
        """Its own elements after those of its basic form, and the circumstance that qualifies it."""
        found = self._elements(self._basic(provision.builds_on, on), on) if provision.builds_on else ()
        found += tuple(ElementResult(each, each.measure.result(self.facts), provision) for each in provision.elements)
        if provision.id in self.held.circumstances_of:
            element = self.held.circumstance_element(provision.id, self.state)
            found += (ElementResult(element, element.measure.result(self.facts), provision),)
        return found

    def _basic(self, provision_id: str, on: date) -> Provision:
        """The basic form of that day; the nearest there is where none was in force, so that no element is lost."""
        versions = self.held.provisions[provision_id]
        begun = [each for each in versions if (each.valid.begins or date.min) <= on]
        return in_force(versions, on) or (begun or list(versions[:1]))[-1]

    def _held(
        self, status: Status, provision: Provision, elements: Iterable[ElementResult]
    ) -> tuple[Status, tuple[str, ...]]:
        """What is not excluded is held open, or excluded, by pleas, by the safeguard, and by a text that is disputed."""
        if status is Status.EXCLUDED:
            return status, ()
        if self.excluding:
            return Status.EXCLUDED, tuple(each.title for each in self.excluding)
        held_by = tuple(each.title for each in self.pleas) + ((SCREEN_FIRST,) if self.screen_first else ())
        if Mark.DISPUTED in {provision.mark, *(each.element.mark for each in elements)}:
            held_by += (DISPUTED,)
        if held_by or not self.may_be_qualified:
            return Status.OPEN, held_by
        return status, ()

    def _form(self) -> str:
        attempt = yes_no(self.facts, "act.attempt")
        return "not settled" if attempt is None else "attempt" if attempt else "completed"

    def _later(self, provision: Provision) -> tuple[LaterVersion, ...]:
        """What changed after the act, in the text or its basic form, up to the day of reading (where that is a later one)."""
        until = self.on if self.sheet.act_on else date.max
        days = [day for day in self.held.days_of_change(provision.id) if self.act_on < day <= until]
        return tuple(self._on_day(provision, day) for day in days)

    def _on_day(self, provision: Provision, day: date) -> LaterVersion:
        later = in_force(self.held.provisions[provision.id], day)
        if later is None:
            return LaterVersion(provision, Status.EXCLUDED, True, day, is_abolished=True)
        status = self._measured(later, day, with_later=False).status
        return LaterVersion(later, status, _is_lighter(provision, later) or status is Status.EXCLUDED, day)

    def _overall(self, found: Iterable[Qualification]) -> tuple[Status, str]:
        statuses = {each.status for each in found}
        if self.gates.actor.result is Truth.FALSE:
            return Status.EXCLUDED, self.gates.actor.why
        if Status.SUPPORTED in statuses:
            return Status.SUPPORTED, "All elements of at least one smuggling offence are met by stated facts."
        if self.excluding:
            return Status.EXCLUDED, f"{self.excluding[0].title}."
        closed = next((gate for gate in self.gates.all if gate.result is Truth.FALSE), None)
        if closed:
            return Status.EXCLUDED, closed.why
        if Status.OPEN in statuses or not statuses:
            return Status.OPEN, "No element is missing, but not all are known." if statuses else _NO_VERSION
        return Status.EXCLUDED, "For every smuggling offence at least one element is missing."

    def _exposures(self, current: Iterable[Provision]) -> tuple[Exposure, ...]:
        """Where nobody gains, texts that need no gain reach further than the Protocol."""
        if self.gates.benefit.result is not Truth.FALSE or self.gates.actor.result is Truth.FALSE or self.excluding:
            return ()
        wide = [each for each in current if each.kind in _SMUGGLING and each.needs_benefit is False]
        return self._exposed(wide, (self.gates.actor, self.gates.knowledge), _EXPOSED)

    def _risks(self, current: Iterable[Provision]) -> tuple[Exposure, ...]:
        """What somebody who was smuggled may be exposed to, although not as a smuggler."""
        if self.gates.actor.result is Truth.TRUE:
            return ()
        return self._exposed([each for each in current if each.kind in _RISKS], (), _AT_RISK)

    def _exposed(
        self, provisions: Iterable[Provision], gates: tuple[GateResult, ...], words: str
    ) -> tuple[Exposure, ...]:
        found = []
        for each in provisions:
            elements = self._elements(each, self.act_on)
            status = _status([*(gate.result for gate in gates), *(one.result for one in elements)])
            if status is not Status.EXCLUDED:
                found.append(Exposure(each, status, words, elements))
        return tuple(found)

    def _circumstances(self) -> tuple[CircumstanceResult, ...]:
        found = []
        for each in self.held.circumstances.values():
            measure = each.measure_in(self.state)
            found.append(CircumstanceResult(each, measure.result(self.facts), each.in_state(self.state), measure))
        return tuple(found)

    def _indicators(self, separate: Iterable[Qualification]) -> tuple[DigitalIndicator, ...]:
        """Digital means that were used, unless the person was only smuggled: own messages are nobody's business."""
        table = self.held.tables.get("digital")
        if table is None or self.gates.actor.result is Truth.FALSE:
            return ()
        statuses = {each.id: each.status for each in separate}
        return tuple(
            DigitalIndicator(row, _named(statuses, row.cells[self.state].provisions if self.state in row.cells else ()))
            for row in table.rows
            if self.facts.get(f"digital.{row.key}") is True
        )

    def _rules(self, kind: RuleKind) -> tuple[RuleResult, ...]:
        """What applies, then what might on further facts."""
        found = []
        for rule in self.held.rules_of(kind, self.state):
            result = rule.measure.result(self.facts) if rule.measure else Truth.TRUE
            if result is not Truth.FALSE:
                found.append(RuleResult(rule, result))
        return tuple(sorted(found, key=lambda each: each.result is Truth.UNKNOWN))

    def _questions(self, found: Sequence[Qualification], separate: Sequence[Qualification]) -> tuple[OpenQuestion, ...]:
        """Unknown facts that can still decide: who acted and whether freely first, then what decides most about smuggling."""
        decides: dict[str, list[str]] = {}
        for each in (*found, *separate):
            if each.status is Status.OPEN:
                for key in {key for measure in each.measures() for key in measure.questions(self.facts)}:
                    decides.setdefault(key, []).append(each.id)
        if self.screen_first and self.facts.get(COERCED) is None and decides:
            decides[COERCED] = sorted({one for ids in decides.values() for one in ids})
        terms = vocabulary().terms
        order = {key: place for place, key in enumerate(terms)}
        about = {each.id for each in found}

        def rank(key: str) -> tuple[bool, int, int, int]:
            here = sum(one in about for one in decides[key])
            return key not in _FIRST, -here, here - len(decides[key]), order[key]

        ranked = sorted(decides, key=rank)
        return tuple(OpenQuestion(terms[key], tuple(decides[key])) for key in ranked)

    def _notes(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        notes = [f"No version of {each} is known for {self.act_on}." for each in missing]
        if self.sheet.described:
            notes.append(f"Described, but asked for by no rule: {', '.join(self.sheet.described)}.")
        if self.state == "BA" and self.facts.get("geo.ba_level") is None:
            notes.append(
                "The part of Bosnia and Herzegovina is not known: all three orders below the state are shown (E1)."
            )
        return tuple(notes)


_FIRST = frozenset({OBJECT, ACTS, COERCED})
_NO_VERSION = "The books hold no version of a smuggling offence for that day."
_EXPOSED = (
    "The national text needs no benefit and reaches this conduct; outside the Protocol, which is about gain. An exposure of the "
    "person who helped, not smuggling."
)
_AT_RISK = "May be held against somebody for the way they came. It is no smuggling; see what protects them."


def _is_lighter(one: Provision, other: Provision) -> bool:
    """Whether the other's range is milder; what is not known is not compared."""
    known = one.penalty and one.penalty.is_known and other.penalty and other.penalty.is_known
    return bool(known and one.penalty and other.penalty and other.penalty.weight < one.penalty.weight)


def _status(results: Sequence[Truth]) -> Status:
    if Truth.FALSE in results:
        return Status.EXCLUDED
    return Status.OPEN if Truth.UNKNOWN in results else Status.SUPPORTED


def _named(statuses: Mapping[str, Status], ids: Iterable[str]) -> Mapping[str, Status]:
    return {each: statuses[each] for each in ids if each in statuses}
