"""The vocabulary of facts: what may be asked of a person, in plain words, why, and with what care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fener.terms.codelists import read_yaml
from fener.terms.errors import UnknownTerm

QUESTIONS_FILE = Path(__file__).parent / "questions.yaml"


class Sensitivity(StrEnum):
    """How an answer may touch the person. SENSITIVE is asked only where it still decides something, in a safe place."""

    OPEN = "open"
    QUASI = "quasi"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is yes, no or not known, with its wording.

    ``after`` is the fact that has to be yes before asking makes sense. ``about_cooperation``: no help may hang on it.
    """

    key: str
    ask: str
    why: str
    sensitivity: Sensitivity
    about_cooperation: bool = False
    after: str = ""


@cache
def questions() -> Mapping[str, Question]:
    """All questions by key, in the order they are best asked."""
    raw = read_yaml(QUESTIONS_FILE)["questions"]
    listed = [Question(**{**each, "sensitivity": Sensitivity(each["sensitivity"])}) for each in raw]
    return MappingProxyType({each.key: each for each in listed})


def question(key: str) -> Question:
    """The question of that fact, or UnknownTerm."""
    try:
        return questions()[key]
    except KeyError:
        raise UnknownTerm(
            f"the navigator asks for no fact “{key}”", remedy=f"Facts: {', '.join(questions())}.", number="FEN-2703"
        ) from None
