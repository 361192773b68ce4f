"""Minimising a field report before it is approved: what in it may identify a person is marked, decided on and taken out.

Marks quote the answer. They live for the time of the review and are never stored; what is stored is the decision by key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.minimisation_answers import (
    DAY_KINDS,
    DEVICE_KINDS,
    DROP,
    RECORD_NAMES,
    Answer,
    is_point,
    rebuild,
    sensitivity_of,
    walk,
)
from fener.safeguards.minimisation_finders.positions import DEFAULT_DECIMALS, coarse_point
from fener.safeguards.minimisation_finders.spans import MarkKind
from fener.safeguards.minimisation_finders.text_scan import find_spans
from fener.terms.errors import UnreadableMaterial
from fener.terms.questionnaires import Answers, QuestionnaireDefinition, Sensitivity

__all__ = ["Mark", "MarkDecision", "MarkKind", "Verdict", "apply_marks", "coarse_point", "find_marks", "may_approve"]

_BIRTH_NAME = re.compile(r"birth|\bdob\b|rođ|rodj|rođen|рођ|раѓ|lindj|doğum|dogum|ميلاد|تولد", re.IGNORECASE)
_DAY = re.compile(r"^(\d{4})-\d{2}(?:-\d{2})?")
_UUID = re.compile(r"^(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_LONG_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a report that may identify a person.

    ``path`` has 1-based positions for repeats. ``start``/``end`` are characters of a text answer, None for a whole answer.
    ``replacement`` is what stands there afterwards; None takes the answer out. A binding mark must go before approval.
    """

    path: str
    start: int | None
    end: int | None
    kind: MarkKind
    text: str
    replacement: object
    reason: str
    is_binding: bool

    @property
    def key(self) -> str:
        """Names the mark within one version of a report: ``prices[2]/note@10-21:phone``. A new version needs new decisions."""
        where = "" if self.start is None else f"@{self.start}-{self.end}"
        return f"{self.path}{where}:{self.kind}"


class Verdict(StrEnum):
    """What a reviewer decides on a mark. LOOKED_AT is for media: a person saw or heard it and it shows nobody."""

    REMOVE = "remove"
    KEEP = "keep"
    LOOKED_AT = "looked_at"


@dataclass(frozen=True, slots=True)
class MarkDecision:
    """A verdict and, unless it is to remove, the reason for it."""

    verdict: Verdict
    reason: str = ""


def find_marks(
    definition: QuestionnaireDefinition, answers: Answers, *, territory: str = "", home_places: Collection[str] = ()
) -> tuple[Mark, ...]:
    """Everything in the answers that a reviewer must decide on, in the order of the report.

    ``territory`` is where the report comes from (``RS``, ``BA-SRP``); its phone numbers are known without a nought too.
    ``home_places`` are names of known places: “called Horgoš” is then no person. Answers under names that the questionnaire
    does not know are treated as free text.
    """
    region = territory[:2].upper() if territory and territory.upper() != "WB" else ""
    places = frozenset(place.lower() for place in home_places)
    return tuple(
        mark
        for answer in walk(definition, answers)
        for mark in _marks(definition, answer, region=region, places=places)
    )


def apply_marks(answers: Answers, marks: Sequence[Mark], decisions: Mapping[str, MarkDecision]) -> dict[str, object]:
    """A new structure without what was decided to be removed; the original stays as it is."""
    removed: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        decision = decisions.get(mark.key)
        if decision is not None and decision.verdict is Verdict.REMOVE:
            removed[mark.path].append(mark)
    return rebuild(answers, lambda path, value: _without(value, removed[path]) if path in removed else value)


def may_approve(marks: Sequence[Mark], decisions: Mapping[str, MarkDecision]) -> Decision:
    """Allow only when every mark is decided, every binding one removed (media: removed or looked at), and each other has a reason."""
    reasons = [reason for mark in marks if (reason := _objection(mark, decisions.get(mark.key)))]
    return deny(*reasons) if reasons else allow("every mark is decided")


def _objection(mark: Mark, decision: MarkDecision | None) -> str:
    """Why the mark still stands against an approval; never quotes the answer."""
    what = f"{mark.kind.label} in {mark.path}"
    if decision is None or decision.verdict not in list(Verdict):
        return f"{what}: nobody has decided"
    if decision.verdict is Verdict.REMOVE:
        return ""
    if decision.verdict is Verdict.LOOKED_AT and mark.kind is not MarkKind.MEDIA_TO_CHECK:
        return f"{what}: keep it or remove it"
    if mark.is_binding and decision.verdict is not Verdict.LOOKED_AT:
        return f"{what}: must be removed" + (" or looked at" if mark.kind is MarkKind.MEDIA_TO_CHECK else "")
    return "" if decision.reason.strip() else f"{what}: kept without a reason"


def _marks(
    definition: QuestionnaireDefinition, answer: Answer, *, region: str, places: frozenset[str]
) -> Iterator[Mark]:
    if answer.value in (None, "", [], {}):
        return
    if _is_direct(definition, answer):
        yield _whole(answer, MarkKind.DIRECT_IDENTIFIER, "the question asks for what identifies a person")
    elif answer.is_media:
        yield _whole(answer, MarkKind.MEDIA_TO_CHECK, "a face, a voice, a plate or a document may be in it")
    elif answer.is_geo:
        yield from _position_marks(answer)
    elif answer.kind in DAY_KINDS | {"time"}:
        yield from _day_marks(answer, region, places)
    elif not answer.is_closed and answer.name not in RECORD_NAMES:
        yield from _value_marks(answer, region, places)


def _is_direct(definition: QuestionnaireDefinition, answer: Answer) -> bool:
    return answer.kind in DEVICE_KINDS or sensitivity_of(definition, answer) is Sensitivity.DIRECT


def _whole(answer: Answer, kind: MarkKind, reason: str, replacement: object = None, is_binding: bool = True) -> Mark:
    return Mark(answer.path, None, None, kind, str(answer.value), replacement, reason, is_binding)


def _position_marks(answer: Answer) -> Iterator[Mark]:
    coarse = _coarse(answer.value, _decimals(answer))
    if coarse != answer.value:
        yield _whole(answer, MarkKind.POSITION, "a position finer than this question may keep", coarse)


def _decimals(answer: Answer) -> int:
    allowed = answer.field.decimals if answer.field else None
    return DEFAULT_DECIMALS if allowed is None else allowed


def _coarse(value: object, decimals: int) -> object:
    """The position as it may stay; None where it cannot be read as one."""
    if isinstance(value, (list, tuple)):
        points = [_coarse(point, decimals) for point in value]
        return None if None in points else [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if not is_point(value):
        return None
    assert isinstance(value, Mapping)
    try:
        lat, lon = coarse_point(float(value["lat"]), float(value["lon"]), decimals)
    except (UnreadableMaterial, TypeError, ValueError):
        return None
    return {"lat": lat, "lon": lon}


def _day_marks(answer: Answer, region: str, places: frozenset[str]) -> Iterator[Mark]:
    day = _DAY.match(str(answer.value))
    if day is None:
        if not re.fullmatch(r"\d{4}|\d\d:\d\d[\d:.+Z\-]*", str(answer.value)):
            yield from _value_marks(answer, region, places)
    elif answer.field and _BIRTH_NAME.search(" ".join([answer.name, *answer.field.labels.values()])):
        yield _whole(answer, MarkKind.BIRTH_DATE, "an exact date of birth; the year is enough", day[1])


def _value_marks(answer: Answer, region: str, places: frozenset[str]) -> Iterator[Mark]:
    if isinstance(answer.value, str):
        if not _UUID.match(answer.value):
            yield from _text_marks(answer, answer.value, region, places)
    elif isinstance(answer.value, (list, tuple)):
        if any(find_spans(str(entry), region=region) for entry in answer.value):
            yield _whole(answer, MarkKind.DIRECT_IDENTIFIER, "an answer outside the choices that may identify a person")
    elif not isinstance(answer.value, bool) and len(re.sub(r"\D", "", str(answer.value))) >= _LONG_NUMBER:
        yield _whole(answer, MarkKind.DOCUMENT_NUMBER, "a number as long as that of a phone or a document", None, False)


def _text_marks(answer: Answer, text: str, region: str, places: frozenset[str]) -> Iterator[Mark]:
    for span in find_spans(text, decimals=_decimals(answer), region=region, places=places):
        replacement = span.replacement or span.kind.placeholder
        quoted = text[span.start : span.end]
        yield Mark(answer.path, span.start, span.end, span.kind, quoted, replacement, span.reason, span.is_binding)


def _without(value: object, marks: Sequence[Mark]) -> object:
    whole = next((mark for mark in marks if mark.start is None), None)
    if whole is not None:
        return DROP if whole.replacement is None else whole.replacement
    if not isinstance(value, str):
        return value
    parts, last = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start or 0):
        assert mark.start is not None and mark.end is not None
        parts += [value[last : mark.start], str(mark.replacement)]
        last = mark.end
    return "".join([*parts, value[last:]])
