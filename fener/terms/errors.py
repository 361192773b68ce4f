"""One error tree. Every error a person meets has a number, a place and a remedy.

FenerError                      FEN-0000  anything Fener says no to
├── NotAllowed                  FEN-1xxx  a safeguard or a role refuses; nothing was done
│   ├── ScopeMissing            FEN-1001  a query was asked without saying for whom
│   ├── StateRefused            FEN-1002  the record is not in a state that permits the step
│   └── SignInNeeded            FEN-1006  nobody is signed in, or what was given as a key is none
├── UnreadableMaterial          FEN-2xxx  a file or message cannot be taken as it is
│   ├── WrongFormat             FEN-21xx  it is not the kind of file it was given as
│   └── WrongCell               FEN-22xx  one cell is wrong; names row, column and remedy
├── UnknownTerm                 FEN-3xxx  a code, place or territory is not in the vocabulary
│   ├── UnknownQuestionnaire    FEN-2541  there is no questionnaire of that key
│   ├── UnknownListForPhones    FEN-2545  phones choose from no such list
│   └── AmbiguousPlace          FEN-3002  several places answer to the name
└── SetUpFault                  FEN-9xxx  settings, disk or a missing program
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the material: 1-based row as a spreadsheet shows it, column title, or a dotted path."""

    row: int | None = None
    column: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        parts = [
            f"row {self.row}" if self.row is not None else "",
            f"column “{self.column}”" if self.column else "",
            self.path or "",
        ]
        return ", ".join(part for part in parts if part)


class FenerError(Exception):
    """Something Fener refuses or cannot do.

    ``number`` is stable and has its heading in ``docs/reference/errors.md``; ``remedy`` is one sentence a tired person can follow.
    """

    number = "FEN-0000"
    remedy = ""

    def __init__(self, message: str, *, remedy: str = "", location: Location | None = None, number: str = "") -> None:
        self.message = message
        self.remedy = remedy or type(self).remedy
        self.location = location
        self.number = number or type(self).number
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f" ({self.location})" if self.location and str(self.location) else ""
        then = f" {self.remedy}" if self.remedy else ""
        return f"{self.number}: {self.message}{where}.{then}".replace("..", ".")


class NotAllowed(FenerError):
    """A safeguard or a role refuses; nothing was done."""

    number = "FEN-1000"
    remedy = "Ask your coordinator for the role, territory or agreement this needs."


class ScopeMissing(NotAllowed):
    """A query was asked without saying for which member."""

    number = "FEN-1001"
    remedy = "Use .for_member(member), or .unscoped(reason) inside an action."


class StateRefused(NotAllowed):
    """The record is not in a state that permits the step."""

    number = "FEN-1002"
    remedy = "Look at the record's present state and take the step that comes next."


class SignInNeeded(NotAllowed):
    """Nobody is signed in, or what was given as name and key is none."""

    number = "FEN-1006"
    remedy = "Scan the settings code your coordinator gave you, or sign in again."


class UnreadableMaterial(FenerError):
    """A file or message cannot be taken as it is; nothing was stored from it."""

    number = "FEN-2000"


class WrongFormat(UnreadableMaterial):
    """Not the kind of file it was given as."""

    number = "FEN-2100"


class WrongCell(UnreadableMaterial):
    """One cell is wrong; ``location`` names row and column."""

    number = "FEN-2200"


class UnknownTerm(FenerError):
    """A code, place or territory is not in the vocabulary."""

    number = "FEN-3001"
    remedy = "Choose a code from the list, or propose an addition to it."


class UnknownQuestionnaire(UnknownTerm):
    """There is no questionnaire of that key here."""

    number = "FEN-2541"
    remedy = "See the list of questionnaires."


class UnknownListForPhones(UnknownTerm):
    """Phones choose from no such list."""

    number = "FEN-2545"
    remedy = "Fetch the form’s manifest again."


class AmbiguousPlace(UnknownTerm):
    """Several places answer to the name."""

    number = "FEN-3002"
    remedy = "Name the territory, or give the place's key."


class SetUpFault(FenerError):
    """Settings, disk or a missing program."""

    number = "FEN-9000"
