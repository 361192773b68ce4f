"""The law room: dated provisions with sources, facts measured against them, states compared, gaps found.

Its books (``books/*.yaml``) are written for lawyers to read and edit. Nothing here is legal advice, nobody is charged here, and
a person who was only smuggled is never qualified.
"""

from fener.analysis.law.answers import DISCLAIMER, LawAnswer, Qualification, Status
from fener.analysis.law.books import STATES, Library, library, read_library
from fener.analysis.law.qualify import INSIDE_BA, qualify
from fener.analysis.law.vocabulary import FactTerm, StatedFact, StatedFacts, read_facts, vocabulary

__all__ = [
    "DISCLAIMER",
    "INSIDE_BA",
    "STATES",
    "FactTerm",
    "LawAnswer",
    "Library",
    "Qualification",
    "StatedFact",
    "StatedFacts",
    "Status",
    "library",
    "qualify",
    "read_facts",
    "read_library",
    "vocabulary",
]
