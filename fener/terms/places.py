"""Places: the gazetteer of sites the reports name, and how a name written by hand finds its place.

``Gazetteer.resolve`` never picks silently between two distant places: it answers with the place, or with the candidates and
a question. Lookups are dictionary lookups; building the index for 20,000 places takes a fraction of a second.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from fener.terms.codelists import read_yaml
from fener.terms.errors import AmbiguousPlace, UnknownTerm
from fener.terms.place_names import (
    LONGEST_NAME,
    SETTLEMENT,
    Reading,
    fold,
    loosen,
    misspellings,
    phrase_forms,
    readings,
    without_kind_words,
)

GAZETTEER_FOLDER = Path(__file__).parent / "gazetteer"
WESTERN_BALKANS = frozenset({"AL", "BA", "XK", "ME", "MK", "RS"})
SUPPLEMENT = "supplement"
UNSORTED = "und"  # names of a mixed list whose language is not told
KINDS = (
    "territory", "town", "municipality", "village", "crossing", "river", "region", "mountain", "centre", "airport",
    "station", "port", "border", "other",
)  # fmt: skip
SAME_SITE_KM = 30.0  # nearer namesakes are one site for a report's purpose: a village and its crossing
SMALL_TOWN = 10_000  # inhabitants; a smaller namesake outside the region does not compete with a place inside it
NOTED_TOWN = 15_000  # inhabitants; a misspelling may stand for a town outside the region only from this size on
_KIND_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_KM_PER_DEGREE = 111.2


class Match(StrEnum):
    """How a name found its place."""

    EXACT = "exact"  # a listed name, apart from case, accents and script
    VARIANT = "variant"  # another listed name or another spelling of the same sounds
    INFLECTED = "inflected"  # a case form, or the other Albanian form
    SPELLING = "spelling"  # one letter away from exactly one place: show it for confirmation
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A named site. ``lat``/``lon`` WGS 84 degrees; ``precision_km`` radius of uncertainty; ``names`` by language tag.

    ``also`` are further keys, ``population`` is 0 where unknown, ``origin`` is "supplement" or "geonames".
    """

    key: str
    name: str
    kind: str
    territories: tuple[str, ...]
    lat: float
    lon: float
    precision_km: float
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    refs: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    origin: str = SUPPLEMENT
    also: tuple[str, ...] = ()
    population: int = 0

    @property
    def in_region(self) -> bool:
        """Whether it lies in, or touches, one of the six territories."""
        return not WESTERN_BALKANS.isdisjoint(self.territories)

    @property
    def all_names(self) -> tuple[str, ...]:
        """The display name and every variant, without repetition."""
        return tuple(dict.fromkeys(chain((self.name,), *self.names.values())))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to a name: a place, or the candidates and the question a person must answer (``place`` is None)."""

    place: Place | None
    candidates: tuple[Place, ...]
    how: str
    question: str | None = None


def load_places(paths: Iterable[Path]) -> tuple[Place, ...]:
    """Places from gazetteer YAML files, in file order. UnknownTerm for a kind not in KINDS."""
    return tuple(_place(entry) for path in paths for entry in read_yaml(path)["places"])


@cache
def supplement() -> tuple[Place, ...]:
    """The places kept with the code: those the reports name and the region's border crossings."""
    return load_places(sorted(GAZETTEER_FOLDER.glob("*.yaml")))


def _place(entry: Mapping[str, Any]) -> Place:
    if entry["kind"] not in _KIND_RANK:
        raise UnknownTerm(f"“{entry['kind']}” is not a kind of place", remedy=f"Use one of {', '.join(KINDS)}.")
    return Place(
        key=entry["key"],
        name=entry["name"],
        kind=entry["kind"],
        territories=tuple(entry["territories"]),
        lat=float(entry["lat"]),
        lon=float(entry["lon"]),
        precision_km=float(entry["precision_km"]),
        names={language: tuple(names) for language, names in entry.get("names", {}).items()},
        refs=tuple(entry.get("refs", ())),
        also=tuple(entry.get("also", ())),
        population=int(entry.get("population", 0)),
    )


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in km (haversine, mean radius 6371 km)."""
    rise, run = math.radians(other_lat - lat), math.radians(other_lon - lon)
    half = math.sin(rise / 2) ** 2
    half += math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(run / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))


_DASH = re.compile(r"\s*[-–—‐‑−/|]\s*")
_ASIDE = re.compile(r"[,(;]")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_ENTITY = re.compile(r"^([A-Z]{2})-")
_Index = dict[str, list[int]]


class Gazetteer:
    """An index over places. Later places of the same key replace earlier ones."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple({place.key: place for place in places}.values())
        self._by_key = {key: place for place in self._places for key in place.also}
        self._by_key |= {place.key: place for place in self._places}
        self._named: _Index = {}  # folded names
        self._listed: _Index = {}  # folded names of mixed lists
        self._loose: _Index = {}  # the same, loosened
        self._albanian: set[tuple[str, int]] = set()  # names in use in Albanian only
        self._worded: _Index = {}  # names less their kind word, sides of crossings: only where a kind is asked for
        for number, place in enumerate(self._places):
            self._enter(number, place)
        order = sorted(range(len(self._places)), key=lambda number: self._places[number].lat)
        self._by_lat = [self._places[number] for number in order]
        self._lats = [place.lat for place in self._by_lat]

    def _enter(self, number: int, place: Place) -> None:
        listed = [fold(name) for name in place.names.get(UNSORTED, ())]
        named = {fold(place.name): None}
        if place.names or place.origin == SUPPLEMENT:
            for language, names in place.names.items():
                if language != UNSORTED:
                    named.update(dict.fromkeys(map(fold, names)))
            if "(" in place.name:
                named[fold(_IN_BRACKETS.sub("", place.name))] = None
        for folded in named:
            self._named.setdefault(folded, []).append(number)
        for folded in listed:
            self._listed.setdefault(folded, []).append(number)
        self._albanian.update((folded, number) for folded in _albanian_only(place))
        for loose in {loosen(folded) for folded in chain(named, listed)}:
            self._loose.setdefault(loose, []).append(number)
        if place.kind not in SETTLEMENT:
            for loose in _worded_names(place):
                self._worded.setdefault(loose, []).append(number)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Place:
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownTerm(f"“{key}” is not a key of the gazetteer", remedy="Resolve the name first.") from None

    def get(self, key: str) -> Place | None:
        """The place of that key (or of one of its further keys), or None."""
        return self._by_key.get(key)

    def near(self, lat: float, lon: float, km: float) -> tuple[Place, ...]:
        """Places whose position lies within ``km``, the nearest first."""
        low, high = lat - km / _KM_PER_DEGREE, lat + km / _KM_PER_DEGREE
        band = self._by_lat[bisect_left(self._lats, low) : bisect_right(self._lats, high)]
        measured = [(distance_km(lat, lon, place.lat, place.lon), place.key, place) for place in band]
        return tuple(place for distance, _, place in sorted(measured, key=lambda row: row[:2]) if distance <= km)

    def place_named(self, name: str, territory: str | None = None) -> Place:
        """The place the name stands for; AmbiguousPlace with the candidates, or UnknownTerm."""
        found = self.resolve(name, territory)
        if found.place is None:
            refusal = AmbiguousPlace if found.candidates else UnknownTerm
            raise refusal(found.question or f"“{name}” is not in the gazetteer", remedy="Name the territory or the key.")
        return found.place

    def resolve(self, name: str, territory: str | None = None) -> Resolution:
        """The place a written name stands for.

        1. A key stands for itself.
        2. Listed names, other spellings, case forms: first among places of the territory (code, entity code or "WB"),
           then among all, so that a report from one territory can name a town of another.
        3. A name in two halves (Sukobin – Murićani) is the place both halves share; (RS) or a comma names the territory.
        4. One wrong letter, where only one place is meant.
        """
        if len(name) > LONGEST_NAME:
            return _unknown(name)
        if place := self._by_key.get(name.strip()):
            return Resolution(place, (place,), Match.EXACT)
        scope = _scope(territory)
        ways = readings(name)
        return (
            self._by_tiers(name, ways, scope)
            or self._by_halves(name, ways, scope)
            or self._by_misspelling(name, ways, scope)
            or _unknown(name)
        )

    def _by_tiers(self, name: str, ways: tuple[Reading, ...], scope: frozenset[str]) -> Resolution | None:
        for limit in (scope, frozenset[str]()) if scope else (scope,):
            for how, found, kinds in self._tiers(ways):
                if within := self._within(found, limit):
                    return _settled(name, within, how, kinds)
        return None

    def _tiers(self, ways: tuple[Reading, ...]) -> Iterator[tuple[Match, set[int], frozenset[str]]]:
        """Matches from the surest to the least sure. After a Slavic preposition a case form is as likely as the name itself."""
        for how, index in ((Match.EXACT, self._named), (Match.VARIANT, self._listed), (Match.VARIANT, None)):
            for way in ways:
                key = way.phrase if index is not None else loosen(way.phrase)
                found = set((self._loose if index is None else index).get(key, ()))
                if way.kinds:
                    found |= self._worded_as(loosen(way.phrase), way.kinds)
                if way.slavic:
                    found = self._inflected(way) | {hit for hit in found if (way.phrase, hit) not in self._albanian}
                yield how, found, way.kinds
        for way in ways:
            yield Match.INFLECTED, self._inflected(way), way.kinds

    def _inflected(self, way: Reading) -> set[int]:
        strict: set[int] = set()
        loose: set[int] = set()
        for form in phrase_forms(way.phrase):
            level = loosen(form)
            strict.update(self._named.get(form, ()), self._listed.get(form, ()))
            loose.update(self._loose.get(level, ()))
            if way.kinds:
                strict |= self._worded_as(level, way.kinds)
        return strict or loose

    def _worded_as(self, loose: str, kinds: frozenset[str]) -> set[int]:
        return {number for number in self._worded.get(loose, ()) if self._places[number].kind in kinds}

    def _within(self, found: set[int], limit: frozenset[str]) -> list[Place]:
        places = [self._places[number] for number in sorted(found)]
        return [place for place in places if not limit.isdisjoint(place.territories)] if limit else places

    def _by_halves(self, name: str, ways: tuple[Reading, ...], scope: frozenset[str]) -> Resolution | None:
        if aside := self._by_aside(name, scope):
            return aside
        halves = [half for half in _DASH.split(name) if fold(half)]
        if len(halves) < 2:
            return None
        sides = [self._side(half) for half in halves]
        shared = set.intersection(*sides)
        if within := self._within(shared, scope) or self._within(shared, frozenset()):
            return _settled(name, within, Match.VARIANT, ways[-1].kinds)
        either = self._within(set.union(*sides), scope)
        return _asked(name, either) if either else None

    def _side(self, half: str) -> set[int]:
        """Everything one half of a pair may stand for, sides of crossings included."""
        found: set[int] = set()
        for way in readings(half):
            level = loosen(way.phrase)
            found.update(self._loose.get(level, ()), self._worded.get(level, ()))
            for form in phrase_forms(way.phrase):
                found.update(self._loose.get(loosen(form), ()), self._worded.get(loosen(form), ()))
        return found

    def _by_aside(self, name: str, scope: frozenset[str]) -> Resolution | None:
        """Tuzla (BA); Bar, Montenegro; Muriqan (Murićani): what follows names the territory or the place once more."""
        head, *rest = (part.strip(" )") for part in _ASIDE.split(name))
        aside = " ".join(rest)
        if not fold(head) or not fold(aside):
            return None
        told = _scope(aside) if re.fullmatch(r"[A-Z]{2}(-[A-Z]{3})?", aside) else self._territory_named(aside)
        if told:
            return self._by_tiers(name, readings(head), told)
        shared = self._side(head) & self._side(aside)
        return _settled(name, self._within(shared, frozenset()), Match.VARIANT, frozenset()) if shared else None

    def _territory_named(self, name: str) -> frozenset[str]:
        numbers = set(self._named.get(fold(name), ()))
        return frozenset(
            code for place in self._within(numbers, frozenset()) if place.kind == "territory" for code in place.territories
        )

    def _by_misspelling(self, name: str, ways: tuple[Reading, ...], scope: frozenset[str]) -> Resolution | None:
        found = {
            number
            for way in ways[-2:]
            for spelling in misspellings(way.phrase)
            for number in chain(self._named.get(spelling, ()), self._listed.get(spelling, ()))
            if self._is_noted(number)
        }
        within = self._within(found, scope) or self._within(found, frozenset())
        return _settled(name, within, Match.SPELLING, ways[-1].kinds) if within else None

    def _is_noted(self, number: int) -> bool:
        place = self._places[number]
        return place.origin == SUPPLEMENT or place.in_region or place.population >= NOTED_TOWN


def _albanian_only(place: Place) -> set[str]:
    others = (fold(name) for language, names in place.names.items() if language != "sq" for name in names)
    return {fold(name) for name in place.names.get("sq", ())} - {fold(place.name), *others}


def _worded_names(place: Place) -> set[str]:
    names = {without_kind_words(name) for name in place.all_names}
    if place.kind == "crossing":
        names |= {fold(side) for side in _DASH.split(_IN_BRACKETS.sub("", place.name))}
    return {loosen(name) for name in names if name}


def _scope(territory: str | None) -> frozenset[str]:
    """The territory codes a hint stands for; BA-SRP counts as BA, WB as the six; empty without a hint."""
    code = (territory or "").strip().upper().rstrip("*")
    if code == "WB":
        return WESTERN_BALKANS
    entity = _ENTITY.match(code)
    return frozenset({entity[1] if entity else code} if code else ())


def _settled(name: str, found: list[Place], how: Match, kinds: frozenset[str]) -> Resolution:
    """One site, or a question. ``found`` is not empty."""
    wanted = [place for place in found if place.kind in kinds]
    if kinds and not wanted and not kinds & (SETTLEMENT | {"region", "station", "port", "centre"}):
        return _asked(name, found)
    rivals = _without_small_namesakes(wanted or found)
    best = min(rivals, key=_preference)
    if all(distance_km(best.lat, best.lon, rival.lat, rival.lon) <= SAME_SITE_KM for rival in rivals):
        return Resolution(best, (best,), how)
    return _asked(name, rivals)


def _without_small_namesakes(found: list[Place]) -> list[Place]:
    known = [place for place in found if place.in_region or place.origin == SUPPLEMENT]
    return [place for place in found if place in known or place.population >= SMALL_TOWN] if known else found


def _preference(place: Place) -> tuple[bool, int, int, str]:
    return (place.origin != SUPPLEMENT, _KIND_RANK[place.kind], -place.population, place.key)


def _asked(name: str, found: list[Place]) -> Resolution:
    candidates = tuple(sorted(found, key=_preference))
    listed = " or ".join(f"{place.name} ({'/'.join(place.territories)}, {place.key})" for place in candidates[:6])
    question = f"“{name.strip()}”: which one? {listed}: name the territory or the key."
    return Resolution(None, candidates, Match.AMBIGUOUS, question)


def _unknown(name: str) -> Resolution:
    shown = name.strip()[:60]
    return Resolution(None, (), Match.UNKNOWN, f"“{shown}” is not in the gazetteer: check the spelling or add the place.")
