"""The harm register: who keeps, reads and corrects it, what its audit trail says, and what stays after erasing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from fener.actions.protection.correct_harm import correct_harm
from fener.actions.protection.dispose_harm import dispose_harm
from fener.actions.protection.harm_content import WorkplaceTie
from fener.actions.protection.note_proceedings import note_proceedings
from fener.actions.protection.read_harm import read_harm
from fener.actions.protection.record_harm import record_harm
from fener.queries.protection.cases import ties_of
from fener.queries.protection.harm import harm_records
from fener.queries.protection.sealed import unseal
from fener.records.base.audit import check_chain
from fener.records.base.models import AuditEntry
from fener.records.protection.models import CaseTeamMember, DisposalRecord, HarmCount, HarmRecord, ProtectionCase
from fener.terms.errors import FenerError, NotAllowed, UnknownTerm, UnreadableMaterial
from fener.terms.protection import AllegedTie, ProtectionState
from tests.actions.protection.harm_parts import harm_wish, recorded
from tests.protection_cast import SECRET, adult_case, provider

pytestmark = pytest.mark.django_db


def _trail() -> str:
    return json.dumps(list(AuditEntry.objects.values("action", "subject_key", "why", "details")), default=str)


def test_a_record_is_sealed_and_its_entry_says_nothing_of_it(caseworker) -> None:
    made = recorded(caseworker)
    assert SECRET.encode() not in bytes(made.sealed) and b"extortion" not in bytes(made.sealed)
    assert (made.territory, made.month) == ("RS", date(2026, 3, 1))
    entry = AuditEntry.objects.get(action="record_harm")
    assert (entry.subject_key, entry.details, entry.why) == (made.key, {}, "")


def test_reading_leaves_an_entry_and_shows_what_is_missing(caseworker) -> None:
    made = recorded(caseworker)
    page = read_harm(caseworker, made.key)
    injuries, conditions = page.checklist
    assert injuries.is_called_for and conditions.is_called_for
    assert {line.code for line in injuries.lines} - {line.code for line in injuries.missing} == {
        "body_map",
        "photographs",
    }
    assert len(conditions.missing) == len(conditions.lines)
    assert [one.aggravator for one in page.circumstances] == ["agg.life_health", "agg.minor"]
    assert all(one.aggravator_label and one.source for one in page.circumstances)
    assert AuditEntry.objects.filter(action="read_harm", subject_key=made.key, actor=caseworker).count() == 1
    assert SECRET not in _trail() and "bodily_injury" not in _trail()
    assert check_chain().broken_at is None


def test_a_correction_keeps_what_was_said_before(caseworker) -> None:
    made = recorded(caseworker)
    note_proceedings(caseworker, made.key, outcome="reported", known_on=timezone.localdate())
    correct_harm(caseworker, made.key, harm_wish(offences=["robbery"], happened_in=None, territory="BA"))
    row = HarmRecord.objects.get()
    now, former = unseal(row.record_key, row), unseal(row.record_key, row.revisions.get())
    assert now["offences"] == ["robbery"] and former["offences"] == ["extortion", "bodily_injury"]
    assert (row.territory, row.month) == ("BA", None)
    assert (former["territory"], former["month"]) == ("RS", "2026-03-01")
    assert [one["outcome"] for one in now["proceedings"]] == ["reported"]
    assert read_harm(caseworker, made.key).revisions == 1


def test_proceedings_are_dated_and_in_order(caseworker) -> None:
    made, today = recorded(caseworker), timezone.localdate()
    note_proceedings(caseworker, made.key, outcome="charged", known_on=today, authority=f"office {SECRET}")
    note_proceedings(caseworker, made.key, outcome="reported", known_on=today - timedelta(days=90))
    page = read_harm(caseworker, made.key)
    assert [one.label for one in page.proceedings] == ["Reported", "Charged"]
    with pytest.raises(UnreadableMaterial) as refused:
        note_proceedings(caseworker, made.key, outcome="charged", known_on=today + timedelta(days=2))
    assert refused.value.number == "FEN-2850"
    assert SECRET not in _trail()


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"offences": []}, "FEN-2842"),
        ({"offences": ["no_such"]}, "FEN-3001"),
        ({"territory": "WB"}, "FEN-2841"),
        ({"persons": 0}, "FEN-2843"),
        ({"persons": 2, "children": 3}, "FEN-2843"),
        ({"checklist": {"body_map": "perhaps"}}, "FEN-2844"),
        ({"checklist": {"no_such": "documented"}}, "FEN-3001"),
        ({"happened_in": date(2200, 1, 1)}, "FEN-2845"),
        ({"workplace": WorkplaceTie(kind="no_such")}, "FEN-3001"),
        ({"workplace": WorkplaceTie(provider=10**9)}, "FEN-2848"),
    ],
)
def test_what_cannot_be_is_refused_whole(caseworker, changes, number) -> None:
    with pytest.raises(FenerError) as refused:
        record_harm(caseworker, harm_wish(**changes))
    assert refused.value.number == number
    assert not HarmRecord.objects.exists() and not AuditEntry.objects.exists()


def test_who_investigates_or_coordinates_reads_and_writes_nothing(caseworker, investigator, coordinator) -> None:
    made = recorded(caseworker)
    for member in (investigator, coordinator):
        assert not harm_records(member).exists()
        for step in (
            lambda member=member: record_harm(member, harm_wish()),
            lambda member=member: read_harm(member, made.key),
            lambda member=member: correct_harm(member, made.key, harm_wish()),
        ):
            with pytest.raises(NotAllowed):
                step()


def test_another_organisation_learns_not_even_that_it_exists(caseworker, outsider) -> None:
    made = recorded(caseworker)
    assert not harm_records(outsider).exists()
    with pytest.raises(UnknownTerm) as refused:
        read_harm(outsider, made.key)
    assert refused.value.number == "FEN-2846"


def test_a_lawyer_reads_own_records_and_those_of_cases_joined(caseworker, lawyer) -> None:
    case_file = adult_case(caseworker)
    loose, linked, own = recorded(caseworker), recorded(caseworker, case=case_file.key), recorded(lawyer)
    assert set(harm_records(lawyer)) == {own}
    CaseTeamMember.objects.create(case_file=case_file, member=lawyer)
    assert set(harm_records(lawyer)) == {own, linked}
    assert read_harm(lawyer, linked.key).record == linked
    with pytest.raises(UnknownTerm):
        read_harm(lawyer, loose.key)


def test_with_a_case_it_opens_as_the_case_does(caseworker, colleague) -> None:
    """A colleague outside the team knows that the record is there; its content is the case's harm class."""
    made = recorded(caseworker, case=adult_case(caseworker).key)
    assert set(harm_records(colleague)) == {made}
    with pytest.raises(NotAllowed) as refused:
        read_harm(colleague, made.key)
    assert refused.value.number == "FEN-2847"
    assert not AuditEntry.objects.filter(action="read_harm").exists()


def test_nobody_links_a_record_to_a_case_of_others(caseworker, colleague, outsider) -> None:
    case_file = adult_case(caseworker)
    for member in (colleague, outsider):
        with pytest.raises((NotAllowed, UnknownTerm)):
            record_harm(member, harm_wish(), case=case_file.key)
    assert not HarmRecord.objects.exists()


def test_a_workplace_becomes_a_tie_of_the_case(caseworker) -> None:
    case_file, police = adult_case(caseworker), provider("Station", kind="police")
    made = recorded(caseworker, case=case_file.key, workplace=WorkplaceTie(provider=police.pk))
    assert [tie.provider for tie in ties_of(case_file)] == [police.key]
    correct_harm(caseworker, made.key, harm_wish(workplace=WorkplaceTie(kind="police", municipality="Loznica")))
    assert AllegedTie(kind="police", territory="RS", municipality="Loznica") in ties_of(case_file)
    assert len(ties_of(case_file)) == 2  # the first stays: it protects
    assert police.key not in _trail()


def test_erasing_leaves_codes_to_count_and_no_word(caseworker) -> None:
    made = recorded(caseworker)
    correct_harm(caseworker, made.key, harm_wish())
    sealed = bytes(HarmRecord.objects.get().sealed)
    assert dispose_harm(timezone.localdate()) == 0
    assert dispose_harm(timezone.localdate() + timedelta(days=4000)) == 1
    assert dispose_harm(timezone.localdate() + timedelta(days=4000)) == 0
    row = HarmRecord.objects.select_related("record_key").get()
    assert row.sealed is None and row.disposed_at and not row.revisions.exists()
    with pytest.raises(UnreadableMaterial):
        unseal(row.record_key, row, sealed)
    kept = HarmCount.objects.get()
    assert (kept.persons, kept.children, kept.offences) == (2, 1, ["extortion", "bodily_injury"])
    assert DisposalRecord.objects.get().subject_key == made.key
    assert not harm_records(caseworker).exists()


def test_a_record_of_a_case_goes_with_its_case(caseworker) -> None:
    case_file = adult_case(caseworker)
    recorded(caseworker, case=case_file.key)
    assert HarmRecord.objects.get().keep_until is None
    assert dispose_harm(timezone.localdate() + timedelta(days=9000)) == 0
    ProtectionCase.objects.unscoped("test").update(state=ProtectionState.DISPOSED)
    assert dispose_harm() == 1
