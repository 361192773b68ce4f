"""How long a class of data is kept after a file was closed, and when it must go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from fener.safeguards.decision import Decision, allow, deny
from fener.terms.codelists import code_list


def keep_days(data_class: str) -> int:
    """Days after closure; a class that is not known is not kept at all."""
    classes = code_list("data_classes")
    return int(classes[data_class].extra["retention_days"]) if data_class in classes else 0


def keep_until(data_class: str, closed_on: date) -> date:
    """The last day on which data of the class may be held."""
    return closed_on + timedelta(days=keep_days(data_class))


def file_ends_on(data_classes: Iterable[str], closed_on: date) -> date:
    """The day on which the last of the classes runs out and the file's key is destroyed."""
    return max((keep_until(code, closed_on) for code in data_classes), default=closed_on)


def may_dispose(until: date | None, today: date, *, has_pending_claim: bool = False) -> Decision:
    """Whether the time is over. A claim of the person that still runs needs its evidence: it stops the clock."""
    if until is None:
        return deny("the file is not closed; its clock does not run yet")
    if has_pending_claim:
        return deny("a claim of the person still rests on it")
    if today <= until:
        return deny(f"it is kept until {until:%d.%m.%Y}")
    return allow("its time is over")
