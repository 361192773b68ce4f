"""The law room's answers as calm text: element → result → fact → source → provision → mark, in 80 columns, without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from fener.terms.territories import KOSOVO_NOTE, territory

Plain = Mapping[str, Any]
_WIDTH = 80


def answer_lines(answer: Plain) -> Iterator[str]:
    """An answer (see ``analysis.law.plain``) line by line; ends with what it is not."""
    yield from _head(answer)
    yield from _pleas(answer["pleas"])
    yield from _offences("Smuggling", answer["qualifications"])
    yield from _offences("Separate offences", [each for each in answer["separate"] if _speaks(each)])
    yield from _silent([each for each in answer["separate"] if each["status"] == "open" and not _speaks(each)])
    yield from _exposed("Exposure of who helps without gain (not smuggling)", answer["exposures"])
    yield from _exposed("Risks to a person who was smuggled (not smuggling)", answer["risks"])
    yield from _circumstances(answer["circumstances"])
    yield from _roles(answer["participation"])
    yield from _indicators(answer["indicators"])
    for name, title in _RULES.items():
        yield from _rules(title, answer[name])
    yield from _questions(answer["questions"])
    yield from _claims(answer)
    if answer["notes"]:
        yield from ("", "Notes", *_bullets(answer["notes"]))
    yield from ("", *closing(answer))


_RULES = {
    "basis": "Why a smuggled person is not liable",
    "duties": "Duties of protection",
    "residence": "Humanitarian residence",
    "leanings": "Where court practice leans",
    "evidence": "Rules of evidence",
    "cooperation": "Basis for cooperation",
}


def closing(answer: Plain) -> Iterator[str]:
    """The books used, the footnote where it belongs, and the disclaimer."""
    if answer["jurisdiction"] == "XK" or "Kosovo*" in str(answer):
        yield from wrapped(KOSOVO_NOTE, 0)
    yield f"Books: {answer['books'][:16]}"
    yield from wrapped(answer["disclaimer"], 0)


def wrapped(text: str, indent: int, *, first: str = "") -> Iterator[str]:
    """Text in 80 columns, indented; ``first`` opens it and what follows hangs below its text."""
    start = " " * indent + first
    lines = textwrap.wrap(
        text, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False
    )
    yield from lines or ([start.rstrip()] if first else [])


def _head(answer: Plain) -> Iterator[str]:
    state = territory(answer["jurisdiction"]).label
    act, on = answer["act_on"], answer["on"]
    read = f", read on {on}" if on != act else ""
    yield from wrapped(f"{state} ({answer['jurisdiction']}): act of {act}{read}", 0)
    yield from wrapped(f"{answer['status'].upper()}. {answer['why']}", 0)
    yield ""
    yield "Before every text"
    for gate in answer["gates"]:
        yield from wrapped(f"{gate['title']}. {gate['why']}", 2, first=f"{gate['result']:<8}")
        yield from _facts(gate["facts"], 10)


def _pleas(pleas: Iterable[Plain]) -> Iterator[str]:
    for number, plea in enumerate(pleas):
        if not number:
            yield from ("", "To be settled first")
        yield from wrapped(f"{plea['title']} ({plea['effect']})", 2, first="- ")
        yield from wrapped(plea["law"], 4)
        yield from _facts(plea["facts"], 4)


def _speaks(one: Plain) -> bool:
    """Whether a stated fact speaks for a separate offence, beyond where it happened."""
    told = any(each["result"] == "met" and each["key"] not in ("link", "place") for each in one["elements"])
    return one["status"] == "supported" or (one["status"] == "open" and told)


def _silent(found: list[Plain]) -> Iterator[str]:
    """Offences that are open only because nothing was stated about them."""
    if found:
        yield from ("", "Separate offences of which nothing is stated (open)")
        yield from wrapped(", ".join(each["id"] for each in found), 2)


def _offences(title: str, found: Iterable[Plain]) -> Iterator[str]:
    ordered = sorted(found, key=lambda each: _ORDER.index(each["status"]))
    if ordered:
        yield from ("", title)
    shown: set[str] = set()
    for one in ordered:
        yield ""
        yield from (_excluded(one) if one["status"] == "excluded" else _offence(one, shown))
        shown.add(one["id"])


_ORDER = ("supported", "open", "excluded")


def _excluded(one: Plain) -> Iterator[str]:
    yield f"  {one['id']}  excluded  {one['cited']}"
    for missing in [*one["missing"], *one["held_by"]]:
        yield from wrapped(missing, 4, first="missing: ")


def _offence(one: Plain, shown: Collection[str] = ()) -> Iterator[str]:
    """One offence; elements of a basic form that was just shown are not told twice."""
    yield f"  {one['id']}  {one['status']}"
    yield from wrapped(f"{one['cited']}: {one['title']}", 4)
    mark = one["penalty"]["mark"] if one["penalty"] else "to_be_checked"
    yield from wrapped(f"range: {one['range']} [{_mark(mark)}]; {_FORMS[one['form']]}", 4)
    if one["penalty"] and one["penalty"]["note"]:
        yield from wrapped(one["penalty"]["note"], 6)
    yield from wrapped(f"version: {one['version']['words']} [{_mark(one['version']['mark'])}]", 4)
    if milder := one["milder"]:
        yield from wrapped(f"later law is milder: {milder['words']}; a lawyer applies it", 4)
    for words in one["held_by"]:
        yield from wrapped(words, 4, first="held open by: ")
    for basic in dict.fromkeys(each["provision"] for each in one["elements"] if each["provision"] in shown):
        results = ", ".join(dict.fromkeys(e["result"] for e in one["elements"] if e["provision"] == basic))
        yield from wrapped(f"elements of {basic}, above", 4, first=f"{results:<8}")
    for element in one["elements"]:
        if element["provision"] not in shown:
            yield from _element(element)
    for words in one["relations"]:
        yield from wrapped(words, 4, first="relation: ")
    for note in one["notes"]:
        yield from wrapped(note, 4, first="note: ")
    if one["report_notes"]:
        yield from wrapped(", ".join(each["key"] for each in one["report_notes"]), 4, first="a report says otherwise: ")
    yield from wrapped("; ".join(one["sources"]), 4, first="sources: ")


def _claims(answer: Plain) -> Iterator[str]:
    """Every claim behind what was shown, once."""
    shown = [*answer["qualifications"], *(each for each in answer["separate"] if _speaks(each))]
    shown += [*answer["exposures"], *answer["risks"], *answer["indicators"]]
    found = {note["key"]: note for each in shown for note in each["report_notes"] if each.get("status") != "excluded"}
    if found:
        yield from ("", "What reports say, and what the texts say")
        yield from report_notes(found.values(), 2)


def _element(one: Plain) -> Iterator[str]:
    yield from wrapped(one["title"], 4, first=f"{one['result']:<8}")
    if one["facts"]:
        yield from _facts(one["facts"], 12)
    else:
        yield from wrapped(one["why"], 12)
    yield from wrapped(f"{one['provision']} [{_mark(one['mark'])}]", 12)
    if one["note"]:
        yield from wrapped(one["note"], 12)
    if one["result"] != "met" and one["evidence"]:
        yield from wrapped("; ".join(each["title"] for each in one["evidence"]), 12, first="evidence: ")


def _facts(facts: Iterable[Plain], indent: int) -> Iterator[str]:
    for fact in facts:
        told = [fact["source"], f"exhibit {fact['exhibit']}" if fact["exhibit"] else "", fact["confidence"]]
        source = "; ".join(filter(None, told)) or "no source given"
        yield from wrapped(f"{fact['label']}: {fact['shown']} ({source})", indent, first="fact: ")


def report_notes(notes: Iterable[Plain], indent: int) -> Iterator[str]:
    """What a report says beside what the text says."""
    for note in notes:
        yield from wrapped(f"{note['key']} {note['title']} [{_mark(note['mark'])}]", indent)
        yield from wrapped(note["report_says"], indent + 2, first="report says: ")
        yield from wrapped(note["text_says"], indent + 2, first="text says: ")
        yield from wrapped(note["handling"], indent + 2, first="handled: ")


def _exposed(title: str, found: Iterable[Plain]) -> Iterator[str]:
    for number, one in enumerate(found):
        if not number:
            yield from ("", title)
        yield from wrapped(f"{one['id']} ({one['status']}): {one['cited']}, {one['title']}", 2, first="- ")
        yield from wrapped(one["words"], 4)
        yield from wrapped(f"range: {one['range']} [{_mark(one['mark'])}]; {'; '.join(one['sources'])}", 4)


def _circumstances(found: Iterable[Plain]) -> Iterator[str]:
    shown = [each for each in found if each["result"] == "met"]
    for number, one in enumerate(shown):
        if not number:
            yield from ("", "Circumstances that are met")
        effect = _EFFECTS.get(one["effect"], one["effect"])
        yield from wrapped(f"{one['title']}: {effect} [{_mark(one['mark'])}]", 2, first="- ")
        if one["note"]:
            yield from wrapped(one["note"], 4)


_FORMS = {"completed": "completed", "attempt": "attempt", "not settled": "whether completed or attempted is not stated"}

_EFFECTS = {
    "qualifying": "qualifies the offence",
    "sentencing_only": "no element here; a court may weigh it within the range",
    "separate_offence": "may be an offence of its own",
    "not_stated": "the sources say nothing",
}


def _roles(found: Iterable[Plain]) -> Iterator[str]:
    for number, one in enumerate(found):
        if not number:
            yield from ("", "Part taken (a lawyer decides)")
        cited = f" ({', '.join(one['provisions'])})" if one["provisions"] else ""
        yield from wrapped(f"{one['role'].replace('_', ' ')}: {one['words']}{cited}", 2, first="- ")


def _indicators(found: Iterable[Plain]) -> Iterator[str]:
    for number, one in enumerate(found):
        if not number:
            yield from ("", "Digital means: indicators, never an offence by themselves")
        yield from wrapped(f"{one['key']} {one['title']}", 2, first="- ")
        for key, status in one["provisions"].items():
            yield f"    {key}: {status}"
        yield from (line for note in one["notes"] for line in wrapped(note, 4))


def _rules(title: str, found: Iterable[Plain]) -> Iterator[str]:
    for number, one in enumerate(found):
        if not number:
            yield from ("", title)
        unsure = " (if it applies: not all facts known)" if one["result"] == "unknown" else ""
        yield from wrapped(f"{one['title']}{unsure} [{_mark(one['mark'])}]", 2, first="- ")
        yield from wrapped(one["law"], 4)
        if one["practice"]:
            yield from wrapped(one["practice"], 4, first="practice: ")
        yield from (line for value in one["values"] for line in wrapped(value, 6, first="· "))


def _questions(found: Iterable[Plain]) -> Iterator[str]:
    for number, one in enumerate(found, 1):
        if number == 1:
            yield from ("", "Questions whose answers would decide")
        yield from wrapped(f"{one['ask']} [{one['key']}]", 2, first=f"{number}. ")
        yield from wrapped(f"decides {', '.join(one['decides'])}", 5)


def _bullets(words: Iterable[str]) -> Iterator[str]:
    return (line for each in words for line in wrapped(each, 2, first="- "))


def _mark(mark: str) -> str:
    return mark.replace("_", " ")


def provision_lines(one: Plain) -> Iterator[str]:
    """One version of a provision: elements in words, penalty, marks, sources, and what reports say of it."""
    yield from wrapped(f"{one['id']}: {one['cited']}", 0)
    yield from wrapped(one["title"], 2)
    yield from wrapped(one["paraphrase"], 2)
    valid = one["version"]
    yield from wrapped(f"in force: {valid['words']} [{_mark(valid['mark'])}] {valid['note']}", 2)
    yield from wrapped(f"kind: {one['kind']}; mark: {_mark(one['mark'])}; {_reviewed(one)}", 2)
    if one["penalty"]:
        penalty = one["penalty"]
        yield from wrapped(f"range: {penalty['words']} [{_mark(penalty['mark'])}] {penalty['note']}", 2)
    if one["builds_on"]:
        yield f"  builds on: {one['builds_on']}, whose elements come first"
    for element in one["elements"]:
        yield from wrapped(f"{element['title']} [{_mark(element['mark'])}]", 2, first="element: ")
        yield from wrapped(element["asks"], 6)
        if element["note"]:
            yield from wrapped(element["note"], 6)
    for each in one["circumstances"]:
        yield from wrapped(f"{each['title']} [{_mark(each['mark'])}]: {each['asks']}", 2, first="qualified by: ")
    for name, title in _LISTS.items():
        if one[name]:
            yield from wrapped(", ".join(one[name]), 2, first=f"{title}: ")
    yield from wrapped("; ".join(one["sources"]), 2, first="sources: ")
    for note in one["notes"]:
        yield from wrapped(note, 2, first="note: ")
    yield from report_notes(one["report_notes"], 2)
    yield f"  place: {one['place']}"


_LISTS = {"protocol": "carries out", "concurs_with": "may stand beside", "absorbs": "absorbs"}


def _reviewed(one: Plain) -> str:
    return f"reviewed by {one['reviewer']} on {one['reviewed_on']}" if one["reviewer"] else "not reviewed by a lawyer"
