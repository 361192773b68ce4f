"""The law room's books on screen: everything marked, everything sourced, nothing repaired in silence."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fener.actions.justice.record_progress import record_progress
from fener.analysis.law import STATES, library
from fener.analysis.law.holdings import Kind, Mark
from fener.records.justice.models import RecommendationProgress
from fener.terms.people import Role
from tests.cast import _member

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = ("law", "law_register", "law_tables", "law_compare", "law_gaps", "law_recommendations")


@pytest.fixture(autouse=True)
def no_second_factor(settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def reads(client, reader):  # type: ignore[no-untyped-def]
    client.force_login(reader)

    def read(route: str, *args: object, **asked: object) -> str:
        answer = client.get(reverse(route, args=args), asked)
        assert answer.status_code == 200, (route, args, answer.status_code)
        return answer.content.decode()

    return read


@pytest.fixture
def lawyer(db):  # type: ignore[no-untyped-def]
    return _member("lawyer-law", Role.LAWYER, "Platform of Serbia", "RS")


def _ids_once(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), {each for each in ids if ids.count(each) > 1}
    assert "style=" not in page and "onclick" not in page


@pytest.mark.parametrize("route", OPEN_TO_ALL)
def test_the_law_is_there_for_everybody_who_signed_in(client, reads, route: str) -> None:
    page = reads(route)
    _ids_once(page)
    client.logout()
    assert client.get(reverse(route)).status_code in (302, 403)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_books_and_few_see_fact_sheets(client, db, role: Role) -> None:
    client.force_login(_member(f"law-{role.value}", role, "Platform of Serbia", "RS"))
    assert client.get("/law/").status_code == 200
    allowed = role in (Role.LAWYER, Role.INVESTIGATOR)
    assert client.get("/law/sheets/").status_code == (200 if allowed else 403)
    assert client.post("/law/sheets/preview/", {}).status_code == (200 if allowed else 403)
    assert (b"/law/sheets/" in client.get("/law/").content) is allowed, "the navigation shows what may be opened"


def test_every_provision_has_a_page_with_all_versions_and_marks(reads) -> None:
    for provision_id, versions in library().provisions.items():
        page = reads("law_provision", provision_id)
        assert page.count('<h2 id="version-') == len(versions)
        assert all(each.valid.words in page for each in versions)
        assert all(each.mark.label in page for each in versions)
        _ids_once(page)


def test_a_provision_says_when_an_element_is_met_and_what_is_disputed(reads) -> None:
    page = reads("law_provision", "RS.CC.350.2")
    assert "Latest version: from 2017-06-01" in page and "6 months – 5 years" in page and "1–8 years" in page
    assert "Met when “the actor knew”" in page
    assert "The report says" in page and "The text says" in page and "What Fener does" in page
    assert "Court practice" in page and "19K 170/15" in page
    assert "nobody is charged" in page.lower()


def test_an_id_that_is_not_held_gets_a_calm_page(client, reader) -> None:
    client.force_login(reader)
    answer = client.get("/law/provisions/RS.CC.999/")
    assert answer.status_code == 404 and b"FEN-2920" in answer.content


def test_search_finds_by_words_state_kind_and_mark(reads) -> None:
    page = reads("law", words="smuggling basic", state="RS", kind=Kind.SMUGGLING.value)
    assert "RS.CC.350.2" in page and "BA.CC.189" not in page
    assert "INT.SP.5" in reads("law", kind="treaty", words="object")
    disputed = reads("law", mark=Mark.DISPUTED.value)
    assert "RS.CC.350.4" not in disputed
    assert "No provision holds these words" in reads("law", words="xyzzy")
    assert "provision" in reads("law", state="nowhere", kind="nothing"), "a filter that is none filters nothing"


def test_the_register_holds_every_claim_with_its_three_voices(reads) -> None:
    page = reads("law_register")
    for claim in library().claims.values():
        assert f'id="{claim.key}"' in page
    assert page.count("<dt>What Fener does</dt>") == len(library().claims)
    assert page.index('id="E2"') < page.index('id="E10"')


def test_tables_stand_as_printed_with_marks_and_claims(reads) -> None:
    page = reads("law_tables")
    for table in library().tables.values():
        assert f'id="table-{table.key}"' in page
        for row in table.rows:
            assert all(cell.mark.label in page for cell in row.cells.values())
    assert "The report does not say." in page and "/law/register/#E1" in page


@pytest.mark.parametrize("what", ["elements", "circumstances", "penalties"])
def test_matrices_show_the_states_ticked_and_go_to_spreadsheets(client, reads, what: str) -> None:
    page = reads("law_compare", what=what, states=["RS", "ME"])
    assert "Serbia" in page and "RS.CC.350" in page
    assert "ME.CC.405" in page and "MK.CC.418b" not in page
    address = reverse("law_matrix_file", args=[what, "csv"])
    said = client.get(address, {"states": ["RS"]}).content.decode("utf-8-sig")
    assert "RS.CC.350" in said and "reported" in said.lower()
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("law_matrix_file", args=[what, "xlsx"])).content))
    assert book.worksheets[0].max_row > 3


def test_who_may_not_export_gets_no_file_and_no_button(client, monitor) -> None:
    client.force_login(monitor)
    assert client.get("/law/compare/elements.csv").status_code == 403
    assert b"elements.csv" not in client.get("/law/compare/").content
    assert client.get("/law/compare/nothing.csv").status_code in (403, 404)


def test_gaps_name_the_recommendation_and_draft_points(reads) -> None:
    page = reads("law_gaps", state="RS")
    assert "Would be closed by" in page and "Draft points" in page and "R25.V.1" in page
    assert 'id="gap-protocol_6_3.safety.RS"' in page
    _ids_once(page)
    only = reads("law_gaps", state="RS", binding="obligation")
    assert '<h2 id="binding-obligation"' in only and '<h2 id="binding-option"' not in only


def test_progress_is_recorded_with_its_source_and_only_by_who_may(client, lawyer, reader) -> None:
    client.force_login(reader)
    assert b"Record progress" not in client.get("/law/recommendations/R25.V.1/").content
    entry = {"state": "RS", "progress": "drafted", "as_of": "2026-01-15", "source": "Draft of 15 January", "note": ""}
    assert client.post("/law/recommendations/R25.V.1/", entry).status_code in (400, 403)
    assert not RecommendationProgress.objects.unscoped("test").exists()
    client.force_login(lawyer)
    assert client.post("/law/recommendations/R25.V.1/", entry).status_code == 302
    page = client.get("/law/recommendations/R25.V.1/").content.decode()
    assert "Drafted" in page and "Draft of 15 January" in page
    assert "<strong>Drafted</strong>" in client.get("/law/recommendations/").content.decode()
    assert client.post("/law/recommendations/R25.V.1/", entry | {"source": ""}).status_code == 200
    assert client.get("/law/recommendations/R25.V.99/").status_code == 404


def test_pages_ask_the_records_no_more_for_more_entries(client, lawyer) -> None:
    from datetime import date

    client.force_login(lawyer)
    client.get("/law/recommendations/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/law/recommendations/")
            client.get("/law/recommendations/R25.V.1/")
        return len(asked)

    before = queries()
    for state in library().recommendations["R25.V.1"].states:
        record_progress(lawyer, "R25.V.1", state, "announced", "", "A statement", date(2026, 1, 1))
    assert queries() == before


def test_all_six_states_are_offered(reads) -> None:
    page = reads("law_compare")
    assert all(f'id="state-{code}" checked' in page for code in STATES) and "Kosovo*" in page
