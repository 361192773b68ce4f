"""The questionnaires as text: checked, and written as workbooks for other tools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from fener.gateways.odk.compile import compile_questionnaire
from fener.gateways.odk.source import read_sources
from fener.gateways.odk.xlsform import write_xlsform
from fener.terms.errors import UnknownQuestionnaire


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """One source that compiles; ``remarks`` are the compiler's."""

    key: str
    version: str
    languages: tuple[str, ...]
    questions: int
    remarks: tuple[str, ...]


def checked_sources(folder: Path | None = None) -> list[CheckedSource]:
    """Every source compiled; WrongFormat names the first that does not."""
    found = []
    for source in read_sources(folder or settings.FORMS_FOLDER):
        compiled = compile_questionnaire(source)
        asked = sum(1 for _ in compiled.definition.answered())
        found.append(CheckedSource(source.key, source.version, source.languages, asked, compiled.warnings))
    return found


def write_workbook(key: str, path: Path) -> None:
    """The questionnaire as an XLSForm workbook."""
    source = next((one for one in read_sources(settings.FORMS_FOLDER) if one.key == key), None)
    if source is None:
        raise UnknownQuestionnaire(f"there is no questionnaire “{key}”")
    write_xlsform(source, path)
