"""Code an approved report: begin, write statements, finish. Finishing publishes; a new revision replaces the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from fener.actions.field.publication import publish_records
from fener.analysis.coding import ProposedCoding, code_answers
from fener.queries.codings import coding_for, report_to_code
from fener.queries.places import gazetteer, place_or_none
from fener.queries.questionnaires import definition_of_version
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import CodedStatement, Coding, FieldReport, FieldReportVersion
from fener.safeguards.minimisation_finders.text_scan import find_spans
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list, code_list_names
from fener.terms.coding import MAKES, CodedDraft
from fener.terms.errors import NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from fener.terms.field import SourceGrading

MOST_CHARACTERS = 600


def start_coding(actor: Member, report_id: int, *, sample: bool = False, why: str = "") -> Coding:
    """Begin to code an approved report, or go on with what is begun.

    The first revision starts with what the form's tags propose; a later one (``why`` is asked for) with the one before.
    ``sample``: a second coding by another coder, which measures agreement and publishes nothing.
    """
    may_take_step(actor.role, "code_field_report").enforce()
    report, version = report_to_code(actor, report_id)
    last = Coding.objects.filter(report=report, sample=sample).order_by("-revision").first()
    if last is not None and last.finished_at is None:
        return coding_for(actor, last.pk)
    if last is not None and not why.strip():
        raise UnreadableMaterial("a finished coding is replaced without a reason", remedy="Say why.", number="FEN-2681")
    if sample:
        _must_be_another_coder(actor, report)
    try:
        with transaction.atomic():
            coding = Coding.objects.create(
                report=report,
                version=version,
                coder=actor,
                sample=sample,
                revision=last.revision + 1 if last else 1,
                why=why[:300],
            )
            # A second coder sees the text alone: proposals would make both agree.
            lines = _copies(last) if last else [] if sample else _proposals(report, version)
            CodedStatement.objects.bulk_create(
                _line(coding, number, line) for number, line in enumerate(lines, start=1)
            )
            record_audit(
                "start_coding", actor=actor, subject=("FieldReport", report.key), why=why, details=_said(coding)
            )
    except IntegrityError:
        # Another coder began in this very moment.
        return start_coding(actor, report_id, sample=sample, why=why)
    return coding


def put_statement(actor: Member, coding_id: int, draft: CodedDraft, *, line: int | None = None) -> CodedStatement:
    """Write a statement, or the one of that line anew. Refuses codes that are none, and what would identify a person."""
    may_take_step(actor.role, "code_field_report").enforce()
    coding = _open_coding(actor, coding_id)
    checked = _checked(draft, coding)
    with transaction.atomic():
        Coding.objects.select_for_update().get(pk=coding.pk)
        rows = CodedStatement.objects.filter(coding=coding)
        number = line or (rows.aggregate(most=Max("line"))["most"] or 0) + 1
        kept = rows.filter(line=number).first()
        row = _line(coding, number, _values(checked) | {"by_rule": False})
        if kept is not None:
            row.pk, row.record_key = kept.pk, kept.record_key
        row.save()
        record_audit(
            "put_statement",
            actor=actor,
            subject=("FieldReport", coding.report.key),
            details=_said(coding) | {"line": number},
        )
    return row


def drop_statement(actor: Member, coding_id: int, line: int) -> None:
    """Take a statement out of an unfinished coding; earlier revisions keep theirs."""
    may_take_step(actor.role, "code_field_report").enforce()
    coding = _open_coding(actor, coding_id)
    with transaction.atomic():
        CodedStatement.objects.filter(coding=coding, line=line).delete()
        record_audit(
            "drop_statement",
            actor=actor,
            subject=("FieldReport", coding.report.key),
            details=_said(coding) | {"line": line},
        )


def finish_coding(actor: Member, coding_id: int) -> Coding:
    """Close the coding. Unless it is a sample, its statements become records and replace those of the revision before."""
    may_take_step(actor.role, "code_field_report").enforce()
    coding = _open_coding(actor, coding_id)
    report, version = report_to_code(actor, coding.report_id)
    with transaction.atomic():
        now = timezone.now()
        # A report may have been corrected meanwhile; the coder read the newest text.
        changed = Coding.objects.filter(pk=coding.pk, finished_at__isnull=True).update(finished_at=now, version=version)
        if not changed:
            raise StateRefused("the coding is finished already", remedy="Open it to read.", number="FEN-2682")
        coding.finished_at = now
        earlier = Coding.objects.filter(report=report, sample=coding.sample, revision__lt=coding.revision)
        earlier.filter(replaced_at__isnull=True).update(replaced_at=now)
        made = 0 if coding.sample else publish_records(actor, report, coding)
        record_audit(
            "finish_coding",
            actor=actor,
            subject=("FieldReport", report.key),
            why=coding.why,
            details=_said(coding) | {"records": made},
        )
    return coding


def _said(coding: Coding) -> dict[str, Any]:
    return {"coding": coding.pk, "revision": coding.revision, "sample": coding.sample}


def _must_be_another_coder(actor: Member, report: FieldReport) -> None:
    if Coding.objects.filter(report=report, sample=False, coder=actor).exists():
        raise NotAllowed(
            "whoever coded a report does not code it a second time to measure agreement",
            remedy="Ask another coder.",
            number="FEN-2683",
        )


def _open_coding(actor: Member, coding_id: int) -> Coding:
    coding = coding_for(actor, coding_id)
    if coding.finished_at is not None:
        raise StateRefused("the coding is finished", remedy="Begin a new revision and say why.", number="FEN-2682")
    if coding.coder_id != actor.pk:
        raise NotAllowed(
            f"{coding.coder} is coding this report", remedy="Let them finish, or ask them to.", number="FEN-2684"
        )
    return coding


# --- lines -------------------------------------------------------------------------------------------------------------


def _proposals(report: FieldReport, version: FieldReportVersion) -> list[dict[str, Any]]:
    definition = definition_of_version(version.form)

    def resolve(name: str) -> str | None:
        if place_or_none(name):
            return name
        found = gazetteer().resolve(name, report.territory)
        return found.place.key if found.place else None

    coded = code_answers(definition, version.answers or {}, today=timezone.localdate(), resolve=resolve)
    return [_proposed(coding, version) for coding in coded.codings]


def _proposed(coding: ProposedCoding, version: FieldReportVersion) -> dict[str, Any]:
    on = timezone.localdate(version.received_at)
    draft = CodedDraft(
        path=coding.path,
        topic=coding.topic,
        statement=coding.statement,
        makes=coding.makes,
        codes=coding.codes,
        places=coding.places,
        questions=coding.questions,
        persons=coding.persons,
        first_on=coding.first_on or on,
        last_on=coding.last_on or coding.first_on or on,
        reliability=coding.grading.reliability,
        credibility=coding.grading.credibility,
        payload=json.loads(json.dumps(dict(coding.payload), cls=DjangoJSONEncoder)),
    )
    return _values(draft) | {"by_rule": True}


_COPIED = (
    "path", "start", "end", "by_rule", "makes", "topic", "statement", "codes", "places", "questions", "extent",
    "persons_low", "persons_high", "first_on", "last_on", "reliability", "credibility", "payload", "record_key",
)  # fmt: skip


def _copies(last: Coding) -> list[dict[str, Any]]:
    rows: Iterable[CodedStatement] = last.statements.order_by("line")
    return [{name: getattr(row, name) for name in _COPIED} for row in rows]


def _line(coding: Coding, number: int, values: Mapping[str, Any]) -> CodedStatement:
    return CodedStatement(coding=coding, line=number, **values)


def _values(draft: CodedDraft) -> dict[str, Any]:
    return {
        "path": draft.path,
        "start": draft.start,
        "end": draft.end,
        "makes": draft.makes,
        "topic": draft.topic,
        "statement": draft.statement.strip()[:MOST_CHARACTERS],
        "codes": {name: list(codes) for name, codes in draft.codes.items() if codes},
        "places": list(draft.places),
        "questions": list(draft.questions),
        "extent": draft.extent,
        "persons_low": draft.persons[0],
        "persons_high": draft.persons[1],
        "first_on": draft.first_on,
        "last_on": draft.last_on,
        "reliability": draft.reliability,
        "credibility": draft.credibility,
        "payload": dict(draft.payload),
    }


# --- checks ------------------------------------------------------------------------------------------------------------


def _checked(draft: CodedDraft, coding: Coding) -> CodedDraft:
    """The draft with its terms proved; UnknownTerm or UnreadableMaterial says which is wrong."""
    code_list("observation_topics")[draft.topic]
    code_list("extents")[draft.extent]
    SourceGrading.parse(f"{draft.reliability}{draft.credibility}")
    for name, codes in draft.codes.items():
        if name not in code_list_names():
            raise UnknownTerm(f"there is no code list “{name}”")
        for code in codes:
            code_list(name)[code]
    for number in draft.questions:
        code_list("guiding_questions")[number]
    _must_be_places(draft.places)
    _must_make_sense(draft)
    _must_identify_nobody(draft.statement, coding.report.territory)
    return draft if draft.last_on or not draft.first_on else replace(draft, last_on=draft.first_on)


def _must_be_places(keys: Iterable[str]) -> None:
    for key in keys:
        if place_or_none(key) is None:
            raise UnknownTerm(
                f"“{key}” is no place the desk knows", remedy="Choose one from the list.", number="FEN-2693"
            )


def _must_make_sense(draft: CodedDraft) -> None:
    low, high = draft.persons
    problem = (
        "the statement is empty"
        if not draft.statement.strip()
        else f"“{draft.makes}” is nothing a statement becomes"
        if draft.makes not in MAKES
        else "the number of persons runs backwards"
        if low is not None and high is not None and low > high
        else "the period runs backwards"
        if draft.first_on and draft.last_on and draft.first_on > draft.last_on
        else "a price has no amount or no currency"
        if draft.makes == "price"
        and not (draft.payload.get("currency") and (draft.payload.get("low") or draft.payload.get("high")))
        else "the price runs backwards"
        if draft.makes == "price" and _runs_backwards(draft.payload.get("low"), draft.payload.get("high"))
        else ""
    )
    if problem:
        raise UnreadableMaterial(problem, remedy="Correct it and save again.", number="FEN-2680")


def _runs_backwards(low: object, high: object) -> bool:
    return bool(low and high) and Decimal(str(low)) > Decimal(str(high))


def _must_identify_nobody(statement: str, territory: str) -> None:
    found = find_spans(statement, region=territory[:2])
    if found:
        kinds = ", ".join(sorted({span.kind.label.lower() for span in found}))
        raise NotAllowed(
            f"the statement may identify a person ({kinds})",
            remedy="Say it without; what is coded is read by many.",
            number="FEN-2685",
        )
