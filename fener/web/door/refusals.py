"""What may stand in the way at the door, by the key of the text that says it in the person's language; numbers for whoever helps them."""

from __future__ import annotations

from collections.abc import Mapping

from fener.terms.errors import FenerError, SetUpFault, StateRefused, UnreadableMaterial

REFUSALS: Mapping[str, FenerError] = {
    "too_many": StateRefused(
        "too many messages are arriving at the safe door",
        remedy="Wait a few minutes and send again; what was written is still on the page.",
        number="FEN-2745",
    ),
    "too_large": UnreadableMaterial(
        "what was sent through the safe door is too large",
        remedy="Choose at most five files of ten megabytes each, or write less.",
        number="FEN-2746",
    ),
    "empty_message": UnreadableMaterial(
        "there is no text and no picture yet", remedy="Write a few words.", number="FEN-2747"
    ),
    "try_again": UnreadableMaterial(
        "the form of the safe door was open too long, or was not sent as it was made",
        remedy="Send it again from the page that came back; what was written is still on it.",
        number="FEN-2748",
    ),
    "fault": SetUpFault(
        "the safe door failed",
        remedy="Try again later. The server's output says the kind of fault and the place in the code, and no word of what was sent.",
        number="FEN-2744",
    ),
}
PROBLEM_OF = {"FEN-2727": "wrong_file", "FEN-2728": "too_large", "FEN-2732": "closed_title", "FEN-2739": "too_large"}
_STATUS_OF = {"too_many": 429, "too_large": 413, "closed_title": 410}


def number_of(problem: str) -> str:
    """The number beside the text; empty where the text says all."""
    return REFUSALS[problem].number if problem in REFUSALS else ""


def status_of(problem: str) -> int:
    """The status of a page with that problem on it."""
    return _STATUS_OF.get(problem, 422) if problem else 200
