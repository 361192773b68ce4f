"""The guiding questions of the report's structure, each with the observations that answer it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from django.db.models import TextField
from django.db.models.functions import Cast

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


_Place = tuple[int, int]
"""Position in the order of the page, and primary key."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Observations of one topic that name the same questions, in the order of the page."""

    topic: str
    names: frozenset[str]
    members: tuple[_Place, ...]


def answers_to(member: Member, territory: str | None = None, *, shown: int = SHOWN) -> list[QuestionAnswers]:
    """Every guiding question in order, for a territory or the whole region. Three queries.

    An observation answers the questions it names; one that names none answers those whose topics and codes it carries.
    """
    groups = _groups(member, territory)
    questions = list(code_list("guiding_questions"))
    holders = _holders(questions)
    matched = {question.code: _matched(question, groups, holders, shown) for question in questions}
    rows = _rows(member, {pk for _, first in matched.values() for pk, _ in first})
    return [_question(question, *matched[question.code], rows) for question in questions]


def _groups(member: Member, territory: str | None) -> list[_Group]:
    # Thousands of observations share a few dozen topics and answers: what is asked of each group is asked once.
    found = Observation.objects.for_member(member).filter(territory__in=codes_within(territory))
    plain = found.order_by("territory", "key").annotate(answers_text=Cast("answers", TextField()))
    members: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for position, (pk, topic, answers) in enumerate(plain.values_list("pk", "topic", "answers_text")):
        members[topic, answers].append((position, pk))
    return [
        _Group(topic, frozenset(json.loads(answers)), tuple(places)) for (topic, answers), places in members.items()
    ]


def _matched(
    question: Code, groups: Sequence[_Group], holders: Mapping[tuple[str, str], frozenset[int]], shown: int
) -> tuple[int, list[tuple[int, bool]]]:
    """How many answer the question, and the first of them as (key, names it): those that name it come first."""
    named = [group.members for group in groups if question.code in group.names]
    by_rule = [
        _carrying(group.members, question, holders)
        for group in groups
        if not group.names and group.topic in question.extra.get("topics", ())
    ]
    first = [(pk, True) for _, pk in _earliest(named, shown)]
    first += [(pk, False) for _, pk in _earliest(by_rule, shown - len(first))]
    return sum(map(len, named)) + sum(map(len, by_rule)), first


def _carrying(
    members: Sequence[_Place], question: Code, holders: Mapping[tuple[str, str], frozenset[int]]
) -> Sequence[_Place]:
    asked = _asked(question)
    if not asked:
        return members
    carriers = frozenset().union(*(holders.get((name, code), ()) for name, codes in asked.items() for code in codes))
    return [place for place in members if place[1] in carriers]


def _earliest(lists: Sequence[Sequence[_Place]], number: int) -> list[_Place]:
    return list(islice(merge(*lists), max(0, number)))


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


def _rows(member: Member, pks: set[int]) -> dict[int, Observation]:
    return {row.pk: row for row in Observation.objects.for_member(member).filter(pk__in=pks).select_related("source")}


def _question(
    question: Code, count: int, first: Sequence[tuple[int, bool]], rows: Mapping[int, Observation]
) -> QuestionAnswers:
    answers = tuple(
        Answer(row.key, row.statement, label_of(row.territory), row.cited, row.grading, named)
        for pk, named in first
        for row in [rows[pk]]
    )
    return QuestionAnswers(question.code, question.label, question.definition, answers, count)
