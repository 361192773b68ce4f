"""Free text for the human coder: sentences, with the places they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fener.analysis.coding.scopes import sheet_of
from fener.safeguards.minimisation_answers import Answer, sensitivity_of
from fener.terms.questionnaires import Answers, QuestionnaireDefinition, Sensitivity

_TEXT_KINDS = frozenset({"text", "string", "note_text"})
_END = re.compile(r"[.!?…؟۔।]+[\"'”’»)\]]*(?=\s|$)|[!?؟۔।](?=[^\W\d_])|\n\s*")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|dr|prof|st|no|nr|br|str|art|fig|vs|etc|approx|ca|cca|e\.g|i\.e|p|pp|reg|ref|dept|km|tel|mob|inc|"
    r"npr|tj|itd|čl|cl|god|sv|ul|odn|tzv|gosp|inž|sl|stav|min|max|"
    r"нпр|тј|итд|чл|год|св|ул|бр|стр|односно|тзв|г|ѓ|на пр|"
    r"p\.sh|dmth|etj|z|znj|neni|vd|vb|sn|bkz|örn|sk|cad|مثلا|د)\.$",
    re.IGNORECASE,
)
_INITIAL_OR_ORDINAL = re.compile(r"(?:(?<!\w)[^\W\d_]|(?<![\w.])\d{1,4}|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?)\.$")
_LOOK_BACK = 14


@dataclass(frozen=True, slots=True)
class TextUnit:
    """One sentence of a text answer: characters ``start`` up to ``end``. ``topic`` where the question is tagged with one."""

    path: str
    start: int
    end: int
    text: str
    questions: tuple[str, ...] = ()
    topic: str = ""


def text_units(definition: QuestionnaireDefinition, answers: Answers) -> tuple[TextUnit, ...]:
    """All sentences a coder reads, in the order of the report.

    Left out: what identifies directly, what the tags of context already use, and whatever consent does not cover.
    """
    sheet = sheet_of(definition, answers, date.max, lambda name: None)
    return tuple(
        unit
        for scope in sheet.scopes()
        if sheet.has_consent(scope)
        for answer in sheet.by_scope[scope]
        if _is_read(definition, answer)
        for unit in _units(answer)
    )


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends, white space around it left out; Latin, Cyrillic, Arabic and Devanagari punctuation."""
    start = 0
    for mark in _END.finditer(text):
        if mark[0].isspace() or not _goes_on(text, mark):
            yield from _trimmed(text, start, mark.end())
            start = mark.end()
    yield from _trimmed(text, start, len(text))


def _is_read(definition: QuestionnaireDefinition, answer: Answer) -> bool:
    if answer.field is None or answer.kind not in _TEXT_KINDS or not isinstance(answer.value, str):
        return False
    return sensitivity_of(definition, answer) is not Sensitivity.DIRECT and not answer.field.coding.startswith(
        "context:"
    )


def _units(answer: Answer) -> Iterator[TextUnit]:
    assert answer.field is not None and isinstance(answer.value, str)
    target, _, topic = answer.field.coding.partition(":")
    for start, end in split_sentences(answer.value):
        text = answer.value[start:end]
        yield TextUnit(answer.path, start, end, text, answer.field.questions, topic if target == "observation" else "")


def _goes_on(text: str, mark: re.Match[str]) -> bool:
    """Whether a full stop ends an abbreviation, an initial or an ordinal, and the sentence goes on."""
    if mark[0] != ".":
        return False
    before = text[max(0, mark.start() - _LOOK_BACK) : mark.end()]
    following = text[mark.end() : mark.end() + _LOOK_BACK].lstrip()
    if not following:
        return False
    if _ABBREVIATION.search(before):
        return True
    if not _INITIAL_OR_ORDINAL.search(before):
        return False
    # “M. Petrović” goes on, “at 5 h. They” does not.
    return before[-2].isupper() or not following[0].isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
