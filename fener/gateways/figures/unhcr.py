"""UNHCR Refugee Data Finder: asylum applications, and people displaced (stocks and yearly flows), as CSV.

Three traps, and what is done about them. Persons and cases (``app_pc``) become different units. Stages of one procedure
count the same people again: every row is kept with its stage in ``breakdown``, and ``counting`` says whether it counts
people for the first time (``new``), again (``again``: repeat, appeal, review) or both at once (``mixed``). The code
``SRB`` holds Serbia with Kosovo*: it becomes ``SRB-XK``, as territory and as origin, never Serbia.

UNHCR publishes no number below five: a 5 may stand for one to five people, and says so in ``note``; ``*`` is a number
kept back. Blank cells of the tables with several measures side by side make no figure.

Rows: FEN-2201, 2202, 2204, 2205, 2207, 2209, 2214 (neither persons nor cases). Issues: FEN-2216. Licence: CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fener.gateways.figures import cells as read_cell
from fener.gateways.figures.cells import Memo, Quantity, stated
from fener.gateways.figures.countries import (
    UNKNOWN,
    nationality_by_iso3,
    nationality_by_name,
    territory_of,
    unlisted_nationality,
)
from fener.gateways.figures.material import Source, take
from fener.gateways.figures.reading import BadCell, MeasureNote, Notebook, Reading
from fener.gateways.figures.signatures import plain_title
from fener.gateways.figures.table import Table, columns_by_field, no_rows, open_table, picker
from fener.terms.dates import Period
from fener.terms.field import Provenance
from fener.terms.reporting import Figure

KIND = "unhcr"
PUBLISHER = "UNHCR Refugee Data Finder"
DATASET = "UNHCR-RDF"
_AGAIN = (
    "The stages of a procedure count the same people again: add up only figures whose counting is “new”, "
    "one unit at a time."
)
APPLICATION_MEASURES = (
    MeasureNote("asylum_applications", "persons", _AGAIN),
    MeasureNote("asylum_applications", "cases", "A case may hold several people. " + _AGAIN),
)
_STOCK = "At the year's end, or new within the year: see counting (“stock”, “flow”); the two are never added."
POPULATION_MEASURES = (
    MeasureNote("refugees", "persons", _STOCK),
    MeasureNote("asylum_seekers", "persons", _STOCK),
    MeasureNote("refugee_like", "persons", _STOCK),
    MeasureNote("other_of_concern", "persons", _STOCK),
    MeasureNote("other_in_need_of_protection", "persons", _STOCK),
)
_PLACES: dict[str, tuple[str, ...]] = {
    "year": ("year",),
    "coo_name": ("coo name", "country of origin", "country of origin name", "origin"),
    "coo": ("coo",),
    "coo_iso": ("coo iso", "country of origin iso", "origin iso"),
    "coa_name": ("coa name", "country of asylum", "country of asylum name", "asylum"),
    "coa": ("coa",),
    "coa_iso": ("coa iso", "country of asylum iso", "asylum iso"),
}
_APPLICATIONS = {
    **_PLACES,
    "procedure_type": ("procedure type", "authority"),
    "app_type": ("app type", "application type"),
    "dec_level": ("dec level", "stage of procedure", "decision level"),
    "app_pc": ("app pc", "cases / persons", "cases/persons"),
    "applied": ("applied", "applications", "asylum applications", "number of applications"),
}
_POPULATIONS = {
    **_PLACES,
    "refugees": ("refugees", "refugees under unhcr s mandate"),
    "asylum_seekers": ("asylum seekers",),
    "refugee_like": ("refugee like", "people in refugee like situations"),
    "other_of_concern": ("ooc", "others of concern", "others of concern to unhcr"),
    "other_in_need_of_protection": ("oip", "other people in need of international protection"),
}
_WHO = ("coo_name", "coo_iso", "coa_name", "coa_iso")
_STAGES = (*_WHO, "procedure_type", "app_type", "dec_level", "app_pc")
_POPULATION_FIELDS = tuple(measure.code for measure in POPULATION_MEASURES)
_ONLY_STOCKS = frozenset(
    {
        "idps",
        "idps of concern to unhcr",
        "stateless",
        "stateless persons",
        "returned refugees",
        "ooc",
        "hst",
        "host community",
    }
)
_LETTERS = {
    "government": "G", "joint": "J", "unhcr": "U", "new": "N", "repeat": "R", "repeated": "R", "appeal": "A",
    "persons": "P", "person": "P", "cases": "C", "case": "C", "first instance": "FI", "administrative review": "AR",
    "judicial review": "JR",
}  # fmt: skip
_FIRST_STAGES = frozenset({"FI", "FA", "NA"})
_MIXED = frozenset({"V", "NR", "NA", "B"})
_UNITS = {"P": "persons", "C": "cases"}
_SMALLEST = "UNHCR publishes no number below 5: this may stand for one to five"
_COMBINED = "SRB-XK"
_ALL = frozenset({"", "-", "–"})


def read(source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
    """Figures per year, country of asylum (``territory``) and origin (``nationality``).

    Raises WrongFormat or UnreadableMaterial.
    """
    material = take(source, name)
    notes = Notebook()
    table = open_table(material, KIND, notes)
    titles = {plain_title(title) for title in table.header}
    applications = bool(titles & {"applied", "app pc", "app type", "application type", "procedure type", "authority"})
    rows = _Applications(table, notes, vintage) if applications else _Populations(table, notes, vintage)
    figures = list(rows.figures())
    if not rows.read and not notes.rejected:
        raise no_rows(material.name)
    return Reading(
        kind=KIND,
        publisher=PUBLISHER,
        name=material.name,
        measures=APPLICATION_MEASURES if applications else POPULATION_MEASURES,
        figures=figures,
        incidents=[],
        rejected=notes.rejected,
        issues=notes.issues,
        rows_read=rows.read + notes.wrong_widths(),
        digest=material.digest,
        vintage=vintage,
        header=table.header,
        unused=rows.unused,
    )


def counting(app_type: str, dec_level: str) -> str:
    """Whether applications of that type and level count people for the first time: ``new``, ``again``, ``mixed`` or
    ``not stated``."""
    if app_type == "N":
        return "new" if dec_level in _FIRST_STAGES else "again"
    if not app_type:
        return "not stated"
    return "mixed" if app_type in _MIXED else "again"


@dataclass(frozen=True, slots=True)
class _Series:
    """What a figure is about apart from its year and number: shared by all figures of the series."""

    key: str
    territory: str
    nationality: str
    unit: str
    breakdown: Mapping[str, str]
    reported_as: str


class _Rows:
    """The rows of one file becoming figures; each distinct combination of places and stages is read once."""

    section = ""

    def __init__(
        self,
        table: Table,
        notes: Notebook,
        vintage: date | None,
        spellings: Mapping[str, tuple[str, ...]],
        wanted: tuple[tuple[str, ...], ...],
    ) -> None:
        columns, self.unused = columns_by_field(
            table, spellings, (("year",), ("coa_name", "coa_iso"), ("coo_name", "coo_iso"), *wanted)
        )
        self.table, self.notes, self.vintage, self.columns, self.read = table, notes, vintage, columns, 0
        self.seen: set[str] = set()
        self.years = Memo(_year)
        self.quantities = Memo(_noted)
        self.series: dict[tuple[str, ...], _Series] = {}
        self.provenance = Provenance(DATASET, section=self.section)

    def figures(self) -> Iterator[Figure]:
        """All figures of the file, in its order."""
        year_at = self.columns["year"]
        for row, cells in self.table.rows(self.notes):
            self.read += 1
            try:
                made = self._row(row, cells, *self.years[cells[year_at]])
            except BadCell as fault:
                self.notes.reject(row, self._blame(fault, cells), fault)
            else:
                yield from made

    def _row(self, row: int, cells: list[str], period: Period, year: str) -> Iterable[Figure]:
        raise NotImplementedError

    def _once(self, key: str) -> None:
        if key in self.seen:
            raise BadCell(
                "FEN-2209",
                "a row for the same year, places and stage stands above; the first was kept",
                "Remove one of the two rows, so that nobody is counted twice.",
                key,
            )
        self.seen.add(key)

    def _figure(self, key: str, measure: str, series: _Series, period: Period, noted: tuple[Quantity, str]) -> Figure:
        found, note = noted
        return Figure(
            key, measure, series.unit, series.territory, period, found.value, self.provenance, found.qualifier, "",
            series.nationality, series.breakdown, self.vintage, series.reported_as, note, found.missing, found.flag,
        )  # fmt: skip

    def _origin(self, row: int, name: str, iso3: str) -> str:
        if name in _ALL and iso3 in _ALL:
            return ""
        if iso3.strip().upper() in ("SRB", "SCG") and name != "Serbia":
            return _COMBINED
        code = nationality_by_iso3(iso3) or nationality_by_name(name)
        if code is None:
            self.notes.issue(row, self._title("coo_name") or self._title("coo_iso"), unlisted_nationality(name or iso3))
        return code or UNKNOWN

    def _title(self, field: str) -> str:
        at = self.columns[field]
        return self.table.header[at] if at < len(self.table.header) else ""

    def _blame(self, fault: BadCell, cells: list[str]) -> str:
        fields = {"FEN-2207": ("year",), "FEN-2214": ("app_pc",)}.get(fault.number, ("applied", *_POPULATION_FIELDS))
        known = [field for field in fields if field in self.columns]
        hit = next((field for field in known if fault.raw and cells[self.columns[field]] == fault.raw), "")
        return self._title(hit) if hit else ""


class _Applications(_Rows):
    """One figure a row."""

    section = "asylum applications"

    def __init__(self, table: Table, notes: Notebook, vintage: date | None) -> None:
        super().__init__(table, notes, vintage, _APPLICATIONS, (("applied",), ("app_pc",), ("app_type",)))
        self.pick = picker(self.columns, _STAGES)
        self.applied_at = self.columns["applied"]

    def _row(self, row: int, cells: list[str], period: Period, year: str) -> Iterable[Figure]:
        parts = self.pick(cells)
        series = self.series.get(parts)
        if series is None:
            series = self.series[parts] = self._about(row, parts)
        applied = self.quantities[cells[self.applied_at]]
        key = f"{series.key}:{year}"
        self._once(key)
        return (self._figure(key, "asylum_applications", series, period, applied),)

    def _about(self, row: int, parts: tuple[str, ...]) -> _Series:
        coo_name, coo_iso, coa_name, coa_iso, *stages, app_pc = parts
        procedure, app_type, dec_level = map(_letter, stages)
        unit = _UNITS.get(_letter(app_pc))
        if unit is None:
            raise _no_unit(app_pc)
        territory = _asylum(coa_name, coa_iso)
        places = {"coo_iso": coo_iso or coo_name, "coa_iso": coa_iso or coa_name}
        breakdown = {
            "counting": counting(app_type, dec_level),
            "procedure_type": procedure,
            "app_type": app_type,
            "dec_level": dec_level,
            **places,
            **_named(territory, coa_name),
        }
        stage = ":".join((*places.values(), procedure, app_type, dec_level, unit))
        origin = self._origin(row, coo_name, coo_iso)
        return _Series(f"{DATASET}:asylum_applications:{stage}", territory, origin, unit, breakdown, coo_name)


class _Populations(_Rows):
    """One figure for every filled cell of the measures side by side."""

    section = "population"

    def __init__(self, table: Table, notes: Notebook, vintage: date | None) -> None:
        super().__init__(table, notes, vintage, _POPULATIONS, (_POPULATION_FIELDS,))
        width, titles = len(table.header), {plain_title(title) for title in table.header}
        self.kept = [(field, self.columns[field]) for field in _POPULATION_FIELDS if self.columns[field] < width]
        self.pick = picker(self.columns, _WHO)
        self.counting = "stock" if titles & _ONLY_STOCKS else "flow" if "refugee like" in titles else "not stated"

    def _row(self, row: int, cells: list[str], period: Period, year: str) -> Iterable[Figure]:
        parts = self.pick(cells)
        series = self.series.get(parts)
        if series is None:
            series = self.series[parts] = self._about(row, parts)
        filled = [(field, self.quantities[cells[at]]) for field, at in self.kept if cells[at]]
        self._once(f"{series.key}:{year}")
        return [
            self._figure(f"{DATASET}:{field}:{series.key}:{year}", field, series, period, found)
            for field, found in filled
            if not found[0].missing or found[0].flag
        ]

    def _about(self, row: int, parts: tuple[str, ...]) -> _Series:
        coo_name, coo_iso, coa_name, coa_iso = parts
        territory = _asylum(coa_name, coa_iso)
        places = {"coo_iso": coo_iso or coo_name, "coa_iso": coa_iso or coa_name}
        breakdown = {"counting": self.counting, **places, **_named(territory, coa_name)}
        key = ":".join((self.counting, *places.values()))
        return _Series(key, territory, self._origin(row, coo_name, coo_iso), "persons", breakdown, coo_name)


def _named(territory: str, name: str) -> dict[str, str]:
    return {"territory_name": name} if territory == "ZZ" else {}


def _asylum(name: str, iso3: str) -> str:
    if iso3.strip().upper() in ("SRB", "SCG") and name.strip() != "Serbia":
        return _COMBINED
    found = territory_of(name)
    return found if found != "ZZ" else territory_of(nationality_by_iso3(iso3) or "")


def _year(text: str) -> tuple[Period, str]:
    year = read_cell.year(text)
    return Period.year(year), str(year)


def _noted(text: str) -> tuple[Quantity, str]:
    found = read_cell.quantity(text)
    return found, _SMALLEST if found.value == 5 else ""


def _letter(text: str) -> str:
    plain = text.strip()
    return _LETTERS.get(plain.casefold(), plain.upper() if len(plain) < 4 else plain)


def _no_unit(text: str) -> BadCell:
    found = f"“{stated(text)[:40]}” is neither persons (P) nor cases (C)"
    return BadCell("FEN-2214", found, "Fill in P or C: the two are never mixed.", text)
