"""What may come in at the safe door."""

from __future__ import annotations

import pytest

from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.receipt_codes import locator_of, recipient_of
from fener.safeguards import door
from fener.safeguards.door import may_come_in
from fener.terms.door import SealedArrival

HEX = "ab" * 32
SEALED = Seal(recipient=recipient_of(make_identity())).seal(b"words")


def test_something_sealed_that_can_be_found_again_may_come_in():
    assert may_come_in(sealed=SEALED, way_in=HEX, mark=HEX).allowed


@pytest.mark.parametrize(
    "odd",
    [{"sealed": b"words"}, {"sealed": b""}, {"way_in": HEX.upper()}, {"way_in": HEX[:-1]}, {"mark": HEX + "\n"}],
    ids=["words", "nothing", "capitals", "short", "a line more"],
)
def test_anything_else_may_not(odd):
    refused = may_come_in(**{"sealed": SEALED, "way_in": HEX, "mark": HEX, **odd})
    assert not refused.allowed and refused.reasons


def test_what_is_too_large_may_not(monkeypatch):
    monkeypatch.setattr(door, "LARGEST_SEALED", 10)
    assert not may_come_in(sealed=SEALED, way_in=HEX, mark=HEX).allowed


def test_both_ways_to_a_locator_are_one():
    arrival = SealedArrival(HEX, "", "", b"", "browser", "", "en")
    assert arrival.locator == locator_of(bytes.fromhex(HEX)) != HEX
