"""What an OData client is told when its request cannot be answered."""

from __future__ import annotations

from fener.terms.errors import FenerError, Location


class ODataProblem(FenerError):
    """A request that cannot be answered; ``http_status`` is the status ODK Central gives for the same request."""

    number = "FEN-2590"
    remedy = "Look at the service document and $metadata for what can be asked."

    def __init__(
        self, message: str, http_status: int, *, number: str = "", remedy: str = "", position: int | None = None
    ) -> None:
        self.http_status = http_status
        where = None if position is None else Location(path=f"at sign {position + 1}")
        super().__init__(message, number=number, remedy=remedy, location=where)
