"""A veiled file reads back what was written, anywhere, and shows nothing on the disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.vault.veiled import VeiledFile


@given(
    st.lists(st.binary(max_size=90), max_size=12),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 200)), max_size=8),
)
def test_it_reads_anywhere_what_was_written(pieces: list[bytes], reads: list[tuple[int, int]]) -> None:
    whole = b"".join(pieces)
    for limit in (10_000, 64, 0):
        with VeiledFile(in_memory=limit) as veiled:
            for piece in pieces:
                veiled.write(piece)
            for position, length in reads:
                veiled.seek(position)
                assert veiled.read(length) == whole[position : position + length]
            assert veiled.seek(0, io.SEEK_END) == len(whole)
            veiled.seek(0)
            assert veiled.read() == whole


def test_what_lies_on_the_disk_is_noise_without_a_name(tmp_path: Path) -> None:
    told = b"the same words again and again, " * 4000
    with VeiledFile(tmp_path, in_memory=100) as veiled:
        veiled.write(told)
        assert list(tmp_path.iterdir()) == []
        assert veiled._disk is not None
        veiled._disk.seek(0)
        lying = veiled._disk.read()
        assert len(lying) == len(told)
        assert b"words" not in lying
        assert lying[:32] != lying[32:64]


def test_readers_of_text_and_of_archives_take_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "one\ntwo\n" * 100)
    veiled = VeiledFile(in_memory=10)
    veiled.write(packed.getvalue())
    with zipfile.ZipFile(veiled) as archive:
        assert archive.read("a.txt").startswith(b"one\ntwo")
    text = VeiledFile(in_memory=3)
    text.write("ž\nб\n".encode())
    text.seek(0)
    assert list(io.TextIOWrapper(io.BufferedReader(text), encoding="utf-8")) == ["ž\n", "б\n"]
