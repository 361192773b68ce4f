"""Which role may take which step. What is not listed is refused."""

from __future__ import annotations

from collections.abc import Mapping

from fener.safeguards.decision import Decision, allow, deny
from fener.terms.people import Role

_EVERYONE = frozenset(Role)
_STEPS: Mapping[str, frozenset[Role]] = {
    "read_aggregates": _EVERYONE,
    "export_aggregates": _EVERYONE - {Role.MONITOR},
    "export_observations": frozenset({Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR}),
    "load_reference_base": frozenset({Role.ADMINISTRATOR}),
    "import_figures": frozenset({Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR}),
    "compile_report": frozenset({Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR}),
    "write_narrative": frozenset({Role.COORDINATOR, Role.ANALYST, Role.LAWYER}),
    "review_report": frozenset({Role.ANALYST, Role.LAWYER, Role.ADMINISTRATOR}),
    "publish_report": frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    "read_audit": frozenset({Role.ADMINISTRATOR}),
    "export_audit": frozenset({Role.ADMINISTRATOR}),
    "reset_member": frozenset({Role.ADMINISTRATOR}),
    # The monitoring cycle. An administrator runs the desk and reads no report from the field.
    "read_plan": frozenset({Role.MONITOR, Role.COORDINATOR, Role.ANALYST, Role.CASEWORKER, Role.ADMINISTRATOR}),
    "plan_cycle": frozenset({Role.COORDINATOR}),
    "publish_questionnaire": frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    "fill_questionnaire": frozenset({Role.MONITOR, Role.COORDINATOR, Role.CASEWORKER, Role.ANALYST}),
    "make_collector_key": frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    "read_field_reports": frozenset({Role.MONITOR, Role.COORDINATOR, Role.ANALYST, Role.CASEWORKER}),
    "review_field_report": frozenset({Role.COORDINATOR, Role.ANALYST}),
    "unlock_workspace": frozenset({Role.COORDINATOR, Role.CASEWORKER}),
    "code_field_report": frozenset({Role.COORDINATOR, Role.ANALYST}),
    "export_field_reports": frozenset({Role.COORDINATOR, Role.ANALYST}),
    "open_original": frozenset({Role.COORDINATOR}),
    # The protection desk. Nobody who investigates, reviews posts or exchanges intelligence takes any step on a case.
    "navigate_rights": frozenset({Role.MONITOR, Role.COORDINATOR, Role.CASEWORKER, Role.LAWYER, Role.TRAINER}),
    "work_on_cases": frozenset({Role.CASEWORKER}),
    "read_cases": frozenset({Role.CASEWORKER, Role.LAWYER}),
    "approve_disclosure": frozenset({Role.CASEWORKER, Role.LAWYER}),
    "read_directory": frozenset({Role.MONITOR, Role.COORDINATOR, Role.CASEWORKER, Role.LAWYER}),
    "keep_directory": frozenset({Role.COORDINATOR, Role.CASEWORKER}),
    "answer_referral": frozenset({Role.CASEWORKER}),
    "ask_urgent_help": frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.LIAISON}),
    "ask_facility_access": frozenset({Role.COORDINATOR, Role.CASEWORKER}),
    "answer_facility_access": frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.LIAISON}),
    "record_harm": frozenset({Role.CASEWORKER, Role.LAWYER}),
    "read_harm_counts": frozenset(
        {Role.COORDINATOR, Role.CASEWORKER, Role.LAWYER, Role.ANALYST, Role.TRAINER, Role.ADMINISTRATOR}
    ),
    "open_safe_door": frozenset({Role.CASEWORKER, Role.ADMINISTRATOR}),
    "read_safe_door": frozenset({Role.CASEWORKER}),
    # The justice room. The law is there for everybody to read; an investigator states facts, a lawyer says what they amount to.
    "read_law": _EVERYONE,
    "keep_fact_sheets": frozenset({Role.INVESTIGATOR, Role.LAWYER}),
    "read_fact_sheets": frozenset({Role.INVESTIGATOR, Role.LAWYER}),
    "review_qualification": frozenset({Role.LAWYER}),
    "track_recommendations": frozenset({Role.LAWYER, Role.COORDINATOR, Role.ANALYST}),
}


def may_take_step(role: str | None, step: str) -> Decision:
    """Whether a member of this role may take the step; an unknown role or step is refused."""
    if step not in _STEPS:
        return deny(f"the step “{step}” is not known")
    if role not in list(Role):
        return deny("no role is given")
    if Role(role) in _STEPS[step]:
        return allow(f"{Role(role).label}: {step.replace('_', ' ')}")
    holders = ", ".join(sorted(holder.label for holder in _STEPS[step]))
    return deny(f"the role {Role(role).label} may not {step.replace('_', ' ')}; these may: {holders}")


def steps() -> frozenset[str]:
    """All steps known."""
    return frozenset(_STEPS)
