"""Sheets name roles, versions are never lost, what is the same is not saved twice."""

from __future__ import annotations

import json

import pytest

from fener.actions.justice.close_fact_sheet import close_fact_sheet
from fener.actions.justice.demo_justice import demo_facts
from fener.actions.justice.note_printing import note_printing
from fener.actions.justice.stored_facts import as_stored, digest_of_facts
from fener.analysis.law import read_facts
from fener.records.base.models import AuditEntry
from fener.records.justice.models import FactSheet, FactSheetVersion
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm, UnreadableMaterial
from tests.justice_cast import GAIN, opened, saved
from tests.protection_cast import SECRET

pytestmark = pytest.mark.django_db
PERSONAL = [
    "write to zoran@mail.rs",
    "call +381 64 123 4567",
    "passport no. P1234567",
    "a man named Ahmed",
    "BG-123-AB",
]


def test_a_sheet_belongs_to_the_organisation_and_is_marked_for_it_alone(investigator):
    sheet = opened(investigator, jurisdictions=("BA-SRP", "RS", "RS"))
    assert (sheet.organisation_id, sheet.marking) == (investigator.organisation_id, "amber_strict")
    assert sheet.jurisdictions == ["BA-SRP", "RS"] and sheet.territory == "BA"
    assert sheet.opened_by == investigator and sheet.is_open and sheet.newest is None


@pytest.mark.parametrize("role", ["caseworker", "coordinator", "analyst", "monitor", "administrator", "reader"])
def test_only_investigators_and_lawyers_open_one(role, request):
    with pytest.raises(NotAllowed):
        opened(request.getfixturevalue(role))
    assert not FactSheet.objects.unscoped("test").exists()


@pytest.mark.parametrize("words", PERSONAL)
@pytest.mark.parametrize("field", ["title", "actor_label"])
def test_a_sheet_that_names_somebody_is_refused_with_its_field(investigator, field, words):
    with pytest.raises(UnreadableMaterial, match="roles, not people") as refused:
        opened(investigator, **{field: words})
    assert refused.value.number == "FEN-2950" and str(refused.value.location) == field
    assert words not in str(refused.value)


@pytest.mark.parametrize("label", ["Zoran Primerović", "Driver Zoran", "A. Primerović"])
def test_a_label_that_reads_as_a_name_is_refused(investigator, label):
    with pytest.raises(UnreadableMaterial, match="FEN-2950"):
        opened(investigator, actor_label=label)


@pytest.mark.parametrize(
    "label", ["Driver A", "Vozač 2", "Возач Б", "Money handler II", "Host", "Actor “C”", "Guide (1)"]
)
def test_a_label_that_is_a_role_passes(investigator, label):
    assert opened(investigator, actor_label=label).actor_label == label


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"actor_label": ""}, "actor_label"),
        ({"title": "x" * 201}, "title"),
        ({"jurisdictions": ()}, "jurisdictions"),
        ({"jurisdictions": ("RS", "FR")}, "jurisdictions"),
    ],
)
def test_what_is_needed_is_asked_for(investigator, more, field):
    with pytest.raises(UnreadableMaterial, match="FEN-2953") as refused:
        opened(investigator, **more)
    assert str(refused.value.location) == field


def test_versions_count_up_and_seal_their_facts(investigator, sheet):
    first = saved(investigator, sheet, change_note="from the file")
    second = saved(investigator, sheet, {**GAIN, "migrants.dead": True}, expected=1)
    assert (first.number, second.number) == (1, 2) and first.digest != second.digest
    assert second.digest == digest_of_facts(second.facts)
    assert read_facts(second.facts).values == {**read_facts(GAIN).values, "migrants.dead": True}
    assert FactSheet.objects.unscoped("test").get(pk=sheet.pk).newest == second


def test_the_same_facts_make_no_version_and_no_entry(investigator, sheet):
    first = saved(investigator, sheet, {"migrants.count": "12", "time.act": "2023-05-01"})
    before = AuditEntry.objects.count()
    same = {"time": {"act": {"value": "2023-05-01", "note": " "}}, "migrants": {"count": 12}, "migrants.dead": None}
    for expected in (1, None):
        assert saved(investigator, sheet, same, expected=expected) == first
    assert AuditEntry.objects.count() == before and FactSheetVersion.objects.count() == 1


def test_two_editors_lose_nothing(investigator, prosecutor, sheet):
    saved(investigator, sheet)
    saved(prosecutor, sheet, {**GAIN, "migrants.dead": True}, expected=1)
    for stale in (1, None, 7):
        with pytest.raises(StateRefused, match="save onto it") as refused:
            saved(investigator, sheet, {**GAIN, "migrants.injured": True}, expected=stale)
        assert refused.value.number == "FEN-2952"
    assert [version.number for version in FactSheetVersion.objects.all()] == [2, 1]


@pytest.mark.parametrize("words", PERSONAL)
@pytest.mark.parametrize("detail", ["source", "exhibit", "confidence", "note"])
def test_a_fact_whose_details_name_somebody_is_refused_with_its_place(investigator, sheet, detail, words):
    with pytest.raises(UnreadableMaterial) as refused:
        saved(investigator, sheet, {"migrants.count": {"value": 9, detail: words}})
    assert refused.value.number == "FEN-2950" and str(refused.value.location) == f"facts.migrants.count.{detail}"
    assert words not in str(refused.value) and not FactSheetVersion.objects.exists()


@pytest.mark.parametrize("words", PERSONAL)
def test_neither_note_nor_free_circumstance_names_somebody(investigator, sheet, words):
    with pytest.raises(UnreadableMaterial, match="FEN-2950"):
        saved(investigator, sheet, change_note=words)
    with pytest.raises(UnreadableMaterial, match="FEN-2950"):
        saved(investigator, sheet, {"digital.other": {"value": words}})


def test_exhibits_and_citations_pass(investigator, sheet):
    source = "Extraction of phone 2, report 4471/23, pp. 3–8; judgment K 45/2019"
    version = saved(
        investigator, sheet, {"migrants.count": {"value": 9, "source": source, "exhibit": "Exhibit 12/2023"}}
    )
    assert version.facts["migrants.count"]["source"] == source


def test_what_the_vocabulary_does_not_know_is_refused_as_it_says(investigator, sheet):
    with pytest.raises(UnknownTerm, match="FEN-2901"):
        saved(investigator, sheet, {"migrants.hat": True})
    with pytest.raises(UnreadableMaterial, match="FEN-2953"):
        saved(investigator, sheet, {"migrants.count": {"value": 9, "exhibit": "x" * 501}})


def test_an_unknown_fact_stays_where_something_is_said_of_it():
    kept = as_stored({"migrants.count": {"value": None, "note": "not said"}, "migrants.dead": None})
    assert kept == {"migrants.count": {"value": None, "note": "not said"}}


def test_the_day_of_the_act_keeps_where_it_comes_from():
    day = {"value": "2023-05-01", "source": "statement 3"}
    wanted = {"time.act": day}
    assert as_stored({"time.act": day}) == as_stored({"time": {"act": day}}) == wanted
    assert as_stored({"when it happened": day}) == as_stored(wanted) == wanted
    assert as_stored(read_facts(wanted)) == {"time.act": {"value": "2023-05-01"}}


def test_stored_facts_read_back_the_same():
    facts = demo_facts() | {"time.act": "2023-05-01", "digital.bots": {"value": True, "source": "R25 p. 21"}}
    kept = as_stored(facts)
    assert as_stored(json.loads(json.dumps(kept))) == kept
    assert read_facts(kept).values == read_facts(facts).values


def test_others_neither_save_nor_learn_of_it(foreign_prosecutor, sheet):
    for key in (sheet.key, "FS-999999"):
        with pytest.raises(UnknownTerm, match="FEN-2951"):
            saved(foreign_prosecutor, type("Named", (), {"key": key}))


def test_a_closed_sheet_stays_as_it_is(investigator, prosecutor, sheet):
    saved(investigator, sheet)
    closed = close_fact_sheet(prosecutor, sheet.key, "Handed over.")
    assert (closed.state, closed.closed_why) == ("closed", "Handed over.")
    with pytest.raises(StateRefused, match="FEN-2954"):
        saved(investigator, sheet, {}, expected=1)
    with pytest.raises(StateRefused, match="FEN-2954"):
        close_fact_sheet(investigator, sheet.key, "again")


@pytest.mark.parametrize("why", ["", "because of zoran@mail.rs"])
def test_a_sheet_is_closed_for_a_reason_that_names_nobody(investigator, sheet, why):
    with pytest.raises(FenerError):
        close_fact_sheet(investigator, sheet.key, why)
    assert FactSheet.objects.unscoped("test").get().is_open


def test_the_audit_says_what_was_done_and_no_words(investigator, sheet):
    saved(investigator, sheet, {"migrants.count": {"value": 9, "note": SECRET}}, change_note=SECRET)
    close_fact_sheet(investigator, sheet.key, f"{SECRET} ended")
    entries = list(AuditEntry.objects.filter(subject_key=sheet.key).order_by("sequence"))
    assert [entry.action for entry in entries] == ["open_fact_sheet", "save_facts", "close_fact_sheet"]
    said = json.dumps([[entry.why, entry.details, entry.subject_key] for entry in entries])
    assert SECRET not in said and sheet.title not in said and sheet.actor_label not in said


def test_nobody_keeps_a_sheet_on_a_person_who_was_only_smuggled(investigator, sheet):
    facts = GAIN | {"actor.is_object_of_smuggling": True, "actor.acts_for_others": False}
    with pytest.raises(NotAllowed, match="rights navigator") as refused:
        saved(investigator, sheet, facts)
    assert refused.value.number == "FEN-2961"
    assert not FactSheetVersion.objects.exists()


def test_printing_leaves_an_entry(investigator, caseworker, sheet):
    saved(investigator, sheet)
    assert note_printing(investigator, sheet.key, 1, "pdf").number == 1
    entry = AuditEntry.objects.get(action="print_fact_sheet")
    assert entry.subject_key == sheet.key and entry.details == {"number": 1, "format": "pdf"}
    with pytest.raises(NotAllowed):
        note_printing(caseworker, sheet.key, 1, "pdf")
