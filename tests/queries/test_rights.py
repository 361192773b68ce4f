"""Queries of the rights navigator: for those who advise people, and only about facts that bear on the territory."""

from __future__ import annotations

from datetime import date

import pytest

from fener.queries.rights import entries_for_all, legal_orders, questions_for, rights_for, territory_choices
from fener.terms.errors import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_monitor_is_answered(monitor) -> None:  # type: ignore[no-untyped-def]
    assert rights_for(monitor, {"wants_asylum": True}, "ME", date(2026, 11, 22)).territory == "ME"
    assert [order.code for order in legal_orders(monitor)] == [code for code, _ in territory_choices()]


@pytest.mark.parametrize("who", ["reader", "analyst", "administrator"])
def test_others_are_refused(request, who: str) -> None:  # type: ignore[no-untyped-def]
    member = request.getfixturevalue(who)
    for ask in (
        lambda: rights_for(member, {}, "RS", date(2026, 11, 22)),
        lambda: questions_for(member, "RS"),
        lambda: legal_orders(member),
        lambda: entries_for_all(member),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_only_questions_of_the_territory_are_asked(monitor) -> None:  # type: ignore[no-untyped-def]
    asked = {code: {each.key for each in questions_for(monitor, code)} for code, _ in territory_choices()}
    assert {code for code, keys in asked.items() if "had_traffic_accident" in keys} == {"MK"}
    assert {code for code, keys in asked.items() if "statement_before_prosecutor" in keys} == {"MK", "RS"}
    assert all("was_smuggled" in keys for keys in asked.values())
