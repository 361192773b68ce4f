"""The left navigation: which rooms there are and who sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from fener.safeguards.roles import may_take_step


@dataclass(frozen=True, slots=True)
class Room:
    """One entry: route name, label, Bootstrap icon, and the step a member must be allowed to take to see it."""

    route: str
    label: str
    icon: str
    step: str = "read_aggregates"
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A room as a page shows it."""

    label: str
    icon: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A heading and its links."""

    title: str
    links: tuple[Link, ...]


# Every page of a case, so that the navigation says where one is.
CASE_PAGES = (
    "case", "case_new", "case_ask", "referrals", "referral", "referral_destroy", "case_ground", "case_glass",
    "case_glass_review", "case_person", "case_screening", "case_concern", "case_settle", "case_step", "case_plan",
    "case_plan_move", "case_task", "case_note", "case_consent_new", "case_consent_withdraw", "case_ground_new",
    "case_refer", "case_transfer", "case_assign", "case_responsible", "case_leave", "case_referral_stop",
    "case_referral_heard", "case_receipt",
    "case_assess", "case_assessment", "case_safety", "case_tie", "case_link", "case_duplicate", "case_close",
    "case_close_decide", "case_reopen", "case_own_data", "case_erase",
)  # fmt: skip

GROUPS = (
    Group("", (Room("overview", "Overview", "house", below=("territory",)),)),
    Group(
        "The cycle",
        (
            Room(
                "cycles",
                "Monitoring cycles",
                "calendar3",
                "read_plan",
                (
                    "cycle",
                    "cycle_new",
                    "visit_new",
                    "visit_edit",
                    "interview_new",
                    "interview_edit",
                    "plan_many",
                    "planned_cancel",
                    "platform_join",
                    "cycle_close",
                ),
            ),
            Room("my_plan", "My visits", "list-check", "fill_questionnaire"),
            Room(
                "field_reports",
                "Field reports",
                "inboxes",
                "read_field_reports",
                ("field_report", "field_report_diff", "quarantine", "workspace"),
            ),
            Room(
                "codings",
                "Coding",
                "tags",
                "code_field_report",
                ("coding", "coding_agreement", "coding_statement", "coding_finish", "coding_history"),
            ),
            Room("questionnaires", "Questionnaires", "ui-checks", "fill_questionnaire", ("questionnaire_fill",)),
            Room("exports", "Export answers", "file-earmark-spreadsheet", "export_field_reports"),
            Room("phones", "Phones", "qr-code", "make_collector_key", ("phone_new", "phone_revoke")),
        ),
    ),
    Group(
        "Protection",
        (
            Room(
                "protection",
                "Cases",
                "person-heart",
                "read_cases",
                CASE_PAGES,
            ),
            Room(
                "urgent", "Urgent requests", "alarm", "ask_urgent_help", ("urgent_new", "urgent_request", "urgent_step")
            ),
            Room(
                "facility_access",
                "Access to centres",
                "door-open",
                "answer_facility_access",
                ("facility_access_new", "facility_access_request", "facility_access_counts"),
            ),
            Room("rights", "Rights", "signpost-2", "navigate_rights", ("rights_compare",)),
            Room(
                "harm_register",
                "Harm register",
                "clipboard2-pulse",
                "record_harm",
                ("harm_record", "harm_new", "harm_claims", "harm_claim"),
            ),
            Room("harm_counts", "Harm counted", "clipboard-data", "read_harm_counts"),
            Room("directory", "Who helps where", "journal-medical", "read_directory", ("provider", "provider_new")),
            Room("door_desk", "Safe door", "envelope-paper", "open_safe_door", ("door_desk_new", "door_report")),
        ),
    ),
    Group(
        "Law",
        (
            Room("law", "Law books", "book", "read_law", ("law_provision", "law_register", "law_tables")),
            Room("law_compare", "States compared", "layout-three-columns", "read_law"),
            Room("law_gaps", "Gaps", "puzzle", "read_law"),
            Room("law_recommendations", "Recommendations", "flag", "read_law", ("law_recommendation",)),
            Room(
                "law_sheets",
                "Fact sheets",
                "file-earmark-ruled",
                "read_fact_sheets",
                ("law_sheet", "law_sheet_new", "law_sheet_version", "law_sheet_difference"),
            ),
        ),
    ),
    Group(
        "The picture",
        (
            Room("map", "Map of routes", "map"),
            Room("prices", "Prices", "cash-coin"),
            Room("methods", "Ways of crossing", "signpost-split"),
            Room("payments", "Payments", "credit-card"),
            Room("harms", "Harm suffered", "bandaid"),
            Room("nationalities", "Nationalities", "people"),
            Room("digital", "Digital means", "phone"),
            Room("facilitators", "Facilitators", "diagram-3"),
            Room("institutions", "Institutions", "building"),
        ),
    ),
    Group(
        "What was stated",
        (
            Room("observations", "Observations", "eye", below=("observation",)),
            Room("questions", "Guiding questions", "patch-question"),
            Room("inconsistencies", "Open questions", "exclamation-diamond"),
        ),
    ),
    Group(
        "Published numbers",
        (
            Room("figures", "Figures compared", "bar-chart"),
            Room("incidents", "Incidents", "geo-alt"),
            Room("imports", "Imports", "box-arrow-in-down", "import_figures", ("import", "import_new")),
        ),
    ),
    Group(
        "Reports",
        (
            Room(
                "reports",
                "Monitoring reports",
                "journal-text",
                below=("report", "report_new", "report_section", "report_difference"),
            ),
        ),
    ),
    Group(
        "The desk",
        (
            Room("audit", "Audit trail", "link-45deg", "read_audit"),
            Room("about", "What the desk refuses", "shield-check", below=("source_list", "code_lists", "code_list")),
        ),
    ),
)

# Rooms that show one territory when asked with ``?territory=XK``.
PER_TERRITORY = frozenset(
    {
        "map",
        "prices",
        "methods",
        "payments",
        "harms",
        "nationalities",
        "digital",
        "facilitators",
        "institutions",
        "observations",
        "questions",
        "inconsistencies",
        "figures",
        "incidents",
    }
)


def links_for(role: str | None, here: str) -> tuple[LinkGroup, ...]:
    """The navigation of a role, with the room of route ``here`` marked; empty groups are left out."""
    groups = (LinkGroup(group.title, tuple(_links(group, role, here))) for group in GROUPS)
    return tuple(group for group in groups if group.links)


def _links(group: Group, role: str | None, here: str) -> list[Link]:
    return [
        Link(room.label, room.icon, reverse(room.route), here in (room.route, *room.below))
        for room in group.rooms
        if may_take_step(role, room.step).allowed
    ]
