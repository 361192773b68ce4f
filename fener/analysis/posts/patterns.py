"""What has a shape rather than a spelling: money, phone numbers, handles, arrows, flags, questions. All over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fener.analysis.posts.folding import fold
from fener.terms.codelists import read_yaml

MONEY_FILE = Path(__file__).parent / "money.yaml"


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


_BOOK = read_yaml(MONEY_FILE)
_WORTH: dict[str, float] = {each["code"]: float(each["euro"]) for each in _BOOK["currencies"]}
_UNITS: dict[str, str] = {fold(word): each["code"] for each in _BOOK["currencies"] for word in each["say"]}
_FACTORS = {fold(word): float(each["factor"]) for each in _BOOK["thousands"] for word in each["say"]}
_NUMBER = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d{1,7}(?:[.,]\d{1,2})?"
_MONEY = re.compile(
    rf"(?<![\w+])(?P<a>{_NUMBER})\s?(?P<f>{_either(_FACTORS)})?(?!\w)?\s?(?P<u>{_either(_UNITS)})(?!\w)"
    rf"|(?P<u2>[€$£₺৳]|(?<!\w)(?:eur|usd|gbp))\s?(?P<a2>{_NUMBER})\s?(?P<f2>{_either(_FACTORS)})?(?!\w)"
    rf"|(?<![\w+])(?P<a3>\d{{1,3}}(?:[.,]\d)?)(?P<f3>k)(?!\w)"
)
_PHONE = re.compile(r"(?<![\w+/])(?:\+|00)?\d(?:[ \-.()/]{0,2}\d){7,14}(?![\w])")
_HANDLE = re.compile(r"(?<![\w.])@[a-z0-9_.]{3,}|(?:t|wa|m)\.me/[+\w]+|(?:instagram|tiktok|facebook|fb)\.com/[\w.@]+")
_ARROW = re.compile(r"→+|[-=~]{1,3}>+|>{2,}|\.{3,}>")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_QUESTION = re.compile(r"[?؟]")
_QUOTED = re.compile(r"[\"“„«‘'][^\"”“»’'\n]{12,}[\"”“»’']")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its rough worth in euro."""

    start: int
    end: int
    euro: float


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a view, and what it is."""

    start: int
    end: int
    what: str


def money_in(folded: str) -> list[Money]:
    """Amounts with their currency, or “5k”."""
    return (
        [Money(each.start(), each.end(), _euro(each)) for each in _MONEY.finditer(folded)] if _has_digit(folded) else []
    )


def _has_digit(folded: str) -> bool:
    return any(digit in folded for digit in "0123456789")


def _euro(found: re.Match[str]) -> float:
    amount = found["a"] or found["a2"] or found["a3"]
    factor = _FACTORS.get(found["f"] or found["f2"] or found["f3"] or "", 1.0)
    unit = _UNITS.get(found["u"] or found["u2"] or "eur", "eur")
    return _as_number(amount) * factor * _WORTH[unit]


def _as_number(said: str) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", said)
    return float(re.sub(r"[ .,]", "", said)) if grouped else float(said.replace(",", ".").replace(" ", ""))


def contacts_in(folded: str) -> Iterator[Span]:
    """Phone numbers, handles and links to private chats."""
    if _has_digit(folded):
        for each in _PHONE.finditer(folded):
            digits = sum(letter.isdigit() for letter in each.group())
            if 9 <= digits <= 15 or (digits == 8 and each.group()[0] == "+"):
                yield Span(each.start(), each.end(), "phone")
    if "@" in folded or ".me/" in folded or ".com/" in folded:
        yield from (Span(each.start(), each.end(), "handle") for each in _HANDLE.finditer(folded))


def arrows_in(folded: str) -> list[Span]:
    """Arrows between places."""
    if "→" not in folded and ">" not in folded:
        return []
    return [Span(each.start(), each.end(), "arrow") for each in _ARROW.finditer(folded)]


def flags_in(folded: str) -> list[Span]:
    """Flags of countries, by their two letters."""
    return [
        Span(each.start(), each.end(), "".join(chr(ord(letter) - 0x1F1E6 + 65) for letter in each.group()))
        for each in _FLAG.finditer(folded)
    ]


def questions_in(folded: str) -> int:
    """How many question marks."""
    return len(_QUESTION.findall(folded))


def quoted_in(folded: str) -> list[Span]:
    """Longer passages in quotation marks."""
    return [Span(each.start(), each.end(), "quoted") for each in _QUOTED.finditer(folded)]
