"""One file for words and pictures, whose length and names say little."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.door_container import DoorContent, pack, padded_length, sealed_to_all, unpack
from fener.gateways.vault.receipt_codes import recipient_of
from fener.terms.errors import UnreadableMaterial


@given(st.text(max_size=300), st.binary(max_size=3000))
def test_what_is_packed_comes_out_again(words, picture):
    found = unpack(pack(DoorContent({"message": words}, [("picture-1.jpg", picture)])))
    assert found.words == {"message": words}
    assert found.files == (("picture-1.jpg", picture),)


@given(st.integers(1, 50_000_000))
def test_padding_costs_at_most_an_eighth(length):
    assert length <= padded_length(length) <= max(4096, length * 1.13)
    assert padded_length(padded_length(length)) == padded_length(length)


def test_short_messages_are_all_of_one_length():
    assert len({len(pack(DoorContent({"message": "a" * number}))) for number in (0, 1, 40, 900, 3000)}) == 1


def test_no_time_stands_in_it():
    with zipfile.ZipFile(io.BytesIO(pack(DoorContent({"message": "x"})))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"words", pack(DoorContent({}))[:-30]])
def test_anything_else_is_refused(content):
    with pytest.raises(UnreadableMaterial) as refused:
        unpack(content)
    assert refused.value.number == "FEN-2729"


def test_an_answer_opens_with_either_key():
    one, other = make_identity(), make_identity()
    sealed = sealed_to_all(b"words", recipient_of(one), recipient_of(other))
    assert {Seal(identity=key).open(sealed) for key in (one, other)} == {b"words"}
    with pytest.raises(UnreadableMaterial):
        sealed_to_all(b"words", "age1nothing")
