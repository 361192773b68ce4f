"""The phrasebooks and place names as one automaton over folded text: all languages at once, so that a wrong guess of the
language never hides a match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from fener.analysis.posts.folding import fold
from fener.terms.codelists import read_yaml
from fener.terms.errors import Location, SetUpFault

PHRASEBOOKS = Path(__file__).parent / "phrasebooks"
PLACES = Path(__file__).parent / "places"


class Family(StrEnum):
    """What a phrase is a sign of. Those after CODE count against an advert, or for its being something else."""

    ROUTE = "route"
    MOVEMENT = "movement"
    GUARANTEE = "guarantee"
    CONTACT = "contact"
    DOCUMENTS = "documents"
    SALE = "sale"
    URGENCY = "urgency"
    EASE = "ease"
    PROOF = "proof"
    ESCROW = "escrow"
    DRIVER = "driver"
    OFFER = "offer"
    PERHEAD = "perhead"
    CODE = "code"
    SEEK = "seek"
    WARN = "warn"
    REPORT = "report"
    LAWFUL = "lawful"
    INFORM = "inform"
    CHAT = "chat"
    PLACE = "place"
    PRICE = "price"


STRENGTHS = {"weak": 0.5, "normal": 1.0, "strong": 1.5}
_ARABIC_CLITICS = frozenset(
    {"و", "ف", "ب", "ل", "ک", "ال", "وال", "بال", "فال", "کال", "لل", "ول", "وب", "وبال", "ولل", "فب", "فل", "ه", "هال", "عال",
     "ع", "د", "م", "ش"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A lexicon entry. ``role`` and ``kind`` are of places alone."""

    id: str
    family: Family
    language: str
    gloss: str
    weight: float
    edges: str = "word"
    role: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a view of the text; ``start`` and ``end`` are offsets into that view."""

    phrase: Phrase
    start: int
    end: int
    has_gap: bool = False


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A folded spelling and its phrases; ``rest`` are the parts after a gap."""

    text: str
    phrase: Phrase
    rest: tuple[str, ...]
    left: bool
    right: bool
    is_arabic: bool


class Lexicon:
    """Phrases and places, found all at once."""

    def __init__(self, phrases: Iterator[tuple[Phrase, str]]) -> None:
        by_text: dict[str, dict[tuple[str, tuple[str, ...]], _Pattern]] = {}
        self.phrases: dict[str, Phrase] = {}
        for phrase, said in phrases:
            self.phrases[phrase.id] = phrase
            pattern = _pattern(phrase, said)
            if len(pattern.text) >= 2:
                by_text.setdefault(pattern.text, {})[phrase.id, pattern.rest] = pattern
        self._texts = tuple(by_text)
        self._patterns = tuple(tuple(each.values()) for each in by_text.values())
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, folded: str) -> list[Hit]:
        """Every phrase of every language in a folded text."""
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            for pattern in self._patterns[index]:
                if _stands_free(folded, start, end, pattern):
                    reach = _reach(folded, end, pattern.rest)
                    if reach:
                        found.append(Hit(pattern.phrase, start, reach, bool(pattern.rest)))
        return found


def _pattern(phrase: Phrase, said: str) -> _Pattern:
    parts = [fold(part).strip() for part in said.replace("...", "…").split("…")]
    parts = [part for part in parts if part]
    first = parts[0] if parts else ""
    return _Pattern(
        text=first,
        phrase=phrase,
        rest=tuple(parts[1:]),
        left=phrase.edges != "free" and first[:1].isalnum(),
        right=phrase.edges == "word" and first[-1:].isalnum(),
        is_arabic="\u0600" <= first[:1] <= "\u06ff",
    )


def _stands_free(text: str, start: int, end: int, pattern: _Pattern) -> bool:
    """Word edges, with the small words that Arabic script writes onto the next one."""
    if pattern.right and end < len(text) and _joins(text[end]):
        return False
    if not pattern.left or start == 0 or not _joins(text[start - 1]):
        return True
    if not pattern.is_arabic:
        return False
    if end - start < 4:  # a short word after a clitic is mostly another word
        return False
    begin = start
    while begin > 0 and start - begin < 5 and _joins(text[begin - 1]):
        begin -= 1
    return text[begin:start] in _ARABIC_CLITICS


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or "\u0980" <= letter <= "\u09ff"


_GAP = 32  # characters between the parts of a phrase with a gap: about four words


def _reach(text: str, end: int, rest: tuple[str, ...]) -> int:
    """Where the last part ends, or 0 where a part does not follow in the same line."""
    for part in rest:
        place = text.find(part, end, end + _GAP + len(part))
        if place < 0 or "\n" in text[end:place]:
            return 0
        end = place + len(part)
    return end


def languages_of(found: list[Hit]) -> dict[str, float]:
    """How much of the text each language's phrases account for: characters, weighted by strength; places count half."""
    amounts: dict[str, float] = {}
    for hit in found:
        share = 0.5 if hit.phrase.family is Family.PLACE else hit.phrase.weight
        amounts[hit.phrase.language] = amounts.get(hit.phrase.language, 0.0) + share * (hit.end - hit.start)
    return amounts


def settled(found: list[Hit]) -> list[Hit]:
    """One hit a stretch and family, in the language that explains most of the text; what only a minor language sees is noise."""
    if not found:
        return found
    amounts = languages_of(found)
    most = max(amounts.values())
    found.sort(key=lambda hit: (-(hit.end - hit.start), -amounts[hit.phrase.language]))
    kept: list[Hit] = []
    whole: list[tuple[int, int]] = []
    taken: dict[Family, list[tuple[int, int]]] = {}
    for hit in found:
        family = hit.phrase.family
        minor = amounts[hit.phrase.language] < _MINOR * most
        if minor and family is not Family.PLACE and hit.phrase.weight < STRENGTHS["strong"]:
            continue
        if family is not Family.PLACE and any(start <= hit.start and hit.end <= end for start, end in whole):
            continue  # part of a longer phrase that says something else
        spans = taken.setdefault(family, [])
        if not any(hit.start < end and start < hit.end for start, end in spans):
            spans.append((hit.start, hit.end))
            kept.append(hit)
            if family not in (Family.PLACE, Family.ROUTE) and not hit.has_gap:
                whole.append((hit.start, hit.end))
    return sorted(kept, key=lambda hit: hit.start)


_MINOR = 0.34  # of what the main language accounts for


@cache
def lexicon() -> Lexicon:
    """The lexicon of the phrasebooks that come with Fener."""
    return Lexicon(_everything())


def _everything() -> Iterator[tuple[Phrase, str]]:
    for path in sorted(PHRASEBOOKS.glob("*.yaml")):
        yield from _phrases(path, read_yaml(path))
    for path in sorted(PLACES.glob("*.yaml")):
        yield from _places(path, read_yaml(path))


def _phrases(path: Path, book: Mapping[str, Any]) -> Iterator[tuple[Phrase, str]]:
    for entry in book["entries"]:
        try:
            phrase = Phrase(
                id=entry["id"],
                family=Family(entry["family"]),
                language=book["language"],
                gloss=entry["gloss"],
                weight=STRENGTHS[entry.get("strength", "normal")],
                edges=entry.get("edges", "word"),
            )
            said = [str(each) for each in entry["say"]]
        except (KeyError, ValueError) as fault:
            raise SetUpFault(
                f"the entry {entry.get('id', entry)} is not written as a phrase is: {fault}",
                remedy="It has id, family, say and gloss; strength is weak, normal or strong.",
                location=Location(path=path.name),
                number="FEN-2980",
            ) from fault
        yield from ((phrase, each) for each in said)


def _places(path: Path, book: Mapping[str, Any]) -> Iterator[tuple[Phrase, str]]:
    for entry in book["places"]:
        phrase = Phrase(
            id=f"{book['language']}.place.{entry['key']}",
            family=Family.PLACE,
            language=book["language"],
            gloss=entry["key"],
            weight=1.0,
            edges=entry.get("edges", "word"),
            role=entry["role"],
            kind=entry["kind"],
        )
        yield from ((phrase, str(each)) for each in entry["say"])
