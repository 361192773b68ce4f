"""What every safeguard answers with."""

from __future__ import annotations

from dataclasses import dataclass

from fener.terms.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Decision:
    """Allow or deny, with the reasons, and the duties that come with an allowance."""

    allowed: bool
    reasons: tuple[str, ...]
    duties: tuple[str, ...] = ()

    def enforce(self) -> None:
        """Raise NotAllowed with the reasons unless allowed."""
        if not self.allowed:
            raise NotAllowed("; ".join(self.reasons) or "not allowed")


def allow(*reasons: str, duties: tuple[str, ...] = ()) -> Decision:
    """An allowance with its reasons."""
    return Decision(True, reasons, duties)


def deny(*reasons: str) -> Decision:
    """A refusal with its reasons."""
    return Decision(False, reasons)
