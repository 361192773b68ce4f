"""The rights navigator: what a person may ask for in a legal order, on which provision, and what is missing.

Dated data with sources and check marks (``books/``, ``questions.yaml``); unknown facts give questions, never answers.
Nothing here is legal advice, and nothing here is about suspicion.
"""

from fener.analysis.rights.books import book, facts_used, general_book, provisions_in
from fener.analysis.rights.entries import (
    HELP_KINDS,
    CheckMark,
    Kind,
    Need,
    Outcome,
    ResidenceRow,
    RightsBook,
    RightsEntry,
    Silence,
)
from fener.analysis.rights.navigation import (
    GENERAL_RULE,
    EntryAnswer,
    NeedAnswer,
    NeedState,
    OpenQuestion,
    Reason,
    RightsAnswer,
    navigate,
)
from fener.analysis.rights.residence import residence_table
from fener.analysis.rights.vocabulary import Question, question, questions

__all__ = [
    "GENERAL_RULE",
    "HELP_KINDS",
    "CheckMark",
    "EntryAnswer",
    "Kind",
    "Need",
    "NeedAnswer",
    "NeedState",
    "OpenQuestion",
    "Outcome",
    "Question",
    "Reason",
    "ResidenceRow",
    "RightsAnswer",
    "RightsBook",
    "RightsEntry",
    "Silence",
    "book",
    "facts_used",
    "general_book",
    "navigate",
    "provisions_in",
    "question",
    "questions",
    "residence_table",
]
