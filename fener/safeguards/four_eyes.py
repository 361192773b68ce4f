"""Four eyes: nobody reviews what they wrote, and the second reader is not the first."""

from __future__ import annotations

from dataclasses import dataclass

from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.minimisation_answers import sensitivity_of, walk
from fener.safeguards.roles import may_take_step
from fener.terms.questionnaires import REFUSED, UNKNOWN, Answers, QuestionnaireDefinition, ReportKind, Sensitivity
from fener.terms.review import ReviewState, next_review_states

_SENSITIVE = frozenset({Sensitivity.SENSITIVE, Sensitivity.DIRECT})
_NO_ANSWER = frozenset({REFUSED, UNKNOWN})


@dataclass(frozen=True, slots=True)
class Readers:
    """Ids of members: who wrote any version, and who read the newest one first (None while nobody has)."""

    authors: frozenset[int]
    first_reader: int | None


def may_lead(role: str | None, member_id: int, state: str, to_state: str, readers: Readers) -> Decision:
    """Whether this member may lead a report in ``state`` to ``to_state``. The marks are asked about apart."""
    decision = may_take_step(role, "review_field_report")
    if not decision.allowed:
        return decision
    if to_state not in next_review_states(state):
        known = ", ".join(following.label.lower() for following in next_review_states(state))
        return deny(f"a report that is {_words(state)} cannot become {_words(to_state)}; it can become: {known}")
    return may_decide_on(role, member_id, state, readers, to_state)


def may_decide_on(role: str | None, member_id: int, state: str, readers: Readers, to_state: str = "") -> Decision:
    """Whether this member may decide anything about a report: marks, or a step."""
    decision = may_take_step(role, "review_field_report")
    if not decision.allowed:
        return decision
    if member_id in readers.authors:
        return deny("you wrote a version of this report; another member reviews it")
    is_first = member_id == readers.first_reader
    if state == ReviewState.SECOND_READING and to_state == ReviewState.APPROVED and is_first:
        return deny("you read it first; another member is its second reader")
    return allow("another member than the author")


def may_review_qualification(role: str | None, member_id: int, saved_by: int) -> Decision:
    """Whether this member may confirm or reject what facts amount to: a lawyer, and not who saved those facts."""
    decision = may_take_step(role, "review_qualification")
    if not decision.allowed:
        return decision
    if member_id == saved_by:
        return deny("you saved these facts; another lawyer reviews what they amount to")
    return allow("a lawyer other than who saved the facts")


def needs_second_reader(definition: QuestionnaireDefinition, answers: Answers) -> bool:
    """The questionnaire says so, or something sensitive was answered.

    Of urgent needs only the questionnaire decides: help must not wait for a second reader.
    """
    if definition.needs_second_reader or definition.kind is ReportKind.URGENT_NEED:
        return definition.needs_second_reader
    return any(
        sensitivity_of(definition, answer) in _SENSITIVE and not _says_nothing(answer.value)
        for answer in walk(definition, answers)
    )


def _says_nothing(value: object) -> bool:
    given = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and one in _NO_ANSWER for one in given)


def _words(state: str) -> str:
    return state.replace("_", " ")
