"""The protection desk's lists refer to each other: every code exists, and no form or purpose asks for more than it may."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from fener.terms.codelists import Code, code_list, code_list_names

AGGRAVATORS = {
    *("agg.life_health", "agg.safety", "agg.inhuman", "agg.exploitation", "agg.vulnerability_profit", "agg.injury"),
    *("agg.death", "agg.prior", "agg.group", "agg.ocg", "agg.drugs_weapons", "agg.many", "agg.official", "agg.minor"),
    *("agg.pregnant", "agg.disability", "agg.violence", "agg.documents", "agg.digital"),
}
PHASES = {"identification", "first_shelter", "urgent_needs", "information", "services", "witness_safety"}
GROUPS = {
    "immediate_needs",
    "unaccompanied_child",
    "injury",
    "inhuman_treatment",
    "extortion_captivity_debt_work",
    "trafficking_indicators",
    "fear_of_reprisal",
}
ONE_OF: dict[tuple[str, str], set[Any]] = {
    ("data_classes", "sensitivity"): {"low", "moderate", "high", "severe"},
    ("data_classes", "access"): {"open", "audited", "protected", "closed"},
    ("person_fields", "kind"): {"text", "long_text", "date", "number", "code"},
    ("screening_items", "group"): GROUPS,
    ("screening_items", "asks"): {"ask", "observe"},
    ("screening_items", "urgent"): {True, False},
    ("protection_concerns", "risk"): {"low", "medium", "high", "critical"},
    ("protection_concerns", "step"): PHASES,
    ("provider_kinds", "is_authority"): {True, False},
    ("interpretation_modes", "is_allowed"): {True, False},
    ("capacity_kinds", "may_consent"): {True, False},
    ("capacity_kinds", "needs_guardian"): {True, False},
    ("safety_measures", "needs_provider"): {True, False},
    ("safety_measures", "done_by"): {"desk", "person", "provider", "authority"},
    ("damage_kinds", "is_material"): {True, False},
    ("decline_reasons", "try_another"): {True, False},
    ("facility_kinds", "is_closed"): {True, False},
    ("access_conditions", "keeps_talks_private"): {True, False},
    ("documentation_checklist", "applies_to"): {"injury", "conditions"},
    ("transport_stay_circumstances", "stage"): {"transport", "stay", "both"},
    ("transport_stay_circumstances", "aggravator"): AGGRAVATORS,
    ("harm_offences", "harms"): set(code_list("harms").codes),
    ("offender_kinds", "perpetrators"): set(code_list("harm_perpetrators").codes),
    ("person_fields", "data_class"): set(code_list("data_classes").codes),
    ("consent_purposes", "data_classes"): set(code_list("data_classes").codes),
    ("consent_purposes", "recipient_kinds"): set(code_list("provider_kinds").codes),
    ("legal_grounds", "data_classes"): set(code_list("data_classes").codes),
    ("protection_services", "purpose"): set(code_list("consent_purposes").codes),
    ("protection_services", "form"): set(code_list("referral_forms").codes),
    ("referral_forms", "purpose"): set(code_list("consent_purposes").codes),
    ("referral_forms", "fields"): set(code_list("person_fields").codes),
    ("screening_items", "concern"): set(code_list("protection_concerns").codes),
    ("protection_concerns", "services"): set(code_list("protection_services").codes),
    ("link_kinds", "inverse"): set(code_list("link_kinds").codes),
}
NUMBERS = [
    ("data_classes", "retention_days"),
    ("legal_grounds", "max_days"),
    ("protection_services", "respond_hours"),
    ("protection_services", "do_days"),
    ("protection_concerns", "first_action_hours"),
    ("urgent_help_kinds", "acknowledge_minutes"),
    ("urgent_help_kinds", "deliver_hours"),
]
LISTS = sorted(
    {name for name, _ in ONE_OF}
    | {"closure_reasons", "withdrawal_ways", "urgent_help_kinds", "role_kinds", "access_refusal_reasons"}
    | {"proceedings_outcomes", "claim_evidence", "genders", "pathway_phases"}
)
NARRATIVE = {"harm_summary", "offenders_described", "fears"}


def _classes(form: str) -> set[str]:
    return {
        code_list("person_fields")[code].extra["data_class"]
        for code in code_list("referral_forms")[form].extra["fields"]
    }


def _values(entry: Code, key: str) -> list[Any]:
    value = entry.extra[key]
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(("name", "key"), sorted(ONE_OF))
def test_every_value_is_one_of_those_known(name: str, key: str) -> None:
    wrong = [(e.code, v) for e in code_list(name) for v in _values(e, key) if v not in ONE_OF[name, key]]
    assert wrong == []
    assert all(_values(entry, key) for entry in code_list(name))


@pytest.mark.parametrize(("name", "key"), NUMBERS)
def test_clocks_are_whole_and_positive(name: str, key: str) -> None:
    assert all(type(entry.extra[key]) is int and entry.extra[key] > 0 for entry in code_list(name))


@pytest.mark.parametrize("name", LISTS)
def test_every_code_says_what_it_means_and_where_it_comes_from(name: str) -> None:
    for entry in code_list(name):
        assert entry.definition.strip(), entry.code
        assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.code), entry.code
        for ref in entry.refs:
            assert ref["section"], entry.code
            assert ref.get("page") or ref.get("statute") or ref.get("standard"), entry.code


@pytest.mark.parametrize("name", LISTS)
def test_labels_are_not_confusable(name: str) -> None:
    assert [label for label, count in Counter(entry.label for entry in code_list(name)).items() if count > 1] == []


def test_fields_that_are_codes_name_their_list() -> None:
    for entry in code_list("person_fields"):
        assert (entry.extra["kind"] == "code") == ("codes" in entry.extra), entry.code
        assert entry.extra.get("codes", "genders") in code_list_names()


@pytest.mark.parametrize("form", list(code_list("referral_forms").codes))
def test_a_form_shows_no_class_beyond_its_purpose(form: str) -> None:
    purpose = code_list("consent_purposes")[code_list("referral_forms")[form].extra["purpose"]]
    assert _classes(form) <= set(purpose.extra["data_classes"])


@pytest.mark.parametrize("service", list(code_list("protection_services").codes))
def test_a_service_asks_only_for_what_its_purpose_allows(service: str) -> None:
    entry = code_list("protection_services")[service]
    allowed = set(code_list("consent_purposes")[entry.extra["purpose"]].extra["data_classes"])
    assert _classes(entry.extra["form"]) <= allowed


def test_no_form_tells_the_story_and_the_journey_is_for_legal_aid_alone() -> None:
    for form in code_list("referral_forms"):
        fields = set(form.extra["fields"])
        assert len(fields) == len(form.extra["fields"]), form.code
        assert fields.isdisjoint(NARRATIVE), form.code
        assert _classes(form.code).isdisjoint({"harm", "statement", "photo"}), form.code
        assert ("journey_summary" in fields) == (form.code == "legal_aid")


def test_emergency_help_learns_no_name() -> None:
    assert "identity" not in _classes("emergency")
    assert set(code_list("referral_forms")["emergency"].extra["fields"]) == {
        *("age", "gender", "injuries", "whereabouts", "languages"),
    }


def test_every_form_and_every_purpose_is_used() -> None:
    services = code_list("protection_services")
    assert {entry.extra["form"] for entry in services} == set(code_list("referral_forms").codes)
    without_service = set(code_list("consent_purposes").codes) - {entry.extra["purpose"] for entry in services}
    assert without_service == {"criminal_report", "case_transfer"}


def test_police_and_prosecutor_receive_only_for_purposes_of_proceedings() -> None:
    told = {e.code for e in code_list("consent_purposes") if {"police", "prosecutor"} & set(e.extra["recipient_kinds"])}
    assert told == {
        *("criminal_report", "witness_protection", "compensation_claim"),
        *("residence_application", "trafficking_identification"),
    }


def test_the_journey_is_for_a_lawyer_and_no_ground_opens_it() -> None:
    assert [e.code for e in code_list("consent_purposes") if "journey" in e.extra["data_classes"]] == ["legal_aid"]
    assert all("journey" not in entry.extra["data_classes"] for entry in code_list("legal_grounds"))
    assert all(len(entry.extra["duties"]) >= 3 for entry in code_list("legal_grounds"))


def test_every_data_class_says_that_its_clock_is_a_default() -> None:
    for entry in code_list("data_classes"):
        assert "to_be_checked" in entry.extra["retention_basis"]
        assert entry.extra["access"] != "open" or entry.extra["sensitivity"] == "low"
        assert entry.extra["sensitivity"] != "severe" or entry.extra["access"] in {"protected", "closed"}


def test_every_group_is_asked_and_every_concern_has_services() -> None:
    items = code_list("screening_items")
    assert {entry.extra["group"] for entry in items} == GROUPS
    assert 30 <= len(items) <= 40
    assert all(entry.extra["question"].rstrip().endswith("?") or "?" in entry.extra["question"] for entry in items)
    raised = {entry.extra["concern"] for entry in items}
    assert raised == set(code_list("protection_concerns").codes)


def test_screening_never_asks_how_or_by_whom_or_where_to() -> None:
    told = " ".join(entry.extra["question"].casefold() for entry in code_list("screening_items"))
    assert not re.search(r"\b(route|which way|how much did you pay|name of the smuggler|who brought you)\b", told)


def test_critical_concerns_are_met_within_half_a_day() -> None:
    for entry in code_list("protection_concerns"):
        assert entry.extra["risk"] != "critical" or entry.extra["first_action_hours"] <= 12, entry.code


def test_nobody_who_may_be_in_control_interprets_a_consent() -> None:
    refused = {entry.code for entry in code_list("interpretation_modes") if not entry.extra["is_allowed"]}
    assert {"family_member_refused", "fellow_traveller_refused", "official_refused"} <= refused


def test_a_child_without_a_guardian_cannot_consent() -> None:
    kinds = code_list("capacity_kinds")
    assert {entry.code for entry in kinds if not entry.extra["may_consent"]} == {"unable_now", "child_without_guardian"}
    assert all(entry.extra["needs_guardian"] == entry.code.startswith("child") for entry in kinds)


def test_links_mirror_each_other() -> None:
    kinds = code_list("link_kinds")
    assert all(kinds[entry.extra["inverse"]].extra["inverse"] == entry.code for entry in kinds)


def test_facilities_are_open_or_closed_as_their_parent_is() -> None:
    kinds = code_list("facility_kinds")
    for entry in kinds:
        assert entry.code in {"open", "closed"} or entry.parent in {"open", "closed"}
        assert entry.extra["is_closed"] == ((entry.parent or entry.code) == "closed")


def test_measures_by_a_provider_or_an_authority_need_one() -> None:
    for entry in code_list("safety_measures"):
        assert entry.extra["needs_provider"] == (entry.extra["done_by"] in {"provider", "authority"}), entry.code
