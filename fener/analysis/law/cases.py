"""Cases in words a lawyer writes: facts, a day, and what each legal order should answer; the answers are compared, plainly.

A list names what must be there; an empty list says that there is none. ``only_supported`` is exact: these offences and no other.
Rules (duties, basis …) are those that apply on the facts stated, not those that might on further ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from fener.analysis.law.answers import LawAnswer, Qualification, RuleResult, Status
from fener.analysis.law.books import Library, library
from fener.analysis.law.fact_files import facts_of
from fener.analysis.law.located import LocatedBook, Path_, read_located
from fener.analysis.law.qualify import qualify
from fener.analysis.law.schemas import check_shape
from fener.analysis.law.vocabulary import StatedFacts, vocabulary
from fener.terms.conditions import Truth
from fener.terms.errors import SetUpFault


@dataclass(frozen=True, slots=True)
class LawCase:
    """A case: what is stated, the day it is read on, and what is expected by legal order. ``place``: file and line."""

    title: str
    why: str
    facts: StatedFacts
    on: date
    expect: Mapping[str, Mapping[str, Any]]
    place: str


def read_cases(path: Path) -> tuple[LawCase, ...]:
    """The cases of a file; refused with file, line and remedy where one is not written as a case is.

    SetUpFault FEN-2910 to FEN-2912 (not YAML, wrong shape), FEN-2932 (day), FEN-2933 (expects nothing), FEN-2934 (written twice),
    FEN-2935 (asks for a fact that does not exist); UnknownTerm and UnreadableMaterial for its facts.
    """
    book = _with_days(read_located(path))
    cases = check_shape(book, "cases")["cases"]
    return tuple(_case(book, ("cases", number), raw, cases[:number]) for number, raw in enumerate(cases))


def _with_days(book: LocatedBook) -> LocatedBook:
    """YAML takes a bare ``on`` for “true”: here it is the day."""
    if not isinstance(book.values, Mapping) or not isinstance(book.values.get("cases"), list):
        return book
    cases = [
        {"on" if key is True else key: value for key, value in raw.items()} if isinstance(raw, Mapping) else raw
        for raw in book.values["cases"]
    ]
    return replace(book, values={**book.values, "cases": cases})


def _case(book: LocatedBook, place: Path_, raw: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> LawCase:
    if any(raw["case"] == other["case"] for other in before):
        remedy = "Give one of the two another title."
        raise book.fault(f"the case “{raw['case']}” stands twice", (*place, "case"), remedy, "FEN-2934")
    if not raw["expect"]:
        raise _expects_nothing(book, (*place, "expect"))
    for state, expected in raw["expect"].items():
        _check_expected(book, (*place, "expect", state), expected)
    where = f"{book.path.name}, line {book.line(place)}"
    return LawCase(
        raw["case"], raw["why"], facts_of(book, (*place, "facts")), _day(book, place, raw), raw["expect"], where
    )


def _day(book: LocatedBook, place: Path_, raw: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(str(raw["on"]).strip())
    except ValueError:
        said = str(raw["on"])[:40]
        raise book.fault(f"“{said}” is not a day", (*place, "on"), "Write it as 2023-05-01.", "FEN-2932") from None


def _check_expected(book: LocatedBook, place: Path_, expected: Mapping[str, Any]) -> None:
    if not expected:
        raise _expects_nothing(book, place)
    for number, said in enumerate(expected.get("ask", ())):
        if vocabulary().key_of(said) is None:
            raise book.fault(
                f"there is no fact “{said[:60]}”", (*place, "ask", number), "“fener law facts” lists them.", "FEN-2935"
            )


def _expects_nothing(book: LocatedBook, place: Path_) -> SetUpFault:
    remedy = "Say at least one thing by state: “RS: {status: supported}”, “RS: {exposed: []}” …"
    return book.fault("the case expects nothing here", place, remedy, "FEN-2933")


def run_case(case: LawCase, *, books: Library | None = None) -> tuple[str, ...]:
    """What differs from what the case expects, in plain sentences; empty where it is as expected."""
    held = books or library()
    found: list[str] = []
    for state, expected in case.expect.items():
        answer = qualify(case.facts, state, case.on, books=held)
        found += [f"{state}: {said}" for said in _differences(answer, expected, held)]
    return tuple(found)


def _differences(answer: LawAnswer, expected: Mapping[str, Any], held: Library) -> Iterator[str]:
    if (said := expected.get("status")) and answer.status.value != said:
        yield f"the whole is expected {said}, and is {answer.status.value}: {answer.why}"
    for status in Status:
        if status.value in expected:
            yield from _of_status(answer, status, expected[status.value], held)
    if "only_supported" in expected:
        yield from _only(answer, expected["only_supported"])
    for name, of in _BY_ID.items():
        for key, words in expected.get(name, {}).items():
            one = answer.qualification(key)
            if one is None:
                yield _unknown(key, answer, held)
            elif of(one) != words:
                yield f"{name} of {key}: expected “{words}”, is “{of(one)}”"
    yield from _by_element(answer, expected, held)
    yield from _listed(answer, expected)
    for key, effect in expected.get("circumstances", {}).items():
        yield from _circumstance(answer, key, effect)
    yield from _said(answer, expected.get("notes_say", ()))


def _of_status(answer: LawAnswer, status: Status, ids: list[str], held: Library) -> Iterator[str]:
    if not ids:
        for one in answer.with_status(status):
            yield f"no smuggling offence is expected {status.value}, but {one.id} is"
    for key in ids:
        found = answer.qualification(key)
        if found is None:
            yield _unknown(key, answer, held)
        elif found.status is not status:
            yield f"{key} is expected {status.value}, and is {found.status.value}{_because(found)}"


def _because(one: Qualification) -> str:
    if one.status is Status.EXCLUDED:
        why = ", ".join((*one.missing(), *one.held_by))
        return f" (missing: {why})" if why else ""
    unknown = [each.element.title for each in one.elements if each.result is Truth.UNKNOWN]
    why = ", ".join((*unknown, *one.held_by))
    return f" (open: {why})" if one.status is Status.OPEN and why else ""


def _only(answer: LawAnswer, ids: list[str]) -> Iterator[str]:
    found = {one.id for one in (*answer.qualifications, *answer.separate) if one.status is Status.SUPPORTED}
    for key in sorted(found - set(ids)):
        yield f"{key} is supported, and not expected to be"
    for key in sorted(set(ids) - found):
        yield f"{key} is expected supported, and is not"


def _unknown(key: str, answer: LawAnswer, held: Library) -> str:
    if key in answer.not_in_force:
        return f"{key} has no version for {answer.act_on}"
    if key in held.provisions:
        return f"{key} is not measured in {answer.jurisdiction}"
    return f"{key} stands in no book"


def _milder(one: Qualification) -> str:
    return one.milder.provision.penalty.words if one.milder and one.milder.provision.penalty else "none"


_BY_ID: Mapping[str, Callable[[Qualification], str]] = {
    "range": lambda one: one.range_words,
    "milder": _milder,
    "form": lambda one: one.form,
}


def _by_element(answer: LawAnswer, expected: Mapping[str, Any], held: Library) -> Iterator[str]:
    """Elements that must be missing (by key or title), and relations that must be said (by how they begin)."""
    for name in ("missing", "relations"):
        for key, listed in expected.get(name, {}).items():
            one = answer.qualification(key)
            if one is None:
                yield _unknown(key, answer, held)
                continue
            found = [*one.missing(), *_missing_keys(one)] if name == "missing" else list(one.relations)
            if not listed and found:
                yield f"{key}: no {name} expected, found {'; '.join(found)}"
            for said in listed:
                if not any(each.casefold().startswith(said.casefold()) for each in found):
                    yield f"{key}: “{said}” is not among its {name} ({'; '.join(found) or 'there is none'})"


def _missing_keys(one: Qualification) -> list[str]:
    """Keys of gates and elements that are missing."""
    gates = [gate.key for gate in one.gates if gate.result is Truth.FALSE]
    return gates + [each.element.key for each in one.elements if each.result is Truth.FALSE]


def _listed(answer: LawAnswer, expected: Mapping[str, Any]) -> Iterator[str]:
    for name, (what, keys) in _lists(answer).items():
        if name not in expected:
            continue
        found = list(keys)
        for said in expected[name]:
            if (vocabulary().key_of(said) if name == "ask" else said) not in found:
                yield f"{said} is not among {what} ({', '.join(found) or 'there is none'})"
        if not expected[name] and found:
            yield f"{what} should be none, and are {', '.join(found)}"


def _lists(answer: LawAnswer) -> Mapping[str, tuple[str, Iterable[str]]]:
    """What each list of a case is held against, and its name."""
    rules = ("basis", "duties", "cooperation", "evidence", "residence", "leanings")
    return {
        "not_in_force": ("the provisions not in force", answer.not_in_force),
        "ask": ("the questions", [each.term.key for each in answer.questions]),
        "exposed": ("the exposures of who helps", [each.provision.id for each in answer.exposures]),
        "risks": ("the risks to the person", [each.provision.id for each in answer.risks]),
        "pleas": ("the pleas", [each.key for each in answer.pleas]),
        "participation": ("the roles", [each.role for each in answer.participation]),
        "indicators": ("the digital indicators", [each.row.key for each in answer.indicators]),
        **{name: (f"the rules on {name}", _applied(getattr(answer, name))) for name in rules},
    }


def _applied(found: Iterable[RuleResult]) -> list[str]:
    """Rules whose facts are known; not those that only may apply."""
    return [each.rule.key for each in found if each.result is Truth.TRUE]


def _circumstance(answer: LawAnswer, key: str, effect: str) -> Iterator[str]:
    """``qualifying``, ``sentencing_only`` … where it is met; ``not met`` or ``open`` where it is not."""
    one = next((each for each in answer.circumstances if each.circumstance.key == key), None)
    if one is None:
        yield f"there is no circumstance {key}"
        return
    states = {Truth.TRUE: one.recognition.effect.value, Truth.FALSE: "not met", Truth.UNKNOWN: "open"}
    if states[one.result] != effect:
        yield f"{key} is expected {effect}, and is {states[one.result]}"


def _said(answer: LawAnswer, expected: Iterable[str]) -> Iterator[str]:
    held = [words for one in (*answer.qualifications, *answer.separate) for words in one.held_by]
    said = [answer.why, *answer.notes, *held, *(gate.why for gate in answer.gates)]
    for words in expected:
        if not any(words.casefold() in each.casefold() for each in said):
            yield f"no note says “{words}”"
