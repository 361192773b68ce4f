"""The pages of pictures: they open, they scale, every number leads somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import json
import re

import pytest

from fener.web.pictures.rooms import ROOMS
from tests.queries.records import observed

pytestmark = pytest.mark.django_db
ROOM_NAMES = sorted(ROOMS)


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("room", ["", *(f"{name}/" for name in ROOM_NAMES)])
def test_an_empty_desk_says_no_information(desk, room) -> None:
    answer = desk.get(f"/{room}")
    assert answer.status_code == 200
    assert "No information" in answer.content.decode()


@pytest.mark.parametrize("room", ROOM_NAMES)
@pytest.mark.parametrize("area", ["", "?territory=MK", "?territory=XK"])
def test_each_room_shows_pictures_with_table_words_and_exports(desk, reference_base, room, area) -> None:
    page = desk.get(f"/{room}/{area}").content.decode()
    specs = re.findall(r'data-spec="([^"]+)"', page)
    for spec in specs:
        written = re.search(rf'<script id="{spec}" type="application/json">(.*?)</script>', page, re.S)
        assert written, spec
        assert json.loads(written[1])["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    if (room, area) == ("prices", "?territory=XK"):
        assert "No information" in page, "no source gives a price for it"
        return
    assert specs
    assert "<table" in page
    assert "CSV with HXL tags" in page
    assert "Kosovo" not in re.sub(r"Kosovo\*|Kosovo declaration", "", page.partition("<main")[2]).replace("UNSCR", "")


def test_a_territory_page_names_its_gaps(desk, reference_base) -> None:
    page = desk.get("/territory/XK/").content.decode()
    assert "Kosovo*" in page
    assert "no information on" in page
    assert desk.get("/territory/ZZ/").status_code == 404
    assert desk.get("/methods/?territory=QQ").status_code == 404


def test_a_number_leads_to_its_records(desk, reference_base) -> None:
    page = desk.get("/methods/?territory=RS").content.decode()
    link = re.search(r'href="(/behind/methods/\?row=Ladder[^"]+)"', page)
    assert link
    behind = desk.get(link[1].replace("&amp;", "&")).content.decode()
    assert "O:R23-2.2-RS-" in behind
    assert desk.get("/behind/methods/?row=Ladder&column=nowhere").status_code == 404


def test_a_number_leads_nowhere_for_whom_its_records_are_closed(client, coordinator, stranger) -> None:
    observed("A", codes={"crossing_methods": ["ladder"]}, marking="amber", organisation=coordinator.organisation)
    client.force_login(stranger)
    assert client.get("/behind/methods/?row=Ladder+over+a+fence&column=RS").status_code == 404
    assert client.get("/observations/A/").status_code == 404
    assert client.get("/records/O:A/").status_code == 404


def test_tables_leave_the_desk_with_hxl_tags_and_only_with_those_who_may(desk, reader, client, reference_base) -> None:
    answer = desk.get("/tables/methods.csv?territory=RS")
    lines = answer.content.decode().splitlines()
    assert lines[1].startswith("#indicator+name,")
    assert 'filename="fener-methods-rs.csv"' in answer.headers["Content-Disposition"]
    assert desk.get("/tables/prices.xlsx").content[:2] == b"PK"
    assert desk.get("/tables/nothing.csv").status_code == 404
    assert desk.get("/tables/methods.exe").status_code == 404
    reader.role = "monitor"
    reader.save(update_fields=["role"])
    client.force_login(reader)
    assert client.get("/tables/methods.csv").status_code == 403
    assert "CSV with HXL tags" not in client.get("/methods/").content.decode()


@pytest.mark.parametrize("room", ["", *(f"{name}/" for name in ROOM_NAMES)])
def test_a_room_asks_a_bounded_number_of_questions(desk, reference_base, room, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(18):
        desk.get(f"/{room}")


def test_the_map_gives_ground_and_marks_from_here(desk, reference_base) -> None:
    ground = desk.get("/map/ground.json").json()
    marks = desk.get("/map/marks.json?territory=RS").json()
    assert {feature["properties"]["code"] for feature in ground["features"]} >= {"AL", "BA", "XK", "ME", "MK", "RS"}
    assert marks["segments"]
    assert all(feature["properties"]["address"].startswith("/records/S:") for feature in marks["segments"])
    assert {name["name"] for name in marks["names"]} >= {"Kosovo*", "Serbia"}


def test_every_script_carries_the_nonce_and_comes_from_here(desk, reference_base) -> None:
    for address in ("/", "/methods/", "/map/", "/incidents/"):
        answer = desk.get(address)
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        page = answer.content.decode()
        for tag in re.findall(r"<script[^>]*>", page):
            assert f'nonce="{nonce}"' in tag or "application/json" in tag, tag
        for asked in re.findall(r"<(?:link|script|img)[^>]+(?:href|src)=\"([^\"]+)\"", page):
            assert asked.startswith("/"), asked
