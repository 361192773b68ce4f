"""What one audit entry seals, and how: SHA-256 over canonical JSON, each entry over the seal before it.

An outsider who writes a verifier of their own needs this file and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = "0" * 64
SEALED_FIELDS = ("sequence", "at", "actor", "actor_name", "action", "subject", "why", "details", "previous")


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value here: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal_of(fields: Mapping[str, Any]) -> str:
    """The seal of one entry: hex SHA-256 over all its fields, the previous seal among them."""
    return hashlib.sha256(canonical(fields)).hexdigest()
