"""IOM Missing Migrants Project: incidents of death and disappearance on migration routes.

Told by header, any of: the present download (``Thu, 01/01/2026 - 12:00`` dates, ``Coordinates`` as one text, no total),
the older downloads (``Web ID``, ``Reported Date``, ``Total Number of Dead and Missing``), and the cleaned table of
2014–2022 with ``Latitude``/``Longitude`` and ``Route``. Licence of the figures: CC BY 4.0.

A row is rejected for FEN-2201, 2202 (its width), 2203 (date), 2204, 2205 (counts), 2206 (position), 2207 (year), 2208
(no identifier), 2209 (identifier met before). It is taken with an issue for FEN-2210 (source quality outside 1–5), 2211
(dead and missing do not add up to the total) and 2215 (date and year disagree).
"""

from __future__ import annotations

from datetime import date

from fener.gateways.figures import cells as read_cell
from fener.gateways.figures.cells import Memo, stated
from fener.gateways.figures.countries import territory_of
from fener.gateways.figures.material import Source, take
from fener.gateways.figures.reading import BadCell, MeasureNote, Notebook, Reading
from fener.gateways.figures.routes import route_code
from fener.gateways.figures.table import Table, columns_by_field, no_rows, open_table, picker
from fener.terms.dates import Period
from fener.terms.field import Incident

KIND = "missing-migrants"
PUBLISHER = "IOM Missing Migrants Project"
DATASET = "IOM-MMP"
_CAUTION = "A minimum: many deaths are never recorded. Counted where a death happened, not where a route leads."
MEASURES = (
    MeasureNote("dead", "persons", _CAUTION),
    MeasureNote("missing", "persons", _CAUTION),
    MeasureNote("dead_or_missing", "persons", _CAUTION),
    MeasureNote("incidents", "incidents", "Several incidents may belong to one event (“Split Incident”)."),
)
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "key": ("incident id", "main id", "web id"),
    "main_id": ("main id", "web id"),
    "date": ("incident date", "date of incident", "reported date", "website date", "date"),
    "year": ("incident year", "year of incident", "reported year", "year"),
    "month": ("incident month", "reported month", "month of incident", "month"),
    "precision": ("incident date precision",),
    "dead": ("no dead", "number dead", "number of dead", "dead"),
    "missing": ("no missing", "minimum estimated number of missing", "number missing", "number of missing", "missing"),
    "total": ("no dead/missing", "total number of dead and missing", "total dead and missing", "total dead/missing"),
    "survivors": ("no survivors", "number of survivors"),
    "females": ("no female", "no females", "number of females", "number of female"),
    "males": ("no male", "no males", "number of males", "number of male"),
    "children": ("no minors", "no children", "number of children"),
    "origin": ("country of origin", "region of origin"),
    "origin_region": ("region of origin",),
    "cause": ("cause of death category", "cause of death", "cause of death reported"),
    "cause_reported": ("cause of death reported",),
    "route": ("route", "migration route", "migrantion route", "migrant route"),
    "country": ("country of incident", "country"),
    "location": ("location of death", "location of incident", "location description", "location"),
    "source": ("source", "information source"),
    "link": ("link", "url"),
    "quality": ("source quality",),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "long"),
    "coordinates": ("coordinates", "location coordinates"),
    "incident_type": ("incident type",),
    "region": ("region of incident", "region"),
    "unsd_region": ("unsd region", "unsd geographical grouping"),
}
_REQUIRED = (("key",), ("date", "year"), ("dead", "total"), ("missing", "total"))
_COUNTED = ("dead", "missing", "total", "survivors", "females", "males", "children")
_WORDED = ("cause", "route", "country", "origin")
_FREE = ("location", "source", "link")
_KEPT = ("main_id", "incident_type", "region", "unsd_region", "origin_region", "cause_reported")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEXTLESS = frozenset({"", "NA", "N/A"})


def read(source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
    """Every incident of the file, in its order; key ``IOM-MMP:<Incident ID>``.

    ``dead_or_missing`` is the publisher's total; where the format has none it is dead plus missing as stated. What the
    format says besides (main id, region, cause as reported …) stays in ``extra``. Raises WrongFormat or
    UnreadableMaterial.
    """
    material = take(source, name)
    notes = Notebook()
    table = open_table(material, KIND, notes)
    rows = _Rows(table, notes)
    incidents = rows.incidents()
    if not rows.read and not notes.rejected:
        raise no_rows(material.name)
    return Reading(
        kind=KIND,
        publisher=PUBLISHER,
        name=material.name,
        measures=MEASURES,
        figures=[],
        incidents=incidents,
        rejected=notes.rejected,
        issues=notes.issues,
        rows_read=rows.read + notes.wrong_widths(),
        digest=material.digest,
        vintage=vintage,
        header=table.header,
        unused=rows.unused,
    )


class _Rows:
    """The rows of one file becoming incidents; each distinct count, day, route and country is read once."""

    def __init__(self, table: Table, notes: Notebook) -> None:
        columns, self.unused = columns_by_field(table, _SPELLINGS, _REQUIRED)
        self.table, self.notes, self.columns, self.read = table, notes, columns, 0
        width = len(table.header)
        self.has_total = columns["total"] < width
        self.has_country = columns["country"] < width
        self.kept = [(field, columns[field]) for field in _KEPT if columns[field] < width]
        self.pick_when = picker(columns, ("date", "year", "month", "precision"))
        self.pick_counts = picker(columns, _COUNTED)
        self.pick_words = picker(columns, _WORDED)
        self.pick_free = picker(columns, _FREE)
        self.pick_where = picker(columns, ("latitude", "longitude", "coordinates"))
        self.counts = Memo(read_cell.count)
        self.words = Memo(stated)
        self.routes = Memo(route_code)
        self.territories = Memo(territory_of)
        self.whens: dict[tuple[str, ...], tuple[Period, BadCell | None]] = {}
        self.qualities = Memo(_quality)

    def incidents(self) -> list[Incident]:
        """All incidents that can be taken."""
        taken, seen, at_key = [], set[str](), self.columns["key"]
        for row, cells in self.table.rows(self.notes):
            self.read += 1
            try:
                key = cells[at_key].strip()
                if not key or key in seen:
                    raise _no_key(key)
                taken.append(self._incident(row, key, cells))
                seen.add(key)
            except BadCell as fault:
                self.notes.reject(row, self._blame(fault, cells), fault)
        return taken

    def _incident(self, row: int, key: str, cells: list[str]) -> Incident:
        period, dated_oddly = self._when(self.pick_when(cells))
        memo = self.counts
        dead, missing, total, survivors, females, males, children = (memo[text] for text in self.pick_counts(cells))
        cause, route_name, country, origin = self.pick_words(cells)
        location, source, link = (text if text not in _TEXTLESS else "" for text in self.pick_free(cells))
        latitude, longitude = _where(*self.pick_where(cells))
        quality, quality_fault = self.qualities[cells[self.columns["quality"]]]
        if quality_fault or dated_oddly or (self.has_total and total is not None and _unequal(dead, missing, total)):
            self._issues(row, quality_fault, dated_oddly, (dead, missing, total))
        extra = {field: cells[at] for field, at in self.kept if cells[at] not in _TEXTLESS}
        route = self.words[route_name]
        if route:
            extra["route_name"] = route
        territory = self._territory(country, location, extra)
        if not self.has_total and (dead is not None or missing is not None):
            total = (dead or 0) + (missing or 0)
        return Incident(
            f"{DATASET}:{key}", period, territory, location, self.routes[route], self.words[cause], source,
            dead, missing, total, survivors, females, males, children,
            origin.strip() if origin not in _TEXTLESS else "", latitude, longitude, quality, link, extra,
        )  # fmt: skip

    def _when(self, written: tuple[str, ...]) -> tuple[Period, BadCell | None]:
        found = self.whens.get(written)
        if found is None:
            found = self.whens[written] = _when(*written)
        return found

    def _territory(self, country: str, location: str, extra: dict[str, str]) -> str:
        """The code for the country of the incident, or, where the format has none, for a place text that ends in its
        name."""
        name = self.words[country] if self.has_country else location.rpartition(",")[2].strip()
        code = self.territories[name]
        if self.has_country and code == "ZZ" and name:
            extra["territory_name"] = name
        elif not self.has_country and code != "ZZ":
            extra["territory_from"] = "location"
        return code

    def _issues(
        self,
        row: int,
        quality: BadCell | None,
        dated: BadCell | None,
        counts: tuple[int | None, int | None, int | None],
    ) -> None:
        if quality:
            self.notes.issue(row, self._title("quality"), quality)
        if dated:
            self.notes.issue(row, self._title("year"), dated)
        dead, missing, total = counts
        if self.has_total and total is not None and _unequal(dead, missing, total):
            self.notes.issue(row, self._title("total"), _does_not_add_up(dead, missing, total))

    def _title(self, field: str) -> str:
        at = self.columns[field]
        return self.table.header[at] if at < len(self.table.header) else ""

    def _blame(self, fault: BadCell, cells: list[str]) -> str:
        """The title of the column the fault came from."""
        fields = {
            "FEN-2203": ("date", "month"),
            "FEN-2204": (*_COUNTED, "quality"),
            "FEN-2205": _COUNTED,
            "FEN-2206": ("latitude", "longitude", "coordinates"),
            "FEN-2207": ("year",),
        }.get(fault.number, ("key",))
        for field in fields:
            if fault.raw and fault.raw.strip() in cells[self.columns[field]]:
                return self._title(field)
        return self._title(fields[0])


def _when(written: str, year_text: str, month_text: str, precision: str) -> tuple[Period, BadCell | None]:
    year = read_cell.year(year_text) if stated(year_text) else None
    if not stated(written):
        return _month(year, month_text), None
    period = read_cell.day(written)
    assert period.first_on
    if precision.strip().casefold() in ("month", "year"):
        first = period.first_on
        period = Period.parse(f"{first.year}" if "y" in precision.casefold() else f"{first:%Y-%m}")
    if year is not None and period.first_on and year != period.first_on.year:
        return period, BadCell(
            "FEN-2215",
            f"the date is in {period.first_on.year}, the year column says {year}; the date was taken",
            "Check the row with the publisher.",
            year_text,
        )
    return period, None


def _month(year: int | None, month_text: str) -> Period:
    if year is None:
        return Period()
    plain = stated(month_text)
    if not plain:
        return Period.year(year)
    number = int(plain) if plain.isdigit() and plain.isascii() and len(plain) < 3 else _month_number(plain)
    if not 1 <= number <= 12:
        raise BadCell("FEN-2203", f"“{plain[:40]}” is not a month", "Write 1–12 or the English name.", month_text)
    return Period.parse(f"{year}-{number:02d}")


def _month_number(word: str) -> int:
    short = word[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _where(latitude: str, longitude: str, coordinates: str) -> tuple[float | None, float | None]:
    try:
        north = float(latitude)
        east = float(longitude)
    except ValueError:
        if coordinates:
            return read_cell.position(coordinates)
        return read_cell.degrees(latitude, 90), read_cell.degrees(longitude, 180)
    if -90 <= north <= 90 and -180 <= east <= 180:
        return north, east
    return read_cell.degrees(latitude, 90), read_cell.degrees(longitude, 180)


def _quality(text: str) -> tuple[int | None, BadCell | None]:
    plain = stated(text)
    if not plain:
        return None, None
    if plain.removesuffix(".0") in ("1", "2", "3", "4", "5"):
        return int(plain[0]), None
    return None, BadCell(
        "FEN-2210",
        f"source quality is “{plain[:40]}”, outside 1–5; the incident was taken without it",
        "Look the incident up with the publisher.",
        text,
    )


def _unequal(dead: int | None, missing: int | None, total: int) -> bool:
    return (dead or 0) + (missing or 0) != total


def _does_not_add_up(dead: int | None, missing: int | None, total: int | None) -> BadCell:
    return BadCell(
        "FEN-2211",
        f"{dead or 0} dead and {missing or 0} missing do not make the total of {total}; all were taken as published",
        "Look the incident up with the publisher before using the total.",
        str(total),
    )


def _no_key(key: str) -> BadCell:
    if not key:
        return BadCell(
            "FEN-2208", "the row has no identifier", "Give the incident its identifier, or leave the row out."
        )
    return BadCell(
        "FEN-2209",
        f"“{key[:60]}” was met before in this file; the first row was kept",
        "Remove one of the two rows, so that nobody is counted twice.",
        key,
    )
