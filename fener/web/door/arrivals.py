"""From what a person filled in to something sealed."""

from __future__ import annotations

from typing import BinaryIO, cast

from fener.actions.protection.receive_door_report import seal_on_arrival
from fener.gateways.pictures import repaint
from fener.gateways.vault.door_container import DoorContent
from fener.gateways.vault.receipt_codes import ReceiptKeys
from fener.queries.protection.door import DoorFacts
from fener.terms.door import SealedArrival
from fener.web.door.filled import Filled


def sealed_here(door: DoorFacts, language: str, keys: ReceiptKeys, filled: Filled) -> SealedArrival:
    """Pictures painted anew, everything sealed. UnreadableMaterial FEN-2727 or FEN-2728 for a file that is no such picture."""
    pictures = [repaint(cast("BinaryIO", file)) for file in filled.files]
    files = [(f"picture-{number}.{one.suffix}", one.content) for number, one in enumerate(pictures, start=1)]
    words = {name: text for name, text in filled.words.items() if text}
    content = DoorContent({**words, "language": language}, files)
    return seal_on_arrival(door, keys, content, mark=keys.mark(filled.digest), language=language)


def sealed_there(language: str, filled: Filled) -> SealedArrival:
    """What the browser sealed, as it came; the action looks at its shape."""
    given = filled.fields
    return SealedArrival(
        way_in=given.get("way_in", ""),
        answer_recipient=given.get("answer_recipient", ""),
        mark=given.get("mark", ""),
        sealed=filled.sealed,
        sealed_in="browser",
        sealed_to=given.get("sealed_to", ""),
        language=language,
    )
