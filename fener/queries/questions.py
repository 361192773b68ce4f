"""The guiding questions of the report's structure, each with the observations that answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fener.queries.areas import codes_within, label_of
from fener.records.base.models import Member
from fener.records.field.models import Observation, ObservationCode
from fener.terms.codelists import Code, code_list

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Answer:
    """An observation that answers a question; ``named`` says that its coder named the question."""

    key: str
    statement: str
    territory: str
    cited: str
    grading: str
    named: bool


@dataclass(frozen=True, slots=True)
class QuestionAnswers:
    """A question with its first answers; ``count`` are all. No observation means “No information”."""

    number: str
    text: str
    definition: str
    observations: tuple[Answer, ...]
    count: int


@dataclass(frozen=True, slots=True)
class _Fact:
    pk: int
    topic: str
    answers: frozenset[str]


def answers_to(member: Member, territory: str | None = None, *, shown: int = SHOWN) -> list[QuestionAnswers]:
    """Every guiding question in order, for a territory or the whole region. Three queries.

    An observation answers the questions it names; one that names none answers those whose topics and codes it carries.
    """
    found = Observation.objects.for_member(member).filter(territory__in=codes_within(territory))
    facts = [
        _Fact(pk, topic, frozenset(answers))
        for pk, topic, answers in found.order_by("territory", "key").values_list("pk", "topic", "answers")
    ]
    questions = list(code_list("guiding_questions"))
    holders = _holders(questions)
    matched = {question.code: [fact for fact in facts if _answers(fact, question, holders)] for question in questions}
    # Answers that name the question come first.
    for number, hits in matched.items():
        hits.sort(key=lambda fact: number not in fact.answers)
    shown_rows = _rows(member, {fact.pk for hits in matched.values() for fact in hits[:shown]})
    return [_question(question, matched[question.code], shown_rows, shown) for question in questions]


def _holders(questions: Iterable[Code]) -> dict[tuple[str, str], frozenset[int]]:
    """(list, code) → observations that carry it, for the codes that questions ask for."""
    wanted = {(name, code) for question in questions for name, codes in _asked(question).items() for code in codes}
    links = ObservationCode.objects.filter(
        list_name__in={name for name, _ in wanted}, code__in={code for _, code in wanted}
    )
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, code, pk in links.order_by().values_list("list_name", "code", "observation_id"):
        holders[name, code].add(pk)
    return {pair: frozenset(pks) for pair, pks in holders.items()}


def _asked(question: Code) -> dict[str, list[str]]:
    return question.extra.get("codes") or {}


def _answers(fact: _Fact, question: Code, holders: dict[tuple[str, str], frozenset[int]]) -> bool:
    if fact.answers:
        return question.code in fact.answers
    if fact.topic not in question.extra.get("topics", ()):
        return False
    asked = _asked(question)
    return not asked or any(fact.pk in holders.get((name, code), ()) for name, codes in asked.items() for code in codes)


def _rows(member: Member, pks: set[int]) -> dict[int, Observation]:
    return {row.pk: row for row in Observation.objects.for_member(member).filter(pk__in=pks).select_related("source")}


def _question(question: Code, hits: list[_Fact], rows: dict[int, Observation], shown: int) -> QuestionAnswers:
    answers = tuple(
        Answer(row.key, row.statement, label_of(row.territory), row.cited, row.grading, question.code in fact.answers)
        for fact in hits[:shown]
        for row in [rows[fact.pk]]
    )
    return QuestionAnswers(question.code, question.label, question.definition, answers, len(hits))
