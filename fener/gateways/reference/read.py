"""Read the YAML files of ``base/`` into value objects. Every fault names file, entry and remedy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from fener.terms.codelists import read_yaml
from fener.terms.dates import Period
from fener.terms.errors import FenerError, Location, UnreadableMaterial
from fener.terms.field import Observation, Provenance, RouteSegment, SourceGrading
from fener.terms.money import PriceReport
from fener.terms.reporting import Figure

BASE_FOLDER = Path(__file__).parent / "base"
T = TypeVar("T")
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A report or dataset facts are taken from."""

    key: str
    title: str
    publisher: str = ""
    issued: str = ""
    licence: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NamedStakeholder:
    """An institution or organisation named in a report."""

    key: str
    name: str
    territory: str
    kind: str
    provenance: Provenance
    parent: str = ""
    competences: tuple[str, ...] = ()
    part: str = ""
    grading: SourceGrading = field(default_factory=SourceGrading)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A cooperation instrument named in a report."""

    key: str
    title: str
    territory: str
    kind: str
    provenance: Provenance
    parties: tuple[str, ...] = ()
    dated: str = ""
    standing: str = "unknown"
    note: str = ""
    grading: SourceGrading = field(default_factory=SourceGrading)


@dataclass(frozen=True, slots=True)
class KnownInconsistency:
    """Something the sources say in two ways, or not at all."""

    key: str
    about: str
    finding: str
    handling: str
    provenance: Provenance
    touches: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferenceBase:
    """All of it. ``digest`` names the content: a second load with the same digest has nothing to do."""

    digest: str
    sources: tuple[NamedSource, ...]
    observations: tuple[Observation, ...]
    prices: tuple[PriceReport, ...]
    segments: tuple[RouteSegment, ...]
    figures: tuple[Figure, ...]
    stakeholders: tuple[NamedStakeholder, ...]
    instruments: tuple[Instrument, ...]
    inconsistencies: tuple[KnownInconsistency, ...]


def read_reference_base(folder: Path = BASE_FOLDER) -> ReferenceBase:
    """Read every YAML file of the folder. Raises UnreadableMaterial FEN-2010 naming file and entry."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise UnreadableMaterial(
            f"no YAML file in {folder.name}",
            remedy="Reinstall Fener: the reference base ships with it.",
            number="FEN-2011",
        )
    rooms = [(path.name, read_yaml(path)) for path in files]
    return ReferenceBase(
        digest=_digest(files),
        sources=tuple(_all(rooms, "reports", _source)) + tuple(_all(rooms, "datasets", _source)),
        observations=tuple(_all(rooms, "observations", _observation)),
        prices=tuple(_all(rooms, "prices", _price)),
        segments=tuple(_all(rooms, "segments", _segment)),
        figures=tuple(_all(rooms, "figures", _figure)),
        stakeholders=tuple(_all(rooms, "stakeholders", _stakeholder)),
        instruments=tuple(_all(rooms, "instruments", _instrument)),
        inconsistencies=tuple(_all(rooms, "inconsistencies", _inconsistency)),
    )


def _digest(files: list[Path]) -> str:
    sealed = hashlib.sha256()
    for path in files:
        sealed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sealed.hexdigest()


def _all(rooms: list[tuple[str, Entry]], kind: str, read: Callable[[Entry], T]) -> Iterator[T]:
    for name, room in rooms:
        defaults = {"report": room.get("report", ""), "section": room.get("section", "")}
        for number, entry in enumerate(room.get(kind) or (), start=1):
            try:
                yield read({**defaults, **entry})
            except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, FenerError) as problem:
                raise UnreadableMaterial(
                    f"{name}: entry {number} of {kind} ({entry.get('key', 'no key')}) cannot be read: {problem}",
                    remedy="Compare it with its neighbours and with docs/reference/reference-base.md.",
                    location=Location(path=f"{name}:{kind}[{number}]"),
                    number="FEN-2010",
                ) from problem


def _provenance(entry: Entry) -> Provenance:
    page = entry.get("page")
    return Provenance(
        str(entry["report"] or entry["dataset"]),
        str(entry.get("section") or ""),
        int(page) if page is not None else None,
        str(entry.get("caution") or ""),
    )


def _period(entry: Entry) -> Period:
    span = entry.get("period") or {}
    if not span:
        return Period()
    if "to" in span and "from" not in span:
        return Period(None, Period.parse(span["to"]).last_on)
    return Period.parse(span["from"], span.get("to", span["from"]))


def _grading(entry: Entry) -> SourceGrading:
    return SourceGrading.parse(entry["grading"]) if entry.get("grading") else SourceGrading()


def _pair(entry: Entry, key: str) -> tuple[int | None, int | None]:
    pair = entry.get(key) or {}
    return pair.get("low"), pair.get("high")


def _words(entry: Entry, key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in entry.get(key) or ())


def _text(entry: Entry, key: str) -> str:
    return " ".join(str(entry.get(key) or "").split())


def _observation(entry: Entry) -> Observation:
    return Observation(
        key=entry["key"],
        topic=entry["topic"],
        territory=entry["territory"],
        statement=_text(entry, "statement"),
        provenance=_provenance(entry),
        codes={name: tuple(str(code) for code in codes) for name, codes in (entry.get("codes") or {}).items()},
        places=_words(entry, "places"),
        period=_period(entry),
        extent=entry.get("extent") or "unknown",
        persons=_pair(entry, "persons"),
        grading=_grading(entry),
        answers=_words(entry, "answers"),
    )


def _price(entry: Entry) -> PriceReport:
    return PriceReport(
        key=entry["key"],
        territory=entry["territory"],
        scope=entry["scope"],
        unit=entry["unit"],
        low=_decimal(entry.get("low")),
        high=_decimal(entry.get("high")),
        currency=entry["currency"],
        provenance=_provenance(entry),
        qualifier=entry.get("qualifier") or "exact",
        origin=entry.get("from") or "",
        destination=entry.get("to") or "",
        via=_words(entry, "via"),
        who=_text(entry, "who"),
        conditions=_text(entry, "conditions"),
        vehicle=entry.get("vehicle") or "",
        persons_per_vehicle=_pair(entry, "persons_per_vehicle"),
        payment_method=entry.get("payment_method") or "",
        includes=_words(entry, "includes"),
        period=_period(entry),
        grading=_grading(entry),
    )


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _segment(entry: Entry) -> RouteSegment:
    return RouteSegment(
        key=entry["key"],
        origin=entry["from"],
        destination=entry["to"],
        territory=entry["territory"],
        provenance=_provenance(entry),
        roles=_words(entry, "roles"),
        methods=_words(entry, "methods"),
        extent=entry.get("extent") or "unknown",
        direction=entry.get("direction") or "",
        note=_text(entry, "note"),
        period=_period(entry),
        grading=_grading(entry),
    )


def _figure(entry: Entry) -> Figure:
    return Figure(
        key=entry["key"],
        measure=entry["measure"],
        unit=entry["unit"],
        territory=entry.get("territory") or "ZZ",
        period=_period(entry),
        value=_decimal(entry.get("value")),
        provenance=_provenance(entry),
        qualifier=entry.get("qualifier") or "exactly",
        route=entry.get("route") or "",
        nationality=entry.get("nationality") or "",
        breakdown={
            key: str(entry[key]) for key in ("border", "share_of", "place", "age_gender", "base") if entry.get(key)
        },
        reported_as=_text(entry, "reported_as"),
        note=_text(entry, "note"),
        missing=bool(entry.get("missing", False)),
    )


def _stakeholder(entry: Entry) -> NamedStakeholder:
    return NamedStakeholder(
        key=entry["key"],
        name=_text(entry, "name"),
        territory=entry["territory"],
        kind=entry["kind"],
        provenance=_provenance(entry),
        parent=entry.get("parent") or "",
        competences=_words(entry, "competences"),
        part=entry.get("role") or "",
        grading=_grading(entry),
    )


def _instrument(entry: Entry) -> Instrument:
    return Instrument(
        key=entry["key"],
        title=_text(entry, "title"),
        territory=entry["territory"],
        kind=entry["kind"],
        provenance=_provenance(entry),
        parties=_words(entry, "parties"),
        dated=str(entry.get("dated") or ""),
        standing=entry.get("standing") or "unknown",
        note=_text(entry, "note"),
        grading=_grading(entry),
    )


def _inconsistency(entry: Entry) -> KnownInconsistency:
    return KnownInconsistency(
        key=str(entry.get("id") or entry["key"]),
        about=_text(entry, "about"),
        finding=_text(entry, "finding"),
        handling=_text(entry, "handling"),
        provenance=_provenance(entry),
        touches=_words(entry, "keys"),
    )


def _source(entry: Entry) -> NamedSource:
    notes = (entry.get("pages_note"), entry.get("standing"), entry.get("use"), entry.get("note"))
    return NamedSource(
        key=entry["key"],
        title=_text(entry, "title"),
        publisher=", ".join(
            str(name) for name in entry.get("publishers") or ([entry["publisher"]] if entry.get("publisher") else [])
        ),
        issued=_issued(entry),
        licence=_text(entry, "licence"),
        link=_text(entry, "link"),
        note=" ".join(" ".join(str(note).split()) for note in notes if note),
    )


def _issued(entry: Entry) -> str:
    issued = entry.get("published") or entry.get("issued") or entry.get("month") or ""
    return issued.isoformat() if isinstance(issued, date) else str(issued)
