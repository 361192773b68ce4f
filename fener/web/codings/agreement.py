"""Agreement of two coders as tables, and the sentences they see differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fener.analysis.agreement import Agreement, interpretation
from fener.queries.codings import NOT_ABOUT, AgreementReport, CodingPage, coding_page, question_of, reports_to_code
from fener.records.base.models import Member
from fener.records.field.models import CodedStatement
from fener.terms.codelists import code_list, code_list_names
from fener.web.codings.addresses import address, written


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One code or topic: sentences the first, the second, both gave it to; κ with its interval and word."""

    group: str
    label: str
    first: int
    second: int
    both: int
    kappa: float | None
    interval: tuple[float, float] | None
    words: str


@dataclass(frozen=True, slots=True)
class DifferingSentence:
    """A sentence with what each coder made of it."""

    report_key: str
    question: str
    sentence: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    first_coder: str
    second_coder: str
    first_address: str
    second_address: str


def code_rows(found: AgreementReport) -> list[AgreementRow]:
    """A row a code, grouped by list."""
    return [_code_row(code, agreement) for code, agreement in found.codes.by_code.items()]


def topic_rows(found: AgreementReport) -> list[AgreementRow]:
    """A row a topic; a sentence with statements of several topics has them joined."""
    return [
        AgreementRow("", _topics(topic), of.first, of.second, of.both, of.kappa, None, interpretation(of.kappa))
        for topic, of in found.topics.by_label.items()
    ]


def differing_sentences(member: Member, cycle_id: int | None) -> list[DifferingSentence]:
    """Of every report that two coders finished, the sentences whose topic or codes differ."""
    pairs = [
        report.pk
        for report, main, second in reports_to_code(member, cycle_id)
        if main and second and main.finished_at and second.finished_at and main.coder_id != second.coder_id
    ]
    return [
        differing
        for report_id in pairs
        for differing in _differing(coding_page(member, report_id), coding_page(member, report_id, sample=True))
    ]


def _differing(main: CodingPage, second: CodingPage) -> Iterable[DifferingSentence]:
    assert main.coding is not None  # both are finished
    assert second.coding is not None
    for unit in main.units:
        one = _said(row for row in main.statements if (row.path, row.start) == (unit.path, unit.start))
        other = _said(row for row in second.statements if (row.path, row.start) == (unit.path, unit.start))
        if one == other:
            continue
        at = written((unit.path, unit.start, unit.end))
        yield DifferingSentence(
            main.report.key,
            question_of(main.definition, unit.path),
            unit.text,
            one,
            other,
            str(main.coding.coder),
            str(second.coding.coder),
            address("coding", main.report.pk, False, at=at),
            address("coding", main.report.pk, True, at=at),
        )


def _said(rows: Iterable[CodedStatement]) -> tuple[str, ...]:
    kept: Sequence[CodedStatement] = list(rows)
    topics = sorted({code_list("observation_topics").label(row.topic) for row in kept})
    codes = sorted({_code(name, code) for row in kept for name, of_list in row.codes.items() for code in of_list})
    return (*topics, *codes)


def _code_row(code: str, agreement: Agreement) -> AgreementRow:
    name, _, own = code.partition(": ")
    yes = agreement.by_label.get("yes")
    counts = (yes.first, yes.second, yes.both) if yes else (0, 0, 0)
    title = code_list(name).title if name in code_list_names() else name
    return AgreementRow(title, _label(name, own), *counts, agreement.kappa, agreement.interval, agreement.words)


def _topics(topics: str) -> str:
    if topics == NOT_ABOUT:
        return "Nothing coded"
    return " and ".join(code_list("observation_topics").label(topic) for topic in topics.split(" + "))


def _label(name: str, code: str) -> str:
    return code_list(name).label(code) if name in code_list_names() else code


def _code(name: str, code: str) -> str:
    title = code_list(name).title if name in code_list_names() else name
    return f"{title}: {_label(name, code)}"
