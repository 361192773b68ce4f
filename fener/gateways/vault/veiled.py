"""A temporary file whose bytes mean nothing on the disk: its key is made for it, lives in memory and dies with it.

What a phone sends is read, hashed and sealed from here. A process killed in between leaves noise, not somebody's words.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

IN_MEMORY = 1024 * 1024
BLOCK = 16


class VeiledFile(io.RawIOBase):
    """Written at its end, read anywhere. Small contents stay in memory; larger ones lie enciphered (AES-256-CTR) in a file
    without a name. The counter is the position, and no position is ever written twice, so no key stream serves twice."""

    def __init__(self, folder: Path | str | None = None, *, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self._folder, self._limit = folder, in_memory
        self._memory: io.BytesIO | None = io.BytesIO()
        self._disk: IO[bytes] | None = None
        self._key = secrets.token_bytes(32)
        self._size = self._at = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        """Append; whatever the position, what was written stays."""
        content = bytes(piece)
        if self._memory is not None and self._size + len(content) > self._limit:
            self._move_to_disk(self._memory)
        if self._memory is not None:
            self._memory.seek(0, io.SEEK_END)
            self._memory.write(content)
        else:
            self._append(content)
        self._size += len(content)
        self._at = self._size
        return len(content)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        content = self._read_at(self._at, len(buffer))
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)

    def close(self) -> None:
        if self._disk is not None:
            self._disk.close()
        self._memory, self._disk, self._key = None, None, b""
        super().close()

    def _move_to_disk(self, memory: io.BytesIO) -> None:
        self._disk = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with this file
        self._memory = None
        self._size, whole = 0, memory.getvalue()
        self._append(whole)
        self._size = len(whole)

    def _append(self, content: bytes) -> None:
        assert self._disk is not None
        self._disk.seek(self._size)
        self._disk.write(self._turned(self._size, content))

    def _read_at(self, position: int, length: int) -> bytes:
        if self._memory is not None:
            with self._memory.getbuffer() as held:
                return bytes(held[position : position + length])
        assert self._disk is not None
        self._disk.seek(position)
        return self._turned(position, self._disk.read(length))

    def _turned(self, position: int, content: bytes) -> bytes:
        """Enciphered or deciphered: in counter mode they are the same."""
        counter = (position // BLOCK).to_bytes(BLOCK, "big")
        stream = Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()
        stream.update(bytes(position % BLOCK))
        return stream.update(content)
