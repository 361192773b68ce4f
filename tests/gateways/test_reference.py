"""The reference base is read whole; a fault names file, entry and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from fener.gateways.reference import read_reference_base
from fener.terms.errors import UnreadableMaterial

GOOD = """
room: t
report: R23
observations:
  - {key: T-1, topic: route, territory: RS, statement: Invented., section: "2.1", page: 11, grading: B3,
     period: {from: "2020", to: "2021"}}
prices:
  - {key: T-P1, territory: RS, from: sid, to: HR, scope: leg, unit: per_person, low: 100,
     high: 200.50, currency: EUR, section: "2.3", page: 15}
figures:
  - {key: T-F1, measure: dead, unit: persons, territory: RS, period: {from: 2021, to: 2021},
     value: null, missing: true, section: I, page: 5}
"""


def _write(folder: Path, text: str) -> Path:
    (folder / "t.yaml").write_text(text, encoding="utf-8")
    return folder


def test_entries_become_values(tmp_path):
    base = read_reference_base(_write(tmp_path, GOOD))
    (fact,), (price,), (gap,) = base.observations, base.prices, base.figures
    assert (str(fact.grading), str(fact.period), str(fact.provenance)) == ("B3", "2020–2021", "R23 §2.1 p. 11")
    assert (str(price.low), str(price.high)) == ("100", "200.5")
    assert gap.value is None
    assert gap.missing


def test_the_digest_changes_with_the_content(tmp_path):
    first = read_reference_base(_write(tmp_path, GOOD)).digest
    assert read_reference_base(_write(tmp_path, GOOD)).digest == first
    assert read_reference_base(_write(tmp_path, GOOD.replace("Invented.", "Invented!"))).digest != first


@pytest.mark.parametrize(
    "fault",
    [
        ("grading: B3", "grading: Z9"),
        ("topic: route, ", ""),
        ('from: "2020", to: "2021"', 'from: "2022", to: "2021"'),
        ("page: 11", "page: eleven"),
        ("low: 100", "low: about a hundred"),
    ],
)
def test_a_fault_names_file_and_entry(tmp_path, fault):
    with pytest.raises(UnreadableMaterial, match=r"t\.yaml: entry 1") as refusal:
        read_reference_base(_write(tmp_path, GOOD.replace(*fault)))
    assert refusal.value.number == "FEN-2010"
    assert refusal.value.remedy


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(UnreadableMaterial, match="FEN-2011"):
        read_reference_base(tmp_path)
