"""Lists of statements and numbers: filters stand in the address, and nothing opens to whom it is closed."""

from __future__ import annotations

import pytest

from tests.queries.records import happened, observed

pytestmark = pytest.mark.django_db
PAGES = ("observations", "figures", "incidents", "institutions", "questions", "open-questions")


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("area", ["", "?territory=ME"])
def test_each_page_opens_empty_and_full(desk, page, area, request) -> None:
    assert "No information" in desk.get(f"/{page}/{area}").content.decode()
    request.getfixturevalue("reference_base")
    assert desk.get(f"/{page}/{area}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_each_page_asks_a_bounded_number_of_questions(
    desk, reference_base, page, django_assert_max_num_queries
) -> None:
    for number in range(60):
        happened(f"I{number}", 2020, number)
    with django_assert_max_num_queries(16):
        desk.get(f"/{page}/")


def test_filters_stand_in_the_address_and_codes_in_one_word(desk) -> None:
    observed("A", codes={"harms": ["robbery"]}, statement="The first one.")
    observed("B", codes={"harms": ["captivity"]}, statement="The second one.")
    page = desk.get("/observations/?code=harms:robbery").content.decode()
    assert "The first one." in page
    assert "The second one." not in page
    assert 'hx-push-url="true"' in page
    assert 'value="harms:robbery" selected' in page


def test_a_filter_that_cannot_be_read_is_said_and_does_not_filter(desk) -> None:
    observed("A", statement="The first one.")
    page = desk.get("/observations/?since=yesterday&topic=nonsense").content.decode()
    assert "The first one." in page
    assert "invalid-feedback" in page


def test_pages_go_on_by_key_and_keep_the_filters(desk, monkeypatch) -> None:
    monkeypatch.setattr("fener.queries.observations.PAGE", 2)
    for number in range(3):
        observed(f"K{number}", topic="harm")
    page = desk.get("/observations/?topic=harm").content.decode()
    assert 'href="?topic=harm&amp;after=K1"' in page
    assert "K2" in desk.get("/observations/?topic=harm&after=K1").content.decode()


def test_an_observation_shows_grading_marking_codes_and_source(desk, reference_base) -> None:
    page = desk.get("/observations/R23-2.2-MK-02/").content.decode()
    for said in ("TLP:CLEAR", "On foot with a guide", "R23 §2.2 p. 12", "4.1.2", "O:R23-2.2-MK-02"):
        assert said in page, said


def test_export_leaves_with_those_who_may(desk, client, reader, reference_base) -> None:
    answer = desk.get("/observations/export.csv?territory=MK&topic=method")
    lines = answer.content.decode().splitlines()
    assert len(lines) > 3
    assert all(",MK,method," in line for line in lines[1:])
    assert desk.get("/observations/export.xlsx").content[:2] == b"PK"
    client.force_login(reader)
    assert client.get("/observations/export.csv").status_code == 403
    assert "export.csv" not in client.get("/observations/").content.decode()


def test_a_stranger_meets_a_closed_record_nowhere(client, coordinator, stranger) -> None:
    observed("A", statement="Closed.", marking="amber", organisation=coordinator.organisation)
    client.force_login(stranger)
    for page in ("/", "/observations/", "/observations/?text=Closed", "/questions/", "/methods/", "/territory/RS/"):
        assert "Closed." not in client.get(page).content.decode(), page


def test_small_counts_are_withheld_on_screen_and_in_the_file(desk) -> None:
    happened("A", 2020, 3)
    happened("B", 2021, 40)
    happened("C", 2022, 50)
    assert "withheld" in desk.get("/incidents/").content.decode()
    rows = desk.get("/incidents/incidents.csv").content.decode().splitlines()
    assert [row.split(",")[2] for row in rows if row.startswith("2020")] == ["(s)"]


def test_open_questions_are_shown_with_both_sides(desk, reference_base) -> None:
    page = desk.get("/open-questions/").content.decode()
    for key in ("E26", "E27", "E28", "E29", "E30"):
        assert f'id="{key}"' in page
    assert "/records/F:PRESS-ME-F01/" in page
