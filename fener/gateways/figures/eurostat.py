"""Eurostat: third-country nationals found illegally present, by reason and place of apprehension (``migr_eipre``).

SDMX-CSV with codes, with labels, or with both; and the wide TSV (``geo\\TIME_PERIOD`` with a column a year). A blank or
``:`` is a gap, never zero. Flags stay with the figure (p provisional, e estimated, b break in series, c confidential, u
low reliability …). Totals stand beside their parts in one file: ``breakdown`` tells them apart and nothing is added up.
Eurostat rounds to five.

Rows (in the wide form: cells): FEN-2201, 2202, 2204, 2205, 2207, 2209, 2214 (a unit other than persons). Issues:
FEN-2213 (a flag nobody listed), 2216. Files: FEN-2116 (another table of Eurostat).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fener.gateways.figures import cells as read_cell
from fener.gateways.figures.cells import Memo, Quantity
from fener.gateways.figures.countries import UNKNOWN, nationality_of_eurostat, territory_of, unlisted_nationality
from fener.gateways.figures.material import Source, take
from fener.gateways.figures.reading import BadCell, MeasureNote, Notebook, Reading
from fener.gateways.figures.table import Table, columns_by_field, missing_columns, no_rows, open_table
from fener.terms.dates import Period
from fener.terms.errors import WrongFormat
from fener.terms.field import Provenance
from fener.terms.reporting import Figure

KIND = "eurostat"
PUBLISHER = "Eurostat"
DATASET = "ESTAT-MIGR_EIPRE"
MEASURES = (
    MeasureNote(
        "illegally_present",
        "persons",
        "Totals stand beside their parts; places of apprehension differ by state; rounded to the nearest five.",
    ),
)
FLAGS = {
    "b": "break in the series", "c": "confidential", "d": "definition differs", "e": "estimated", "f": "forecast",
    "n": "not significant", "p": "provisional", "r": "revised", "s": "estimate of Eurostat", "u": "low reliability",
    "z": "not applicable",
}  # fmt: skip
_DIMENSIONS = ("reason", "apprehen", "sex", "age")
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "dataflow": ("dataflow", "structure id"),
    "updated": ("last update",),
    "freq": ("freq",),
    "reason": ("reason",),
    "apprehen": ("apprehen",),
    "citizen": ("citizen",),
    "sex": ("sex",),
    "age": ("age",),
    "unit": ("unit",),
    "geo": ("geo",),
    "period": ("time period",),
    "value": ("obs value",),
    "flag": ("obs flag",),
}
_CODED = re.compile(r"^([A-Z][A-Z0-9_\-]*): ?(?=\S)")
_PERIODS = re.compile(r"^(\d{4})(?:\.0)?(?:-?(?:Q([1-4])|M?(0[1-9]|1[0-2])))?$", re.ASCII)
_PERSONS = frozenset({"per", "person", "persons", ""})
_UPDATED = ("%d/%m/%y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d", "%d/%m/%y", "%d/%m/%Y")


def read(source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
    """Figures of ``illegally_present``; ``vintage`` from LAST UPDATE where the caller gives none.

    ``breakdown`` holds reason, apprehen, sex and age as published. Raises WrongFormat or UnreadableMaterial.
    """
    material = take(source, name)
    notes = Notebook()
    table = _labelled(open_table(material, KIND, notes))
    wide = any("\\" in title for title in table.header)
    rows = _Wide(table, notes, vintage) if wide else _Long(table, notes, vintage)
    figures = list(rows.figures())
    if not rows.read and not notes.rejected:
        raise no_rows(material.name)
    return Reading(
        kind=KIND,
        publisher=PUBLISHER,
        name=material.name,
        measures=MEASURES,
        figures=figures,
        incidents=[],
        rejected=notes.rejected,
        issues=notes.issues,
        rows_read=rows.read + notes.wrong_widths(),
        digest=material.digest,
        vintage=rows.vintage,
        header=table.header,
        unused=rows.unused,
    )


@dataclass(frozen=True, slots=True)
class _Series:
    """What a figure is about apart from its period: shared by all figures of the series."""

    key: str
    territory: str
    nationality: str
    breakdown: Mapping[str, str]
    reported_as: str


class _Figures:
    """Making figures out of the parts both forms have."""

    def __init__(self, table: Table, notes: Notebook, vintage: date | None) -> None:
        self.table, self.notes, self.vintage, self.read = table, notes, vintage, 0
        self.unused: tuple[str, ...] = ()
        self.periods = Memo(_period)
        self.quantities = Memo(read_cell.quantity)
        self.series: dict[tuple[str, ...], _Series] = {}
        self.seen: set[str] = set()
        self.odd: set[str] = set()
        self.provenance = Provenance(DATASET)

    def about(self, row: int, parts: tuple[str, ...]) -> _Series:
        """The series of (reason, apprehen, sex, age, citizen, unit, geo)."""
        found = self.series.get(parts)
        if found is None:
            found = self.series[parts] = self._series(row, tuple(_label(part) for part in parts))
        return found

    def _series(self, row: int, parts: tuple[str, ...]) -> _Series:
        *dimensions, citizen, unit, geo = parts
        if unit.casefold() not in _PERSONS:
            raise BadCell(
                "FEN-2214", f"the unit is “{unit[:40]}”, not persons", "Leave such rows out of the download.", unit
            )
        nationality = nationality_of_eurostat(citizen) if citizen else ""
        if nationality is None:
            self._once(row, citizen, "citizen", unlisted_nationality(citizen))
        territory = territory_of(geo)
        breakdown = {field: part for field, part in zip(_DIMENSIONS, dimensions, strict=True) if part}
        if territory == "EU":
            breakdown["geo"] = geo
        elif territory == "ZZ":
            breakdown["territory_name"] = geo
        key = ":".join((DATASET, *(part or "-" for part in (*dimensions, citizen, geo))))
        return _Series(key, territory, UNKNOWN if nationality is None else nationality, breakdown, f"{geo} | {citizen}")

    def make(self, row: int, series: _Series, period: Period, when: str, found: Quantity, flag: str) -> Figure:
        """One figure, or BadCell where the same one stands above."""
        key = f"{series.key}:{when}"
        if key in self.seen:
            raise BadCell(
                "FEN-2209",
                "a row for the same place, period and breakdown stands above; the first was kept",
                "Remove one of the two rows.",
                key,
            )
        self.seen.add(key)
        flag = flag or found.flag
        if flag and not FLAGS.keys() >= set(flag):
            self._once(row, flag, "OBS_FLAG", _odd_flag(flag))
        return Figure(
            key, "illegally_present", "persons", series.territory, period, found.value, self.provenance,
            found.qualifier, "", series.nationality, series.breakdown, self.vintage, series.reported_as, "",
            found.missing, flag,
        )  # fmt: skip

    def _once(self, row: int, text: str, column: str, fault: BadCell) -> None:
        if text not in self.odd:
            self.odd.add(text)
            self.notes.issue(row, column, fault)


class _Long(_Figures):
    """SDMX-CSV: an observation a row."""

    def figures(self) -> Iterator[Figure]:
        """One figure a row."""
        columns, self.unused = columns_by_field(
            self.table, _SPELLINGS, (("geo",), ("period",), ("value",), ("reason", "apprehen"))
        )
        self.columns = columns
        parts_at = [columns[field] for field in (*_DIMENSIONS, "citizen", "unit", "geo")]
        reason, apprehen, sex, age, citizen, unit, geo = parts_at
        when, value, flag = columns["period"], columns["value"], columns["flag"]
        for row, cells in self.table.rows(self.notes):
            if not self.read:
                self._first(cells)
            self.read += 1
            try:
                parts = (
                    cells[reason],
                    cells[apprehen],
                    cells[sex],
                    cells[age],
                    cells[citizen],
                    cells[unit],
                    cells[geo],
                )
                series = self.about(row, parts)
                text = cells[when]
                made = self.make(
                    row, series, self.periods[text], text, self.quantities[cells[value]], cells[flag].strip()
                )
            except BadCell as fault:
                self.notes.reject(row, self._blame(fault), fault)
                continue
            yield made

    def _first(self, cells: list[str]) -> None:
        _refuse_other_table(self.table.name, cells[self.columns["dataflow"]])
        self.vintage = self.vintage or _updated(cells[self.columns["updated"]])

    def _blame(self, fault: BadCell) -> str:
        field = {"FEN-2207": "period", "FEN-2214": "unit", "FEN-2209": "period"}.get(fault.number, "value")
        at = self.columns[field]
        return self.table.header[at] if at < len(self.table.header) else ""


class _Wide(_Figures):
    """The wide form: a series a row, a period a column; the dimensions in one column (TSV) or in one each."""

    def figures(self) -> Iterator[Figure]:
        """One figure for every cell."""
        header = self.table.header
        last = next(at for at, title in enumerate(header) if "\\" in title)
        fields = self._dimensions(header[: last + 1])
        at = [fields.index(field) if field in fields else -1 for field in (*_DIMENSIONS, "citizen", "unit", "geo")]
        periods = [(column, header[column], _period_title(header[column])) for column in range(last + 1, len(header))]
        self.unused = tuple(title for _, title, period in periods if period is None and title)
        for row, cells in self.table.rows(self.notes):
            self.read += 1
            named = cells[: last + 1] if last else cells[0].split(",")
            try:
                if len(named) != len(fields):
                    raise _cut_short(cells[0], len(fields))
                series = self.about(row, tuple(named[index] if index >= 0 else "" for index in at))
            except BadCell as fault:
                self.notes.reject(row, header[0], fault)
                continue
            yield from self._row(row, cells, series, periods)

    def _dimensions(self, titles: tuple[str, ...]) -> list[str]:
        joined = ",".join(titles).partition("\\")[0]
        fields = [field.strip().casefold() for field in joined.split(",")]
        if "geo" not in fields or not {"reason", "apprehen"} & set(fields):
            raise missing_columns(self.table.name, ["“geo”", "“reason” or “apprehen”"], self.table.header)
        return fields

    def _row(
        self, row: int, cells: list[str], series: _Series, periods: list[tuple[int, str, Period | None]]
    ) -> Iterator[Figure]:
        for column, title, period in periods:
            if period is None:
                continue
            try:
                made = self.make(row, series, period, title.strip(), self.quantities[cells[column]], "")
            except BadCell as fault:
                self.notes.reject(row, title, fault)
                continue
            yield made


def _labelled(table: Table) -> Table:
    """The table with titles such as ``geo:Geopolitical entity`` cut to their code."""
    header = tuple(
        title.split(":")[0].strip() if ":" in title and "\\" not in title else title for title in table.header
    )
    return Table(table.name, header, table.first_row, table.lines)


def _label(text: str) -> str:
    """``AT:Austria`` → ``AT``; anything else as it stands."""
    plain = text.strip()
    coded = _CODED.match(plain)
    return coded[1] if coded else plain


def _period(text: str) -> Period:
    found = _PERIODS.match(text.strip())
    if not found or not 1900 <= int(found[1]) <= 2100:
        raise BadCell("FEN-2207", f"“{text.strip()[:40]}” is not a period", "Write 2021, 2021-Q1 or 2021-01.", text)
    year, quarter, month = found.groups()
    if quarter:
        first = 3 * int(quarter) - 2
        return Period.parse(f"{year}-{first:02d}", f"{year}-{first + 2:02d}")
    return Period.parse(f"{year}-{month}") if month else Period.year(int(year))


def _period_title(title: str) -> Period | None:
    try:
        return _period(title)
    except BadCell:
        return None


def _refuse_other_table(name: str, dataflow: str) -> None:
    if dataflow.strip() and "MIGR_EIPRE" not in dataflow.upper():
        raise WrongFormat(
            f"“{name}” is Eurostat's table {dataflow.strip()[:40]}, not migr_eipre",
            remedy="Download the table migr_eipre (third-country nationals found illegally present).",
            number="FEN-2116",
        )


def _updated(text: str) -> date | None:
    plain = text.strip()
    for pattern in _UPDATED if plain else ():
        try:
            return datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - only the day is kept
        except ValueError:
            continue
    return None


def _cut_short(text: str, wanted: int) -> BadCell:
    return BadCell("FEN-2201", f"“{text[:60]}” does not name {wanted} dimensions", "Download it again.", text)


def _odd_flag(flag: str) -> BadCell:
    return BadCell(
        "FEN-2213",
        f"the flag “{flag[:20]}” is not one of Eurostat's; the figures that carry it were taken with it",
        "Look the flag up in the notes of the table.",
        flag,
    )
