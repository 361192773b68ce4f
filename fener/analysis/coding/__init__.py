"""From approved answers to what is counted: rules of the form for closed questions, sentences for the coder for the rest."""

from fener.analysis.coding.proposals import (
    CodedAnswers,
    ProposedCoding,
    code_answers,
    merge_codings,
    propose_codings,
)
from fener.analysis.coding.scopes import CodingContext, read_context
from fener.analysis.coding.sentences import TextUnit, split_sentences, text_units

__all__ = [
    "CodedAnswers",
    "CodingContext",
    "ProposedCoding",
    "TextUnit",
    "code_answers",
    "merge_codings",
    "propose_codings",
    "read_context",
    "split_sentences",
    "text_units",
]
