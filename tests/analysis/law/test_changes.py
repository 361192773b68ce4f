"""The law over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from fener.analysis.law import library
from fener.analysis.law.books import Library
from fener.analysis.law.changes import Direction, as_of, change_matrix, changes, direction
from fener.analysis.law.holdings import PenaltyRange, Provision
from fener.analysis.law.matrix import as_rows
from fener.terms.errors import UnknownTerm

AMENDED = date(2017, 6, 1)


def with_next(**changed: object) -> Library:
    """The books with one more version of RS.CC.350.2, in force from 2030."""
    books = library()
    older = books.current("RS.CC.350.2")
    older = replace(older, valid=replace(older.valid, ends=date(2029, 12, 31)))
    newer = replace(older, valid=replace(older.valid, begins=date(2030, 1, 1), ends=None), **changed)  # type: ignore[arg-type]
    versions: tuple[Provision, ...] = (*books.versions_of("RS.CC.350.2")[:-1], older, newer)
    return replace(books, provisions=MappingProxyType({**books.provisions, "RS.CC.350.2": versions}))


def test_the_amendment_of_serbia_made_every_range_stiffer() -> None:
    found = changes(library(), "RS")
    assert [each.provision_id for each in found] == ["RS.CC.350.2", "RS.CC.350.3", "RS.CC.350.4"]
    assert {each.on for each in found} == {AMENDED}
    assert {each.direction for each in found} == {Direction.STIFFER}
    assert all(each.sources for each in found)


def test_a_change_says_what_was_before_and_after() -> None:
    [change] = changes(library(), "RS.CC.350.2")
    said = {each.what: (each.before, each.after) for each in change.differences}
    assert said["range"] == ("6 months – 5 years", "1–8 years")
    assert said["validity"] == ("from 2009-09-11 until 2017-05-31", "from 2017-06-01")
    assert "elements" not in said


def test_what_has_one_version_has_no_change() -> None:
    assert changes(library(), "BA.CC.189.1") == ()
    assert changes(library(), "BA-SRP") == ()


def test_a_milder_version_an_element_dropped_and_a_benefit_no_longer_needed_are_told() -> None:
    older = library().current("RS.CC.350.2")
    penalty = PenaltyRange(6, 60)
    books = with_next(penalty=penalty, needs_benefit=False, elements=older.elements[:-2])
    change = changes(books, "RS.CC.350.2")[-1]
    assert change.direction is Direction.MILDER
    told = [f"{each.what}: {each.before} → {each.after}" for each in change.differences]
    assert "benefit: needed → not needed" in told
    assert any(line.startswith("elements: dropped: Knowledge") for line in told)


def test_an_element_added_or_measured_otherwise_is_told() -> None:
    books = library()
    older = books.current("RS.CC.350.2")
    added = books.current("ME.CC.401").elements[1]
    otherwise = replace(older.elements[2], measure=older.elements[1].measure)
    change = changes(with_next(elements=(*older.elements[:2], otherwise, *older.elements[3:], added)), "RS.CC.350.2")[
        -1
    ]
    told = [(each.before, each.after) for each in change.differences if each.what == "elements"]
    assert (f"{otherwise.title}: as before", f"{otherwise.title}: measured otherwise") in told
    assert ("", f"added: {added.title}") in told
    assert change.direction is Direction.SAME


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (PenaltyRange(12, 96), PenaltyRange(12, 96), Direction.SAME),
        (PenaltyRange(12, 96), PenaltyRange(12, 97), Direction.STIFFER),
        (PenaltyRange(12, 96), PenaltyRange(11, 96), Direction.MILDER),
        (PenaltyRange(12, 96), PenaltyRange(6, 120), Direction.MIXED),
        (PenaltyRange(None, 96), PenaltyRange(36, 120), Direction.STIFFER),
        (PenaltyRange(12, 96), PenaltyRange(12, None, open_ended=True), Direction.STIFFER),
        (PenaltyRange(), PenaltyRange(12, 96), Direction.NOT_KNOWN),
        (None, PenaltyRange(12, 96), Direction.NOT_KNOWN),
        (PenaltyRange(12, 96), None, Direction.NOT_KNOWN),
    ],
)
def test_ranges_are_compared_at_both_ends(before: PenaltyRange, after: PenaltyRange, said: Direction) -> None:
    assert direction(before, after) is said


def test_the_day_decides_which_version_is_in_force() -> None:
    books = library()
    last = {each.id: each for each in as_of(books, "RS", AMENDED - timedelta(days=1))}
    first = {each.id: each for each in as_of(books, "RS", AMENDED)}
    assert last["RS.CC.350.2"].valid.ends == AMENDED - timedelta(days=1)
    assert first["RS.CC.350.2"].valid.begins == AMENDED
    assert "RS.CC.350.2" not in {each.id for each in as_of(books, "RS", date(2001, 1, 1))}


def test_only_offences_are_listed_and_a_part_of_bosnia_has_its_own_beside_those_of_the_state() -> None:
    inside = {each.jurisdiction for each in as_of(library(), "BA-SRP", AMENDED)}
    assert inside == {"BA", "BA-SRP"}
    whole = as_of(library(), "BA", AMENDED)
    assert {each.jurisdiction for each in whole} == {"BA", "BA-BIH", "BA-SRP", "BA-BRC"}
    assert "BA.CC.26" not in {each.id for each in whole}


def test_what_is_neither_provision_nor_state_is_refused() -> None:
    with pytest.raises(UnknownTerm) as refused:
        changes(library(), "RS.CC.999")
    assert refused.value.number == "FEN-2920"
    with pytest.raises(UnknownTerm) as refused:
        as_of(library(), "HR", AMENDED)
    assert refused.value.number == "FEN-2921"


def test_changes_are_drawn_one_row_each() -> None:
    header, *rows = as_rows(change_matrix(library(), "RS"))
    assert header == ("Provision", "In force", "What changed", "For the accused", "Sources")
    assert len(rows) == 3
    assert "range: 6 months – 5 years → 1–8 years" in rows[0][2]
    assert rows[0][3] == "Stiffer"
