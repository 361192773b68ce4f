"""What goes through the safe door, as one file before it is sealed: a ZIP with ``message.json`` and pictures.

Names say nothing (``picture-1.jpg``), times are the format's first day, and the length is rounded up (Padmé: at most 12 % more,
4 KiB at least), so that whoever sees the sealed file learns neither a name nor how much exactly was written. Nothing is compressed:
any program opens it, and ``fener/web/static/door/container.js`` writes and reads the same in the browser.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyrage

from fener.gateways.vault.receipt_codes import is_recipient
from fener.terms.errors import UnreadableMaterial

FORMAT = "fener-door/1"
LEAST = 4096
MESSAGE, PADDING = "message.json", "padding"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class DoorContent:
    """``words``: field by field (kind, message, place, contact, language); ``files``: (name, content) of pictures."""

    words: Mapping[str, str]
    files: Sequence[tuple[str, bytes]] = field(default_factory=tuple)


def pack(content: DoorContent) -> bytes:
    """The container, padded."""
    words = json.dumps({"format": FORMAT, **content.words}, ensure_ascii=False, indent=1).encode()
    listed = [(MESSAGE, words), *content.files]
    bare = _zipped([*listed, (PADDING, b"")])
    return _zipped([*listed, (PADDING, bytes(padded_length(len(bare)) - len(bare)))])


def unpack(container: bytes) -> DoorContent:
    """What :func:`pack` or the browser wrote. UnreadableMaterial FEN-2729 for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(container)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST:
                raise zipfile.BadZipFile
            found = {one.filename: archive.read(one) for one in archive.infolist()}
        words = json.loads(found.pop(MESSAGE))
        found.pop(PADDING, None)
        spoken = {str(name): str(value) for name, value in words.items() if name != "format"}
    except (zipfile.BadZipFile, NotImplementedError, KeyError, ValueError, AttributeError) as wrong:
        raise UnreadableMaterial(
            "what was sealed is not a letter of the safe door",
            remedy="Open the file as it was downloaded; do not trust what came in another way.",
            number="FEN-2729",
        ) from wrong
    return DoorContent(spoken, tuple(sorted(found.items())))


def sealed_to_all(container: bytes, *recipients: str) -> bytes:
    """One age file that each of these keys (public halves) opens. UnreadableMaterial FEN-2736 where one is none."""
    for recipient in recipients:
        must_be_recipient(recipient)
    return bytes(pyrage.encrypt(container, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))


def must_be_recipient(recipient: str) -> None:
    """UnreadableMaterial FEN-2736 unless it is the public half of an age key (X25519)."""
    if not is_recipient(recipient):
        raise UnreadableMaterial(
            "this is not the public half of a key",
            remedy="It begins with age1 and is 62 signs long; the private half must never be sent to the desk.",
            number="FEN-2736",
        )


def padded_length(length: int) -> int:
    """Padmé (Nikitin and others, 2019): the length with its low bits rounded up; 4096 at least."""
    if length <= LEAST:
        return LEAST
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content)
    return written.getvalue()
