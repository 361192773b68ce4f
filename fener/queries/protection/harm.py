"""The harm register as a member may read it: rows of the own organisation alone, contents one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from fener.queries.protection.aggravators import aggravator_label, aggravator_source
from fener.queries.protection.cases import cases_for, reader_of
from fener.queries.protection.sealed import unseal
from fener.records.base.models import Member
from fener.records.protection.models import HarmRecord, ServiceProvider
from fener.safeguards.access import LOG, level_of, may_read_class
from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import Code, code_list
from fener.terms.errors import UnknownTerm
from fener.terms.keys import number_of_key
from fener.terms.people import Role
from fener.terms.protection import AccessLevel

_INJURY_OFFENCES = frozenset(
    {"bodily_injury", "killing", "sexual_violence", "torture_ill_treatment", "pushback_violence", "inhuman_treatment",
     "hate_violence", "child_abuse"}
)  # fmt: skip
_INJURY_CIRCUMSTANCES = frozenset({"injuries", "death", "violence", "traffic_accident"})


def harm_records(member: Member) -> QuerySet[HarmRecord]:
    """Records whose existence the member may know of, newest first. The content stays sealed."""
    rows = HarmRecord.objects.filter(disposed_at__isnull=True).select_related("case_file", "recorded_by")
    if not may_take_step(member.role, "record_harm").allowed or member.organisation_id is None:
        return rows.none()
    of_cases = Q(case_file__in=cases_for(member).values("pk"))
    loose = Q(case_file__isnull=True)
    if member.role == Role.LAWYER:
        loose &= Q(recorded_by=member)
    return rows.filter(of_cases | loose, organisation_id=member.organisation_id)


def harm_for(member: Member, name: str | int) -> HarmRecord:
    """The record of that key (``HR-6`` or 6). UnknownTerm FEN-2846 where there is none the member may know of."""
    found = harm_records(member).filter(pk=number_of_key(name, "HR")).first()
    if found is None:
        raise UnknownTerm(
            f"there is no harm record “{str(name)[:20]}” that you may open",
            remedy="Choose one from the register.",
            number="FEN-2846",
        )
    return found


def may_read_harm(member: Member, record: HarmRecord, at: datetime) -> Decision:
    """Whether the content opens: with a case as the case's harm class does, without one to those who know of it."""
    step = may_take_step(member.role, "record_harm")
    if not step.allowed:
        return step
    if record.organisation_id != member.organisation_id:
        return deny("the record belongs to another organisation")
    if record.case_file is not None:
        level = level_of("harm", AccessLevel(record.case_file.access))
        return may_read_class(level, reader_of(member, record.case_file), at)
    return allow("a record of the organisation without a case", duties=(LOG,))


@dataclass(frozen=True, slots=True)
class DocumentedCircumstance:
    """A circumstance with the aggravating circumstance of the crime it documents."""

    label: str
    aggravator: str
    aggravator_label: str
    source: str


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One thing to record. ``answer`` is empty where nobody answered yet."""

    code: str
    label: str
    definition: str
    answer: str


@dataclass(frozen=True, slots=True)
class ChecklistPart:
    """Injuries or conditions. ``is_called_for``: what the record says makes this part needed."""

    title: str
    lines: tuple[ChecklistLine, ...]
    is_called_for: bool

    @property
    def missing(self) -> tuple[ChecklistLine, ...]:
        """What nobody answered."""
        return tuple(line for line in self.lines if not line.answer)


@dataclass(frozen=True, slots=True)
class NotedOutcome:
    """An outcome of proceedings as known on a day."""

    label: str
    known_on: date
    authority: str
    reference: str


@dataclass(frozen=True, slots=True)
class HarmPage:
    """A record opened."""

    record: HarmRecord
    content: Mapping[str, Any]
    offences: tuple[Code, ...]
    offender_kinds: tuple[str, ...]
    circumstances: tuple[DocumentedCircumstance, ...]
    checklist: tuple[ChecklistPart, ...]
    proceedings: tuple[NotedOutcome, ...]
    workplace: str
    revisions: int


def harm_page(member: Member, record: HarmRecord) -> HarmPage:
    """The record opened; refused where :func:`may_read_harm` refuses at this moment. The caller notes the reading."""
    content = unseal(record.record_key, record)
    return HarmPage(
        record=record,
        content=content,
        offences=_codes("harm_offences", content.get("offences", ())),
        offender_kinds=tuple(entry.label for entry in _codes("offender_kinds", content.get("offender_kinds", ()))),
        circumstances=documented(content.get("circumstances", ())),
        checklist=checklist_of(content),
        proceedings=_proceedings(content),
        workplace=_workplace(content.get("workplace") or {}),
        revisions=record.revisions.count(),
    )


def documented(codes: Sequence[str]) -> tuple[DocumentedCircumstance, ...]:
    """Circumstances in list order with what they document."""
    return tuple(
        DocumentedCircumstance(entry.label, key, aggravator_label(key), aggravator_source(key))
        for entry in _codes("transport_stay_circumstances", codes)
        for key in [str(entry.extra.get("aggravator", ""))]
    )


def checklist_of(content: Mapping[str, Any]) -> tuple[ChecklistPart, ...]:
    """Both parts of the checklist with their answers."""
    answers = content.get("checklist", {})
    lines = [
        (str(entry.extra.get("applies_to")), ChecklistLine(entry.code, entry.label, entry.definition, said))
        for entry in code_list("documentation_checklist")
        for said in [str(answers.get(entry.code, ""))]
    ]
    named, around = set(content.get("offences", ())), set(content.get("circumstances", ()))
    hurt = bool(named & _INJURY_OFFENCES or around & _INJURY_CIRCUMSTANCES)
    return (
        ChecklistPart("Injuries", tuple(line for kind, line in lines if kind == "injury"), hurt),
        ChecklistPart("Conditions", tuple(line for kind, line in lines if kind == "conditions"), bool(around)),
    )


def outcome_of(content: Mapping[str, Any], before: date | None = None) -> str:
    """The newest outcome of proceedings noted (before that day), empty where none is."""
    noted = [
        (one["known_on"], position, one["outcome"])
        for position, one in enumerate(content.get("proceedings", ()))
        if before is None or date.fromisoformat(one["noted_on"]) < before
    ]
    return str(max(noted)[2]) if noted else ""


def workplaces(territory_codes: Sequence[str]) -> list[tuple[str, str]]:
    """Providers of the directory to choose a workplace from: (id, name and place)."""
    rows = ServiceProvider.objects.filter(territory__in=territory_codes).order_by("territory", "name")
    return [(str(row.pk), ", ".join(filter(None, (row.name, row.municipality, row.territory)))) for row in rows]


def _codes(name: str, codes: Sequence[str]) -> tuple[Code, ...]:
    known = code_list(name)
    return tuple(known.codes.get(code) or Code(code, code) for code in codes)


def _proceedings(content: Mapping[str, Any]) -> tuple[NotedOutcome, ...]:
    outcomes = code_list("proceedings_outcomes")
    rows = [
        NotedOutcome(
            outcomes.label(one["outcome"]),
            date.fromisoformat(one["known_on"]),
            one.get("authority", ""),
            one.get("reference", ""),
        )
        for one in content.get("proceedings", ())
    ]
    return tuple(sorted(rows, key=lambda row: row.known_on))


def _workplace(tie: Mapping[str, str]) -> str:
    if not tie:
        return ""
    if tie.get("provider"):
        row = ServiceProvider.objects.filter(pk=int(tie["provider"].removeprefix("SP-"))).first()
        return row.name if row else tie["provider"]
    kind = code_list("provider_kinds").label(tie.get("kind", ""))
    return ", ".join(filter(None, (kind, tie.get("municipality", ""))))
