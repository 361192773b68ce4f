"""What a person may ask for here, on which provision, and what is missing.

1. Take the entries of the territory and the general ones that are in force that day.
2. Measure each condition in three values: may ask, not on this ground, or open; name the facts that decided.
3. A provision on which the sources contradict each other stays open whatever the facts: a lawyer has to read it.
4. Collect the unknown facts that can still decide an entry, those first that could decide most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fener.analysis.rights.books import book, provisions_in
from fener.analysis.rights.entries import CheckMark, Kind, Need, Outcome, RightsEntry, Silence
from fener.analysis.rights.vocabulary import Question, question, questions
from fener.terms.conditions import Condition, Facts, Truth, deciding_facts, evaluate, unknown_facts

GENERAL_RULE = (
    "Help never depends on testifying: health care, safety, shelter, a guardian, asylum and legal help are owed whether or "
    "not the person gives a statement. Residence for cooperation is one ground among others."
)
_OUTCOMES = {
    Truth.TRUE: Outcome.MAY_ASK,
    Truth.FALSE: Outcome.NOT_ON_THIS_GROUND,
    Truth.UNKNOWN: Outcome.OPEN,
}
_CONTRADICTED = "The sources contradict each other here; a lawyer has to read the text first."


class NeedState(StrEnum):
    """Whether a document or step is there, as far as facts tell; TO_DO where no fact tells."""

    THERE = "there"
    MISSING = "missing"
    NOT_KNOWN = "not_known"
    TO_DO = "to_do"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that decided, with its wording and its value."""

    key: str
    ask: str
    value: bool


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """A document or step and whether it is there."""

    what: str
    state: NeedState


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """One entry measured. ``caution`` says why it stays open although its facts are known; ``questions`` are fact keys."""

    entry: RightsEntry
    outcome: Outcome
    reasons: tuple[Reason, ...]
    questions: tuple[str, ...]
    needs: tuple[NeedAnswer, ...]
    remarks: tuple[str, ...]
    caution: str = ""

    @property
    def missing(self) -> tuple[NeedAnswer, ...]:
        """What is not there yet, or not known to be."""
        return tuple(need for need in self.needs if need.state is not NeedState.THERE)

    @property
    def open_asks(self) -> tuple[str, ...]:
        """The open questions in words."""
        return tuple(question(key).ask for key in self.questions)

    @property
    def outcome_words(self) -> str:
        """The outcome as said of this kind of entry."""
        return _WORDS.get((self.entry.kind, self.outcome)) or _PLAIN_WORDS[self.outcome]


_PLAIN_WORDS = {
    Outcome.MAY_ASK: "May ask for this",
    Outcome.OPEN: "Open",
    Outcome.NOT_ON_THIS_GROUND: "Not on this ground",
}
_WORDS = {
    (Kind.NON_PROSECUTION, Outcome.MAY_ASK): "May rely on this",
    (Kind.RISK, Outcome.MAY_ASK): "May happen to the person",
    (Kind.RISK, Outcome.NOT_ON_THIS_GROUND): "Does not apply as things are known",
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unknown fact that matters, and the entries it can still decide."""

    question: Question
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsAnswer:
    """The whole answer. ``entries`` may be asked for or not; ``risks`` are what may happen; ``comparisons`` apply to nobody here."""

    territory: str
    on: date
    general_rule: str
    entries: tuple[EntryAnswer, ...]
    risks: tuple[EntryAnswer, ...]
    comparisons: tuple[RightsEntry, ...]
    questions: tuple[OpenQuestion, ...]
    silences: tuple[Silence, ...]
    not_in_force: tuple[RightsEntry, ...]

    def with_outcome(self, outcome: Outcome) -> tuple[EntryAnswer, ...]:
        """Entries of that outcome, in the order of the books."""
        return tuple(answer for answer in self.entries if answer.outcome is outcome)


def navigate(facts: Facts, territory: str, on: date) -> RightsAnswer:
    """Measure every entry of the territory against the facts (key → True, False, or None where not known).

    UnknownTerm for a territory without a book and for a fact that no question asks for.
    """
    for key in facts:
        question(key)
    everything = provisions_in(territory)
    current = [entry for entry in everything if entry.in_force(on)]
    answers = [_answer(entry, entry.when, facts, territory) for entry in current if entry.when is not None]
    return RightsAnswer(
        territory=territory,
        on=on,
        general_rule=GENERAL_RULE,
        entries=tuple(answer for answer in answers if answer.entry.kind is not Kind.RISK),
        risks=tuple(answer for answer in answers if answer.entry.kind is Kind.RISK),
        comparisons=tuple(entry for entry in current if entry.kind is Kind.COMPARISON),
        questions=_open_questions(answers),
        silences=book(territory).silences,
        not_in_force=tuple(entry for entry in everything if not entry.in_force(on)),
    )


def _answer(entry: RightsEntry, when: Condition, facts: Facts, territory: str) -> EntryAnswer:
    outcome = _OUTCOMES[evaluate(when, facts)]
    contradicted = entry.mark is CheckMark.CONTRADICTED and outcome is Outcome.MAY_ASK
    return EntryAnswer(
        entry=entry,
        outcome=Outcome.OPEN if contradicted else outcome,
        reasons=tuple(Reason(key, question(key).ask, facts[key] is True) for key in deciding_facts(when, facts)),
        questions=unknown_facts(when, facts),
        needs=tuple(NeedAnswer(need.what, _state(need, facts)) for need in entry.needed),
        remarks=entry.remarks(territory),
        caution=_CONTRADICTED if contradicted else "",
    )


def _state(need: Need, facts: Facts) -> NeedState:
    if need.met_if is None:
        return NeedState.TO_DO
    met = evaluate(need.met_if, facts)
    return {Truth.TRUE: NeedState.THERE, Truth.FALSE: NeedState.MISSING, Truth.UNKNOWN: NeedState.NOT_KNOWN}[met]


def _open_questions(answers: Iterable[EntryAnswer]) -> tuple[OpenQuestion, ...]:
    decides: dict[str, list[str]] = {}
    for answer in answers:
        for key in answer.questions:
            decides.setdefault(key, []).append(answer.entry.key)
    order = list(questions())
    ranked = sorted(decides, key=lambda key: (-len(decides[key]), order.index(key)))
    return tuple(OpenQuestion(question(key), tuple(decides[key])) for key in ranked)
