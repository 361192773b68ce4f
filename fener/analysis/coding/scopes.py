"""What holds for an answer: its own repeat instance first, then those around it, then the report.

A scope is a repeat instance (``prices[2]``) or the report itself (``""``). Consent is read the same way and fails closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from fener.safeguards.minimisation_answers import Answer, chosen, walk
from fener.terms.field import SourceGrading
from fener.terms.questionnaires import REFUSED, UNKNOWN, AnswerIssue, Answers, QuestionnaireDefinition

Resolve = Callable[[str], str | None]
Range = tuple[int | None, int | None]

CONSENT = frozenset({"context:consent", "context:guardian_consent"})
YES = "yes"
_MOST_PERSONS = 10**9
NEVER_CODED = frozenset({REFUSED, UNKNOWN, ""})
_CHILDREN = frozenset({"children", "girls", "boys", "unaccompanied_children", "child"})


@dataclass(frozen=True, slots=True)
class CodingContext:
    """What the form says of place, time, persons and source for one scope. ``places`` are gazetteer keys; ``persons`` (low, high).

    ``told`` holds every other context answer by attribute: ``stakeholder_kind``, ``visit``, ``interview``, ``interpreter``, …
    """

    territory: str = ""
    places: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    persons: Range = (None, None)
    grading: SourceGrading = field(default_factory=SourceGrading)
    nationalities: tuple[str, ...] = ()
    age_gender: tuple[str, ...] = ()
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    issues: tuple[AnswerIssue, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The answers of a report by scope, with what the rules need to read them."""

    definition: QuestionnaireDefinition
    by_scope: Mapping[str, Sequence[Answer]]
    around: Mapping[str, tuple[str, ...]]
    today: date
    resolve: Resolve

    def scopes(self) -> Iterator[str]:
        """Scopes in the order of the report, the report itself first."""
        return iter(self.by_scope)

    def tagged(self, scope: str, target: str) -> Mapping[str, Sequence[Answer]]:
        """Attribute → answers of the scope that are tagged ``target:attribute`` and say something."""
        found: dict[str, list[Answer]] = defaultdict(list)
        for answer in self.by_scope.get(scope, ()):
            head, _, attribute = (answer.field.coding if answer.field else "").partition(":")
            if head == target and told(answer):
                found[attribute].append(answer)
        return found

    def nearest(self, scope: str, target: str, attribute: str) -> Sequence[Answer]:
        """The answers with a tag in the innermost scope that has any."""
        for outer in reversed(self.around.get(scope, ("",))):
            if found := self.tagged(outer, target).get(attribute):
                return found
        return ()

    def has_consent(self, scope: str) -> bool:
        """Whether every consent asked for in the scope or around it was given."""
        return all(self._consented(outer) for outer in self.around.get(scope, ("",)))

    def _consented(self, scope: str) -> bool:
        repeat = _plain(scope)
        asked = [entry for entry in self.definition.fields if entry.coding in CONSENT and entry.repeat == repeat]
        given = {answer.plain_path: answer for answer in self.by_scope.get(scope, ())}
        return all(
            _is_yes(given.get(entry.path))
            or (entry.coding == "context:guardian_consent" and self._needs_none(scope, given.get(entry.path)))
            for entry in asked
        )

    def _needs_none(self, scope: str, answer: Answer | None) -> bool:
        # A guardian is asked only for a child: the question was not shown, and nothing says that the person is one.
        # Several ages in one answer describe a group that was seen, not the person who speaks.
        found = self.nearest(scope, "context", "age_gender")
        ages = {code for entry in found if entry.kind == "select_one" for code in told(entry)}
        return answer is None and ages.isdisjoint(_CHILDREN)


def sheet_of(definition: QuestionnaireDefinition, answers: Answers, today: date, resolve: Resolve) -> Sheet:
    """The report's answers sorted into scopes."""
    by_scope: dict[str, list[Answer]] = {"": []}
    around: dict[str, tuple[str, ...]] = {"": ("",)}
    for answer in walk(definition, answers):
        for depth, scope in enumerate(answer.instances, start=1):
            by_scope.setdefault(scope, [])
            around.setdefault(scope, answer.instances[:depth])
        by_scope[answer.instances[-1]].append(answer)
    return Sheet(definition, by_scope, around, today, resolve)


def told(answer: Answer) -> tuple[str, ...]:
    """What an answer says: its choices, or its text or number as one; refused, unknown and empty say nothing."""
    if answer.field is not None and answer.field.kind.startswith("select"):
        return tuple(dict.fromkeys(name for name in chosen(answer.value) if name not in NEVER_CODED))
    text = "" if answer.value is None else str(answer.value).strip()
    return () if text in NEVER_CODED else (text,)


def read_context(
    definition: QuestionnaireDefinition, answers: Answers, *, today: date, resolve: Resolve, scope: str = ""
) -> CodingContext:
    """The context of the report, or of one repeat instance of it."""
    return context_of(sheet_of(definition, answers, today, resolve), scope)


def context_of(sheet: Sheet, scope: str) -> CodingContext:
    """Place, time, persons and grading that hold in the scope; what cannot be read becomes an issue."""
    issues: list[AnswerIssue] = []
    places = resolved(sheet, sheet.nearest(scope, "context", "place"), issues)
    first_on, last_on = _days(sheet, scope, issues)
    attributes = [
        entry.coding.partition(":")[2] for entry in sheet.definition.fields if entry.coding.startswith("context:")
    ]
    said = {attribute: _said(sheet, scope, attribute) for attribute in dict.fromkeys(attributes)}
    return CodingContext(
        territory=next(iter(said.get("territory", ())), ""),
        places=places,
        first_on=first_on,
        last_on=last_on,
        persons=number_range(sheet, scope, "context", issues),
        grading=_grading(said, sheet, scope, issues),
        nationalities=said.get("nationality", ()),
        age_gender=said.get("age_gender", ()),
        told={attribute: values for attribute, values in said.items() if values},
        issues=tuple(issues),
    )


def resolved(sheet: Sheet, answers: Sequence[Answer], issues: list[AnswerIssue]) -> tuple[str, ...]:
    """Gazetteer keys of the places the answers name; a place nobody knows becomes an issue."""
    keys = []
    for answer in answers:
        for name in told(answer):
            if key := sheet.resolve(name):
                keys.append(key)
            else:
                issues.append(
                    AnswerIssue(
                        "FEN-2563",
                        answer.path,
                        f"the place “{name}” is not in the gazetteer",
                        "Choose the place by hand.",
                    )
                )
    return tuple(dict.fromkeys(keys))


def number_range(sheet: Sheet, scope: str, target: str, issues: list[AnswerIssue]) -> Range:
    """``persons_low``/``persons_high`` of a target, put in order; where they were not, an issue says so."""
    low = _count(sheet, scope, f"{target}:persons_low", issues)
    high = _count(sheet, scope, f"{target}:persons_high", issues)
    if low is not None and high is not None and low > high:
        path = sheet.nearest(scope, target, "persons_low")[0].path
        issues.append(swapped(path, low, high))
        return high, low
    return low, high


def swapped(path: str, low: object, high: object) -> AnswerIssue:
    """The lower end lies above the upper one."""
    return AnswerIssue(
        "FEN-2564", path, f"the lowest, {low}, is above the highest, {high}", "They were swapped; check both."
    )


def count_of(answer: Answer, issues: list[AnswerIssue]) -> int | None:
    """A count of persons: a whole number, not below nought; anything else becomes an issue."""
    try:
        number = float(str(answer.value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= _MOST_PERSONS or number != int(number):
        issues.append(
            AnswerIssue("FEN-2565", answer.path, f"“{answer.value}” is no count of persons", "Enter a whole number.")
        )
        return None
    return int(number)


def _count(sheet: Sheet, scope: str, coding: str, issues: list[AnswerIssue]) -> int | None:
    target, _, attribute = coding.partition(":")
    found = sheet.nearest(scope, target, attribute)
    return count_of(found[0], issues) if found else None


def _days(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> tuple[date | None, date | None]:
    first = day_of(sheet, sheet.nearest(scope, "context", "first_on"), issues)
    last = day_of(sheet, sheet.nearest(scope, "context", "last_on"), issues)
    if first and last and first > last:
        issues.append(swapped(sheet.nearest(scope, "context", "first_on")[0].path, first, last))
        return last, first
    return first or last, last or first


def day_of(sheet: Sheet, answers: Sequence[Answer], issues: list[AnswerIssue]) -> date | None:
    """The day an answer names; a day to come or no day at all becomes an issue."""
    if not answers:
        return None
    text = str(answers[0].value)
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        issues.append(AnswerIssue("FEN-2566", answers[0].path, f"“{text}” is no day", "Enter the day by hand."))
        return None
    if day > sheet.today:
        issues.append(
            AnswerIssue("FEN-2567", answers[0].path, f"{day} is still to come", "Check the clock of the phone.")
        )
        return None
    return day


def _is_yes(answer: Answer | None) -> bool:
    return answer is not None and told(answer) == (YES,)


def _said(sheet: Sheet, scope: str, attribute: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(value for answer in sheet.nearest(scope, "context", attribute) for value in told(answer))
    )


def _grading(said: Mapping[str, tuple[str, ...]], sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> SourceGrading:
    reliability = next(iter(said.get("reliability", ())), "F").upper()
    credibility = next(iter(said.get("credibility", ())), "6")
    if len(reliability) == 1 and reliability in "ABCDEF" and len(credibility) == 1 and credibility in "123456":
        return SourceGrading(reliability, int(credibility))
    path = next((a.path for name in ("reliability", "credibility") for a in sheet.nearest(scope, "context", name)), "")
    issues.append(
        AnswerIssue(
            "FEN-2568", path, f"“{reliability}{credibility}” is no grading", "Grade the source by hand: A–F and 1–6."
        )
    )
    return SourceGrading()


def _plain(scope: str) -> str:
    return "/".join(part.partition("[")[0] for part in scope.split("/")) if scope else ""
