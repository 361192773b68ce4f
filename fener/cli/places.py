"""fener places"""

from __future__ import annotations

import click
from rich.table import Table

from fener.cli.desk import as_json, open_desk, out, print_json, refusing
from fener.terms.errors import AmbiguousPlace, UnknownTerm
from fener.terms.places import Place


@click.group()
def places() -> None:
    """The gazetteer."""


@places.command()
@click.argument("name")
@click.option("--territory", default=None, metavar="XX", help="Territory code, e.g. ME; settles ambiguous names.")
@as_json
@refusing
def resolve(name: str, territory: str | None, as_json: bool) -> None:
    """Which place NAME means. Inflected and variant spellings resolve; an ambiguous name asks."""
    open_desk()
    from fener.queries.places import gazetteer

    found = gazetteer().resolve(name, territory)
    if as_json:
        print_json({"place": _row(found.place), "how": found.how, "question": found.question,
                    "candidates": [_row(place) for place in found.candidates]})  # fmt: skip
        return
    if found.place is None and found.candidates:
        _show(list(found.candidates))
        raise AmbiguousPlace(found.question or f"“{name}” may be one of {len(found.candidates)} places")
    if found.place is None:
        raise UnknownTerm(
            f"no place answers to “{name}”", remedy="Check the spelling, or give the territory.", number="FEN-3003"
        )
    _show([found.place])


def _row(place: Place | None) -> dict[str, object] | None:
    if place is None:
        return None
    names = ("key", "name", "kind", "territories", "lat", "lon", "precision_km")
    return {name: getattr(place, name) for name in names}


def _show(found: list[Place]) -> None:
    table = Table("Key", "Name", "Kind", "Territories", "Latitude", "Longitude", "± km")
    for place in found:
        table.add_row(
            place.key, place.name, place.kind, ", ".join(place.territories),
            f"{place.lat:.4f}", f"{place.lon:.4f}", f"{place.precision_km:g}",
        )  # fmt: skip
    out.print(table)
