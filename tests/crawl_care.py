"""What the crawl fills in for the protection desk: cases, harm, claims, the directory, urgent requests, access, the safe door.

Whatever stands in a file carries ``CARE_MARK`` beside the side's own mark. Imported by ``tests/crawl_objects.py``.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from fener.terms.people import Role
from tests.crawl_objects import CARE_MARK, Side, builds, constant, fills


# --- rows --------------------------------------------------------------------------------------------------------------
@builds
def _directory(side: Side) -> None:
    from fener.actions.protection.keep_provider import add_provider
    from fener.terms.providers import ProviderEntry

    lead = side.members[Role.COORDINATOR]
    town = {"RS": "Loznica", "AL": "Tirana"}[side.territory]
    values: dict[str, Any] = {"territory": side.territory, "services": ("emergency_medical",), "municipality": town}
    side.made["clinic"] = add_provider(lead, ProviderEntry(name=f"Clinic of {side.territory}", kind="health", **values))
    side.made["police"] = add_provider(
        lead, ProviderEntry(name=f"Station of {side.territory}", kind="police", **values)
    )


@builds
def _case(side: Side) -> None:
    from fener.actions.protection.case_work import raise_concern
    from fener.actions.protection.open_case import open_case
    from fener.terms.codelists import code_list
    from fener.terms.protection import AgeBand

    secret = f"{CARE_MARK} {side.mark}"
    caseworker = side.members[Role.CASEWORKER]
    person = {"given_name": secret, "age": 31, "needs_summary": secret, "safe_contact": secret}
    side.made["case"] = case = open_case(caseworker, territory=side.territory, age_band=AgeBand.ADULT, person=person)
    concern = next(iter(code_list("protection_concerns"))).code
    side.made["concern"] = raise_concern(caseworker, case.key, concern, note=secret)


@builds
def _harm(side: Side) -> None:
    from fener.actions.protection.harm_content import HarmWish
    from fener.actions.protection.keep_claim import ClaimWish, keep_claim
    from fener.actions.protection.record_harm import record_harm

    caseworker, secret = side.members[Role.CASEWORKER], f"{CARE_MARK} {side.mark}"
    wish = HarmWish(
        territory=side.territory, happened_in=date(2026, 3, 14), offences=["bodily_injury"], offender_kinds=["smuggler"],
        circumstances=["overcrowding"], persons=2, children=1, place=secret, account=secret, checklist={},
    )  # fmt: skip
    side.made["harm"] = record_harm(caseworker, wish)
    side.made["claim"] = keep_claim(caseworker, side["case"].key, ClaimWish(side.territory, facts=secret))


@builds
def _urgent(side: Side) -> None:
    from fener.actions.protection.ask_facility_access import ask_facility_access
    from fener.actions.protection.ask_urgent_help import ask_urgent_help
    from fener.terms.urgent import AccessWish, UrgentWish

    caseworker, today = side.members[Role.CASEWORKER], timezone.localdate()
    side.made["urgent"] = ask_urgent_help(
        caseworker,
        UrgentWish(
            provider=side["clinic"].key,
            help_kinds=("shelter_tonight",),
            situation=f"{side.mark} two people",
            looked_at=True,
        ),
    )
    side.made["access"] = ask_facility_access(
        caseworker,
        AccessWish(
            authority=side["police"].key, facility=f"{side.mark} centre", facility_kind="detention_centre",
            purposes=("legal_aid",), first_day=today, last_day=today + timedelta(days=20), answer_on=today + timedelta(days=3),
        ),
    )  # fmt: skip


@builds
def _door(side: Side) -> None:
    from fener.actions.protection.open_safe_door import open_safe_door
    from fener.actions.protection.receive_door_report import receive_door_report, seal_on_arrival
    from fener.gateways.vault import make_identity
    from fener.gateways.vault.door_container import DoorContent
    from fener.gateways.vault.receipt_codes import new_code, receipt_keys, recipient_of
    from fener.queries.protection.door import door_at
    from fener.records.protection.door import DoorReport

    slug = f"door-{side.territory.lower()}"
    open_safe_door(
        side.members[Role.CASEWORKER],
        slug=slug,
        title="A door",
        recipient=recipient_of(make_identity()),
        is_invented=True,
    )
    keys, words = receipt_keys(new_code()), f"{CARE_MARK} {side.mark}"
    content = DoorContent({"message": words, "language": "en"})
    door = door_at(slug)
    assert door is not None
    arrival = seal_on_arrival(door, keys, content, mark=keys.mark(words.encode()), language="en")
    side.made["door"] = slug
    side.made["door_report"] = DoorReport.objects.get(pk=receive_door_report(slug, arrival))


# --- fillers -----------------------------------------------------------------------------------------------------------
@fills("case_key", "case")
def _case_key(side: Side) -> Any:
    return side["case"].key


@fills("harm_record.name", "harm_correct.name", "harm_proceedings.name")
def _harm_name(side: Side) -> Any:
    return side["harm"].key


@fills("claim")
def _claim(side: Side) -> Any:
    return side["claim"].pk


@fills("concern_id")
def _concern(side: Side) -> Any:
    return side["concern"].pk


@fills(
    *(f"provider{what}.key" for what in ("", "_change", "_offices", "_places", "_checked", "_close")),
    belongs_to_nobody=True,
)
def _provider(side: Side) -> Any:
    """The directory is read by all who refer; who keeps an entry is decided by the action."""
    return side["clinic"].key


@fills("urgent_request.key", "urgent_step.key")
def _urgent_key(side: Side) -> Any:
    return side["urgent"].key


@fills(*(f"facility_access_{what}.key" for what in ("request", "answer", "visited", "call_off")))
def _access_key(side: Side) -> Any:
    return side["access"].key


@fills("door_report.key", "door_report_take.key", "door_report_answer.key", "door_report_letter.key")
def _door_report_key(side: Side) -> Any:
    return side["door_report"].key


@fills("slug", belongs_to_nobody=True)
def _slug(side: Side) -> Any:
    """A door is public: everybody may knock."""
    return side["door"]


constant("en", "language")
constant("0", "door_report_letter.number")
constant("call_off", "urgent_step.step")
constant("2026", "harm_counts_csv.year")
constant("RS", "harm_counts_csv.place")
constant("offences", "harm_counts_csv.key")
# Parts of a case: the case they are named under is what belongs to somebody.
constant("1", "glass_id", "line_id", "task_id", "consent_id", "referral_id", "disclosure_id", "assessment_id")
constant("RF-1", "referral_key")
constant("DS-1", "disclosure_key")
constant("LG-1", "ground_key")
