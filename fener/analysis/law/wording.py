"""Conditions of the books in words, as somebody reads them who never saw their YAML."""

from __future__ import annotations

from fener.analysis.law.vocabulary import vocabulary
from fener.terms.condition_trees import All, AnyOf, AtLeast, Condition, IsTrue, Not, OneOf


def in_words(condition: Condition) -> str:
    """``“the actor knew”``, ``“how many they were” at least 3``, ``“enables stay” or “enables transit”``."""
    return _said(condition, inside=False)


def _said(condition: Condition, *, inside: bool) -> str:
    match condition:
        case IsTrue(key):
            return f"“{label_of(key)}”"
        case OneOf(key, values):
            term = vocabulary().terms.get(key)
            names = sorted(term.codes.get(value, value) if term else value for value in values)
            return f"“{label_of(key)}”: {' or '.join(names)}"
        case AtLeast(key, least):
            return f"“{label_of(key)}” at least {least}"
        case Not(AtLeast(key, least)):
            return f"“{label_of(key)}” below {least}"
        case Not(part):
            return f"not {_said(part, inside=True)}"
        case All(parts):
            return _joined(parts, " and ", "always", inside=inside)
        case AnyOf(parts):
            return _joined(parts, " or ", "never", inside=inside)


def _joined(parts: tuple[Condition, ...], word: str, empty: str, *, inside: bool) -> str:
    if not parts:
        return empty
    said = word.join(_said(part, inside=True) for part in parts)
    return f"({said})" if inside and len(parts) > 1 else said


def label_of(key: str) -> str:
    """The label of a fact, or its key where it has none."""
    term = vocabulary().terms.get(key)
    return term.label if term else key
