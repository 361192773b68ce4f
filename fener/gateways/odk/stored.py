"""A version of a questionnaire as plain JSON, and what a newer version would break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fener.gateways.odk.questions import refuse
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

FORMAT = 1
_CARE = {Sensitivity.OPEN: 0, Sensitivity.QUASI: 1, Sensitivity.SENSITIVE: 2, Sensitivity.DIRECT: 3}


def definition_to_json(definition: QuestionnaireDefinition) -> dict[str, Any]:
    """Plain JSON for keeping a version; every key is always there, so that the text is stable."""
    return {
        "format": FORMAT,
        "key": definition.key,
        "version": definition.version,
        "kind": definition.kind.value,
        "titles": dict(definition.titles),
        "languages": list(definition.languages),
        "requires_encryption": definition.requires_encryption,
        "needs_second_reader": definition.needs_second_reader,
        "review_states": dict(definition.review_states),
        "fields": [_field_to_json(entry) for entry in definition.fields],
    }


def _field_to_json(entry: QuestionnaireField) -> dict[str, Any]:
    return {
        "path": entry.path,
        "kind": entry.kind,
        "labels": dict(entry.labels),
        "sensitivity": entry.sensitivity.value,
        "repeat": entry.repeat,
        "code_list": entry.code_list,
        "coding": entry.coding,
        "questions": list(entry.questions),
        "hxl": entry.hxl,
        "decimals": entry.decimals,
        "is_required": entry.is_required,
        "choices": [{"name": choice.name, "labels": dict(choice.labels)} for choice in entry.choices],
    }


def definition_from_json(stored: Mapping[str, Any]) -> QuestionnaireDefinition:
    """The definition kept with ``definition_to_json``. Raises WrongFormat (FEN-2419) for anything else."""
    try:
        return _definition(stored)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        refuse(
            "FEN-2419", f"the stored questionnaire cannot be read: {error!r}", "Store the version again from its file."
        )


def _definition(stored: Mapping[str, Any]) -> QuestionnaireDefinition:
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']!r}")
    return QuestionnaireDefinition(
        key=stored["key"],
        version=stored["version"],
        kind=ReportKind(stored["kind"]),
        titles=dict(stored["titles"]),
        languages=tuple(stored["languages"]),
        fields=tuple(_field(entry) for entry in stored["fields"]),
        requires_encryption=stored["requires_encryption"],
        needs_second_reader=stored["needs_second_reader"],
        review_states=dict(stored["review_states"]),
    )


def _field(entry: Mapping[str, Any]) -> QuestionnaireField:
    return QuestionnaireField(
        path=entry["path"],
        kind=entry["kind"],
        labels=dict(entry["labels"]),
        sensitivity=Sensitivity(entry["sensitivity"]),
        repeat=entry["repeat"],
        code_list=entry["code_list"],
        coding=entry["coding"],
        questions=tuple(entry["questions"]),
        hxl=entry["hxl"],
        decimals=entry["decimals"],
        is_required=entry["is_required"],
        choices=tuple(Choice(choice["name"], dict(choice["labels"])) for choice in entry["choices"]),
    )


def incompatible_changes(older: QuestionnaireDefinition, newer: QuestionnaireDefinition) -> tuple[str, ...]:
    """What would make earlier submissions unreadable or less protected under the newer version; empty: it may follow.

    Questions may come and go: earlier reports keep the definition they were written with.
    """
    return tuple(_of_the_form(older, newer)) + tuple(
        change
        for before in older.fields
        if (after := newer.by_path.get(before.path)) is not None
        for change in _of_a_field(before, after)
    )


def _of_the_form(older: QuestionnaireDefinition, newer: QuestionnaireDefinition) -> Iterator[str]:
    if older.key != newer.key:
        yield f"the key changed from {older.key} to {newer.key}: that is another questionnaire"
    if older.kind is not newer.kind:
        yield f"it described a {older.kind.label.lower()} and would describe a {newer.kind.label.lower()}"
    if older.requires_encryption and not newer.requires_encryption:
        yield "it would no longer be encrypted"
    if older.needs_second_reader and not newer.needs_second_reader:
        yield "it would no longer need a second reader"
    if replace(older, version=newer.version) != newer and _number(newer.version) <= _number(older.version):
        yield f"something changed but the version went from {older.version} to {newer.version}: raise it"


def _of_a_field(before: QuestionnaireField, after: QuestionnaireField) -> Iterator[str]:
    if before.kind != after.kind:
        yield f"{before.path}: the answer was a {before.kind} and would be a {after.kind}"
    if before.repeat != after.repeat:
        yield f"{before.path}: it would be asked another number of times"
    if before.code_list != after.code_list:
        yield f"{before.path}: the code list {before.code_list or 'none'} would become {after.code_list or 'none'}"
    if _CARE[after.sensitivity] < _CARE[before.sensitivity]:
        yield f"{before.path}: it was {before.sensitivity} and would be less protected as {after.sensitivity}"
    if before.decimals is not None and (after.decimals is None or after.decimals > before.decimals):
        yield f"{before.path}: a position would stay finer than {before.decimals} decimals"
    if gone := {choice.name for choice in before.choices} - {choice.name for choice in after.choices}:
        yield f"{before.path}: answers would lose their choices: {', '.join(sorted(gone))}"


def _number(version: str) -> tuple[int, ...]:
    """2026.1.0 → (2026, 1, 0); a suffix added for serving does not count."""
    parts = version.partition("[")[0].split(".")
    return tuple(int("".join(filter(str.isdecimal, part)) or 0) for part in parts)
