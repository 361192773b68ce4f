"""Questionnaires: what is asked, how each answer is protected, and what it is coded into.

A questionnaire is written once (``forms/*.yaml``). Its tags travel in the compiled form, so that one file drives capture,
permission, minimisation, coding and export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Sensitivity(StrEnum):
    """How an answer may touch a person. What is not tagged is treated by its kind: free text, media and points are QUASI."""

    OPEN = "open"  # says nothing of a person
    QUASI = "quasi"  # may identify together with other answers: age, exact date, place, free text
    SENSITIVE = "sensitive"  # harm, health, belief, status: of a person, not naming her
    DIRECT = "direct"  # identifies by itself: name, phone, account, document number, face, voice


class ReportKind(StrEnum):
    """What a questionnaire's reports describe."""

    VISIT_REPORT = "visit_report"
    KEY_INFORMANT_INTERVIEW = "key_informant_interview"
    RESPONDENT_INTERVIEW = "respondent_interview"
    DIGITAL_MEANS = "digital_means"
    INCIDENT_REPORT = "incident_report"
    PRICE_REPORT = "price_report"
    URGENT_NEED = "urgent_need"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed question; ``labels`` by language code."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionnaireField:
    """One node of a questionnaire.

    ``path`` joins the names below the root with ``/``. ``kind`` is the XLSForm type without its list: text, integer,
    decimal, select_one, select_multiple, date, time, dateTime, geopoint, geotrace, geoshape, image, audio, video, file,
    note, calculate, hidden, group, repeat, start, end, … ``repeat`` is the path of the innermost repeat around the node, empty outside.
    ``code_list`` names the list of ``terms/codes`` the choices are codes of. ``coding`` is ``target:attribute``
    (``observation:payment``, ``price:low``, ``incident:harms``, ``context:place``), empty where a coder decides.
    ``questions`` are numbers of guiding questions. ``decimals`` is how many decimals of a coordinate may stay (2 ≈ 1 km).
    """

    path: str
    kind: str
    labels: Mapping[str, str]
    sensitivity: Sensitivity
    repeat: str = ""
    code_list: str = ""
    coding: str = ""
    questions: tuple[str, ...] = ()
    hxl: str = ""
    decimals: int | None = None
    is_required: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path.rpartition("/")[2]

    @property
    def is_media(self) -> bool:
        """Whether the answer is the name of a file."""
        return self.kind in {"image", "audio", "video", "file"}

    @property
    def is_structure(self) -> bool:
        """Groups, repeats and notes take no answer."""
        return self.kind in {"group", "repeat", "note"}

    def label(self, language: str = "en") -> str:
        """The wording in a language, else English, else the name."""
        return self.labels.get(language) or self.labels.get("en") or self.name

    def choice_label(self, name: str, language: str = "en") -> str:
        """The wording of a choice, else its name."""
        found = next((choice for choice in self.choices if choice.name == name), None)
        return (found.labels.get(language) or found.labels.get("en") or name) if found else name


@dataclass(frozen=True)
class QuestionnaireDefinition:
    """One version of a questionnaire as compiled. ``fields`` stand in the order asked; repeats and groups before their content.

    ``needs_second_reader``: two members other than the author approve its reports.
    """

    key: str
    version: str
    kind: ReportKind
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    fields: tuple[QuestionnaireField, ...]
    requires_encryption: bool = False
    needs_second_reader: bool = False
    review_states: Mapping[str, str] = field(default_factory=dict)  # language → draft | reviewed (of the wording)

    @cached_property
    def by_path(self) -> Mapping[str, QuestionnaireField]:
        """Path → field."""
        return {entry.path: entry for entry in self.fields}

    def answered(self) -> Iterator[QuestionnaireField]:
        """Fields that take an answer."""
        return (entry for entry in self.fields if not entry.is_structure)

    def tagged(self, coding: str) -> QuestionnaireField | None:
        """The first field with this coding, e.g. ``context:place``."""
        return next((entry for entry in self.fields if entry.coding == coding), None)

    def title(self, language: str = "en") -> str:
        """The title in a language, else English, else the key."""
        return self.titles.get(language) or self.titles.get("en") or self.key


REFUSED, UNKNOWN = "refused", "unknown"
"""Answers that every closed question about a person offers; they are answers, and are never coded."""

Answers = Mapping[str, object]
"""Answers of a submission as plain JSON: name → str | int | float | list[str] (several choices) | {"lat","lon","alt","acc"} |
nested mapping (group) | list of mappings (repeat). What was left empty is not there."""


@dataclass(frozen=True, slots=True)
class AnswerIssue:
    """Something in a submission a person must look at; the submission is kept all the same.

    ``number`` is stable (``FEN-25xx``); ``path`` is where, with 1-based positions for repeats: ``prices[2]/amount``.
    """

    number: str
    path: str
    message: str
    remedy: str


def value_at(answers: Answers, path: str) -> object:
    """The answer at a path of names joined with ``/``; of a repeat the first instance's. None where nothing was answered."""
    value: object = answers
    for name in path.split("/"):
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            value = value[0]
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def tagged_value(definition: QuestionnaireDefinition, answers: Answers, coding: str) -> object:
    """The first answer given to a field of this coding, e.g. ``context:place``; None where none was given."""
    for entry in definition.fields:
        if entry.coding == coding and (found := value_at(answers, entry.path)) is not None:
            return found
    return None
