"""Who uses the desk."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member does here. What a role may do stands in ``safeguards/roles.py``."""

    MONITOR = "monitor"
    COORDINATOR = "coordinator"
    CASEWORKER = "caseworker"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    INVESTIGATOR = "investigator"
    LAWYER = "lawyer"
    LIAISON = "liaison"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"
    READER = "reader"

    @property
    def label(self) -> str:
        """The word a screen shows."""
        return _LABELS[self]


_LABELS = {
    Role.MONITOR: "Field monitor",
    Role.COORDINATOR: "Platform coordinator",
    Role.CASEWORKER: "Caseworker",
    Role.ANALYST: "Analyst",
    Role.REVIEWER: "Post reviewer",
    Role.INVESTIGATOR: "Investigator",
    Role.LAWYER: "Lawyer",
    Role.LIAISON: "Exchange liaison",
    Role.TRAINER: "Trainer and campaigner",
    Role.ADMINISTRATOR: "Administrator",
    Role.READER: "Reader",
}
