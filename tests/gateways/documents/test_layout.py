"""One reading for all formats: numbering and signs are settled once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.documents.layout import compressed, lay_out, pictures_in, stretch_text
from fener.gateways.documents.text import by_direction, number_text, plain, runs_right_to_left
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.errors import UnreadableMaterial
from fener.terms.reporting import Bullets, Cell, Column, Section, Table
from tests.gateways.documents.sample import ARABIC, sample_report


@given(st.lists(st.integers(1, 30)))
def test_compressed_stretches_hold_each_number_once(numbers: list[int]) -> None:
    stretches = compressed(numbers)
    assert [n for first, last in stretches for n in range(first, last + 1)] == sorted(set(numbers))
    assert all(before[1] + 1 < after[0] for before, after in pairwise(stretches))


def test_two_neighbours_are_listed_and_three_become_a_range() -> None:
    assert [stretch_text(pair) for pair in compressed([4, 1, 2, 7, 8, 9])] == ["1, 2", "4", "7–9"]


def test_references_are_numbered_in_the_order_of_reading_and_all_are_listed() -> None:
    laid = lay_out(sample_report())
    assert [entry["n"] for entry in laid["references"]] == list(range(1, len(laid["references"]) + 1))
    assert len(laid["references"]) == 40


def test_what_statements_rest_on_comes_first() -> None:
    """So that the count of statements is one range of numbers."""
    document = sample_report()
    stated = [
        id_
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Bullets)
        for entry in block.entries
        for run in entry
        for id_ in run.ids
    ]
    first = [entry["id"] for entry in lay_out(document)["references"]][: len(dict.fromkeys(stated))]
    assert first == list(dict.fromkeys(stated))


def test_an_id_without_a_reference_is_listed_and_says_so() -> None:
    entry = next(entry for entry in lay_out(sample_report())["references"] if entry["id"] == "O-T-040")
    assert entry["text"] == ENGLISH.no_reference


def test_every_figure_points_to_a_table_with_the_same_numbers() -> None:
    laid = lay_out(sample_report())
    labels = {table["label"] for table in laid["figure_tables"]}
    pictures = list(pictures_in(laid["sections"]))
    assert [picture["label"] for picture in pictures] == [f"Figure {n}" for n in range(1, 7)]
    for picture in pictures:
        assert any(label in picture["see"] for label in labels)


def test_absent_and_withheld_cells_show_signs_that_are_explained_below() -> None:
    table = lay_out(sample_report())["sections"][1]["blocks"][1]
    texts = {cell["text"] for row in table["rows"] for cell in row}
    assert {ENGLISH.withheld, ENGLISH.not_available} <= texts
    said = [note["text"] for note in table["notes"]]
    assert ENGLISH.sign_withheld in said and ENGLISH.sign_not_available in said
    assert {note["letter"] for note in table["notes"]} == {"a", ""}


def test_a_row_with_too_few_cells_is_refused() -> None:
    table = Table("t", "c", (Column("a", "A"), Column("b", "B")), ((Cell(1),),))
    with pytest.raises(UnreadableMaterial, match="FEN-2150"):
        lay_out(replace(sample_report(), sections=(Section("1", "x", (table,)),)))


@pytest.mark.parametrize(
    ("value", "said"),
    [(1204, "1,204"), (-3, "−3"), (0.1, "0.1"), (Decimal("1234.50"), "1,234.50"), (12345.678, "12,345.678")],
)
def test_numbers_are_grouped_and_keep_their_digits(value: int | float | Decimal, said: str) -> None:
    assert number_text(value, ENGLISH) == said


def test_number_signs_follow_the_wording() -> None:
    assert number_text(Decimal("1234.5"), ReportWording(thousands=".", decimal=",")) == "1.234,5"


@given(st.text())
def test_plain_text_has_no_control_signs_and_no_direction_overrides(text: str) -> None:
    assert not set(plain(text)) & {*map(chr, range(9)), "\u202e", "\u2066", "\ufeff", "\x7f"}
    plain(text).encode()


@given(st.text())
def test_pieces_by_direction_make_up_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in by_direction(text)) == text


def test_direction_is_that_of_the_first_letter() -> None:
    assert runs_right_to_left(ARABIC) and not runs_right_to_left(f"a {ARABIC}") and not runs_right_to_left("12")
