"""What the page of a form is told once the desk has read a report."""

from __future__ import annotations

from fener.terms.intake import Outcome, Receipt

_TEXTS = {
    Outcome.RECEIVED: "{report} was received and waits for review.",
    Outcome.RECEIVED_AWAITING_FILES: "{report} was received; these files did not arrive with it: {missing}.",
    Outcome.ALREADY_RECEIVED: "{report} was received before; nothing was doubled.",
    Outcome.OTHER_CONTENT: "{report} was received before with other answers",
    Outcome.FILE_CONFLICT: "{report} was received before with another file under the same name",
    Outcome.DELETED: "{report} was received before and deleted since",
}
_REMEDIES = {
    Outcome.OTHER_CONTENT: "Both are kept, and your coordinator decides. Do not send it again.",
    Outcome.FILE_CONFLICT: "Both are kept, and your coordinator decides. Do not send it again.",
    Outcome.DELETED: "It was not revived. Tell your coordinator if it should be.",
}


def told(receipt: Receipt, address: str) -> dict[str, str]:
    """``{"message", "remedy", "report", "address"}``: what happened, what to do, which report, and where to go on."""
    message = _TEXTS[receipt.outcome].format(report=receipt.report_key, missing=", ".join(receipt.files_missing))
    return {
        "message": message,
        "remedy": _REMEDIES.get(receipt.outcome, ""),
        "report": receipt.report_key,
        "address": address,
    }
