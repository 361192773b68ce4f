"""Words for people who are not members: the safe door and the paper forms, in the languages people bring with them.

One YAML file per language in ``door_texts/`` and ``form_labels/``. English is the source; every other file says in
``review`` whether a person who speaks the language has read it, and a page shows ``translation_draft`` until then.
What a file lacks is shown in English and listed in ``Texts.missing``: never a silent gap, never a blank on a page that a
frightened person reads.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from fener.terms.codelists import read_yaml
from fener.terms.errors import UnknownTerm

SOURCE_LANGUAGE = "en"

TextKind = Literal["door", "forms"]

_TERMS = Path(__file__).parent
_FOLDERS: Mapping[str, Path] = {"door": _TERMS / "door_texts", "forms": _TERMS / "form_labels"}


class ReviewState(StrEnum):
    """Who stands behind the words of one language."""

    SOURCE = "source"  # written first, in English
    DRAFT = "draft"  # not yet read by a person who speaks the language
    REVIEWED = "reviewed"  # read and corrected by such a person, on the day given


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language as its speakers write it.

    ``code`` is a BCP 47 tag (``sr-Cyrl``, ``fa-AF``), ``cnr`` and ``ckb``/``kmr`` being ISO 639-3; ``direction`` is ``ltr``
    or ``rtl``; ``font`` names the script a font must cover: latin, cyrillic, arabic, bengali, devanagari.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    review_state: ReviewState
    font: str


@dataclass(frozen=True, slots=True)
class TextStatement:
    """What one text claims about the world, with the status of that claim: reported, verified or to_be_checked."""

    key: str
    status: str
    note: str


@dataclass(frozen=True, slots=True, eq=False)  # equal when the words are, as mappings are
class Texts(Mapping[str, str]):
    """The texts of one kind in one language: always every English key, in the order of the English file.

    ``missing`` are the keys that stand in English because the language lacks them. A key nobody wrote is a KeyError.
    """

    language: LanguageName
    entries: Mapping[str, str]
    missing: frozenset[str] = frozenset()
    reviewed_on: date | None = None

    def __getitem__(self, key: str) -> str:
        return self.entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def language_of(self, key: str) -> str:
        """The language tag this text is really in: what the ``lang`` attribute beside it has to say."""
        return SOURCE_LANGUAGE if key in self.missing else self.language.code

    def filled(self, key: str, **values: object) -> str:
        """The text with its ``{placeholders}`` replaced; values are put in as they are, never read as placeholders.

        A placeholder without a value is an UnknownTerm: better no page than one that says “call {emergency_number}”.
        """
        needed = placeholders(self[key])
        if lacking := sorted(needed - values.keys()):
            raise UnknownTerm(
                f"the text “{key}” needs {', '.join(lacking)}", remedy="Give a value for every placeholder of the text."
            )
        return self[key].format_map({name: values[name] for name in needed})


def placeholders(text: str) -> frozenset[str]:
    """Names in braces: ``placeholders("Call {number}.") == {"number"}``."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


@cache
def language_names() -> tuple[LanguageName, ...]:
    """Languages that have both the door and the forms: English first, the others by their tag.

    The lowest review state of the two files counts.
    """
    codes = [{path.stem for path in folder.glob("*.yaml")} for folder in _FOLDERS.values()]
    both = sorted(set.intersection(*codes), key=lambda code: (code != SOURCE_LANGUAGE, code))
    return tuple(_least_reviewed(code) for code in both)


@cache
def texts(kind: TextKind, language: str) -> Texts:
    """The texts of that kind in that language; read once. An unknown kind or language is an UnknownTerm."""
    source = _read(kind, SOURCE_LANGUAGE)["texts"]
    raw = _read(kind, language)
    own = {key: text for key, text in raw["texts"].items() if text and text.strip()}
    entries = {key: own.get(key, text) for key, text in source.items()}
    return Texts(
        _language_name(raw),
        MappingProxyType(entries),
        frozenset(source.keys() - own.keys()),
        raw["review"]["reviewed_on"],
    )


@cache
def text_statements(kind: TextKind) -> tuple[TextStatement, ...]:
    """Texts of that kind that claim something a person has to check before the text is used somewhere."""
    return tuple(TextStatement(**entry) for entry in _read(kind, SOURCE_LANGUAGE).get("statements", ()))


def _read(kind: str, language: str) -> Mapping[str, Any]:
    if kind not in _FOLDERS:
        raise UnknownTerm(f"there are no texts “{kind}”", remedy=f"Kinds: {', '.join(_FOLDERS)}.")
    # looked up among the files there are, so that a language asked for by a visitor never becomes a path
    known = {path.stem: path for path in _FOLDERS[kind].glob("*.yaml")}
    if language not in known:
        raise UnknownTerm(
            f"there are no {kind} texts in “{language}”", remedy=f"Languages: {', '.join(sorted(known))}."
        )
    raw: Mapping[str, Any] = read_yaml(known[language])
    return raw


def _language_name(raw: Mapping[str, Any]) -> LanguageName:
    return LanguageName(
        raw["language"], raw["name"], raw["direction"], ReviewState(raw["review"]["state"]), raw["font"]
    )


def _least_reviewed(code: str) -> LanguageName:
    order = (ReviewState.DRAFT, ReviewState.REVIEWED, ReviewState.SOURCE)
    return min(
        (_language_name(_read(kind, code)) for kind in _FOLDERS), key=lambda name: order.index(name.review_state)
    )
