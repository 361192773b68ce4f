"""How the publishers' files are told apart by their column titles alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

TITLES = {
    "missing-migrants": "IOM Missing Migrants",
    "frontex": "Frontex",
    "unhcr": "UNHCR",
    "eurostat": "Eurostat",
}
_APART = re.compile(r"[^a-z0-9/\\]+")


def plain_title(title: str) -> str:
    """A column title without case, punctuation and doubled blanks: ``No. dead/missing`` → ``no dead/missing``."""
    return _APART.sub(" ", title.casefold()).strip()


def looks_like(header: Iterable[str]) -> str:
    """The key of the publisher whose file has such a header; empty where none does."""
    titles = {plain_title(title) for title in header}
    words = " | ".join(sorted(titles))
    if titles & {"obs value", "time period"} or "\\time period" in words:
        return "eurostat"
    if {"coo", "coa", "coo name", "coa name", "coo iso", "coa iso"} & titles or "country of asylum" in words:
        return "unhcr"
    if "route" in titles and "nationality" in words and "border" in words:
        return "frontex"
    if titles & {"incident id", "main id", "web id"} and "dead" in words:
        return "missing-migrants"
    return ""
