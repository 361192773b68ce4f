"""The region is cut from shared arcs: right names, right direction, small enough."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.basemap import WINDOW, build_basemap, region_geojson
from fener.gateways.basemap.cutting import Window, clipped, directed, signed_area, thinned
from fener.terms.errors import SetUpFault, WrongFormat
from fener.terms.territories import region_members

NODE_MODULES = Path(os.environ.get("FENER_NODE_MODULES", Path(__file__).parents[3] / "node_modules"))
ATLAS = NODE_MODULES / "world-atlas" / "countries-10m.json"
BOX = Window(0, 0, 10, 10)
spots = st.tuples(st.floats(-20, 30), st.floats(-20, 30))


def two_neighbours() -> dict[str, Any]:
    """Two invented squares that share one border, as TopoJSON: arc 0 is the border from (20, 40) to (20, 41)."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [19, 40]},
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "688", "properties": {"name": "Serbia"}, "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "properties": {"name": "Kosovo"}, "arcs": [[[~0, 2]]]},
                    {"type": "Polygon", "properties": {"name": "Nowhere in particular"}, "arcs": [[0, 1]]},
                ],
            }
        },
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
    }


def built(topology: object, folder: Path) -> dict[str, Any]:
    (folder / "atlas.json").write_text(json.dumps(topology))
    build_basemap(folder / "atlas.json", folder / "region.json")
    return region_geojson(folder / "region.json")


def test_neighbours_keep_the_very_same_border_and_exteriors_run_clockwise(tmp_path: Path) -> None:
    features = {feature["id"]: feature for feature in built(two_neighbours(), tmp_path)["features"]}
    assert set(features) == {"RS", "XK"}
    rings = {code: feature["geometry"]["coordinates"][0][0] for code, feature in features.items()}
    assert all(signed_area(ring) < 0 for ring in rings.values())
    assert [20.0, 40.0] in rings["RS"] and [20.0, 40.0] in rings["XK"] and [20.0, 41.0] in rings["XK"]


def test_the_label_of_kosovo_is_status_neutral_and_the_note_comes_with_the_map(tmp_path: Path) -> None:
    collection = built(two_neighbours(), tmp_path)
    assert {feature["properties"]["name"] for feature in collection["features"]} == {"Serbia", "Kosovo*"}
    assert "do not imply endorsement" in collection["note"]


@pytest.mark.parametrize("text", ["", "[]", '{"arcs": [[[0]]], "transform": {"scale": [1, 1], "translate": [0, 0]}}'])
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "atlas.json").write_text(text)
    with pytest.raises(WrongFormat, match="FEN-2130"):
        build_basemap(tmp_path / "atlas.json", tmp_path / "region.json")
    assert not (tmp_path / "region.json").exists()


def test_absent_data_name_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault, match="make install"):
        build_basemap(tmp_path / "absent.json", tmp_path / "region.json")
    with pytest.raises(SetUpFault, match="make install"):
        region_geojson(tmp_path / "region.json")


@given(st.lists(spots, min_size=3, max_size=12))
def test_clipping_leaves_nothing_outside_and_a_closed_ring(points: list[tuple[float, float]]) -> None:
    ring = clipped([*points, points[0]], BOX)
    assert all(-1e-9 <= x <= 10 + 1e-9 and -1e-9 <= y <= 10 + 1e-9 for x, y in ring)
    assert not ring or ring[0] == ring[-1]


@given(st.lists(spots, min_size=2, max_size=30))
def test_thinning_keeps_the_ends_and_invents_nothing(points: list[tuple[float, float]]) -> None:
    line = thinned(points, 0.5)
    assert line[0] == points[0] and line[-1] == points[-1] and set(line) <= set(points)


def test_a_closed_arc_is_not_thinned_to_nothing() -> None:
    circle = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (1.0, -1.0), (0.0, 0.0)]
    assert thinned(circle, 0.1) == circle


def test_holes_run_against_their_exterior() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    exterior, hole = directed([square, square])
    assert signed_area(exterior) < 0 < signed_area(hole)


@pytest.mark.skipif(not ATLAS.exists(), reason="world-atlas is not installed (make install)")
def test_the_real_region_is_complete_small_and_well_directed(tmp_path: Path) -> None:
    assert build_basemap(ATLAS, tmp_path / "region.json") < 600_000
    collection = region_geojson(tmp_path / "region.json")
    codes = {feature["id"] for feature in collection["features"]}
    assert codes >= {*region_members(), "HU", "HR", "RO", "BG", "GR", "TR", "IT", "SI", "AT", "DE"}
    assert {f["id"] for f in collection["features"] if f["properties"]["region"]} == set(region_members())
    for feature in collection["features"]:
        for exterior, *holes in feature["geometry"]["coordinates"]:
            assert signed_area(exterior) < 0 and exterior[0] == exterior[-1]
            assert all(signed_area(hole) > 0 for hole in holes)
            assert all(a != b for a, b in pairwise(exterior))
            assert all(WINDOW.west <= x <= WINDOW.east and WINDOW.south <= y <= WINDOW.north for x, y in exterior)
