"""Fact sheets on screen: previews save nothing, saving makes a version, two editors lose nothing, papers hold what they should."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from fener.actions.justice.open_fact_sheet import FactSheetWish, open_fact_sheet
from fener.actions.justice.save_facts import save_facts
from fener.analysis.law import DISCLAIMER
from fener.records.justice.models import FactSheet, FactSheetVersion, LegalReview
from fener.terms.people import Role
from fener.web.justice.fact_form import FactForm
from tests.protection_cast import member

pytestmark = pytest.mark.django_db
POLICE = "Police of Serbia"
GAIN = {
    "actor.is_object_of_smuggling": "no",
    "actor.acts_for_others": "yes",
    "actor.coerced": "no",
    "act.procures_entry": "yes",
    "mens.knows_irregular": "yes",
    "mens.intent_benefit": "yes",
    "benefit.exists": "yes",
    "migrants.foreigner": "yes",
    "geo.states": ["RS"],
}
ONLY_SMUGGLED = {"actor.is_object_of_smuggling": "yes", "actor.acts_for_others": "no"}


@pytest.fixture(autouse=True)
def no_second_factor(settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def jurist(db):  # type: ignore[no-untyped-def]
    return member("jurist-law", Role.LAWYER, POLICE, "RS")


@pytest.fixture
def sheet(investigator):  # type: ignore[no-untyped-def]
    return open_fact_sheet(investigator, FactSheetWish("Drina crossings", "Driver A", ("RS", "BA"), True))


@pytest.fixture
def at_work(client, investigator, sheet):  # type: ignore[no-untyped-def]
    client.force_login(investigator)
    return client


def _versions() -> int:
    return FactSheetVersion.objects.count()


def test_a_sheet_is_opened_and_the_gate_is_carried_over(at_work) -> None:
    page = at_work.get("/law/sheets/new/").content.decode()
    assert page.index("Who is this about?") < page.index("Working title")
    sent = {"title": "Night cars", "actor_label": "Driver B", "jurisdictions": ["RS"], "is_invented": "on"}
    answer = at_work.post("/law/sheets/new/", sent | {"actor.is_object_of_smuggling": "no"})
    assert answer.status_code == 302
    assert (
        'id="fact-actor-is_object_of_smuggling-no" value="no" checked'
        in at_work.get(answer["Location"]).content.decode()
    )


def test_for_somebody_who_was_only_smuggled_no_sheet_is_opened(at_work) -> None:
    sent = {"title": "Somebody", "actor_label": "Person A", "jurisdictions": ["RS"]} | ONLY_SMUGGLED
    page = at_work.post("/law/sheets/new/", sent).content.decode()
    assert "Stop: no sheet is needed" in page and "/rights/" in page
    assert FactSheet.objects.unscoped("test").count() == 1, "only the one of the fixture"


def test_a_title_that_names_somebody_is_refused_with_what_was_typed(at_work) -> None:
    sent = {"title": "Night cars", "actor_label": "Petar Petrović", "jurisdictions": ["RS"]}
    answer = at_work.post("/law/sheets/new/", sent)
    assert answer.status_code == 400 and b"FEN-2950" in answer.content and b"Night cars" in answer.content


def test_a_preview_measures_and_saves_nothing(at_work, sheet) -> None:
    page = at_work.post("/law/sheets/preview/", GAIN | {"states": ["RS", "ME"]}).content.decode()
    assert "RS.CC.350.2" in page and "Supported" in page and "Montenegro" in page
    assert 'id="law-summary"' in page and "hx-swap-oob" in page
    assert _versions() == 0


def test_without_script_the_button_measures_and_saves_nothing(at_work, sheet) -> None:
    answer = at_work.post(f"/law/sheets/{sheet.key}/", GAIN | {"do": "measure", "states": ["RS"]})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Supported" in page and _versions() == 0
    assert 'id="fact-mens-knows_irregular-yes" value="yes" checked' in page, "what was typed stays"
    assert DISCLAIMER in page


def test_six_states_at_most_stand_side_by_side(at_work, sheet) -> None:
    wanted = ["RS", "BA", "ME", "AL", "MK", "XK", "BA-SRP"]
    page = at_work.post(f"/law/sheets/{sheet.key}/", GAIN | {"do": "side", "states": wanted}).content.decode()
    assert page.count('<section class="law-state"') == 6 and "Kosovo*" in page
    assert "Nothing is saved" in page and _versions() == 0
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_open_excluded_and_supported_are_said_in_words(at_work) -> None:
    for facts, word in ((GAIN, "Supported"), ({}, "Open"), (GAIN | {"mens.knows_irregular": "no"}, "Excluded")):
        page = at_work.post("/law/sheets/preview/", facts | {"states": ["RS"]}).content.decode()
        assert re.search(rf"</i> {word}</span>", page), word


def test_help_without_gain_is_shown_as_exposure_and_not_as_smuggling(at_work) -> None:
    free = GAIN | {"mens.intent_benefit": "no", "benefit.exists": "no", "geo.states": ["ME"]}
    page = at_work.post("/law/sheets/preview/", free | {"states": ["ME"]}).content.decode()
    assert "Exposure of the person, not smuggling" in page and "Supported by the facts" not in page


def test_the_explanation_goes_from_element_to_fact_source_provision_and_mark(at_work) -> None:
    told = {"act.procures_entry:source": "statement 3", "act.procures_entry:exhibit": "12"}
    page = at_work.post("/law/sheets/preview/", GAIN | told | {"states": ["RS"]}).content.decode()
    tree = page[page.index("The conduct") :][:1500]
    assert "statement 3" in tree and "exhibit 12" in tree and "RS.CC.350.2" in tree and "law-mark" in tree
    assert "(no source given)" in page


def test_open_questions_lead_to_their_fields(at_work, sheet) -> None:
    page = at_work.get(f"/law/sheets/{sheet.key}/").content.decode()
    asked = re.findall(r'<li><a href="#(fact-[^"]+)">', page)
    assert asked and all(f'id="{field}"' in page for field in asked)
    assert asked[0].startswith("fact-actor-")


def test_a_value_that_cannot_be_read_stands_at_its_field(at_work, sheet) -> None:
    wrong = GAIN | {"group.size": "many", "do": "save", "version": "0"}
    answer = at_work.post(f"/law/sheets/{sheet.key}/", wrong)
    assert answer.status_code == 400 and b"is not a whole number" in answer.content and _versions() == 0


def test_saving_makes_a_version_and_what_changed_is_shown(at_work, sheet) -> None:
    address = f"/law/sheets/{sheet.key}/"
    first = at_work.post(address, GAIN | {"do": "save", "version": "0", "change_note": "First"})
    assert first["Location"] == f"{address}versions/1/"
    more = GAIN | {"group.size": "5", "group.size:source": "phone analysis", "do": "save", "version": "1"}
    assert at_work.post(address, more).status_code == 302
    page = at_work.get(f"{address}difference/?older=1&newer=2").content.decode()
    assert "How many acted together" in page and "phone analysis" in page and "Added" in page
    assert at_work.get(f"{address}difference/?older=1&newer=x").status_code == 400
    assert b"not shown" not in at_work.get(f"{address}versions/2/").content


def test_a_stale_save_is_refused_kindly_and_both_stay_visible(at_work, sheet, jurist) -> None:
    save_facts(jurist, sheet.key, {"group.size": 4}, expected_version=None)
    answer = at_work.post(f"/law/sheets/{sheet.key}/", GAIN | {"do": "save", "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody saved meanwhile" in page and "FEN-2952" in page
    assert "Version 1" in page and "Yours, below" in page and "How many acted together" in page
    assert 'name="version" value="1"' in page and _versions() == 1
    assert at_work.post(f"/law/sheets/{sheet.key}/", GAIN | {"do": "save", "version": "1"}).status_code == 302


def test_nothing_is_saved_about_somebody_who_was_only_smuggled(at_work, sheet) -> None:
    answer = at_work.post(f"/law/sheets/{sheet.key}/", GAIN | ONLY_SMUGGLED | {"do": "save", "version": "0"})
    assert answer.status_code == 400 and b"Stop: no sheet is needed" in answer.content and _versions() == 0


def test_what_the_form_has_no_field_for_is_carried_on(at_work, sheet, investigator) -> None:
    save_facts(investigator, sheet.key, {"migrants.conditions.no_water": "yes"}, expected_version=None)
    at_work.post(f"/law/sheets/{sheet.key}/", GAIN | {"do": "save", "version": "1"})
    assert "migrants.conditions.no_water" in FactSheetVersion.objects.get(number=2).facts


def test_facts_survive_the_way_through_form_and_store(investigator, sheet) -> None:
    facts = {"actor.role": ["driver", "guide"], "geo.states": ["RS", "HR"], "group.size": 0, "time.act": "2023-05-01"}
    kept = save_facts(investigator, sheet.key, facts | {"mens.knows_irregular": False}, expected_version=None)
    form = FactForm.stored(kept.facts)
    assert form.is_valid and form.sheet.values["mens.knows_irregular"] is False
    assert save_facts(investigator, sheet.key, form.facts, expected_version=1).number == 1, (
        "the same facts, no new version"
    )


def test_a_lawyer_confirms_or_rejects_with_reasons_and_never_the_own_version(
    at_work, sheet, investigator, jurist
) -> None:
    save_facts(investigator, sheet.key, GAIN, expected_version=None)
    address = f"/law/sheets/{sheet.key}/versions/1/"
    assert b"Confirm or reject" not in at_work.get(address).content
    at_work.force_login(jurist)
    assert b"Confirm or reject" in at_work.get(address).content
    said = {
        "jurisdiction": "RS",
        "provision": "RS.CC.350.2",
        "outcome": "confirmed",
        "reasons": "All elements are documented.",
    }
    assert at_work.post(f"{address}review/", said).status_code == 302
    page = at_work.get(address).content.decode()
    assert "All elements are documented." in page and "Confirmed" in page
    at_work.post(f"{address}review/", said | {"provision": "RS.CC.350.3"})
    assert LegalReview.objects.count() == 1, "what is open cannot be confirmed"
    assert b"FEN-2957" in at_work.get(address).content
    save_facts(jurist, sheet.key, GAIN | {"group.size": 2}, expected_version=1)
    assert at_work.post(f"/law/sheets/{sheet.key}/versions/2/review/", said).status_code == 403
    assert b"another lawyer reviews it" in at_work.get(f"/law/sheets/{sheet.key}/versions/2/").content


def test_papers_open_and_hold_facts_results_questions_and_the_disclaimer(at_work, sheet, investigator) -> None:
    told = GAIN | {"act.procures_entry": {"value": "yes", "source": "statement 3", "exhibit": "12"}}
    version = save_facts(investigator, sheet.key, told, expected_version=None)
    pdf = at_work.get(f"/law/sheets/{sheet.key}/versions/1/paper.pdf?states=RS&states=ME")
    assert pdf["Content-Type"] == "application/pdf"
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages).split())
    word = at_work.get(f"/law/sheets/{sheet.key}/versions/1/paper.docx?states=RS&states=ME").content
    opened = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    words = " ".join([*(part.text for part in opened.paragraphs), *cells])
    for said in (text, words):
        for wanted in ("Driver A", "statement 3", "RS.CC.350.2", "Serbia", "Montenegro", "What would decide",
                       "Nobody is charged here", "Invented for practice", "1–8 years", "reported"):  # fmt: skip
            assert wanted in said, wanted
    assert version.digest in words
    assert at_work.get(f"/law/sheets/{sheet.key}/versions/1/paper.html").status_code == 404


def test_a_closed_sheet_stays_readable_and_takes_nothing_more(at_work, sheet) -> None:
    at_work.post(f"/law/sheets/{sheet.key}/close/", {"why": "Merged into another sheet."})
    page = at_work.get(f"/law/sheets/{sheet.key}/").content.decode()
    assert "Merged into another sheet." in page and "Save as a version" not in page


def test_another_organisation_finds_no_sheet(client, sheet) -> None:
    client.force_login(member("elsewhere-law", Role.LAWYER, "Prosecution of Albania", "AL"))
    assert client.get(f"/law/sheets/{sheet.key}/").status_code == 404
    assert b"Drina" not in client.get("/law/sheets/").content


def test_the_list_asks_no_more_for_more_sheets(at_work, sheet, investigator) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            at_work.get("/law/sheets/")
        return len(asked)

    save_facts(investigator, sheet.key, GAIN, expected_version=None)
    at_work.get("/law/sheets/")
    before = queries()
    for number in range(4):
        more = open_fact_sheet(investigator, FactSheetWish(f"Sheet {number}", "Driver A", ("RS",)))
        save_facts(investigator, more.key, GAIN, expected_version=None)
    assert queries() == before
