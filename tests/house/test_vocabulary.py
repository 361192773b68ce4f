"""Code lists and the reference base: every code exists, every fact has its source, nothing is copied."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from fener.gateways.geonames import region_gazetteer
from fener.gateways.reference import read_reference_base
from fener.terms.codelists import CODES_FOLDER, code_list, code_list_names, read_yaml
from fener.terms.territories import region_members, territories

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
BASE = read_reference_base()
EVERYTHING = [*BASE.observations, *BASE.prices, *BASE.segments, *BASE.figures, *BASE.stakeholders, *BASE.instruments]


@pytest.mark.parametrize("name", code_list_names())
def test_a_code_list_is_whole(name: str) -> None:
    listed = read_yaml(CODES_FOLDER / f"{name}.yaml")["codes"]
    codes = [str(entry["code"]) for entry in listed]
    assert len(codes) == len(set(codes)), "a code stands twice"
    found = code_list(name)
    assert found.name == name
    for entry in found:
        assert entry.label.strip()
        assert entry.refs or entry.code in {"unknown", "other"}, f"{entry.code} has no reference"
        assert entry.parent is None or entry.parent in found


def test_keys_are_unique_over_the_whole_base() -> None:
    repeated = [key for key, count in Counter(entry.key for entry in EVERYTHING).items() if count > 1]
    assert repeated == []


def test_every_code_used_exists() -> None:
    wrong = [
        (entry.key, name, code)
        for entry in BASE.observations
        for name, codes in {**entry.codes, "observation_topics": (entry.topic,), "extents": (entry.extent,)}.items()
        for code in codes
        if code not in code_list(name)
    ]
    wrong += [
        (price.key, "price_scopes", price.scope)
        for price in BASE.prices
        if price.scope not in code_list("price_scopes")
    ]
    wrong += [
        (price.key, "price_units", price.unit) for price in BASE.prices if price.unit not in code_list("price_units")
    ]
    wrong += [
        (segment.key, "crossing_methods", code)
        for segment in BASE.segments
        for code in segment.methods
        if code not in code_list("crossing_methods")
    ]
    wrong += [
        (row.key, "figure_measures", row.measure)
        for row in BASE.figures
        if row.measure not in code_list("figure_measures")
    ]
    wrong += [
        (row.key, "stakeholder_kinds", row.kind)
        for row in BASE.stakeholders
        if row.kind not in code_list("stakeholder_kinds")
    ]
    wrong += [
        (row.key, "cooperation_kinds", row.kind)
        for row in BASE.instruments
        if row.kind not in code_list("cooperation_kinds")
    ]
    wrong += [
        (row.key, "guiding_questions", q)
        for row in BASE.observations
        for q in row.answers
        if q not in code_list("guiding_questions")
    ]
    assert wrong == []


def test_every_fact_says_where_it_stands() -> None:
    sources = {source.key for source in BASE.sources}
    for entry in EVERYTHING:
        assert entry.provenance.source in sources, entry.key
        assert entry.territory in territories(), entry.key
        if entry.provenance.source in {"R23", "R25"}:
            assert entry.provenance.section, entry.key
            assert entry.provenance.page, entry.key


def test_every_place_named_is_in_the_gazetteer(tmp_path: Path) -> None:
    gazetteer = region_gazetteer(None)
    named = {place for entry in BASE.observations for place in entry.places}
    named |= {key for segment in BASE.segments for key in (segment.origin, segment.destination)}
    named |= {
        key
        for price in BASE.prices
        for key in (price.origin, price.destination, *price.via)
        if key and key not in territories()
    }
    assert sorted(key for key in named if gazetteer.get(key) is None) == []
    assert len(named) >= 60


def test_the_base_is_as_full_as_the_report() -> None:
    assert len(BASE.prices) >= 24
    assert {"E26", "E27", "E28", "E29", "E30"} <= {entry.key for entry in BASE.inconsistencies}
    for place in region_members():
        assert sum(entry.territory == place for entry in BASE.observations) >= 20, place
        assert any(entry.territory == place and entry.part == "key" for entry in BASE.stakeholders), place


def test_the_gap_in_the_entries_table_is_a_gap() -> None:
    gaps = [row for row in BASE.figures if row.missing]
    assert [(row.territory, row.period.first_on.year if row.period.first_on else None) for row in gaps] == [
        ("RS", 2021)
    ]
    assert all(row.value is None for row in gaps)


def test_every_caution_points_into_the_register_or_speaks_for_itself() -> None:
    register = {entry.key for entry in BASE.inconsistencies}
    for entry in EVERYTHING:
        for mark in re.findall(r"\b[EA]\d{1,2}\b", entry.provenance.caution):
            assert mark in register, (entry.key, mark)
    keys = {entry.key for entry in EVERYTHING} | {source.key for source in BASE.sources}
    for known in BASE.inconsistencies:
        assert set(known.touches) <= keys, known.key


def test_every_guiding_question_is_there_in_its_order() -> None:
    expected = [f"4.1.{n}" for n in range(1, 10)] + [f"4.2.{n}" for n in range(1, 10)]
    expected += [f"4.3.{n}" for n in range(1, 9)] + [f"4.4.{n}" for n in range(1, 5)] + ["5.1", "5.2"]
    assert list(code_list("guiding_questions").codes) == expected


def test_statements_are_our_own_words() -> None:
    texts = [
        path
        for path in (REPORTS / "monitoring-report-2023.txt", REPORTS / "digitization-report-2025.txt")
        if path.exists()
    ]
    if not texts:
        pytest.skip("the reports' texts are not here")
    runs: set[tuple[str, ...]] = set()
    for path in texts:
        words = re.findall(r"\w+", path.read_text(encoding="utf-8").casefold())
        runs |= set(zip(*(words[start:] for start in range(8)), strict=False))
    copied = []
    for entry in BASE.observations:
        words = re.findall(r"\w+", entry.statement.casefold())
        if any(run in runs for run in zip(*(words[start:] for start in range(8)), strict=False)):
            copied.append(entry.key)
    assert copied == []
