"""How an answer of the law books is laid out: element, facts behind it, provision, mark; what points to an offence and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fener.analysis.law import (
    INSIDE_BA,
    STATES,
    FactTerm,
    LawAnswer,
    Qualification,
    StatedFact,
    StatedFacts,
    Status,
    qualify,
    vocabulary,
)
from fener.analysis.law.answers import (
    RESULT_WORDS,
    CircumstanceResult,
    DigitalIndicator,
    ElementResult,
    Exposure,
    GateResult,
)
from fener.analysis.law.gates import actor_gate
from fener.analysis.law.holdings import Effect
from fener.analysis.law.measures import Measure
from fener.records.justice.models import LegalReview
from fener.terms.conditions import Truth

_FRAME = frozenset({"link", "place", "foreigner", "exemption"})


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of the explanation: what is asked, whether it is met, on which facts, by which text, how far checked."""

    title: str
    word: str
    facts: tuple[tuple[str, StatedFact], ...]
    asked: tuple[FactTerm, ...]
    provisions: tuple[str, ...]
    mark: str = ""
    why: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offence:
    """A qualification with its explanation and, on a saved version, what lawyers said of it."""

    found: Qualification
    branches: tuple[Branch, ...]
    relations: tuple[str, ...]
    is_pointed_to: bool
    reviews: tuple[LegalReview, ...] = ()

    @property
    def id(self) -> str:
        """The provision's id."""
        return self.found.id


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Circumstances by result."""

    met: tuple[CircumstanceResult, ...]
    unknown: tuple[CircumstanceResult, ...]
    missing: tuple[CircumstanceResult, ...]


@dataclass(frozen=True, slots=True)
class StateResult:
    """The answer of one legal order as the page shows it."""

    code: str
    answer: LawAnswer
    gates: tuple[Branch, ...]
    supported: tuple[Offence, ...]
    open: tuple[Offence, ...]
    excluded: tuple[Offence, ...]
    beside: tuple[Offence, ...]
    beside_silent: tuple[Offence, ...]
    circumstances: Circumstances
    exposures: tuple[Exposure, ...]
    evidence_needed: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def status(self) -> Status:
        """About smuggling and organising it."""
        return self.answer.status

    @property
    def standing(self) -> tuple[Offence, ...]:
        """What is supported, then what is open."""
        return (*self.supported, *self.open)

    @property
    def gravest(self) -> Offence | None:
        """The gravest supported offence, else the gravest open one."""
        return next(iter(self.standing), None)

    @property
    def indicators(self) -> tuple[DigitalIndicator, ...]:
        """Digital means that were used; never an offence by themselves."""
        return self.answer.indicators

    @property
    def qualifying(self) -> tuple[CircumstanceResult, ...]:
        """Circumstances met that qualify the offence."""
        return tuple(each for each in self.circumstances.met if each.recognition.effect is Effect.QUALIFYING)


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """An open question, with the offences of all chosen orders that it can decide."""

    term: FactTerm
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The result beside the form."""

    sheet: StatedFacts
    on: date
    results: tuple[StateResult, ...]
    questions: tuple[RankedQuestion, ...]
    is_only_smuggled: bool
    books: str = ""
    facts_stated: int = 0
    notes: tuple[str, ...] = field(default=())


def measure(
    sheet: StatedFacts,
    codes: Sequence[str],
    on: date,
    reviews: Mapping[tuple[str, str], Sequence[LegalReview]] | None = None,
) -> Measured:
    """Measure the facts under each legal order. ``BA`` becomes its part where the facts name it. FEN-2922 as ``qualify``."""
    answers = [qualify(sheet, _ordered(code, sheet), on) for code in codes]
    results = tuple(_result(each, reviews or {}) for each in answers)
    return Measured(
        sheet=sheet,
        on=on,
        results=results,
        questions=_ranked(answers),
        is_only_smuggled=actor_gate(sheet.values).result is Truth.FALSE,
        books=answers[0].books if answers else "",
        facts_stated=len([fact for fact in sheet.stated.values() if fact.value is not None]),
        notes=()
        if sheet.act_on
        else ("No day of the act is stated: the versions in force on the day of reading are used.",),
    )


def chosen_orders(given: Iterable[str]) -> tuple[str, ...]:
    """Known codes in their order, at most six; the three states of the digitization report where none is given."""
    wanted = set(given)
    found = tuple(code for code in (*STATES, *INSIDE_BA) if code in wanted)
    return found[:6] or ("RS", "BA", "ME")


def _ordered(code: str, sheet: StatedFacts) -> str:
    stated = sheet.stated.get("geo.ba_level")
    return str(stated.value) if code == "BA" and stated and stated.value in INSIDE_BA else code


def _result(answer: LawAnswer, reviews: Mapping[tuple[str, str], Sequence[LegalReview]]) -> StateResult:
    def offences(found: Iterable[Qualification]) -> tuple[Offence, ...]:
        return tuple(_offence(answer, each, reviews) for each in found)

    beside = offences(each for each in answer.separate if each.status is not Status.EXCLUDED)
    by_word = {
        word: tuple(each for each in answer.circumstances if each.word == word) for word in RESULT_WORDS.values()
    }
    standing = (*answer.with_status(Status.SUPPORTED), *answer.with_status(Status.OPEN))
    return StateResult(
        code=answer.jurisdiction,
        answer=answer,
        gates=tuple(_gate(answer, each) for each in answer.gates),
        supported=offences(answer.with_status(Status.SUPPORTED)),
        open=offences(answer.with_status(Status.OPEN)),
        excluded=offences(answer.with_status(Status.EXCLUDED)),
        beside=tuple(each for each in beside if each.is_pointed_to),
        beside_silent=tuple(each for each in beside if not each.is_pointed_to),
        circumstances=Circumstances(by_word["met"], by_word["unknown"], by_word["missing"]),
        exposures=answer.exposures,
        evidence_needed=_evidence(standing),
    )


def _offence(
    answer: LawAnswer, found: Qualification, reviews: Mapping[tuple[str, str], Sequence[LegalReview]]
) -> Offence:
    pointing = [each for each in found.elements if each.element.key not in _FRAME and each.result is Truth.TRUE]
    return Offence(
        found=found,
        branches=tuple(_element(answer, each) for each in found.elements),
        relations=_relations(found.relations),
        is_pointed_to=bool(pointing),
        reviews=tuple(reviews.get((answer.jurisdiction, found.id), ())),
    )


def _relations(said: Iterable[str]) -> tuple[str, ...]:
    """``beside A: rules apply`` and ``beside B: rules apply`` as one line."""
    lines: dict[tuple[str, str], list[str]] = {}
    for line in said:
        before, _, after = line.partition(":")
        words, _, named = before.rpartition(" ")
        lines.setdefault((words, after), []).append(named)
    return tuple(f"{words} {', '.join(named)}{':' if after else ''}{after}" for (words, after), named in lines.items())


def _gate(answer: LawAnswer, gate: GateResult) -> Branch:
    facts, asked = _behind(answer, gate.measure)
    return Branch(gate.title, RESULT_WORDS[gate.result], facts, asked, gate.cites, why=gate.why)


def _element(answer: LawAnswer, each: ElementResult) -> Branch:
    facts, asked = _behind(answer, each.element.measure)
    return Branch(
        title=each.element.title,
        word=each.word,
        facts=facts,
        asked=asked,
        provisions=(each.of.id,),
        mark=each.mark.value,
        note=each.element.note,
        evidence=each.element.evidence,
    )


def _behind(answer: LawAnswer, measure_: Measure) -> tuple[tuple[tuple[str, StatedFact], ...], tuple[FactTerm, ...]]:
    """Facts a decided branch rests on, and what is still to be asked."""
    terms = vocabulary().terms
    facts = tuple((terms[fact.key].label, fact) for fact in answer.facts_behind(measure_) if fact.key in terms)
    values = answer.sheet.values
    return facts, tuple(terms[key] for key in measure_.questions(values) if key in terms)


def _evidence(standing: Iterable[Qualification]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per element that is not known: kinds of evidence that usually show it, each element once."""
    needed: dict[str, tuple[str, ...]] = {}
    for found in standing:
        for each in found.elements:
            if each.result is Truth.UNKNOWN and each.element.evidence:
                needed.setdefault(each.element.title, each.element.evidence)
    return tuple(needed.items())


def _ranked(answers: Iterable[LawAnswer]) -> tuple[RankedQuestion, ...]:
    """What would decide most, over all orders; what every order puts first stays first."""
    decides: dict[str, list[str]] = {}
    terms: dict[str, FactTerm] = {}
    place: dict[str, int] = {}
    for answer in answers:
        smuggling = {each.id for each in answer.qualifications}
        for number, question in enumerate(answer.questions):
            key = question.term.key
            terms[key] = question.term
            place[key] = min(place.get(key, number), number)
            decides.setdefault(key, []).extend(sorted(question.decides, key=lambda one: one not in smuggling))
    first = {"actor.is_object_of_smuggling", "actor.acts_for_others", "actor.coerced"}
    ranked = sorted(terms, key=lambda key: (key not in first, -len(decides[key]), place[key]))
    return tuple(RankedQuestion(terms[key], tuple(dict.fromkeys(decides[key]))) for key in ranked)
