"""A questionnaire as it is written: its questions, choices and tags as values, before anything is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from fener.terms.errors import Location, WrongFormat
from fener.terms.questionnaires import ReportKind, Sensitivity

Labels = Mapping[str, str]
"""Language code → wording."""

CLOSED = ("select_one", "select_multiple", "rank")
MEDIA = ("image", "audio", "video", "file")
POINTS = ("geopoint", "geotrace", "geoshape")
STRUCTURE = ("group", "repeat", "note")
SELF_FILLING = ("today", "start", "end")
WORDLESS = ("calculate", "hidden", *SELF_FILLING)
KINDS = frozenset(
    {"text", "integer", "decimal", "date", "time", "dateTime", "calculate", "hidden", "select_one_from_file"}
    | {*CLOSED, *MEDIA, *POINTS, *STRUCTURE, *SELF_FILLING}
)


@dataclass(frozen=True, slots=True)
class ChoiceSource:
    """One answer of a closed question; ``columns`` hold what a ``choice_filter`` asks for."""

    name: str
    labels: Labels
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """One question, note, group or repeat. ``kind`` is the XLSForm type without its list; ``where`` its place in the file.

    ``choice_list`` is the list's name for closed questions, the file's name for ``select_one_from_file``.
    """

    kind: str
    name: str
    where: str
    labels: Labels = field(default_factory=dict)
    hints: Labels = field(default_factory=dict)
    constraint_messages: Labels = field(default_factory=dict)
    required_messages: Labels = field(default_factory=dict)
    choice_list: str = ""
    code_list: str = ""
    choices: tuple[ChoiceSource, ...] = ()
    is_required: bool = False
    expressions: Mapping[str, str] = field(default_factory=dict)
    sensitivity: Sensitivity | None = None
    coding: str = ""
    guiding: tuple[str, ...] = ()
    hxl: str = ""
    decimals: int | None = None
    children: tuple[QuestionSource, ...] = ()

    @property
    def relevant(self) -> str:
        """The condition under which it is asked; empty: always."""
        return self.expressions.get("relevant", "")

    @property
    def is_structure(self) -> bool:
        """Groups, repeats and notes take no answer."""
        return self.kind in STRUCTURE

    def walk(self) -> Iterator[QuestionSource]:
        """Itself, then what it holds, in the order asked."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class QuestionnaireSource:
    """One questionnaire as written; ``languages`` begins with the default language."""

    key: str
    version: str
    kind: ReportKind
    titles: Labels
    languages: tuple[str, ...]
    questions: tuple[QuestionSource, ...]
    requires_encryption: bool = False
    needs_second_reader: bool = False
    wording_review: Labels = field(default_factory=dict)
    instance_name: str = ""

    def walk(self) -> Iterator[QuestionSource]:
        """Every node in the order asked."""
        for question in self.questions:
            yield from question.walk()


def refuse(number: str, message: str, remedy: str, where: str = "") -> NoReturn:
    """Raise the error a writer of questionnaires reads."""
    raise WrongFormat(message, number=number, remedy=remedy, location=Location(path=where) if where else None)
