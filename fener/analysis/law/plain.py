"""An answer as plain values for programs, files and the terminal: complete, with keys that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fener.analysis.law.answers import (
    DISCLAIMER,
    RESULT_WORDS,
    CircumstanceResult,
    DigitalIndicator,
    ElementResult,
    Exposure,
    GateResult,
    LaterVersion,
    LawAnswer,
    Qualification,
    RuleResult,
)
from fener.analysis.law.books import Library, library
from fener.analysis.law.measures import Measure
from fener.analysis.law.plain_holdings import (
    Plain,
    cited,
    claims_as_plain,
    day_as_plain,
    evidence_as_plain,
    penalty_as_plain,
    version_as_plain,
)
from fener.analysis.law.vocabulary import StatedFact
from fener.analysis.law.wording import in_words, label_of
from fener.terms.conditions import Facts, Truth


def answer_as_plain(answer: LawAnswer, *, books: Library | None = None) -> Plain:
    """The whole answer, ready for JSON. Dates are ISO days, marks and results their words; nothing is left out.

    ``books`` are those the answer was made with, where they are not the ones that come with Fener.
    """
    return _Writer(answer, books or library()).answer()


class _Writer:
    """Writes one answer; knows its facts and its books."""

    def __init__(self, answer: LawAnswer, held: Library) -> None:
        self.answer_, self.held = answer, held
        self.values: Facts = _values(answer)

    def answer(self) -> Plain:
        """All of it."""
        one = self.answer_
        return {
            "jurisdiction": one.jurisdiction,
            "on": day_as_plain(one.on),
            "act_on": day_as_plain(one.act_on),
            "status": one.status.value,
            "why": one.why,
            "facts": [fact_as_plain(each) for each in one.sheet.stated.values()],
            "described": [fact_as_plain(each) for each in one.sheet.described.values()],
            "gates": [self._gate(each) for each in one.gates],
            "pleas": [
                self._rule(RuleResult(each, Truth.TRUE)) | {"effect": each.effect, "facts": self._facts(each.measure)}
                for each in one.pleas
            ],
            "qualifications": [self._qualification(each) for each in one.qualifications],
            "separate": [self._qualification(each) for each in one.separate],
            "exposures": [self._exposure(each) for each in one.exposures],
            "risks": [self._exposure(each) for each in one.risks],
            "circumstances": [self._circumstance(each) for each in one.circumstances],
            "participation": [
                {"role": each.role, "words": each.words, "provisions": list(each.provisions)}
                for each in one.participation
            ],
            "indicators": [self._indicator(each) for each in one.indicators],
            **{name: [self._rule(each) for each in getattr(one, name)] for name in _RULES},
            "questions": [
                {
                    "key": each.term.key,
                    "label": each.term.label,
                    "ask": each.term.ask,
                    "why": each.term.why,
                    "decides": list(each.decides),
                }
                for each in one.questions
            ],
            "not_in_force": list(one.not_in_force),
            "notes": list(one.notes),
            "books": one.books,
            "disclaimer": DISCLAIMER,
        }

    def _gate(self, gate: GateResult) -> Plain:
        return {
            "key": gate.key,
            "title": gate.title,
            "result": RESULT_WORDS[gate.result],
            "why": gate.why,
            "cites": list(gate.cites),
            "facts": self._facts(gate.measure),
            "questions": list(gate.measure.questions(self.values)),
        }

    def _qualification(self, one: Qualification) -> Plain:
        provision = one.provision
        keys = {each.key for each in self.held.circumstances_of.get(one.id, ())}
        return {
            "id": one.id,
            "title": provision.title,
            "cited": provision.cited,
            "jurisdiction": provision.jurisdiction,
            "level": provision.level.value,
            "kind": provision.kind.value,
            "status": one.status.value,
            "form": one.form,
            "range": one.range_words,
            "penalty": penalty_as_plain(provision.penalty),
            "version": version_as_plain(provision.valid),
            "mark": provision.mark.value,
            "marks": dict(provision.marks),
            "sources": cited(provision.sources),
            "gates": [self._gate(each) for each in one.gates],
            "elements": [self._element(each) for each in one.elements],
            "circumstances": [
                self._circumstance(each) for each in self.answer_.circumstances if each.circumstance.key in keys
            ],
            "held_by": list(one.held_by),
            "later": [_later(each) for each in one.later],
            "milder": _later(one.milder) if one.milder else None,
            "relations": list(one.relations),
            "report_notes": claims_as_plain(one.claims),
            "missing": list(one.missing()),
            "questions": self._open(one.measures()),
            "notes": list(provision.notes),
            "place": provision.place,
        }

    def _element(self, one: ElementResult) -> Plain:
        measure = one.element.measure
        facts, questions = self._facts(measure), list(measure.questions(self.values))
        return {
            "key": one.element.key,
            "title": one.element.title,
            "result": one.word,
            "facts": facts,
            "why": _why(one.result, facts, questions),
            "asks": in_words(measure.condition),
            "provision": one.of.id,
            "cited": one.of.cited,
            "mark": one.mark.value,
            "note": one.element.note,
            "evidence": evidence_as_plain(one.element.evidence, self.held),
            "questions": questions,
        }

    def _exposure(self, one: Exposure) -> Plain:
        provision = one.provision
        return {
            "id": provision.id,
            "title": provision.title,
            "cited": provision.cited,
            "status": one.status.value,
            "words": one.words,
            "range": provision.penalty.words if provision.penalty else "not known",
            "mark": provision.mark.value,
            "sources": cited(provision.sources),
            "elements": [self._element(each) for each in one.elements],
            "notes": list(provision.notes),
            "report_notes": claims_as_plain(self.held.claims_on.get(provision.id, ())),
        }

    def _circumstance(self, one: CircumstanceResult) -> Plain:
        return {
            "key": one.circumstance.key,
            "title": one.circumstance.title,
            "result": one.word,
            "effect": one.recognition.effect.value,
            "provisions": list(one.recognition.provisions),
            "mark": one.recognition.mark.value,
            "note": one.recognition.note,
            "facts": self._facts(one.measure),
            "questions": list(one.measure.questions(self.values)),
            "sources": cited(one.circumstance.sources),
            "notes": list(one.circumstance.notes),
        }

    def _indicator(self, one: DigitalIndicator) -> Plain:
        cell = one.row.cells.get(self.answer_.jurisdiction[:2])
        return {
            "key": one.row.key,
            "title": one.row.title,
            "report_says": cell.says if cell else "",
            "notes": [*one.row.notes, *(cell.notes if cell else ())],
            "report_notes": claims_as_plain(self.held.claims[key] for key in (cell.claims if cell else ())),
            "provisions": {key: status.value for key, status in one.statuses.items()},
        }

    def _rule(self, one: RuleResult) -> Plain:
        rule = one.rule
        return {
            "key": rule.key,
            "title": rule.title,
            "result": RESULT_WORDS[one.result],
            "law": rule.law,
            "practice": rule.practice,
            "provision": rule.provision or None,
            "values": list(rule.values),
            "mark": rule.mark.value,
            "sources": cited(rule.sources),
            "claims": list(rule.claims),
            "notes": list(rule.notes),
            "questions": list(rule.measure.questions(self.values)) if rule.measure else [],
        }

    def _facts(self, measure: Measure | None) -> list[Plain]:
        return [fact_as_plain(each) for each in self.answer_.facts_behind(measure)] if measure else []

    def _open(self, measures: Iterable[Measure]) -> list[str]:
        return list(dict.fromkeys(key for each in measures for key in each.questions(self.values)))


_RULES = ("basis", "duties", "cooperation", "evidence", "residence", "leanings")


def fact_as_plain(fact: StatedFact) -> Plain:
    """A stated fact with where it comes from."""
    value = sorted(fact.value) if isinstance(fact.value, frozenset) else fact.value
    return {
        "key": fact.key,
        "label": label_of(fact.key),
        "value": value,
        "shown": fact.shown,
        "source": fact.source,
        "exhibit": fact.exhibit,
        "confidence": fact.confidence,
        "note": fact.note,
    }


def _values(answer: LawAnswer) -> Facts:
    """The facts as the engine measured them: in a part of Bosnia and Herzegovina, the place is that part."""
    values: Mapping[str, Any] = answer.sheet.values
    if "-" in answer.jurisdiction and values.get("geo.ba_level") is None:
        return {**values, "geo.ba_level": answer.jurisdiction}
    return values


def _why(result: Truth, facts: list[Plain], questions: list[str]) -> str:
    if result is Truth.UNKNOWN:
        return "Not known: " + "; ".join(label_of(key) for key in questions) + "."
    said = "; ".join(f"{each['label']}: {each['shown']}" for each in facts)
    return f"Stated: {said}." if said else "It follows from where the act is measured."


def _later(one: LaterVersion) -> Plain:
    provision = one.provision
    return {
        "version": version_as_plain(provision.valid),
        "status": one.status.value,
        "range": provision.penalty.words if provision.penalty else "not known",
        "since": one.since.isoformat(),
        "is_milder": one.is_milder,
        "is_abolished": one.is_abolished,
        "words": one.words,
        "mark": provision.mark.value,
    }
