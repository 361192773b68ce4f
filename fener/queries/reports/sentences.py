"""Neutral sentences from data. Every number carries the ids behind it; nothing is averaged, nothing is guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from fener.queries.reports.material import Fact
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.reporting import Bullets, Paragraph, Run, Sentence
from fener.terms.territories import REGION, territory

_QUALIFIERS = {"over": "more than ", "approximately": "about ", "up_to": "up to ", "around": "about "}


def statements(facts: Iterable[Fact]) -> Bullets:
    """Each fact as coded, with its extent where one is known and its caution where there is one."""
    return Bullets(tuple(_statement(fact) for fact in facts))


def _statement(fact: Fact) -> Sentence:
    runs = [Run(fact.statement, (fact.id,))]
    if fact.extent not in {"unknown", ""}:
        runs.append(Run(f" ({code_list('extents').label(fact.extent).lower()})"))
    if fact.caution:
        runs.append(Run(f" [caution: {fact.caution}]"))
    if fact.is_invented:
        runs.append(Run(" [invented for practice]"))
    return tuple(runs)


def count_sentence(facts: Sequence[Fact], what: str) -> Paragraph:
    """“12 observations speak of …: 5 from Serbia, 4 from …” with ids behind every number."""
    by_place: dict[str, list[str]] = {}
    for fact in facts:
        by_place.setdefault(fact.territory, []).append(fact.id)
    noun = "observation speaks" if len(facts) == 1 else "observations speak"
    runs = [Run(str(len(facts)), tuple(fact.id for fact in facts), strong=True), Run(f" {noun} of {what}")]
    if len(by_place) > 1:
        ordered = sorted(by_place.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        runs.append(Run(": "))
        for index, (place, ids) in enumerate(ordered):
            joint = "" if index == 0 else (" and " if index == len(ordered) - 1 else ", ")
            runs += [Run(joint), Run(str(len(ids)), tuple(ids)), Run(f" {place_words(place)}")]
    return Paragraph((*runs, Run(".")))


def place_words(place: str) -> str:
    """How a territory reads inside a sentence."""
    return "on the region as a whole" if place == REGION else f"on {territory(place).label}"


def code_sentence(facts: Sequence[Fact], list_name: str, lead: str, most: int = 6) -> Paragraph | None:
    """“Named most often: cash (5), hawala (4) …”: how many observations name each code; None where no code is named."""
    counts: Counter[str] = Counter()
    ids: dict[str, list[str]] = {}
    for fact in facts:
        for code in fact.codes.get(list_name, ()):
            counts[code] += 1
            ids.setdefault(code, []).append(fact.id)
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]
    runs = [Run(f"{lead}: ")]
    for index, (code, count) in enumerate(ranked):
        label = code_list(list_name).label(code)
        runs += [
            Run(f"{', ' if index else ''}{label[:1].lower()}{label[1:]} ("),
            Run(str(count), tuple(ids[code])),
            Run(")"),
        ]
    return Paragraph((*runs, Run(".")))


def figure_sentence(figure: Figure) -> Sentence:
    """One headline figure with measure, territory, period, qualifier and source; a gap is said to be a gap."""
    measure = code_list("figure_measures").label(figure.measure)
    where = "" if figure.territory in {"ZZ", ""} else f", {territory(figure.territory).label}"
    key = f"F:{figure.key}"
    head = Run(f"{measure}{where}, {figure.period}: ")
    if figure.value is None:
        return (head, Run("no figure given", (key,)), Run(_tail(figure)))
    amount = f"{_QUALIFIERS.get(figure.qualifier, '')}{_number(figure)}"
    return (head, Run(amount, (key,), strong=True), Run(_tail(figure)))


def _number(figure: Figure) -> str:
    assert figure.value is not None
    if figure.unit == "EUR":
        return f"EUR {figure.value:,.0f}"
    if figure.unit in {"share", "percent"}:
        share = figure.value * 100 if figure.unit == "share" and abs(figure.value) <= 1 else figure.value
        return f"{share:,.0f} %"
    unit = code_list("figure_units").label(figure.unit).lower()
    return f"{figure.value:,.0f}" if figure.unit == "count" else f"{figure.value:,.0f} {unit}"


def _tail(figure: Figure) -> str:
    notes = [note for note in (figure.reported_as and f"after {figure.reported_as}", figure.note) if note]
    caution = f" [caution: {figure.caution}]" if figure.caution else ""
    return (f" ({'; '.join(notes)})" if notes else "") + "." + caution
