"""What the tags of the form propose. A coder confirms every proposal; nothing here is counted by itself.

Tags: ``observation:<topic>``; ``price:`` origin, destination, scope, unit, low, high, currency, payment_method, who, conditions,
vehicle, persons_low, persons_high, nationality; ``incident:`` harms, perpetrators, dead, missing, injured, children, first_on,
place, cause; ``context:`` see :mod:`fener.analysis.coding.scopes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fener.analysis.coding.payloads import incident_payload, price_payload
from fener.analysis.coding.scopes import CodingContext, Resolve, Sheet, context_of, sheet_of, told
from fener.analysis.coding.statements import MOST_CHARACTERS, statement_of
from fener.safeguards.minimisation_answers import Answer
from fener.terms.codelists import code_list, code_list_names
from fener.terms.field import SourceGrading
from fener.terms.questionnaires import AnswerIssue, Answers, QuestionnaireDefinition

OBSERVATION, PRICE, INCIDENT = "observation", "price", "incident"


@dataclass(frozen=True, slots=True)
class ProposedCoding:
    """One observation, price or incident that the form's tags propose.

    ``codes`` maps a code list's name to codes of it; ``path`` is the answer (or the repeat instance) it stands on; ``payload``
    holds the attributes of a PriceReport or an Incident, ready to be stored; ``places`` are gazetteer keys.
    """

    makes: str
    topic: str
    path: str
    statement: str
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    territory: str = ""
    places: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    persons: tuple[int | None, int | None] = (None, None)
    grading: SourceGrading = field(default_factory=SourceGrading)
    payload: Mapping[str, object] = field(default_factory=dict)
    issues: tuple[AnswerIssue, ...] = ()
    scope: str = ""

    @property
    def key(self) -> str:
        """Names the proposal within its report: ``observation:payment@trips[1]/paid_by``. The same answers give the same keys."""
        return f"{self.makes}:{self.topic}@{self.path}"

    @property
    def merge_key(self) -> tuple[str, str, str]:
        """Observations that agree in this speak of the same thing: what it makes, topic, scope. Prices and incidents stand alone."""
        return self.makes, self.topic, self.scope if self.makes == OBSERVATION else self.path


@dataclass(frozen=True, slots=True)
class CodedAnswers:
    """What the tags make of a report, in its order; ``issues`` are those that led to no proposal, and those of the context."""

    codings: tuple[ProposedCoding, ...]
    issues: tuple[AnswerIssue, ...]
    context: CodingContext
    has_consent: bool


def propose_codings(
    definition: QuestionnaireDefinition, answers: Answers, *, today: date, resolve: Resolve = lambda name: None
) -> tuple[ProposedCoding, ...]:
    """The proposals alone; without a consent that says yes there are none."""
    return code_answers(definition, answers, today=today, resolve=resolve).codings


def code_answers(
    definition: QuestionnaireDefinition, answers: Answers, *, today: date, resolve: Resolve = lambda name: None
) -> CodedAnswers:
    """Proposals, issues and context of a report. ``resolve`` turns the name of a place into a gazetteer key or None.

    Where consent is asked for and is not ``yes``, for the report or for a repeat instance, nothing under it is proposed.
    Refused and unknown answers are never coded.
    """
    sheet = sheet_of(definition, answers, today, resolve)
    if not sheet.has_consent(""):
        return CodedAnswers((), (), CodingContext(), has_consent=False)
    issues: list[AnswerIssue] = []
    codings = tuple(
        coding
        for scope in sheet.scopes()
        if sheet.has_consent(scope)
        for propose in (_observations, _prices, _incidents)
        for coding in propose(sheet, scope, issues)
    )
    contexts = {scope: context_of(sheet, scope) for scope in sheet.scopes() if sheet.has_consent(scope)}
    unread = [issue for context in contexts.values() for issue in context.issues]
    return CodedAnswers(codings, tuple(dict.fromkeys([*unread, *issues])), contexts[""], has_consent=True)


def merge_codings(codings: Iterable[ProposedCoding]) -> tuple[ProposedCoding, ...]:
    """Proposals with one merge key made one: codes and questions united, statements one after the other; order of the first."""
    merged: dict[tuple[str, str, str], ProposedCoding] = {}
    for coding in codings:
        key = coding.merge_key
        merged[key] = _joined(merged[key], coding) if key in merged else coding
    return tuple(merged.values())


def _joined(first: ProposedCoding, second: ProposedCoding) -> ProposedCoding:
    names = dict.fromkeys([*first.codes, *second.codes])
    return replace(
        first,
        statement=f"{first.statement} {second.statement}"[:MOST_CHARACTERS],
        codes={name: _united(first.codes.get(name, ()), second.codes.get(name, ())) for name in names},
        questions=_united(first.questions, second.questions),
        issues=tuple(dict.fromkeys([*first.issues, *second.issues])),
    )


def _united(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def _observations(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> Iterator[ProposedCoding]:
    context = context_of(sheet, scope)
    for topic, found in sheet.tagged(scope, OBSERVATION).items():
        if topic not in code_list("observation_topics"):
            issues += [_unknown_code(answer, topic, "observation_topics") for answer in found]
            continue
        for answer in found:
            if answer.is_closed and (coding := _observation(answer, topic, scope, context, issues)) is not None:
                yield coding


def _observation(
    answer: Answer, topic: str, scope: str, context: CodingContext, issues: list[AnswerIssue]
) -> ProposedCoding | None:
    assert answer.field is not None
    codes: dict[str, tuple[str, ...]] = {}
    if answer.field.code_list:
        known = _known_codes(answer, answer.field.code_list, issues)
        if not known:
            return None
        codes[answer.field.code_list] = known
    said = codes.get(answer.field.code_list, told(answer))
    bare = ProposedCoding(
        OBSERVATION, topic, answer.path, statement_of(answer.field, said), codes, answer.field.questions, scope=scope
    )
    return _in_context(bare, context)


def _known_codes(answer: Answer, name: str, issues: list[AnswerIssue]) -> tuple[str, ...]:
    codes = code_list(name) if name in code_list_names() else ()
    issues += [_unknown_code(answer, code, name) for code in told(answer) if code not in codes]
    return tuple(code for code in told(answer) if code in codes)


def _unknown_code(answer: Answer, code: str, name: str) -> AnswerIssue:
    return AnswerIssue(
        "FEN-2569", answer.path, f"“{code}” is not a code of the list {name}", "Code this answer by hand."
    )


def _in_context(coding: ProposedCoding, context: CodingContext) -> ProposedCoding:
    """The proposal with place, time, persons and grading of its scope; nationality and age as codes where it has none itself."""
    told_codes = {"nationalities": context.nationalities, "age_gender": context.age_gender}
    codes = {name: codes for name, codes in told_codes.items() if codes} | dict(coding.codes)
    return replace(
        coding,
        codes=codes,
        territory=context.territory,
        places=coding.places or context.places,
        first_on=coding.first_on or context.first_on,
        last_on=coding.last_on or context.last_on,
        persons=context.persons,
        grading=context.grading,
    )


def _prices(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> Iterator[ProposedCoding]:
    return _with_payload(sheet, scope, issues, PRICE, price_payload)


def _incidents(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> Iterator[ProposedCoding]:
    return _with_payload(sheet, scope, issues, INCIDENT, incident_payload)


def _with_payload(
    sheet: Sheet,
    scope: str,
    issues: list[AnswerIssue],
    makes: str,
    read: Callable[[Sheet, str, list[AnswerIssue]], Mapping[str, object] | None],
) -> Iterator[ProposedCoding]:
    """One proposal for the scope, if its answers amount to one; otherwise its issues go to the report's."""
    own: list[AnswerIssue] = []
    payload = read(sheet, scope, own)
    if payload is None:
        issues += own
        return
    tagged = sheet.tagged(scope, makes)
    found = [answer for answers in tagged.values() for answer in answers]
    first = next((tagged[name][0] for name in ("harms", "low", "high") if name in tagged), found[0])
    codes, days, places = payload.get("codes"), payload.get("first_on"), payload.get("places")
    yield _in_context(
        ProposedCoding(
            makes,
            topic="price" if makes == PRICE else "harm",
            path=scope or first.path,
            statement=str(payload["statement"])[:MOST_CHARACTERS],
            codes=codes if isinstance(codes, dict) else {},
            questions=tuple(dict.fromkeys(q for answer in found if answer.field for q in answer.field.questions)),
            places=places if isinstance(places, tuple) else (),
            first_on=days if isinstance(days, date) else None,
            last_on=days if isinstance(days, date) else None,
            payload={name: value for name, value in payload.items() if name not in {"codes", "statement", "places"}},
            issues=tuple(own),
            scope=scope,
        ),
        context_of(sheet, scope),
    )
