"""What the crawl of all addresses fills in: for each parameter of a route an own object and a stranger's.

A room added later needs at most a filler here. ``@fills("parameter")`` serves every route, ``@fills("route.parameter")``
one of them; the function gets a :class:`Side` (our organisation in Serbia, or the strangers in Albania) and answers with the
address part of an object of that side. ``belongs_to_nobody=True`` is for what every member may name: suffixes, codes.

Every text of a side's objects carries its ``mark``: a page that shows the strangers' mark to one of us has a hole. Rows are
made by :func:`build_sides`; add what a new room keeps with ``@builds``.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from fener.records.base.models import Member
from fener.terms.people import Role
from tests.cast import _member

DAY = date(2026, 6, 1)
OUR_MARK, THEIR_MARK = "Zqown7harbour", "Zqforeign7lantern"
# In whatever a builder writes into a protection file, of either side: only CARE_ROLES ever meet it, and only that of theirs.
CARE_MARK = "Zqcare7willow"
CARE_ROLES = {Role.CASEWORKER, Role.LAWYER}


@dataclass
class Side:
    """One organisation with a member of every role, and what it keeps. ``made`` is filled by the builders."""

    territory: str
    mark: str
    members: dict[Role, Member]
    made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.made[name]


@dataclass(frozen=True)
class Filler:
    """How one parameter is filled."""

    of: Callable[[Side], str]
    belongs_to_nobody: bool


FILLERS: dict[str, Filler] = {}
IN_QUERIES: dict[str, Callable[[Side], str]] = {}
_BUILDERS: list[Callable[[Side], None]] = []

# --- what the desk opens on purpose; a new entry here is a decision, and is read as one ----------------------------------
# Open without login. Everything else leads to the login.
PUBLIC = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password", "account_email",
    "account_set_password", "appearance", "language", "about", "mfa_authenticate",
    "safe_doors", "safe_door_languages", "safe_door", "safe_door_back",
}  # fmt: skip
# Take a POST without CSRF token: nobody is signed in there. Doors of machines are named by their paths in fener.api.doors.
WITHOUT_TOKEN = {"safe_door", "safe_door_back"}
# A GET may write into these: the session, who was refused a login, the audit and what it says about reading.
WRITTEN_WHILE_READING = {"django_session", "base_auditentry", "base_audithead", "axes_accessattempt"}
# What members of another organisation may open: reports are made to be read (marking GREEN).
SHARED_ROUTES = {"report", "report_download", "report_preview", "report_section", "report_step"}
# (route, role) that may see the strangers' mark: an administrator ends any lost phone's key and reads its label, and reads
# the whole audit, in which every member gives reasons (they never name a person in the desk's care).
MAY_SEE_STRANGERS = {
    (name, Role.ADMINISTRATOR) for name in ("phones", "phone_revoke", "audit", "audit_check", "audit_export")
}


def fills(*names: str, belongs_to_nobody: bool = False) -> Callable[[Callable[[Side], Any]], Callable[[Side], Any]]:
    """Register how a parameter (or ``route.parameter``) is filled."""

    def register(of: Callable[[Side], Any]) -> Callable[[Side], Any]:
        FILLERS.update({name: Filler(lambda side: str(of(side)), belongs_to_nobody) for name in names})
        return of

    return register


def builds(make: Callable[[Side], None]) -> Callable[[Side], None]:
    """Register a maker of rows; makers run in the order of this file, for each side."""
    _BUILDERS.append(make)
    return make


def named_in_query(*names: str) -> Callable[[Callable[[Side], Any]], Callable[[Side], Any]]:
    """Register a value for query parameters: asked of every route whose module names one of them."""

    def register(of: Callable[[Side], Any]) -> Callable[[Side], Any]:
        IN_QUERIES.update({name: lambda side: str(of(side)) for name in names})
        return of

    return register


def filler_of(route: str, parameter: str) -> Filler | None:
    """The filler for this parameter of this route, the narrower first."""
    return FILLERS.get(f"{route}.{parameter}") or FILLERS.get(parameter)


def build_sides() -> tuple[Side, Side]:
    """Ours and the strangers', with all their rows."""
    return build_side("ours", "RS", OUR_MARK), build_side("theirs", "AL", THEIR_MARK)


def build_side(name: str, territory: str, mark: str) -> Side:
    """One side with all its rows; ``mark`` goes into every text of them."""
    side = _side(name, territory, mark)
    for make in _BUILDERS:
        make(side)
    return side


def _side(name: str, territory: str, mark: str) -> Side:
    members = {role: _member(f"{name}-{role}", role, f"Organisation {name}", territory) for role in Role}
    return Side(territory, mark, members)


# --- rows --------------------------------------------------------------------------------------------------------------
@builds
def _questionnaires(side: Side) -> None:
    from fener.actions.field.publish_questionnaire import publish_questionnaires
    from tests.phones import FORMS

    publish_questionnaires(None, folder=FORMS)


@builds
def _plan(side: Side) -> None:
    from fener.actions.field.plan_interview import plan_interview
    from fener.actions.field.plan_visit import plan_visit
    from fener.actions.field.start_cycle import start_cycle

    lead = side.members[Role.COORDINATOR]
    place = {"RS": "subotica", "AL": "tirana"}[side.territory]
    cycle = start_cycle(lead, side.territory, f"{side.mark} cycle", date(2026, 1, 1), date(2026, 12, 31))
    plan = {"place": place, "planned_on": DAY, "organisation_id": lead.organisation_id, "note": f"{side.mark} plan"}
    side.made["cycle"] = cycle
    side.made["visit"] = plan_visit(lead, cycle.pk, site_kind="informal_gathering", **plan)
    side.made["interview"] = plan_interview(
        lead, cycle.pk, with_whom="key_informant", stakeholder_kind="border_police", **plan
    )


@builds
def _field_reports(side: Side) -> None:
    from fener.actions.field.comment_report import comment_report
    from fener.actions.field.receive_submission import receive_submission
    from fener.records.field.models import FieldReport
    from fener.terms.intake import ReceivedParts
    from tests.phones import new_id, small

    said_mark = escape(side.mark)
    monitor, lead = side.members[Role.MONITOR], side.members[Role.COORDINATOR]
    for name in ("report", "coded_report"):
        said = small(new_id(), seen=f"{said_mark} people wait at the bridge.", photo="photo.jpg")
        parts = ReceivedParts(said, {"photo.jpg": io.BytesIO(b"\xff\xd8\xff" + side.mark.encode())})
        key = receive_submission(monitor, parts, through="phone").report_key
        comment_report(lead, key, f"{side.mark} remark")
        side.made[name] = FieldReport.objects.unscoped("the crawl").get(pk=int(key.removeprefix("FR-")))
    FieldReport.objects.unscoped("as a review does").filter(pk=side["coded_report"].pk).update(state="approved")


@builds
def _coding(side: Side) -> None:
    from fener.actions.field.code_report import finish_coding, put_statement, start_coding
    from fener.queries.codings import coding_page
    from fener.records.field.models import Observation
    from fener.terms.coding import CodedDraft

    lead, report = side.members[Role.COORDINATOR], side["coded_report"]
    coding = start_coding(lead, report.pk)
    unit = next(one for one in coding_page(lead, report.pk).units if one.path == "seen" and one.start is not None)
    draft = CodedDraft(
        path="seen", start=unit.start, end=unit.end, topic="harm", statement=f"{side.mark} guides beat people.",
        codes={"harms": ("beating",)}, first_on=DAY,
    )  # fmt: skip
    put_statement(lead, coding.pk, draft)
    finish_coding(lead, coding.pk)
    side.made["observation"] = Observation.objects.unscoped("the crawl").get(statement__contains=side.mark)
    start_coding(lead, report.pk, why=f"{side.mark} once more")


@builds
def _monitoring_report(side: Side) -> None:
    from fener.actions.reporting.compile_report import start_report

    lead = side.members[Role.COORDINATOR]
    side.made["monitoring_report"] = start_report(
        lead, "national", side.territory, date(2026, 1, 1), date(2026, 12, 31), title=f"Report of {side.territory}"
    )


@builds
def _keys(side: Side) -> None:
    from fener.actions.field.collector_keys import new_collector_key

    lead = side.members[Role.COORDINATOR]
    label = f"{side.mark} phone"
    side.made["collect_key"] = new_collector_key(lead, side.members[Role.MONITOR], label=label)
    side.made["read_key"] = new_collector_key(lead, side.members[Role.ANALYST], purpose="read", label=label)


@builds
def _draft(side: Side) -> None:
    from fener.actions.field.keep_draft import keep_draft
    from tests.phones import new_id, small

    said = small(new_id(), seen=f"{escape(side.mark)} half written")
    side.made["draft"] = keep_draft(side.members[Role.MONITOR], "small", "2026.1.0", said)


@builds
def _import(side: Side) -> None:
    from fener.records.field.models import Source
    from fener.records.reporting.models import FigureImport

    source, _ = Source.objects.get_or_create(key="CRAWL", defaults={"title": "For the crawl"})
    side.made["import"] = FigureImport.objects.create(kind="unhcr", file_name="a.csv", digest="0" * 64, source=source)


# --- fillers: objects of a side ----------------------------------------------------------------------------------------
@fills("cycle_id")
def _cycle_id(side: Side) -> Any:
    return side["cycle"].pk


@fills("visit_edit.key", "planned_cancel.key")
def _visit_key(side: Side) -> Any:
    return side["visit"].key


@fills("interview_edit.key")
def _interview_key(side: Side) -> Any:
    return side["interview"].key


@fills("report", "questionnaire_answers.report")
def _field_report_key(side: Side) -> Any:
    return side["report"].key


@fills(*(f"{route}.report_id" for route in (
    "coding", "coding_begin", "coding_statement", "coding_drop", "coding_finish", "coding_history",
)))  # fmt: skip
def _coded_report_id(side: Side) -> Any:
    return side["coded_report"].pk


@fills("report_id")
def _monitoring_report_id(side: Side) -> Any:
    return side["monitoring_report"].pk


@fills("observation.key")
def _observation_key(side: Side) -> Any:
    return side["observation"].key


@fills("record_id")
def _record_id(side: Side) -> Any:
    return f"observation:{side['observation'].key}"


@fills("public_id")
def _public_id(side: Side) -> Any:
    return side["collect_key"].record.public_id


@fills("token")
def _token(side: Side) -> Any:
    return side["collect_key"].key


# --- fillers: what belongs to nobody -----------------------------------------------------------------------------------
def constant(value: str, *names: str) -> None:
    fills(*names, belongs_to_nobody=True)(lambda side: value)


constant("1", "line", "field_report_file.version")
constant("photo.jpg", "field_report_file.name")
constant("small", "questionnaire", "questionnaire_fill.key", "questionnaire_submit.key", "questionnaire_draft.key")
constant("small", "questionnaire_xml.key", "questionnaire_media.key")
constant("2026.1.0", "version")
constant("places.csv", "openrosa_media.name", "openrosa_integrity.name", "questionnaire_media.name")
constant("Submissions", "rest")
constant("introduction", "section")
constant("html", "suffix")
constant("csv", "form")
constant("harms", "code_list.name")
constant("prices", "behind.key", "picture_export.key", "incident_export.key")


@fills("code", belongs_to_nobody=True)
def _territory(side: Side) -> Any:
    return side.territory


@fills("import_id", belongs_to_nobody=True)
def _import_id(side: Side) -> Any:
    return side["import"].pk


# --- what is named in queries ------------------------------------------------------------------------------------------
@named_in_query("correct", "report")
def _report_in_query(side: Side) -> Any:
    return side["report"].key


@named_in_query("draft")
def _draft_in_query(side: Side) -> Any:
    return side["draft"]


@named_in_query("cycle")
def _cycle_in_query(side: Side) -> Any:
    return side["cycle"].pk


@named_in_query("visit")
def _visit_in_query(side: Side) -> Any:
    return side["visit"].key


@named_in_query("territory")
def _territory_in_query(side: Side) -> Any:
    return side.territory


@named_in_query("text", "q")
def _search_in_query(side: Side) -> Any:
    return side.mark[:8]


# At the end: it registers more makers and fillers with what stands above.
import tests.crawl_care  # noqa: E402
import tests.crawl_cases  # noqa: E402
import tests.crawl_justice  # noqa: E402, F401
