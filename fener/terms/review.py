"""States of a field report: what may follow what, and what each state means for what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ReviewState(StrEnum):
    """States bind: only an approved report is coded, exported or counted; a rejected one never is."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    CORRECTED = "corrected"
    SECOND_READING = "second_reading"
    APPROVED = "approved"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The word a screen shows."""
        return self.value.replace("_", " ").capitalize()


_S = ReviewState
_NEXT: Mapping[ReviewState, tuple[ReviewState, ...]] = {
    _S.SUBMITTED: (_S.APPROVED, _S.SECOND_READING, _S.RETURNED, _S.REJECTED),
    _S.CORRECTED: (_S.APPROVED, _S.SECOND_READING, _S.RETURNED, _S.REJECTED),
    # CORRECTED is reached by the author's new version, not by a reviewer.
    _S.RETURNED: (_S.REJECTED,),
    _S.SECOND_READING: (_S.APPROVED, _S.RETURNED, _S.REJECTED),
    _S.APPROVED: (_S.RETURNED, _S.REJECTED),
    _S.REJECTED: (_S.RETURNED,),
}


WAITING_FOR_A_READER = (_S.SUBMITTED, _S.CORRECTED, _S.SECOND_READING)
"""States in which a reviewer is to take the next step."""


def next_review_states(state: str) -> tuple[ReviewState, ...]:
    """States a reviewer may lead to; an unknown state leads nowhere."""
    return _NEXT[ReviewState(state)] if state in list(ReviewState) else ()


def accepts_corrections(state: str) -> bool:
    """Whether the author may send a new version: as long as nobody approved or rejected the report."""
    return state in {_S.SUBMITTED, _S.RETURNED, _S.CORRECTED}
