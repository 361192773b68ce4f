"""What the desk answers to a submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO


class Outcome(StrEnum):
    """What became of a submission that could be read. Each has its text in the messages of the OpenRosa gateway."""

    RECEIVED = "received"
    RECEIVED_AWAITING_FILES = "received_awaiting_files"
    ALREADY_RECEIVED = "already_received"
    OTHER_CONTENT = "other_content"  # same instance id, other bytes: both kept, a person decides
    FILE_CONFLICT = "file_conflict"  # same file name, other bytes: both kept
    DELETED = "deleted"

    @property
    def http_status(self) -> int:
        """201: the phone may forget its copy. 409: it must keep it until the coordinator has looked."""
        return 409 if self in {Outcome.OTHER_CONTENT, Outcome.FILE_CONFLICT, Outcome.DELETED} else 201


@dataclass(frozen=True, slots=True)
class ReceivedParts:
    """The parts of one POST: the XML and the files by name. ``is_incomplete``: more files follow in another POST."""

    xml: bytes
    files: Mapping[str, BinaryIO] = field(default_factory=dict)
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told. ``digest`` is the SHA-256 of the XML as received."""

    outcome: Outcome
    report_key: str
    digest: str
    files_missing: tuple[str, ...] = ()

    @property
    def message_key(self) -> str:
        """The message's key."""
        return self.outcome.value

    @property
    def http_status(self) -> int:
        """The HTTP answer."""
        return self.outcome.http_status
