"""Charts say in words what is not there, and carry everything inside."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from fener.gateways.charts import bars, config, lines, matrix, price_ranges, region_map
from fener.gateways.charts.curves import arrow_head, curve
from fener.gateways.charts.render import to_png, to_svg
from fener.terms.errors import SetUpFault, UnreadableMaterial

LAND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "ZZ", "name": "Invented", "region": True},
            "geometry": {"type": "MultiPolygon", "coordinates": [[[[16, 41], [16, 46], [22, 46], [22, 41], [16, 41]]]]},
        }
    ],
}
MADE: dict[str, Callable[[], dict[str, Any]]] = {
    "prices": lambda: price_ranges(
        [
            {"label": "A → B", "low": 100, "high": 900, "middle": 400, "n": 7},
            {"label": "gap", "low": None, "high": None, "n": None},
            {"label": "hidden", "low": 1, "high": 2, "suppressed": True},
        ],
        description="alternative text",
    ),
    "bars": lambda: bars(
        [{"category": "A", "value": 3}, {"category": "B", "value": None}], description="alternative text"
    ),
    "grouped": lambda: bars(
        [{"category": "A", "value": 3, "g": "x"}, {"category": "A", "value": None, "g": "y"}],
        description="alternative text", group="g",
    ),
    "stacked": lambda: bars(
        [{"category": "A", "value": 3, "g": "x"}, {"category": "A", "value": 9, "g": "y", "suppressed": True}],
        description="alternative text", group="g", stacked=True,
    ),
    "matrix": lambda: matrix(
        [{"across": "A", "down": "m", "word": "rare"}, {"across": "B", "down": "n", "word": "common"}],
        description="alternative text", levels=("rare", "common"),
    ),
    "lines": lambda: lines(
        [
            {"at": 2019, "value": 4, "s": "A"}, {"at": 2021, "value": 8, "s": "A"},
            {"at": 2020, "value": 2, "s": "B", "suppressed": True},
        ],
        description="alternative text", series="s",
    ),
    "map": lambda: region_map(
        LAND,
        description="alternative text",
        segments=[{"origin": (17, 42), "destination": (20, 45), "label": "A → B"}],
        crossings=[{"longitude": 17, "latitude": 42, "label": "A"}],
        incidents=[{"longitude": 18, "latitude": 43, "persons": 4}, {"longitude": 19, "latitude": 43, "persons": None}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_each_kind_is_responsive_plain_json_with_a_text_alternative(name: str) -> None:
    spec = MADE[name]()
    assert json.loads(json.dumps(spec)) == spec
    assert spec["width"] == "container" and "title" not in spec and "background" not in spec
    assert spec["description"] == spec["usermeta"]["alt"] == "alternative text"


@pytest.mark.parametrize("name", MADE)
def test_each_kind_is_accepted_by_the_print_renderer(name: str) -> None:
    svg = to_svg(MADE[name](), 500)
    assert svg.startswith("<svg") and "<script" not in svg
    assert to_png(MADE[name](), 1.0, width=300)[:8] == b"\x89PNG\r\n\x1a\n"


def test_drawing_twice_gives_the_same_svg() -> None:
    assert to_svg(MADE["map"]()) == to_svg(MADE["map"]())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("prices", ["no data", "withheld"]), ("bars", ["no data"]), ("grouped", ["no data"]),
        ("stacked", ["+ y: withheld"]),
        ("matrix", ["no data"]), ("lines", ["B: withheld"]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(name: str, words: list[str]) -> None:
    svg = to_svg(MADE[name](), 620)
    for word in words:
        assert word in svg


def test_a_withheld_number_is_nowhere_in_the_specification() -> None:
    rows = [{"category": "A", "value": 4711, "suppressed": True, "at": 2020, "low": 4711, "high": 4711, "label": "x"}]
    for spec in (bars(rows, description="d"), lines(rows, description="d"), price_ranges(rows, description="d")):
        assert "4711" not in json.dumps(spec)


def test_a_missing_year_breaks_the_line_for_every_series() -> None:
    drawn = MADE["lines"]()["data"]["values"]
    assert [(row["series"], row["at"], row["value"]) for row in drawn] == [
        ("A", 2019, 4), ("A", 2020, None), ("A", 2021, 8), ("B", 2019, None), ("B", 2020, None), ("B", 2021, None),
    ]  # fmt: skip


def test_text_and_negative_numbers_are_refused_with_their_numbers() -> None:
    with pytest.raises(UnreadableMaterial, match="FEN-2140"):
        bars([{"category": "A", "value": "1.200"}], description="d")
    with pytest.raises(UnreadableMaterial, match="FEN-2140"):
        bars([{"category": "A", "value": -1}], description="d")
    with pytest.raises(UnreadableMaterial, match="FEN-2141"):
        matrix([{"across": "A", "down": "B", "word": "sometimes"}], description="d", levels=("rare",))


def test_nothing_is_drawn_from_an_address() -> None:
    spec = MADE["bars"]() | {"data": {"url": "http://127.0.0.1:9/x.json"}}
    with pytest.raises(UnreadableMaterial, match="FEN-2142"):
        to_svg(spec)


def test_a_missing_font_folder_names_the_remedy(tmp_path: Any) -> None:
    with pytest.raises(SetUpFault, match="make install"):
        to_svg(MADE["bars"](), font_paths=(tmp_path / "absent",))


def test_empty_input_still_draws() -> None:
    for spec in (bars([], description="d"), lines([], description="d"), price_ranges([], description="d"),
                 matrix([], description="d", levels=("a",)), region_map(LAND, description="d")):  # fmt: skip
        assert to_svg(spec).startswith("<svg")


def test_numbers_follow_the_language() -> None:
    spec = bars([{"category": "A", "value": 12345}], description="d")
    assert "12,345" in to_svg(spec) and "12.345" in to_svg(spec, locale="sr-Latn")


def test_an_arrow_points_where_the_leg_goes() -> None:
    for destination, angle in (((20.0, 50.0), 0), ((30.0, 44.0), 90), ((20.0, 38.0), 180)):
        _, found = arrow_head(curve((20.0, 44.0), destination))
        assert math.isclose(abs(found) % 360, angle, abs_tol=20)


def test_there_and_back_do_not_cover_each_other() -> None:
    there, back = curve((20.0, 44.0), (21.0, 45.0)), curve((21.0, 45.0), (20.0, 44.0))
    assert there[0] == back[-1] and there[7] != back[7]


def test_the_theme_has_light_dark_and_print() -> None:
    assert config("dark")["axis"]["labelColor"] != config("light")["axis"]["labelColor"]
    assert config("print")["aria"] is False
