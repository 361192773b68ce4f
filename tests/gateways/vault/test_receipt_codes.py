"""Receipt codes: easy to copy, hard to mistype, kept nowhere."""

from __future__ import annotations

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.gateways.vault import Seal
from fener.gateways.vault.receipt_codes import (
    code_from,
    locator_of,
    new_code,
    read_code,
    receipt_keys,
    recipient_of,
    typed_groups,
    wrong_groups,
)
from fener.terms.errors import UnreadableMaterial

CODES = st.binary(min_size=16, max_size=16).map(lambda seed: code_from(b"tests", seed))
SCRIPTS = {"Arabic": "٠١٢٣٤٥٦٧٨٩", "Persian": "۰۱۲۳۴۵۶۷۸۹", "Bengali": "০১২৩৪৫৬৭৮৯", "wide": "０１２３４５６７８９"}


def test_a_code_is_eight_groups_of_five_digits():
    code = new_code()
    assert [len(group) for group in code.split()] == [5] * 8
    assert code.replace(" ", "").isdigit()
    assert new_code() != code


@given(CODES, st.sampled_from(sorted(SCRIPTS)), st.sampled_from([" ", "-", "", "\n", " · "]))
def test_it_may_be_typed_in_any_digits_with_anything_between(code, script, between):
    typed = between.join(code.split()).translate(str.maketrans("0123456789", SCRIPTS[script]))
    assert read_code(typed) == read_code(code)


@given(CODES, st.integers(0, 39), st.integers(1, 9))
def test_every_single_wrong_digit_is_told_and_the_group_named(code, place, added):
    digits = code.replace(" ", "")
    typed = digits[:place] + str((int(digits[place]) + added) % 10) + digits[place + 1 :]
    assert wrong_groups(typed) == (place // 5,)
    with pytest.raises(UnreadableMaterial) as refused:
        read_code(typed)
    assert refused.value.number == "FEN-2725"


@given(CODES, st.integers(0, 7), st.integers(0, 3))
def test_every_swap_of_neighbours_is_told(code, group, place):
    digits = list(code.replace(" ", ""))
    at = group * 5 + place
    if digits[at] == digits[at + 1]:
        return
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    assert wrong_groups("".join(digits)) == (group,)


@given(CODES, st.integers(0, 39))
def test_a_missing_digit_is_told(code, place):
    digits = code.replace(" ", "")
    with pytest.raises(UnreadableMaterial):
        read_code(digits[:place] + digits[place + 1 :])
    with pytest.raises(UnreadableMaterial):
        read_code(digits + "1")
    assert typed_groups("") == ()


@settings(max_examples=10)
@given(CODES)
def test_what_follows_from_a_code_is_always_the_same_and_opens_what_was_sealed_to_it(code):
    keys, again = receipt_keys(code), receipt_keys(code.replace(" ", ""))
    assert (keys.way_in, keys.identity, keys.mark(b"x")) == (again.way_in, again.identity, again.mark(b"x"))
    assert keys.recipient == recipient_of(keys.identity)
    assert Seal(identity=keys.identity).open(Seal(recipient=keys.recipient).seal(b"an answer")) == b"an answer"
    assert keys.locator == locator_of(keys.way_in) != keys.way_in.hex()


def test_the_derivation_never_changes():
    """Codes written on paper must open what was sealed to them for as long as it lies there."""
    keys = receipt_keys(code_from(b"tests", b"one seed"))
    assert code_from(b"tests", b"one seed") == "97376 07293 60604 37732 83568 57710 43742 00209"
    assert keys.locator == "8742e55c8ce33977c7d94af64b736f7568e5728afb9c56cfad13f442b4e05855"
    assert keys.recipient == "age1e0ev3s3p75yr3cfkhnygu5sjm3he4d2h50tdkrzgl6dmhgwm7g0qgdl20v"


@given(st.binary(min_size=32, max_size=32))
def test_private_halves_are_written_as_age_writes_them(scalar):
    from fener.gateways.vault.receipt_codes import _identity

    written = _identity(scalar)
    assert str(pyrage.x25519.Identity.from_str(written)) == written


def test_what_is_no_private_half_is_refused():
    with pytest.raises(UnreadableMaterial) as refused:
        recipient_of("age1notthis")
    assert refused.value.number == "FEN-2726"
