"""What is sealed is there whole or not at all, and opens only with its key."""

from __future__ import annotations

import errno
import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.gateways.vault import Seal, SealedStore, make_identity
from fener.terms.errors import SetUpFault, UnreadableMaterial

IDENTITY = make_identity()


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200_000))
def test_what_is_put_comes_back_under_its_digest(tmp_path_factory, content: bytes) -> None:
    store = SealedStore(tmp_path_factory.mktemp("store"), Seal(identity=IDENTITY))
    stored = store.put(io.BytesIO(content))
    assert stored.digest == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)
    assert store.open(stored.digest) == content
    assert content not in store.path_of(stored.digest).read_bytes() or len(content) < 8


def test_the_same_bytes_are_kept_once(tmp_path) -> None:
    store = SealedStore(tmp_path, Seal(identity=IDENTITY))
    assert store.put(io.BytesIO(b"twice")) == store.put(io.BytesIO(b"twice"))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = SealedStore(tmp_path, Seal(identity=IDENTITY))
    monkeypatch.setattr("fener.gateways.vault.store.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(io.BytesIO(b"much"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_changed_file_is_not_given_out(tmp_path) -> None:
    store = SealedStore(tmp_path, Seal(identity=IDENTITY))
    path = store.path_of(store.put(io.BytesIO(b"as received")).digest)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(UnreadableMaterial, match="FEN-2640"):
        store.open(path.stem)


def test_a_file_put_in_anothers_place_is_noticed(tmp_path) -> None:
    store = SealedStore(tmp_path, Seal(identity=IDENTITY))
    one, other = (store.put(io.BytesIO(content)).digest for content in (b"one", b"other"))
    store.path_of(one).write_bytes(store.path_of(other).read_bytes())
    with pytest.raises(UnreadableMaterial, match="FEN-2641"):
        store.open(one)


def test_a_desk_without_the_private_half_seals_and_opens_nothing() -> None:
    recipient = make_public(IDENTITY)
    sealed = Seal(recipient=recipient).seal(b"from the field")
    with pytest.raises(SetUpFault, match="FEN-9031"):
        Seal(recipient=recipient).open(sealed)
    assert Seal(identity=IDENTITY).open(sealed) == b"from the field"


@pytest.mark.parametrize("keys", [{}, {"identity": "AGE-SECRET-KEY-1NONSENSE"}, {"recipient": "age1nonsense"}])
def test_a_key_that_is_none_is_refused(keys: dict[str, str]) -> None:
    with pytest.raises(SetUpFault, match="FEN-9030"):
        Seal(**keys)


def test_strays_are_parts_and_what_no_record_speaks_of(tmp_path) -> None:
    store = SealedStore(tmp_path, Seal(identity=IDENTITY))
    known, stray = store.put(io.BytesIO(b"known")), store.put(io.BytesIO(b"stray"))
    (tmp_path / "part-xyz").write_bytes(b"half")
    found = {path.name for path in store.strays(known.digest.__eq__, older_than=float("inf"))}
    assert found == {"part-xyz", f"{stray.digest}.age"}
    assert list(store.strays(known.digest.__eq__, older_than=0)) == []


def make_public(identity: str) -> str:
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity).to_public())
