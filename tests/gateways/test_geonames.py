"""The region's cut is made once, kept whole, and made again when the file is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fener.gateways.geonames import cut_region, region, region_gazetteer
from fener.terms.places import Gazetteer, Place, supplement


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    region_gazetteer(folder)
    return folder


@pytest.fixture(scope="module")
def wide(cache: Path) -> Gazetteer:
    return region_gazetteer(cache)


def test_the_cut_holds_the_supplement_and_the_region(wide: Gazetteer) -> None:
    assert all(place.key in wide for place in supplement())
    assert len(wide) > 10_000
    kosovo = [place for place in wide if "XK" in place.territories and place.origin == "geonames"]
    assert len(kosovo) > 30


def test_towns_are_not_listed_twice_and_learn_spellings(wide: Gazetteer) -> None:
    assert wide.resolve("Sarajevo").place is wide["sarajevo"]
    assert [place.key for place in wide if place.name == "Sarajevo"] == ["sarajevo"]
    assert wide["belgrade"].population > 1_000_000
    assert wide.resolve("Белград").place is wide["belgrade"]


def test_other_towns_resolve_in_cases_too(wide: Gazetteer) -> None:
    found = wide.resolve("u Kaknju", "BA").place
    assert found is not None
    assert (found.name, found.origin) == ("Kakanj", "geonames")


@pytest.mark.parametrize(
    "name", ["u Bihaću", "iz Šida", "Velike Kladuše", "Šapca", "Beogradu", "Leposaviqit", "Gevgeliju"]
)
def test_the_wider_list_does_not_blur_the_known_places(wide: Gazetteer, name: str) -> None:
    narrow = Gazetteer(supplement()).resolve(name).place
    assert narrow is not None
    found = wide.resolve(name).place
    assert found is not None
    assert found.key == narrow.key


def test_it_is_kept_and_not_cut_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [path.name for path in cache.iterdir()] == [region.cache_name()]
    cuts: list[int] = []
    monkeypatch.setattr(region, "cut_region", lambda *_: cuts.append(1))
    region_gazetteer(cache)
    assert cuts == []


@pytest.mark.parametrize("broken", ["", "{", "[[1]]", "null", '{"a": 1}', "[null]", json.dumps([["k"] * 12])])
def test_a_broken_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    monkeypatch.setattr(region, "cut_region", supplement)
    path = tmp_path / region.cache_name()
    path.write_text(broken)
    assert len(region_gazetteer(tmp_path)) == len(supplement())
    assert len(json.loads(path.read_text())) == len(supplement())


def test_a_folder_that_cannot_be_written_leaves_places_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region, "cut_region", supplement)
    occupied = tmp_path / "file"
    occupied.write_text("a file, not a folder")
    assert len(region_gazetteer(occupied)) == len(supplement())


def test_a_kept_place_comes_back_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region, "cut_region", supplement)
    first, second = list(region_gazetteer(tmp_path)), list(region_gazetteer(tmp_path))
    assert first == second
    assert not list(tmp_path.glob(".places-*"))


def test_a_supplement_town_wins_over_its_double() -> None:
    double = Place(
        "gn-1", "Bihać", "town", ("BA",), 44.82, 15.87, 2.0, {"und": ("Bihatsch",)}, origin="geonames", population=9
    )
    namesake = Place("gn-2", "Bihać", "town", ("BA",), 43.0, 18.0, 2.0, origin="geonames")
    joined = region._joined(supplement(), [double, namesake])
    assert [place.key for place in joined[len(supplement()) :]] == ["gn-2"]
    assert Gazetteer(joined).resolve("Bihatsch").place == next(place for place in joined if place.key == "bihac")


@pytest.mark.slow
def test_the_cut_without_a_folder() -> None:
    assert len(cut_region()) == len(region_gazetteer())
