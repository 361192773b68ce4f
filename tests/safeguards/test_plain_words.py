"""Words that go out in the open name nobody."""

from __future__ import annotations

import pytest

from fener.safeguards.plain_words import identifying_words, may_go_in_words


@pytest.mark.parametrize(
    "words", ["Five people by the river, two of them children.", "Petoro ljudi kod Lojana, dvoje dece.", "", "  "]
)
def test_a_situation_may_go(words: str) -> None:
    assert may_go_in_words(identifying_words([words], "RS")).allowed


def test_what_surely_identifies_never_goes_and_the_reason_does_not_repeat_it() -> None:
    decision = may_go_in_words(identifying_words(["Phone +381 64 123 4567"], "RS"), looked_at=True)
    assert not decision.allowed
    assert "381" not in "".join(decision.reasons)


def test_what_may_identify_goes_after_a_second_look() -> None:
    found = identifying_words(["A man called Ali Rahimi"], "RS")
    assert not may_go_in_words(found).allowed
    assert may_go_in_words(found, looked_at=True).allowed
