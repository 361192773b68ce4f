"""Random histories of a protection desk: whatever happens in whatever order, nothing goes out that was not covered then.

The machine keeps its own log of what was agreed, approved, withdrawn and changed, and judges every disclosure by the oracle
of ``tests/safeguards/test_consent.py``, at the moment it was made. Both ways: what is covered is not refused either.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fener.actions.protection.case_safety import approve_assessment, assess_best_interests, note_alleged_tie
from fener.actions.protection.consents import record_consent, record_disposal_receipt, withdraw_consent
from fener.actions.protection.dispose_cases import erase_case
from fener.actions.protection.legal_grounds import ask_legal_ground, decide_legal_ground
from fener.actions.protection.open_case import change_person, open_case
from fener.actions.protection.referrals import (
    answer_referral,
    assign_member,
    lapse_referrals,
    request_referral,
    request_transfer,
    stop_referral,
)
from fener.queries.protection.cases import recipient_of
from fener.queries.protection.incoming import incoming_for, received
from fener.records.base.audit import check_chain
from fener.records.base.models import Member
from fener.records.protection.models import Disclosure, LegalGround, ProtectionCase, ReferralRequest
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError
from fener.terms.people import Role
from fener.terms.protection import (
    AgeBand,
    AllegedTie,
    ConsentTerms,
    DisclosureWish,
    GroundTerms,
    PersonSituation,
    RecallState,
    ReferralState,
    data_classes_of,
)
from tests.protection_cast import PERSON, SECRET, member, provider
from tests.safeguards.test_consent import oracle

KNOWN = PERSON | {"legal_situation": f"asks for residence {SECRET}", "safety_needs": f"a locked door {SECRET}"}
SERVICES = {
    "medical_care": "medical_care",
    "witness_support": "witness_protection",
    "residence_support": "residence_application",
    "safe_shelter": "shelter",
}
PURPOSES = [*SERVICES.values(), "case_transfer"]
ROLES = [*[Role.CASEWORKER] * 3, Role.LAWYER, Role.LAWYER, Role.INVESTIGATOR, Role.COORDINATOR]
# What is often done: a service, the place that gives it, and what it needs.
USUAL = {
    "medical_care": ("clinic", "medical_care"),
    "witness_support": ("police", "witness_protection"),
    "residence_support": ("police", "residence_application"),
    "safe_shelter": ("house", "shelter"),
}
CASES, WHO = st.integers(0, 1), st.sampled_from(["opener", "opener", "opener", "colleague", "lawyer", "outsider"])
WHERE = st.sampled_from(["clinic", "police", "house"])
PENDING = (ReferralState.ASKED, ReferralState.ACCEPTED)


class Histories(RuleBasedStateMachine):
    """Two cases, one team, three providers, and a clock of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._taken_back = transaction.atomic()
        self._taken_back.__enter__()
        self.now = timezone.now()
        self._clock = mock.patch("django.utils.timezone.now", side_effect=lambda: self.now)
        self._clock.start()
        for name, role, home in (
            ("opener", Role.CASEWORKER, "Protection house"),
            ("colleague", Role.CASEWORKER, "Protection house"),
            ("lawyer", Role.LAWYER, "Protection house"),
            ("outsider", Role.CASEWORKER, "Shelter house"),
        ):
            member(name, role, home, "RS")
        theirs = {"organisation": self.who("outsider").organisation, "services": list(SERVICES)}
        self.places = {
            "clinic": provider("Clinic", "health", **theirs),
            "police": provider("Police", "police", services=list(SERVICES)),
            "house": provider("House", "cso", **theirs),
        }
        self.keys = [self._new_case(), self._new_case()]
        self.situations = {key: PersonSituation(AgeBand.ADULT) for key in self.keys}
        self.ties: dict[str, list[AllegedTie]] = {key: [] for key in self.keys}
        self.teams = {key: {"opener"} for key in self.keys}
        self.assessed: dict[str, list[tuple[set[str], datetime]]] = {key: [] for key in self.keys}
        self.bases: dict[tuple[str, int], ConsentTerms | GroundTerms] = {}
        self.covered: dict[int, str] = {}  # disclosure → its case, each judged when it was made
        self.erased: set[str] = set()

    def _new_case(self) -> str:
        made = open_case(self.who("opener"), territory="RS", age_band=AgeBand.ADULT, person=KNOWN)
        return made.key

    def teardown(self) -> None:
        self._clock.stop()
        transaction.set_rollback(True)
        self._taken_back.__exit__(None, None, None)

    # --- what the log says ---------------------------------------------------------------------------------------------
    def who(self, name: str) -> Member:
        return Member.objects.get(username=name)

    def works_on(self, name: str, key: str) -> bool:
        """On the team, in a role that may read cases. A caseworker or lawyer alone."""
        return name in self.teams[key] and self.who(name).role in (Role.CASEWORKER, Role.LAWYER)

    def situation(self, key: str) -> PersonSituation:
        live = {code for codes, until in self.assessed[key] if self.now < until for code in codes}
        return replace(self.situations[key], assessed_purposes=frozenset(live))

    def rests_on(self, key: str, place: str, purpose: str, fields: list[str], near: bool) -> set[tuple[str, int]]:
        """The bases of the log that cover this, now."""
        given = [code for code in fields if KNOWN.get(code)]
        recipient = recipient_of(self.places[place])
        wish = DisclosureWish(key, purpose, data_classes_of(given), recipient, self.now, near)
        return {name for name, basis in self.bases.items() if oracle(wish, basis, self.situation(key), self.ties[key])}

    def attempt(self, key: str, name: str, place: str, purpose: str, fields: list[str], near: bool, ask: Any) -> None:
        """Ask; what comes of it must be what the log says, and what is made must rest on what covers it."""
        known = set(Disclosure.objects.values_list("pk", flat=True))
        may = self.works_on(name, key) and key not in self.erased
        bases = self.rests_on(key, place, purpose, fields, near) if may else set()
        try:
            ask()
        except FenerError as error:
            refused = str(error)
            assert not bases, f"refused though covered: {refused}"
            assert set(Disclosure.objects.values_list("pk", flat=True)) == known
            return
        made = Disclosure.objects.exclude(pk__in=known).get()
        used = ("consent", made.consent_id) if made.consent_id else ("ground", made.ground_id)
        assert may and used in bases, f"{made.key} rests on {used}, covered by {bases}"
        assert set(made.fields) <= set(fields) and made.recipient == self.places[place] and made.purpose == purpose
        self.covered[made.pk] = key

    # --- what happens --------------------------------------------------------------------------------------------------
    @rule(hours=st.sampled_from([1, 3, 30, 24 * 4, 24 * 20, 24 * 100]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(
        n=CASES, name=WHO, place=WHERE, purpose=st.sampled_from(PURPOSES), giver=st.sampled_from(["person", "guardian"]),
        capacity=st.sampled_from(["able", "able", "child_with_guardian", "unable_now"]), is_wide=st.booleans(),
        hours=st.sampled_from([2, 24 * 30]),
    )  # fmt: skip
    def somebody_agrees(
        self, n: int, name: str, place: str, purpose: str, giver: str, capacity: str, is_wide: bool, hours: int
    ) -> None:
        most = code_list("consent_purposes")[purpose].extra["data_classes"]
        classes = most if is_wide else [code for code in most if code in ("needs", "contact")]
        told = {"given_by": giver, "capacity": capacity, "interpretation": "none_needed"}
        until = self.now + timedelta(hours=hours)
        try:
            made = record_consent(
                self.who(name), self.keys[n], purpose=purpose, data_classes=classes, recipient=self.places[place],
                language="ps", valid_until=until, **told,
            )  # fmt: skip
        except FenerError:
            return
        assert self.works_on(name, self.keys[n])
        self.bases["consent", made.pk] = ConsentTerms(
            subject=self.keys[n], purpose=purpose, data_classes=frozenset(classes), recipient=self.places[place].key,
            given_at=self.now, valid_until=until, **told,
        )  # fmt: skip

    @rule(n=CASES, service=st.sampled_from(sorted(USUAL)), again=st.booleans())
    def the_person_agrees_and_is_referred(self, n: int, service: str, again: bool) -> None:
        place, purpose = USUAL[service]
        is_child = self.situations[self.keys[n]].age_band.is_child
        giver, capacity = ("guardian", "child_with_guardian") if is_child else ("person", "able")
        self.somebody_agrees(n, "opener", place, purpose, giver, capacity, True, 24 * 30)
        for _ in range(1 + again):
            self.somebody_refers(n, "opener", place, service, False, False)

    @rule(service=st.sampled_from(sorted(USUAL)))
    def both_agree_and_are_referred(self, service: str) -> None:
        self.the_person_agrees_and_is_referred(0, service, False)
        self.the_person_agrees_and_is_referred(1, service, False)

    @rule(n=CASES, approver=st.sampled_from(["colleague", "lawyer", "opener"]))
    def a_ground_is_approved_and_help_is_asked(self, n: int, approver: str) -> None:
        band = self.situations[self.keys[n]].age_band
        code = "child_best_interests" if band.is_child else "vital_interest"
        self.somebody_asks_for_a_ground(n, "opener", "clinic", "medical_care", code)
        waiting = LegalGround.objects.filter(approved_at=None, refused_at=None).first()
        if waiting is not None:
            self.decide(waiting.pk, approver, True)
        self.somebody_refers(n, "opener", "clinic", "medical_care", False, False)

    @rule()
    def everybody_is_back_in_their_role(self) -> None:
        for name in ("opener", "colleague", "outsider"):
            Member.objects.filter(username=name).update(role=Role.CASEWORKER)
        Member.objects.filter(username="lawyer").update(role=Role.LAWYER)

    @precondition(lambda self: any(kind == "consent" for kind, _ in self.bases))
    @rule(data=st.data(), name=WHO)
    def somebody_withdraws(self, data: Any, name: str) -> None:
        kind, number = data.draw(st.sampled_from([one for one in self.bases if one[0] == "consent"]))
        terms = self.bases[kind, number]
        assert isinstance(terms, ConsentTerms)
        try:
            withdraw_consent(self.who(name), terms.subject, number, way="by_phone", said=f"afraid {SECRET}")
        except FenerError:
            assert not self.works_on(name, terms.subject) or terms.subject in self.erased
            return
        self.bases[kind, number] = replace(terms, withdrawn_at=terms.withdrawn_at or self.now)

    @rule(
        n=CASES, name=WHO, place=WHERE, purpose=st.sampled_from(PURPOSES),
        code=st.sampled_from([entry.code for entry in code_list("legal_grounds")]),
    )  # fmt: skip
    def somebody_asks_for_a_ground(self, n: int, name: str, place: str, purpose: str, code: str) -> None:
        classes = code_list("legal_grounds")[code].extra["data_classes"]
        try:
            made = ask_legal_ground(
                self.who(name), self.keys[n], code=code, purpose=purpose, data_classes=classes,
                recipient=self.places[place], reasons=f"it cannot wait {SECRET}",
            )  # fmt: skip
        except FenerError:
            return
        self.bases["ground", made.pk] = GroundTerms(
            subject=self.keys[n], code=code, purpose=purpose, data_classes=frozenset(classes),
            recipient=self.places[place].key, asked_by=self.who(name).pk, approved_by=None, approved_at=None,
            valid_until=None,
        )  # fmt: skip

    @precondition(lambda self: LegalGround.objects.filter(approved_at=None, refused_at=None).exists())
    @rule(data=st.data(), name=WHO, approve=st.sampled_from([True, True, False]))
    def somebody_decides_on_a_ground(self, data: Any, name: str, approve: bool) -> None:
        waiting = LegalGround.objects.filter(approved_at=None, refused_at=None).values_list("pk", flat=True)
        self.decide(data.draw(st.sampled_from(sorted(waiting))), name, approve)

    def decide(self, number: int, name: str, approve: bool) -> None:
        try:
            decide_legal_ground(self.who(name), number, approve=approve)
        except FenerError:
            return
        terms, actor = self.bases["ground", number], self.who(name)
        assert isinstance(terms, GroundTerms)
        assert actor.pk != terms.asked_by and actor.role in (Role.CASEWORKER, Role.LAWYER) and name != "outsider"
        if approve:
            days = timedelta(days=code_list("legal_grounds")[terms.code].extra["max_days"])
            self.bases["ground", number] = replace(
                terms, approved_by=actor.pk, approved_at=self.now, valid_until=self.now + days
            )

    @rule(n=CASES, band=st.sampled_from(list(AgeBand)), has_guardian=st.booleans())
    def the_person_is_known_better(self, n: int, band: AgeBand, has_guardian: bool) -> None:
        try:
            change_person(self.who("opener"), self.keys[n], {}, age_band=band, has_guardian=has_guardian)
        except FenerError:
            return
        self.situations[self.keys[n]] = PersonSituation(band, has_guardian)

    @rule(n=CASES, purposes=st.sets(st.sampled_from(PURPOSES), min_size=1), approver=WHO)
    def best_interests_are_assessed(self, n: int, purposes: set[str], approver: str) -> None:
        parts = dict.fromkeys(("views_of_child", "options", "reasons", "conclusion"), f"weighed {SECRET}")
        try:
            made = assess_best_interests(self.who("opener"), self.keys[n], purposes=sorted(purposes), parts=parts)
            until = self.now + timedelta(days=90)
            approve_assessment(self.who(approver), made.pk)
        except FenerError:
            return
        assert approver != "opener" and self.works_on(approver, self.keys[n])
        self.assessed[self.keys[n]].append((purposes, until))

    @rule(n=CASES, place=WHERE, by_kind=st.booleans(), elsewhere=st.booleans(), really=st.integers(0, 3))
    def somebody_is_accused(self, n: int, place: str, by_kind: bool, elsewhere: bool, really: int) -> None:
        if really:
            return
        key, accused, town = self.keys[n], self.places[place], "Subotica" if elsewhere else "Loznica"
        told = {"kind": accused.kind, "municipality": town} if by_kind else {"provider": accused}
        try:
            note_alleged_tie(self.who("opener"), key, note=SECRET, **told)
        except FenerError:
            return
        known = recipient_of(accused)
        tie = AllegedTie(known.key, known.organisation, known.kind, known.territory, known.municipality)
        self.ties[key].append(AllegedTie(kind=accused.kind, territory="RS", municipality=town) if by_kind else tie)

    @rule(name=st.sampled_from(["opener", *["colleague", "lawyer", "outsider"] * 2]), role=st.sampled_from(ROLES))
    def a_role_changes(self, name: str, role: Role) -> None:
        Member.objects.filter(username=name).update(role=role)

    @rule(n=CASES, name=st.sampled_from(["colleague", "lawyer"]))
    def somebody_joins_the_team(self, n: int, name: str) -> None:
        try:
            asked = assign_member(self.who("opener"), self.keys[n], self.who(name))
            answer_referral(self.who(name), asked.pk, ReferralState.ACCEPTED)
        except FenerError:
            return
        self.teams[self.keys[n]].add(name)

    @rule(
        n=CASES, name=WHO, place=WHERE, service=st.sampled_from(sorted(SERVICES)), near=st.booleans(), few=st.booleans()
    )
    def somebody_refers(self, n: int, name: str, place: str, service: str, near: bool, few: bool) -> None:
        form = code_list("referral_forms")[str(code_list("protection_services")[service].extra["form"])]
        fields = [one for one in form.extra["fields"] if not few or one in ("age", "languages", "safe_contact")]
        self.attempt(
            self.keys[n], name, place, SERVICES[service], fields, near,
            lambda: request_referral(
                self.who(name), self.keys[n], service=service, provider=self.places[place], fields=fields,
                near_tie_accepted=near, message=f"please {SECRET}",
            ),
        )  # fmt: skip

    @rule(
        n=CASES, name=WHO, place=WHERE, fields=st.lists(st.sampled_from(sorted(KNOWN)), unique=True), near=st.booleans()
    )
    def somebody_transfers(self, n: int, name: str, place: str, fields: list[str], near: bool) -> None:
        self.attempt(
            self.keys[n], name, place, "case_transfer", fields, near,
            lambda: request_transfer(
                self.who(name), self.keys[n], provider=self.places[place], fields=fields, near_tie_accepted=near
            ),
        )  # fmt: skip

    @precondition(lambda self: ReferralRequest.objects.exists())
    @rule(data=st.data(), name=WHO, to=st.sampled_from([*PENDING[1:], ReferralState.DECLINED, ReferralState.DONE]))
    def somebody_answers(self, data: Any, name: str, to: ReferralState) -> None:
        number = data.draw(st.sampled_from(sorted(ReferralRequest.objects.values_list("pk", flat=True))))
        before = ReferralRequest.objects.get(pk=number)
        try:
            answer_referral(self.who(name), number, to, decline_reason="no_capacity" if to == "declined" else "")
        except FenerError:
            before.refresh_from_db()
            return
        assert before.state in PENDING, "what is over was answered"
        assert self.who(name).role in (Role.CASEWORKER, Role.LAWYER)

    @precondition(lambda self: ReferralRequest.objects.filter(state__in=PENDING).exists())
    @rule(data=st.data())
    def one_is_taken_back(self, data: Any) -> None:
        rows = ReferralRequest.objects.filter(state__in=PENDING)
        row = rows.get(pk=data.draw(st.sampled_from(sorted(rows.values_list("pk", flat=True)))))
        try:
            stop_referral(self.who("opener"), row.case_file_id, row.pk, said=f"no longer {SECRET}")
        except FenerError:
            return
        assert row.disclosure_id is None or Disclosure.objects.get(pk=row.disclosure_id).recall != RecallState.NONE

    @rule()
    def the_clock_lets_lapse(self) -> None:
        lapse_referrals(self.now)
        assert not ReferralRequest.objects.filter(state=ReferralState.ASKED, respond_by__lt=self.now).exists()
        assert lapse_referrals(self.now) == 0

    @precondition(lambda self: Disclosure.objects.exists())
    @rule(data=st.data(), destroyed=st.booleans())
    def a_receipt_comes(self, data: Any, destroyed: bool) -> None:
        row = Disclosure.objects.get(
            pk=data.draw(st.sampled_from(sorted(Disclosure.objects.values_list("pk", flat=True))))
        )
        key, was = row.case_file.key, row.recall
        try:
            record_disposal_receipt(self.who("opener"), key, row.pk, destroyed=destroyed, said=f"shredded {SECRET}")
        except FenerError:
            assert was == RecallState.NONE or not self.works_on("opener", key)
            return
        assert was != RecallState.NONE

    @rule(n=CASES, name=WHO, really=st.integers(0, 9))
    def the_person_asks_to_be_erased(self, n: int, name: str, really: int) -> None:
        if really:
            return
        try:
            erase_case(self.who(name), self.keys[n], why="by_phone")
        except FenerError:
            return
        assert self.works_on(name, self.keys[n])
        self.erased.add(self.keys[n])

    # --- what holds after every step -----------------------------------------------------------------------------------
    @invariant()
    def every_disclosure_was_covered_when_it_was_made(self) -> None:
        there = dict(Disclosure.objects.values_list("pk", "case_file_id"))
        assert {pk: f"PC-{case}" for pk, case in there.items()}.items() <= self.covered.items()

    @invariant()
    def nothing_leaves_without_a_disclosure(self) -> None:
        leaving = ReferralRequest.objects.filter(kind__in=["referral", "transfer"])
        for row in leaving.select_related("disclosure"):
            assert row.disclosure_id in self.covered and row.disclosure.recipient_id == row.provider_id

    @invariant()
    def a_withdrawn_consent_leaves_nothing_pending_and_recalls_all(self) -> None:
        for (kind, number), terms in self.bases.items():
            if kind == "consent" and terms.withdrawn_at is not None:
                rows = ReferralRequest.objects.filter(disclosure__consent=number)
                assert not rows.filter(state__in=PENDING).exists()
                assert not Disclosure.objects.filter(consent=number, recall=RecallState.NONE).exists()

    @invariant()
    def what_is_recalled_is_shown_to_nobody(self) -> None:
        for name in ("outsider", "colleague"):
            reader = self.who(name)
            for row in incoming_for(reader):
                shown = received(reader, row)
                if row.disclosure is None or row.disclosure.recall != RecallState.NONE or row.state not in (
                    *PENDING, ReferralState.DONE,
                ):  # fmt: skip
                    assert shown.values == {}
                else:
                    assert set(shown.values) == set(row.disclosure.fields)
                    assert name == "outsider" and reader.role == Role.CASEWORKER

    @invariant()
    def of_an_erased_file_no_word_is_left(self) -> None:
        for key in self.erased:
            held = ProtectionCase.objects.unscoped("test").select_related("record_key").get(pk=key.removeprefix("PC-"))
            assert held.sealed is None and held.pseudonym == "" and held.record_key.wrapped is None
            assert not held.referrals.exists() and not held.notes.exists()
            assert not held.disclosures.exclude(recall__in=["asked", "confirmed", "refused"]).exists()
            assert not held.disclosures.exclude(sealed=None).exists()
            assert not held.disclosures.exclude(sealed_receipt=None).exists()
            assert not held.consents.exclude(sealed=None).exists()
            assert not held.legal_grounds.exclude(sealed=None).exists()

    @invariant()
    def the_audit_chain_holds(self) -> None:
        assert check_chain().broken_at is None


@pytest.mark.slow
@pytest.mark.django_db
def test_no_history_leads_to_a_disclosure_without_its_basis() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=30, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
