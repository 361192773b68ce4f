"""Only suppressed tables leave the register, the same for everybody, and not before their cut-off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fener.actions.protection.correct_harm import correct_harm
from fener.actions.protection.dispose_harm import dispose_harm
from fener.actions.protection.note_proceedings import note_proceedings
from fener.queries.protection.harm_counts import harm_table, quarter_start
from fener.records.protection.models import HarmRecord
from fener.terms.errors import NotAllowed, UnknownTerm
from tests.actions.protection.harm_parts import harm_wish, recorded

pytestmark = pytest.mark.django_db
BEFORE, TODAY = date(2026, 4, 2), date(2026, 8, 20)


def _cell(found, key: str, row: str, column: str):  # type: ignore[no-untyped-def]
    table = next(table for table in found.tables if table.key == key)
    place = next(at for at, one in enumerate(table.columns) if column in (one.key, one.title))
    cell = next(line[place] for line in table.rows if line[0].value == row)
    return "withheld" if cell.suppressed else cell.value


def test_a_large_count_shows_and_a_small_one_does_not(caseworker) -> None:
    recorded(caseworker, on=BEFORE, offences=["extortion"], persons=12, children=0)
    recorded(caseworker, on=BEFORE, offences=["robbery"], persons=3, children=0)
    found = harm_table(caseworker, 2026, today=TODAY)
    assert _cell(found, "harm-offences-WB", "Extortion", "smuggler") in (12, "withheld")
    assert _cell(found, "harm-offences-WB", "Robbery", "smuggler") == "withheld"
    assert _cell(found, "harm-offences-WB", "Robbery", "total") == "withheld"
    assert _cell(found, "harm-offences-WB", "Killing", "total") == 0
    assert "3" not in {str(cell.value) for table in found.tables for row in table.rows for cell in row}


def test_everybody_sees_the_same_whatever_their_organisation(caseworker, outsider, analyst) -> None:
    recorded(caseworker, on=BEFORE, persons=7, children=0)
    recorded(outsider, on=BEFORE, persons=6, children=0)
    mine, theirs, other = (harm_table(member, 2026, today=TODAY) for member in (caseworker, outsider, analyst))
    assert mine == theirs == other
    assert _cell(mine, "harm-offences-WB", "Extortion", "total") == 13
    assert _cell(harm_table(analyst, 2026, "RS", today=TODAY), "harm-offences-RS", "Extortion", "total") == 13
    assert len(harm_table(analyst, 2026, "RS", today=TODAY).tables) == 1


def test_who_may_not_read_counts_gets_none(investigator, monitor, reader) -> None:
    for member in (investigator, monitor, reader):
        with pytest.raises(NotAllowed):
            harm_table(member, 2026, today=TODAY)


@pytest.mark.parametrize(("year", "place"), [(1990, "WB"), (2026, "DE"), (2026, ""), (2027, "WB")])
def test_there_are_no_other_tables_to_ask_for(caseworker, year, place) -> None:
    with pytest.raises(UnknownTerm) as refused:
        harm_table(caseworker, year, place, today=TODAY)
    assert refused.value.number == "FEN-2851"


def test_what_came_or_changed_since_the_quarter_began_is_not_counted_yet(caseworker) -> None:
    """Nobody can look before and after somebody spoke."""
    today = timezone.localdate()
    before = quarter_start(today) - timedelta(days=1)
    month = before.replace(day=1)
    old = recorded(caseworker, on=before, happened_in=month, offences=["extortion"], persons=9, children=0)
    first = harm_table(caseworker, month.year, today=today)
    recorded(caseworker, happened_in=month, offences=["extortion"], persons=8, children=0)
    correct_harm(caseworker, old.key, harm_wish(happened_in=month, offences=["robbery"], persons=30, territory="BA"))
    correct_harm(caseworker, old.key, harm_wish(happened_in=month, offences=["killing"], persons=31, territory="AL"))
    note_proceedings(caseworker, old.key, outcome="charged", known_on=today)
    assert harm_table(caseworker, month.year, today=today) == first
    assert _cell(first, "harm-offences-WB", "Extortion", "total") == 9


def test_erasing_a_record_changes_no_table(caseworker) -> None:
    made = recorded(caseworker, on=BEFORE, persons=11, children=5)
    note_proceedings(caseworker, made.key, outcome="convicted", known_on=BEFORE)
    later = date(2027, 2, 1) if timezone.localdate() < date(2027, 1, 1) else timezone.localdate() + timedelta(days=200)
    first = harm_table(caseworker, 2026, today=later)
    HarmRecord.objects.update(keep_until=BEFORE)
    assert dispose_harm() == 1
    assert harm_table(caseworker, 2026, today=later) == first
    assert _cell(first, "harm-outcomes", "Convicted", "persons") == 11
    assert _cell(first, "harm-ages", "Children", "persons") == 5


def test_invented_and_real_records_are_never_in_one_table(caseworker) -> None:
    made = recorded(caseworker, on=BEFORE, persons=20, children=0)
    HarmRecord.objects.update(is_invented=True)
    practice = harm_table(caseworker, 2026, today=TODAY)
    assert practice.is_invented and _cell(practice, "harm-offences-WB", "Extortion", "total") == 20
    recorded(caseworker, on=BEFORE, persons=8, children=0)
    real = harm_table(caseworker, 2026, today=TODAY)
    assert not real.is_invented and _cell(real, "harm-offences-WB", "Extortion", "total") == 8
    assert made.key not in str(real)
