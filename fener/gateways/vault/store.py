"""Sealed files under their digest. A file is there whole or not at all, whatever happens in the middle."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fener.gateways.vault.seal import Seal
from fener.terms.errors import UnreadableMaterial


@dataclass(frozen=True, slots=True)
class Stored:
    """``digest``: hex SHA-256 of the content as received; ``size`` in bytes."""

    digest: str
    size: int


class SealedStore:
    """Content-addressed: the same bytes are kept once. Names of files never reach the disk."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    def put(self, reader: BinaryIO) -> Stored:
        """Seal and keep. The bytes are on the disk when this returns; OSError (disk full) leaves nothing behind."""
        counted = _Counted(reader)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, part = tempfile.mkstemp(dir=self._folder, prefix="part-")
        try:
            with os.fdopen(descriptor, "wb") as writer:
                self._seal.seal_stream(counted, writer)  # type: ignore[arg-type]
                writer.flush()
                os.fsync(writer.fileno())
            stored = counted.stored()
            self._keep(Path(part), stored.digest)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part)
            raise
        return stored

    def _keep(self, part: Path, digest: str) -> None:
        target = self.path_of(digest)
        if target.exists():
            # Young again: a sweep spares what a record on its way may speak of.
            os.utime(target)
            part.unlink()
            return
        target.parent.mkdir(exist_ok=True, mode=0o700)
        part.replace(target)
        _sync_folder(target.parent)

    def path_of(self, digest: str) -> Path:
        """Where the sealed content of this digest lies."""
        return self._folder / digest[:2] / f"{digest}.age"

    def open(self, digest: str) -> bytes:
        """The content, checked against its digest."""
        try:
            content = self._seal.open(self.path_of(digest).read_bytes())
        except FileNotFoundError as gone:
            raise UnreadableMaterial(
                "the file is not in the store", remedy="Restore it from a backup.", number="FEN-2641"
            ) from gone
        if hashlib.sha256(content).hexdigest() != digest:
            raise UnreadableMaterial(
                "the file is not what was received", remedy="Restore it from a backup.", number="FEN-2641"
            )
        return content

    def dispose(self, digest: str) -> None:
        """Take the content away for good; without complaint where it is gone already."""
        with suppress(FileNotFoundError):
            self.path_of(digest).unlink()

    def strays(self, is_known: Callable[[str], bool], *, older_than: float) -> Iterator[Path]:
        """Files no record speaks of and parts of broken writes, last changed before ``older_than`` (seconds since the epoch)."""
        for path in sorted(self._folder.rglob("*")):
            is_stray = path.name.startswith("part-") or (path.suffix == ".age" and not is_known(path.stem))
            if path.is_file() and is_stray and path.stat().st_mtime < older_than:
                yield path


class _Counted:
    """Hashes and counts while it is read."""

    def __init__(self, reader: BinaryIO) -> None:
        self._reader = reader
        self._digest = hashlib.sha256()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._reader.read(size)
        self._digest.update(piece)
        self._size += len(piece)
        return piece

    def stored(self) -> Stored:
        return Stored(self._digest.hexdigest(), self._size)


def _sync_folder(folder: Path) -> None:
    # A rename is only on the disk once its folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
