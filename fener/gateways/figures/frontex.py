"""Frontex: monthly detections of illegal border-crossing, the workbook of its migratory map.

One sheet (``Detections_of_IBC``) with a row for each route, border type and nationality and a column for each month.
Header row and columns are found by what they say, not by where they stand; other sheets are passed over.

A figure is made for every cell above zero (route × border × nationality × month), and one with ``missing`` for every
blank cell. Zeros make no figure: of some 190,000 cells most are zero, and ``route_totals`` says what they add up to.
Detections are not persons: one person may be detected several times.

Cells: FEN-2204, 2205. Issues: FEN-2212 (a column that is no month), FEN-2216 (a nationality nobody listed), FEN-2217
(totals and footnotes under the table). Files: FEN-2105, 2106, 2111, 2112 and those of the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fener.gateways.figures import cells as read_cell
from fener.gateways.figures.cells import GAP, Memo, Quantity
from fener.gateways.figures.countries import UNKNOWN, nationality_by_name, unlisted_nationality
from fener.gateways.figures.material import Material, Source, take
from fener.gateways.figures.months import month_of
from fener.gateways.figures.reading import BadCell, MeasureNote, Notebook, Reading
from fener.gateways.figures.routes import route_code, territory_of_route
from fener.gateways.figures.signatures import plain_title
from fener.gateways.figures.table import missing_columns, no_rows, refuse_other_publisher
from fener.gateways.figures.workbook import Value, sheets
from fener.terms.dates import Period
from fener.terms.errors import Location, WrongFormat
from fener.terms.field import Provenance
from fener.terms.reporting import Figure

KIND = "frontex"
PUBLISHER = "Frontex"
DATASET = "FRONTEX-IBC"
SHEET = "Detections_of_IBC"
MEASURES = (
    MeasureNote(
        "detected_irregular_crossings",
        "detections",
        "Detections, not persons: one person may be detected several times and on several routes.",
    ),
)
_HEADER_WITHIN = 40
_VINTAGE = re.compile(r"(20\d\d)[_-](\d\d)[_-](\d\d)")
_TOTAL = re.compile(r"^(?:grand\s+)?total\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Head:
    """The header: its sheet row, its titles, and which column holds what."""

    row: int
    titles: tuple[str, ...]
    route: int
    border: int
    nationality: int
    months: tuple[tuple[int, str, Period], ...]
    unused: tuple[str, ...]


def read(source: Source, *, name: str = "", vintage: date | None = None) -> Reading:
    """Figures of ``detected_irregular_crossings`` in ``detections``; ``breakdown`` holds the border type.

    ``vintage`` is taken from a file name such as ``Monthly_detections_of_IBC_2026_09_02.xlsx`` where the caller gives
    none. Raises WrongFormat or UnreadableMaterial.
    """
    material = take(source, name)
    vintage = vintage or _vintage(material.name)
    notes = Notebook()
    head, rows = _table(material)
    for title in head.unused:
        notes.issue(head.row, title, _not_a_month(title))
    maker = _Rows(head, notes, vintage)
    figures = maker.figures(rows)
    if not maker.read:
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
        rows_read=maker.read,
        digest=material.digest,
        vintage=vintage,
        header=head.titles,
        unused=head.unused,
    )


def route_totals(figures: Iterable[Figure], *, by: str = "year", months: Sequence[Period] = ()) -> list[Figure]:
    """What the figures of one reading add up to for each route and year (or ``by="month"``).

    The sum is ours, over border types and nationalities of one file; months of one year only. The period is the months
    that stand in the file, so an unfinished year is not passed off as a whole one: give ``months`` when some month had
    no figure at all. Blank cells make the sum a lower bound (``at_least``).
    """
    figures = list(figures)
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    known = {figure.period for figure in figures if not figure.missing} | set(months)
    for figure in figures:
        assert figure.period.first_on
        groups[figure.route, f"{figure.period.first_on:{'%Y' if by == 'year' else '%Y-%m'}}"].append(figure)
    return [_total(route, when, group, known) for (route, when), group in sorted(groups.items())]


def _total(route: str, when: str, figures: list[Figure], known: set[Period]) -> Figure:
    present = [figure.value for figure in figures if figure.value is not None]
    gaps = len(figures) - len(present)
    months = sorted(period for period in known if str(period.first_on).startswith(when))
    first = figures[0]
    note = f"sum over {len(present)} cells above zero" + (f"; {gaps} cells were left blank" if gaps else "")
    return Figure(
        key=f"{DATASET}:total:{route}:{when}",
        measure=first.measure,
        unit=first.unit,
        territory=first.territory,
        period=Period(months[0].first_on, months[-1].last_on) if months else Period.parse(when),
        value=sum(present, Decimal(0)) if present else None,
        provenance=Provenance(DATASET, section="sum over border types and nationalities"),
        qualifier="at_least" if gaps and present else "exactly",
        route=route,
        vintage=first.vintage,
        reported_as=first.reported_as.partition(" | ")[0],
        note=note,
        missing=not present,
    )


class _Rows:
    """The rows of the sheet becoming figures."""

    def __init__(self, head: _Head, notes: Notebook, vintage: date | None) -> None:
        self.head, self.notes, self.vintage, self.read = head, notes, vintage, 0
        self.quantities = Memo(read_cell.quantity)
        self.whole: dict[int | float, Quantity] = {}
        self.unlisted: set[str] = set()
        self.provenance = Provenance(DATASET, section=SHEET)

    def figures(self, rows: Iterator[tuple[int, tuple[Value, ...]]]) -> list[Figure]:
        """All figures of all rows."""
        return [figure for row, values in rows for figure in self._row(row, values)]

    def _row(self, row: int, values: tuple[Value, ...]) -> Iterator[Figure]:
        if all(value is None or value == "" for value in values):
            return
        width = len(self.head.titles)
        values = values + (None,) * (width - len(values)) if len(values) < width else values
        named = tuple(_text(values[at]) for at in (self.head.route, self.head.border, self.head.nationality))
        if not named[0] or not named[2] or any(_TOTAL.match(name) for name in named):
            self.notes.issue(row, self.head.titles[self.head.route], _not_a_row(named))
            return
        self.read += 1
        yield from self._cells(row, values, *named)

    def _cells(self, row: int, values: tuple[Value, ...], route_name: str, border: str, name: str) -> Iterator[Figure]:
        route = route_code(route_name)
        nationality = self._nationality(row, name)
        border_code = plain_title(border).replace(" ", "_").replace("/", "_") or "not_stated"
        breakdown: Mapping[str, str] = {"border": border_code}
        start = f"{DATASET}:{route}:{border_code}:{name}:"
        territory, reported = territory_of_route(route), f"{route_name} | {border} | {name}"
        for at, month, period in self.head.months:
            value = values[at]
            if value == 0 and value is not False and value is not None:
                continue
            try:
                found = self._quantity(value)
            except BadCell as fault:
                self.notes.reject(row, self.head.titles[at], fault)
                continue
            if found.value != 0:
                yield Figure(
                    start + month, "detected_irregular_crossings", "detections", territory, period, found.value,
                    self.provenance, found.qualifier, route, nationality, breakdown, self.vintage, reported, "",
                    found.missing, found.flag,
                )  # fmt: skip

    def _quantity(self, value: Value) -> Quantity:
        if value is None:
            return GAP
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = self.whole.get(value)
            if found is None:
                found = self.whole[value] = read_cell.quantity(_digits(value))
            return found
        return self.quantities[str(value)]

    def _nationality(self, row: int, name: str) -> str:
        code = nationality_by_name(name)
        if code is None and name not in self.unlisted:
            self.unlisted.add(name)
            self.notes.issue(row, self.head.titles[self.head.nationality], unlisted_nationality(name))
        return code or UNKNOWN


def _digits(value: float) -> str:
    return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)


def _table(material: Material) -> tuple[_Head, Iterator[tuple[int, tuple[Value, ...]]]]:
    """The header and the numbered rows below it, from the sheet named as Frontex names it, else from the first that
    fits."""
    first_lines: list[tuple[Value, ...]] = []
    for _, rows in sorted(sheets(material), key=lambda sheet: plain_title(sheet[0]) != plain_title(SHEET)):
        numbered = enumerate(rows, 1)
        for row, values in numbered:
            if _is_header(values):
                return _head(row, values, material.name), numbered
            if row <= 3:
                first_lines.append(values)
            if row >= _HEADER_WITHIN:
                break
    for values in first_lines:
        refuse_other_publisher([_text(value) for value in values], KIND, material.name)
    raise WrongFormat(
        f"no sheet of “{material.name}” has a row with the titles Route, Border type and Nationality",
        remedy=f"Give Frontex's own workbook, whose table is on the sheet “{SHEET}”.",
        number="FEN-2111",
    )


def _is_header(values: tuple[Value, ...]) -> bool:
    titles = [plain_title(_text(value)) for value in values[:12]]
    return "route" in titles and any(title.startswith("nationality") for title in titles)


def _head(row: int, values: tuple[Value, ...], name: str) -> _Head:
    titles = tuple(_title(value) for value in values)
    plain = [plain_title(title) for title in titles]
    found = {
        want: next((at for at, title in enumerate(plain) if title.startswith(want)), -1)
        for want in ("route", "border", "nationality")
    }
    months = tuple(
        (at, f"{period.first_on:%Y-%m}", period) for at, value in enumerate(values) if (period := month_of(value))
    )
    if found["border"] < 0 or not months:
        lacking = [
            words
            for words, lacks in (("“Border type”", found["border"] < 0), ("month columns such as JAN2009", not months))
            if lacks
        ]
        raise missing_columns(name, lacking, titles)
    _refuse_doubled([month for _, month, _ in months], name, row)
    taken = {*found.values(), *(at for at, _, _ in months)}
    unused = tuple(title for at, title in enumerate(titles) if title and at not in taken)
    return _Head(row, titles, found["route"], found["border"], found["nationality"], months, unused)


def _refuse_doubled(months: list[str], name: str, row: int) -> None:
    doubled = sorted({month for month in months if months.count(month) > 1})
    if doubled:
        raise WrongFormat(
            f"“{name}” has two columns for {doubled[0]}",
            remedy="Remove one of the two.",
            location=Location(row=row),
            number="FEN-2106",
        )


def _not_a_month(title: str) -> BadCell:
    return BadCell(
        "FEN-2212",
        f"the column “{title[:60]}” is not a month; nothing was taken from it",
        "Nothing to do where it is a total or a note; else give it a title such as JAN2009.",
        title,
    )


def _not_a_row(named: tuple[str, ...]) -> BadCell:
    words = " | ".join(part for part in named if part)
    return BadCell(
        "FEN-2217",
        "a total or a note under the table; nothing was taken from it, so that nothing is counted twice",
        "Nothing to do where it is a total or a note; else fill in route and nationality.",
        words,
    )


def _title(value: Value) -> str:
    period = month_of(value) if not isinstance(value, str) else None
    return f"{period.first_on:%Y-%m}" if period else _text(value)


def _text(value: Value) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _vintage(name: str) -> date | None:
    found = _VINTAGE.search(name)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
