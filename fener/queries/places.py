"""Places by key and by name, from one gazetteer a process."""

from __future__ import annotations

from functools import cache
from threading import Lock

from django.conf import settings

from fener.gateways.geonames import region_gazetteer
from fener.queries.areas import label_of
from fener.records.base.models import Member
from fener.terms.places import Gazetteer, Place, Resolution, supplement
from fener.terms.territories import territories

_ONCE = Lock()


def gazetteer() -> Gazetteer:
    """The region's gazetteer; made at the first question and kept while the process lives."""
    with _ONCE:
        return _gazetteer()


@cache
def _gazetteer() -> Gazetteer:
    return region_gazetteer(settings.CACHE_FOLDER)


@cache
def _known() -> dict[str, Place]:
    # The keys that records carry are the supplement's; it is read in a moment, the whole gazetteer is not.
    places = {place.key: place for place in supplement()}
    return {**{key: place for place in places.values() for key in place.also}, **places}


def resolve_place(member: Member, name: str, territory: str | None = None) -> Resolution:
    """What place a name means; several candidates come with the question to ask. Places are public: all members see all."""
    return gazetteer().resolve(name, territory)


def place_or_none(key: str) -> Place | None:
    """The place with that key, or None; a territory code stands for the territory's place."""
    if key in territories():
        return _known().get(f"territory-{key.lower()}")
    found = _known().get(key)
    return found if found or not key.startswith("gn-") else gazetteer().get(key)


def place_label(key: str) -> str:
    """A place's or territory's name for a screen; a key nobody knows is shown as it stands."""
    if not key or key in territories():
        return label_of(key)
    found = place_or_none(key)
    if found is None:
        code = key.removeprefix("territory-").upper()
        return label_of(code) if code in territories() else key
    return label_of(found.territories[0]) if found.kind == "territory" else found.name
