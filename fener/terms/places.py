"""Places: how a name written by hand finds its place in the gazetteer.

``Gazetteer.resolve`` never picks silently between two distant places: it answers with the place, or with the candidates and
a question. Lookups are dictionary lookups; building the index for 20,000 places takes a fraction of a second.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, product

from fener.terms.errors import AmbiguousPlace, UnknownTerm
from fener.terms.place_entries import (
    GAZETTEER_FOLDER,
    KIND_RANK,
    KINDS,
    SUPPLEMENT,
    UNSORTED,
    WESTERN_BALKANS,
    Match,
    Place,
    Resolution,
    distance_km,
    load_places,
    supplement,
)
from fener.terms.place_names import (
    ALBANIAN,
    LONGEST_NAME,
    SETTLEMENT,
    SLAVIC,
    Endings,
    Reading,
    fold,
    loosen,
    misspellings,
    phrase_forms,
    readings,
    without_kind_words,
)

__all__ = [
    "GAZETTEER_FOLDER", "KINDS", "SUPPLEMENT", "UNSORTED", "WESTERN_BALKANS",
    "Gazetteer", "Match", "Place", "Resolution", "distance_km", "load_places", "supplement",
]  # fmt: skip

SAME_SITE_KM = 30.0  # nearer namesakes are one site for a report's purpose: a village and its crossing
_KM_PER_DEGREE = 111.2
_SHORT_FORM = 4  # letters; shorter case forms are read from given names only
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
        listed = {fold(name) for name in place.names.get(UNSORTED, ())}
        named = _given_names(place) if place.origin == SUPPLEMENT else {fold(place.name)}
        _add(self._named, named, number)
        _add(self._listed, listed, number)
        if not place.is_far:
            _add(self._loose, set(map(loosen, named | listed)), number)
        if "sq" in place.names:
            self._albanian.update((folded, number) for folded in _albanian_only(place))
        if place.kind not in SETTLEMENT:
            _add(self._worded, _worded_names(place), number)

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
            raise refusal(
                found.question or f"“{name}” is not in the gazetteer", remedy="Name the territory or the key."
            )
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
                    doubt = self._doubted(name, ways, within, limit) if _is_weak(how, within) else None
                    return doubt or _settled(name, within, how, kinds)
        return None

    def _tiers(self, ways: tuple[Reading, ...]) -> Iterator[tuple[Match, set[int], frozenset[str]]]:
        """Matches from the surest to the least sure; the name as written before the name less its kind words."""
        for kinded in (False, True):
            some = [way for way in ways if bool(way.kinds) is kinded]
            for how, index in ((Match.EXACT, self._named), (Match.VARIANT, self._listed), (Match.VARIANT, self._loose)):
                for way in some:
                    yield how, self._written(way, index), way.kinds
            for way, endings in product(some, (SLAVIC, ALBANIAN)):
                yield Match.INFLECTED, self._cased(way, endings), way.kinds

    def _written(self, way: Reading, index: _Index) -> set[int]:
        """Places named so in the index. After a Slavic preposition a case form is as likely as the name itself."""
        found = set(index.get(loosen(way.phrase) if index is self._loose else way.phrase, ()))
        if way.kinds:
            found |= self._worded_as(loosen(way.phrase), way.kinds)
        if way.slavic:
            return self._less_albanian(self._inflected(way) | found, (way.phrase, *phrase_forms(way.phrase, SLAVIC)))
        return found

    def _inflected(self, way: Reading) -> set[int]:
        """Places one of whose names the phrase may be a case form of: listed names count only where no given name does."""
        return self._cased(way, SLAVIC) or self._cased(way, ALBANIAN)

    def _cased(self, way: Reading, endings: Endings) -> set[int]:
        """By given names; else, of places not far off, by listed names and loose spellings of more than four letters."""
        forms = tuple(phrase_forms(way.phrase, endings))
        levels = tuple(dict.fromkeys(map(loosen, forms)))
        named = self._hits(self._named, forms, far=endings is SLAVIC)
        if way.kinds:
            named = named.union(*(self._worded_as(level, way.kinds) for level in levels))
        if endings is SLAVIC:
            named = self._less_albanian(named, (way.phrase, *forms))
        return named or self._hits(self._listed, _longer(forms)) or self._hits(self._loose, _longer(levels))

    def _less_albanian(self, hits: set[int], forms: tuple[str, ...]) -> set[int]:
        """Drine is a case of Drina, not of the Albanian Drin; all the hits where nothing else is left."""
        pairs = [(form, hit) for form in forms for hit in self._named.get(form, ())]
        slavic = {hit for form, hit in pairs if (form, hit) not in self._albanian}
        return {
            hit for hit in hits if hit in slavic or not any((form, hit) in self._albanian for form in forms)
        } or hits

    def _hits(self, index: _Index, forms: Iterable[str], far: bool = False) -> set[int]:
        """All the forms' places, or only those of the forms that name a place of the region, where there are such."""
        groups = [hits for form in forms if (hits := index.get(form))]
        near = [hits for hits in groups if any(self._places[number].in_region for number in hits)]
        return {number for number in chain.from_iterable(near or groups) if far or not self._places[number].is_far}

    def _doubted(
        self, name: str, ways: tuple[Reading, ...], found: list[Place], limit: frozenset[str]
    ) -> Resolution | None:
        """A question where some place bears the very name and one of the supplement would show it in a case (Peći, Peć)."""
        forms = set[int]().union(*(self._cased(way, endings) for way in ways for endings in (SLAVIC, ALBANIAN)))
        cased = [place for place in self._within(forms, limit) if place.origin == SUPPLEMENT and place not in found]
        rivals = _with_its_letters(name, [*found, *cased])
        if not _is_one_site(rivals):
            return _asked(name, rivals) if cased else None
        return None if any(place in found for place in rivals) else _settled(name, rivals, Match.INFLECTED, frozenset())

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
            for form in chain(phrase_forms(way.phrase, SLAVIC), phrase_forms(way.phrase, ALBANIAN)):
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
            code
            for place in self._within(numbers, frozenset())
            if place.kind == "territory"
            for code in place.territories
        )

    def _by_misspelling(self, name: str, ways: tuple[Reading, ...], scope: frozenset[str]) -> Resolution | None:
        found = self._hits(self._named, (spelling for way in ways[-2:] for spelling in misspellings(way.phrase)))
        within = self._within(found, scope) or self._within(found, frozenset())
        return _settled(name, within, Match.SPELLING, ways[-1].kinds) if within else None


def _longer(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(form for form in forms if len(form) > _SHORT_FORM)


def _add(index: _Index, keys: Iterable[str], number: int) -> None:
    for key in keys:
        index.setdefault(key, []).append(number)


def _given_names(place: Place) -> set[str]:
    """Folded names of known languages; of "Tara (river)" also the name without its bracket."""
    given = {fold(name) for language, names in place.names.items() if language != UNSORTED for name in names}
    return given | {fold(place.name), fold(_IN_BRACKETS.sub("", place.name))}


def _albanian_only(place: Place) -> set[str]:
    others = {
        fold(name) for language, names in place.names.items() if language not in ("sq", UNSORTED) for name in names
    }
    return {fold(name) for name in place.names.get("sq", ())} - (others or {fold(place.name)})


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
    rivals = _without_small_namesakes(_with_its_letters(name, wanted or found))
    if _is_one_site(rivals):
        best = min(rivals, key=_preference)
        return Resolution(best, (best,), how)
    return _asked(name, rivals)


def _is_weak(how: Match, found: list[Place]) -> bool:
    """Whether the match leaves room for a case form: an unlisted spelling, or only hamlets and places far off."""
    return how is Match.VARIANT or (how is Match.EXACT and all(place.is_minor or place.is_far for place in found))


_OWN_LETTERS = re.compile("[\u00c0-\u024f]")


def _with_its_letters(name: str, found: list[Place]) -> list[Place]:
    """Where the writer used letters with marks (Foča), the places that have them in a name; else all."""
    letters = set(_OWN_LETTERS.findall(name.casefold()))
    having = [
        place for place in found if letters and any(letters <= set(spelt.casefold()) for spelt in place.all_names)
    ]
    return having or found


def _is_one_site(rivals: Iterable[Place]) -> bool:
    best, *others = sorted(rivals, key=_preference)
    return all(distance_km(best.lat, best.lon, other.lat, other.lon) <= SAME_SITE_KM for other in others)


def _without_small_namesakes(found: list[Place]) -> list[Place]:
    """Small towns outside the region do not compete with a place inside; hamlets do not compete with a town of the supplement."""
    if any(place.origin == SUPPLEMENT and place.kind == "town" for place in found):
        found = [place for place in found if place.origin == SUPPLEMENT or place.kind != "village"]
    if any(place.in_region or place.origin == SUPPLEMENT for place in found):
        found = [place for place in found if place.in_region or not place.is_minor]
    return found


def _preference(place: Place) -> tuple[bool, int, int, str]:
    return (place.origin != SUPPLEMENT, KIND_RANK[place.kind], -place.population, place.key)


def _asked(name: str, found: list[Place]) -> Resolution:
    candidates = tuple(sorted(found, key=_preference))
    listed = " or ".join(f"{place.name} ({'/'.join(place.territories)}, {place.key})" for place in candidates[:6])
    question = f"“{name.strip()}”: which one? {listed}: name the territory or the key."
    return Resolution(None, candidates, Match.AMBIGUOUS, question)


def _unknown(name: str) -> Resolution:
    shown = name.strip()[:60]
    return Resolution(
        None, (), Match.UNKNOWN, f"“{shown}” is not in the gazetteer: check the spelling or add the place."
    )
