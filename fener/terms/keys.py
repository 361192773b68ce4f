"""Keys as people write them: ``PC-17``, ``pc-17`` or 17."""

from __future__ import annotations

# SQLite and PostgreSQL number rows in 64 bits; what is longer names no row and must not reach them.
_LONGEST = 17


def number_of_key(name: str | int, prefix: str) -> int:
    """The row number behind a key with this prefix (``PC``); 0, which no row has, for what is no such key."""
    digits = str(name).upper().removeprefix(f"{prefix}-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST else 0
