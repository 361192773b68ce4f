"""Four access levels × role × team × organisation × territory × glass: the whole table, from the words of the brief."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from fener.safeguards.access import BREAK_GLASS, LOG, Reader, level_of, may_break_glass, may_read_class
from fener.terms.codelists import code_list
from fener.terms.people import Role
from fener.terms.protection import AccessLevel

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GLASS = {"none": None, "running": NOW + timedelta(minutes=1), "over": NOW, "long over": NOW - timedelta(days=1)}
REASON = "The hospital asks at night who may consent."


def expected(level: AccessLevel, reader: Reader, glass: str) -> bool:
    """OPEN and AUDITED: the organisation's caseworkers of the territory; PROTECTED: the team, or glass; CLOSED: the team."""
    if reader.role not in ("caseworker", "lawyer") or not reader.same_organisation:
        return False
    if reader.on_team:
        return True
    if reader.role == "lawyer" or not reader.same_territory:
        return False
    return level in ("open", "audited") or (level == "protected" and glass == "running")


@pytest.mark.parametrize("level", list(AccessLevel))
@pytest.mark.parametrize("role", [*Role, "", "nobody"])
def test_who_reads_what_is_the_whole_table(level: AccessLevel, role: str) -> None:
    for organisation, territory, team, glass in product((True, False), (True, False), (True, False), GLASS):
        reader = Reader(role, organisation, territory, team, GLASS[glass])
        decision = may_read_class(level, reader, NOW)
        assert decision.allowed is expected(level, reader, glass), (reader, decision.reasons)
        assert decision.reasons
        if decision.allowed:
            assert (LOG in decision.duties) is (level is not AccessLevel.OPEN), reader


@pytest.mark.parametrize("level", list(AccessLevel))
@pytest.mark.parametrize("role", [*Role, "", "nobody"])
def test_who_breaks_the_glass_is_the_whole_table(level: AccessLevel, role: str) -> None:
    for organisation, territory, team, reason in product(
        (True, False), (True, False), (True, False), (REASON, " x ", "")
    ):
        allowed = may_break_glass(level, Reader(role, organisation, territory, team), reason).allowed
        is_near = role == "caseworker" and organisation and territory and not team
        assert allowed is (is_near and level != "closed" and reason == REASON)


def test_glass_opens_for_three_hours_and_is_noted_and_told() -> None:
    assert timedelta(hours=3) == BREAK_GLASS
    decision = may_break_glass(AccessLevel.PROTECTED, Reader(Role.CASEWORKER, True, True, False), REASON)
    assert LOG in decision.duties and any("Tell" in duty for duty in decision.duties)


@pytest.mark.parametrize("raised", list(AccessLevel))
def test_a_case_raises_and_never_lowers_a_classs_own_level(raised: AccessLevel) -> None:
    for entry in code_list("data_classes"):
        own = AccessLevel(entry.extra["access"])
        assert level_of(entry.code, raised).rank == max(own.rank, raised.rank)


def test_what_says_who_somebody_is_is_never_open_and_what_is_unknown_is_closed() -> None:
    open_to_all = {entry.code for entry in code_list("data_classes") if level_of(entry.code) is AccessLevel.OPEN}
    assert open_to_all == {"needs"}
    assert {code for code in ("photo", "statement") if level_of(code) is AccessLevel.CLOSED} == {"photo", "statement"}
    assert level_of("a class nobody knows") is AccessLevel.CLOSED


def test_levels_rise_in_the_order_in_which_they_are_written() -> None:
    assert [level.rank for level in (AccessLevel.OPEN, AccessLevel.AUDITED, AccessLevel.PROTECTED, AccessLevel.CLOSED)] == [
        0, 1, 2, 3,
    ]  # fmt: skip
