"""A report's answers as a page shows them: in the order asked, in words, with what identifies marked in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from fener.gateways.odk.answers import UNKNOWN_ANSWERS
from fener.queries.areas import label_of
from fener.queries.field_report_marks import DecidedMark
from fener.safeguards.minimisation_answers import Answer, sensitivity_of
from fener.terms.questionnaires import Answers, QuestionnaireDefinition, QuestionnaireField, Sensitivity
from fener.terms.territories import territories

_WIDEST_TABLE = 6
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an answer's text; ``mark`` where it may identify a person."""

    text: str
    mark: DecidedMark | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on an answer or, with an empty ``path``, on the whole report. ``about`` is the question's label."""

    id: int
    path: str
    about: str
    text: str
    by: str
    at: datetime
    version: int
    is_settled: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer. ``questions`` are numbers of guiding questions; ``file`` is the name of an attachment."""

    path: str
    label: str
    kind: str
    sensitivity: Sensitivity
    pieces: tuple[Piece, ...]
    questions: tuple[str, ...] = ()
    marks: tuple[DecidedMark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    file: str = ""

    @property
    def text(self) -> str:
        """The whole answer as one text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_long(self) -> bool:
        """Whether it wants the full width."""
        return len(self.text) > 80 or "\n" in self.text

    is_line = True


@dataclass(frozen=True, slots=True)
class Section:
    """A group, a repeat, or one instance of a repeat (``number`` of ``of``)."""

    path: str
    label: str
    parts: tuple[AnswerLine | Section, ...]
    number: int = 0
    of: int = 0
    table: Table | None = None
    is_line = False


@dataclass(frozen=True, slots=True)
class Table:
    """A flat repeat: a row an instance. A cell is None where nothing was answered."""

    columns: tuple[str, ...]
    rows: tuple[tuple[AnswerLine | None, ...], ...]


@dataclass(frozen=True, slots=True)
class AnswerSheetShown:
    """All of a version. ``unanswered`` are labels of questions without an answer, in the order asked."""

    parts: tuple[AnswerLine | Section, ...]
    unanswered: tuple[str, ...]
    unknown: tuple[AnswerLine, ...] = ()

    def lines(self) -> Iterator[AnswerLine]:
        """Every answer, in the order shown."""
        yield from _lines(self.parts)
        yield from self.unknown


def _lines(parts: Iterable[AnswerLine | Section]) -> Iterator[AnswerLine]:
    for part in parts:
        if isinstance(part, AnswerLine):
            yield part
        else:
            yield from _lines(part.parts)


def shown_answers(
    definition: QuestionnaireDefinition,
    answers: Answers,
    marks: Sequence[DecidedMark],
    remarks: Sequence[Remark] = (),
    *,
    language: str = "en",
) -> AnswerSheetShown:
    """The answers of a version; ``marks`` are those found in them, ``remarks`` what was said about them."""
    sheet = _Sheet(
        definition, language, _by_path(marks, lambda one: one.mark.path), _by_path(remarks, lambda one: one.path)
    )
    known = {name: value for name, value in answers.items() if name != UNKNOWN_ANSWERS}
    parts = tuple(sheet.parts(known, "", ""))
    rest = answers.get(UNKNOWN_ANSWERS)
    unknown = tuple(sheet.strange(rest)) if isinstance(rest, Mapping) else ()
    return AnswerSheetShown(parts, tuple(sheet.unanswered()), unknown)


def answer_text(field: QuestionnaireField | None, value: object, language: str = "en") -> str:
    """An answer in words: labels of choices, coordinates with their accuracy, several choices with commas."""
    if isinstance(value, Mapping):
        return _position(value)
    if isinstance(value, list):
        separator = "; " if value and isinstance(value[0], Mapping) else ", "
        return separator.join(answer_text(field, one, language) for one in value)
    if field is not None and field.choices and isinstance(value, str):
        return field.choice_label(value, language)
    if isinstance(value, str) and value in territories() and field is not None and field.coding == "context:territory":
        return label_of(value)
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() and abs(value) < 1e15 else str(value)
    return str(value)


def _position(value: Mapping[str, object]) -> str:
    if not {"lat", "lon"} <= value.keys():
        return ", ".join(f"{name}: {_plain(part)}" for name, part in value.items())
    accuracy = value.get("acc")
    return f"{value['lat']}, {value['lon']}" + (f" (±{_plain(accuracy)} m)" if accuracy else "")


@dataclass
class _Sheet:
    definition: QuestionnaireDefinition
    language: str
    marks: Mapping[str, Sequence[DecidedMark]]
    remarks: Mapping[str, Sequence[Remark]]
    answered: set[str] = field(default_factory=set)

    def parts(self, answers: Mapping[str, object], path: str, plain: str) -> Iterator[AnswerLine | Section]:
        for name, value in answers.items():
            here, asked = f"{path}{name}", self.definition.by_path.get(f"{plain}{name}")
            if isinstance(value, list) and asked is not None and asked.kind == "repeat":
                yield self._repeat(here, asked, value)
            elif isinstance(value, Mapping) and not {"lat", "lon"} <= value.keys():
                label = asked.label(self.language) if asked else name
                yield Section(here, label, tuple(self.parts(value, f"{here}/", f"{plain}{name}/")))
            else:
                yield self.line(here, f"{plain}{name}", asked, value)

    def line(self, path: str, plain: str, asked: QuestionnaireField | None, value: object) -> AnswerLine:
        self.answered.add(plain)
        marks = tuple(self.marks.get(path, ()))
        return AnswerLine(
            path=path,
            label=asked.label(self.language) if asked else plain.rpartition("/")[2],
            kind=asked.kind if asked else "",
            sensitivity=sensitivity_of(self.definition, Answer(path, plain, asked, value, ("",))),
            pieces=tuple(_pieces(value, answer_text(asked, value, self.language), marks)),
            questions=asked.questions if asked else (),
            marks=marks,
            remarks=tuple(self.remarks.get(path, ())),
            file=str(value) if asked is not None and asked.is_media else "",
        )

    def strange(self, unknown: Mapping[str, object]) -> Iterator[AnswerLine]:
        for name, value in unknown.items():
            yield self.line(f"{UNKNOWN_ANSWERS}/{name}", f"{UNKNOWN_ANSWERS}/{name}", None, value)

    def unanswered(self) -> Iterator[str]:
        for asked in self.definition.answered():
            if asked.path not in self.answered and asked.kind not in {"calculate", "hidden", "start", "end"}:
                yield asked.label(self.language)

    def _repeat(self, path: str, asked: QuestionnaireField, rows: list[object]) -> Section:
        label = asked.label(self.language)
        sections = [
            Section(at, label, tuple(self.parts(row, f"{at}/", f"{asked.path}/")), number, len(rows))
            for number, row in enumerate(rows, start=1)
            for at in [f"{path}[{number}]"]
            if isinstance(row, Mapping)
        ]
        return Section(path, label, tuple(sections), of=len(rows), table=self._table(asked, sections))

    def _table(self, asked: QuestionnaireField, sections: Sequence[Section]) -> Table | None:
        """The instances as rows, where they are flat, few questions wide, and hold no long text or mark."""
        lines = [part for section in sections for part in section.parts]
        if len(sections) < 2 or any(
            isinstance(line, Section) or line.is_long or line.marks or line.remarks for line in lines
        ):
            return None
        names = dict.fromkeys(line.path.rpartition("/")[2] for line in lines)
        if len(names) > _WIDEST_TABLE:
            return None
        order = [entry for entry in self.definition.fields if entry.repeat == asked.path and entry.name in names]
        cells = [{part.path.rpartition("/")[2]: part for part in section.parts} for section in sections]
        rows = tuple(tuple(_line_or_none(row.get(entry.name)) for entry in order) for row in cells)
        return Table(tuple(entry.label(self.language) for entry in order), rows)


def _by_path(entries: Iterable[T], path: Callable[[T], str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for entry in entries:
        found.setdefault(path(entry), []).append(entry)
    return found


def _line_or_none(part: AnswerLine | Section | None) -> AnswerLine | None:
    return part if isinstance(part, AnswerLine) else None


def _pieces(value: object, text: str, marks: Sequence[DecidedMark]) -> Iterator[Piece]:
    """The text cut at its marks; a mark on a whole answer covers all of it."""
    if not isinstance(value, str) or not marks or marks[0].mark.start is None:
        yield Piece(text, next((mark for mark in marks if mark.mark.start is None), None))
        return
    last = 0
    for mark in sorted(marks, key=lambda one: one.mark.start or 0):
        start, end = mark.mark.start or 0, mark.mark.end or 0
        yield from (Piece(piece) for piece in [value[last:start]] if piece)
        yield Piece(value[start:end], mark)
        last = end
    yield from (Piece(piece) for piece in [value[last:]] if piece)
