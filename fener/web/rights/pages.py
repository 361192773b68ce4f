"""How the answer is laid out: groups of need, and which questions stand where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fener.analysis.rights import EntryAnswer, Kind, NeedState, Outcome, Question, RightsAnswer
from fener.terms.conditions import Facts

_NEEDS: Mapping[str, tuple[Kind, ...]] = {
    "Health and help now": (Kind.MEDICAL, Kind.HELP),
    "If the person is a child": (Kind.GUARDIAN, Kind.CHILD),
    "To be safe": (Kind.PROTECTION, Kind.ASYLUM),
    "To stay": (Kind.RESIDENCE, Kind.REFLECTION),
    "Not to be punished, and when held": (Kind.NON_PROSECUTION, Kind.CONSULAR),
    "In proceedings": (Kind.STATEMENT, Kind.INTERPRETER, Kind.WITNESS),
    "Damages": (Kind.COMPENSATION,),
}


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Entries under one need, those that may be asked for first."""

    anchor: str
    title: str
    answers: tuple[EntryAnswer, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as the form shows it; ``given`` is “yes”, “no” or empty, ``decides`` how many entries it can decide."""

    question: Question
    given: str
    decides: int


@dataclass(frozen=True, slots=True)
class QuestionGroups:
    """Questions answered, those to ask next, and those to ask only if needed. What no longer matters is left out."""

    answered: tuple[AskedQuestion, ...]
    next: tuple[AskedQuestion, ...]
    only_if_needed: tuple[AskedQuestion, ...]


def need_groups(answer: RightsAnswer) -> tuple[NeedGroup, ...]:
    """Entries that may be asked for or are open, grouped by need; groups without any are left out."""
    standing = [each for each in answer.entries if each.outcome is not Outcome.NOT_ON_THIS_GROUND]
    ranked = sorted(standing, key=lambda each: each.outcome is not Outcome.MAY_ASK)
    groups = (
        NeedGroup(f"need-{number}", title, tuple(each for each in ranked if each.entry.kind in kinds))
        for number, (title, kinds) in enumerate(_NEEDS.items(), 1)
    )
    return tuple(group for group in groups if group.answers)


def kinds_grouped() -> frozenset[Kind]:
    """Kinds that have a group."""
    return frozenset(kind for kinds in _NEEDS.values() for kind in kinds)


def question_groups(questions: Iterable[Question], facts: Facts, answer: RightsAnswer) -> QuestionGroups:
    """Those that can decide most come first, those about cooperation last; a sensitive one stands apart until answered."""
    decides = {open_one.question.key: len(open_one.decides) for open_one in answer.questions}
    asked = [AskedQuestion(each, given(facts.get(each.key)), decides.get(each.key, 0)) for each in questions]
    waiting = [each for each in asked if not each.given and _is_due(each, facts, answer)]
    waiting.sort(key=lambda each: (each.question.about_cooperation, -each.decides))
    return QuestionGroups(
        answered=tuple(each for each in asked if each.given),
        next=tuple(each for each in waiting if each.question.sensitivity != "sensitive"),
        only_if_needed=tuple(each for each in waiting if each.question.sensitivity == "sensitive"),
    )


def given(value: object) -> str:
    """``yes``, ``no``, or empty where not known."""
    return "" if value is None else "yes" if value else "no"


def _is_due(each: AskedQuestion, facts: Facts, answer: RightsAnswer) -> bool:
    after = each.question.after
    return (not after or facts.get(after) is True) and bool(each.decides or _tells_a_need(each.question, answer))


def _tells_a_need(question: Question, answer: RightsAnswer) -> bool:
    """Whether it says if a document is there that an entry still standing needs."""
    standing = [each for each in answer.entries if each.outcome is not Outcome.NOT_ON_THIS_GROUND]
    return question.key == "has_identity_document" and any(
        need.state is NeedState.NOT_KNOWN for each in standing for need in each.needs
    )
