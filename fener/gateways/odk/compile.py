"""From a questionnaire's text to the XForm a phone loads.

pyxform does the compiling; the tags of each question travel as attributes of its ``bind`` in a namespace of their own, so
that the compiled file alone says how an answer is protected and coded (``xform.py`` reads it back).
The same source always gives the same bytes: their MD5 is what a phone updates by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from fener.gateways.odk.questions import CLOSED, ChoiceSource, Labels, QuestionnaireSource, QuestionSource, refuse
from fener.gateways.odk.xform import NAMESPACE, definition_of
from fener.terms.questionnaires import QuestionnaireDefinition

__all__ = ["CompiledQuestionnaire", "compile_questionnaire", "definition_of", "workbook"]

LANGUAGE_NAMES = {
    "en": "English",
    "sq": "Shqip",
    "bs": "Bosanski",
    "hr": "Hrvatski",
    "sr": "Srpski",
    "sr-Cyrl": "Српски",
    "mk": "Македонски",
    "cnr": "Crnogorski",
    "ar": "العربية",
    "fa": "فارسی",
    "ps": "پښتو",
    "ur": "اردو",
    "ku": "Kurdî",
    "ckb": "کوردی",
    "tr": "Türkçe",
    "bn": "বাংলা",
    "fr": "Français",
}

Row = dict[str, str]
Workbook = dict[str, list[Row]]
"""Sheet name → rows, as XLSForm has them: survey, choices, settings."""


@dataclass(frozen=True)
class CompiledQuestionnaire:
    """``xml``: the XForm as served, UTF-8. ``definition`` is read back from it. ``warnings`` are for the form's owner."""

    definition: QuestionnaireDefinition
    xml: bytes
    warnings: tuple[str, ...]


def compile_questionnaire(
    source: QuestionnaireSource, *, public_key: str = "", submission_url: str = "", extra_version: str = ""
) -> CompiledQuestionnaire:
    """Compile one questionnaire.

    ``public_key``: base64 of an RSA public key (SubjectPublicKeyInfo); the phone then encrypts what it sends.
    ``submission_url`` overrides the server a phone was set up with. ``extra_version`` is appended to the version, as a
    served form whose key changed needs a new one. Raises WrongFormat (FEN-2417) where pyxform refuses.
    """
    sheets = workbook(source, public_key=public_key, submission_url=submission_url, extra_version=extra_version)
    try:
        result = convert(sheets, form_name=ROOT)
    except PyXFormError as error:
        refuse(
            "FEN-2417",
            f"{source.key} cannot be compiled: {' '.join(str(error).split())}",
            "Correct the place it names.",
        )
    xml = result.xform.encode()
    warnings = (*_own_warnings(source, public_key), *(" ".join(str(line).split()) for line in result.warnings))
    return CompiledQuestionnaire(definition_of(xml), xml, warnings)


def _own_warnings(source: QuestionnaireSource, public_key: str) -> Iterator[str]:
    if source.requires_encryption and not public_key:
        yield f"{source.key} must be encrypted and was compiled without a key: do not hand it to phones."
    for language in source.languages[1:]:
        missing = sum(language not in question.labels for question in source.walk() if question.labels)
        if missing:
            yield f"{source.key}: {missing} questions have no wording in {language}; they show English."


# --- the workbook -----------------------------------------------------------------------------------------------------

ROOT = "data"
_DIRECT_COLUMNS = (
    "choice_filter",
    "appearance",
    "repeat_count",
    "default",
    "parameters",
    "relevant",
    "constraint",
    "calculation",
)


def workbook(
    source: QuestionnaireSource, *, public_key: str = "", submission_url: str = "", extra_version: str = ""
) -> Workbook:
    """The questionnaire as the sheets of an XLSForm; every translatable column carries its language."""
    lists = _ListNames()
    survey = [row for question in source.questions for row in _rows(question, source, lists)]
    survey[0]["bind::fener:form"] = _form_tags(source)
    settings = {
        "form_title": source.titles["en"],
        "form_id": source.key,
        "version": source.version + extra_version,
        "default_language": language_column("en"),
        "namespaces": f'fener="{NAMESPACE}"',
        "name": ROOT,
        "instance_name": source.instance_name,
        "public_key": public_key,
        "submission_url": submission_url,
    }
    choices = [row for name, listed in lists.found.items() for row in _choice_rows(name, listed, source)]
    sheets = {"survey": survey, "choices": choices, "settings": [_filled(settings)]}
    return {name: rows for name, rows in sheets.items() if rows}


def language_column(language: str) -> str:
    """How XLSForm names a language: ``English (en)``; the code in brackets is what counts."""
    return f"{LANGUAGE_NAMES.get(language, language)} ({language})"


def _form_tags(source: QuestionnaireSource) -> str:
    """What has no place of its own in an XForm, on the bind of the first node."""
    tags = {
        "kind": source.kind.value,
        "titles": dict(source.titles),
        "requires_encryption": source.requires_encryption,
        "needs_second_reader": source.needs_second_reader,
        "wording": dict(source.wording_review),
    }
    return json.dumps(tags, ensure_ascii=False, sort_keys=True)


class _ListNames:
    """Names for choice lists: the same answers share one list; a code list cut differently gets a number."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[ChoiceSource, ...]] = {}

    def name(self, question: QuestionSource) -> str:
        base = question.code_list or question.choice_list
        name, n = base, 1
        while self.found.setdefault(name, question.choices) != question.choices:
            n += 1
            name = f"{base}_{n}"
        return name


def _rows(question: QuestionSource, source: QuestionnaireSource, lists: _ListNames) -> Iterator[Row]:
    kind = question.kind
    if kind not in ("group", "repeat"):
        yield _row(question, source, _type(question, lists))
        return
    yield _row(question, source, f"begin {kind}")
    for child in question.children:
        yield from _rows(child, source, lists)
    yield {"type": f"end {kind}"}


def _type(question: QuestionSource, lists: _ListNames) -> str:
    if question.kind in CLOSED:
        return f"{question.kind} {lists.name(question)}"
    return f"{question.kind} {question.choice_list}".strip()


def _row(question: QuestionSource, source: QuestionnaireSource, kind: str) -> Row:
    wordings = {
        "label": question.labels,
        "hint": question.hints,
        "constraint_message": question.constraint_messages,
        "required_message": question.required_messages,
    }
    row = {"type": kind, "name": question.name}
    for column, labels in wordings.items():
        row |= _translated(column, labels, source)
    row["required"] = "yes" if question.is_required else ""
    row |= {column: question.expressions.get(column, "") for column in _DIRECT_COLUMNS}
    return _filled(row | {f"bind::fener:{tag}": value for tag, value in _tags(question).items()})


def _tags(question: QuestionSource) -> Mapping[str, str]:
    return {
        "sensitivity": question.sensitivity.value if question.sensitivity else "",
        "coding": question.coding,
        "codes": question.code_list,
        "questions": " ".join(question.guiding),
        "hxl": question.hxl,
        "decimals": "" if question.decimals is None else str(question.decimals),
    }


def _translated(column: str, labels: Labels, source: QuestionnaireSource) -> Row:
    if not labels:
        return {}
    return {f"{column}::{language_column(one)}": labels.get(one) or labels["en"] for one in source.languages}


def _choice_rows(name: str, choices: tuple[ChoiceSource, ...], source: QuestionnaireSource) -> Iterator[Row]:
    for choice in choices:
        yield {"list_name": name, "name": choice.name, **_translated("label", choice.labels, source), **choice.columns}


def _filled(row: Mapping[str, str]) -> Row:
    return {column: value for column, value in row.items() if value}
