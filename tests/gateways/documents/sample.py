"""A report with every kind of block. All of it is invented: no number, place or statement stands for anything real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fener.gateways.charts import bars, lines, matrix, price_ranges, region_map
from fener.terms.dates import Period
from fener.terms.reporting import (
    Block,
    Bullets,
    Cell,
    Column,
    Narrative,
    NoInformation,
    Paragraph,
    Picture,
    Question,
    Reference,
    ReportDocument,
    Run,
    Section,
    Table,
)
from fener.terms.territories import KOSOVO_NOTE

TERRITORIES = ("Albania", "Bosnia and Herzegovina", "Kosovo*", "Montenegro", "North Macedonia", "Serbia")
ARABIC = "هذا نص تجريبي من ثلاث كلمات 123 فقط."
CYRILLIC = "Измишљен исказ: љубав, ђак, џеп, ќе, ѓ."
ALBANIAN = "Deklaratë e shpikur: çështje, përgjigje, zëri."
INJECTION = "#panic() $x$ @label *not bold* <script>alert(1)</script> \\u{41} ]} =HYPERLINK(1)"
REMARK = "A remark of some length that has to run over several lines in its narrow cell."
SPOTS = {
    "Place A": (22.5, 41.14), "Place B": (21.43, 41.99), "Place C": (20.46, 44.81), "Place D": (19.66, 46.1),
    "Place E": (19.22, 45.13), "Place F": (15.87, 44.81), "Place G": (19.51, 42.06), "Place H": (21.16, 42.66),
}  # fmt: skip
EMPTY_LAND: Mapping[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "ZZ", "name": "Invented land", "region": True},
            "geometry": {"type": "MultiPolygon", "coordinates": [[[[16, 41], [16, 46], [22, 46], [22, 41], [16, 41]]]]},
        }
    ],
}


def sample_report(
    *, basemap: Mapping[str, Any] = EMPTY_LAND, state: str = "draft", table_rows: int = 70, sections: int = 1
) -> ReportDocument:
    """The invented report; ``table_rows`` makes the long table longer, ``sections`` repeats the middle part."""
    ids = [f"O-T-{number:03d}" for number in range(1, 41)]
    references = {id_: _reference(id_) for id_ in ids[:-1]}
    middle = tuple(_middle(str(number + 2), ids, basemap, table_rows) for number in range(sections))
    return ReportDocument(
        title="Invented report for tests: Kosovo* and neighbours",
        subtitle="Every number and statement in here is made up",
        kind="national_report",
        territory="XK",
        period=Period.parse("2023-07", "2023-12"),
        state=state,
        built_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        sections=(_first(ids), *middle, Section("9", "Nothing known", (NoInformation(),))),
        references=references,
        footnotes=(KOSOVO_NOTE, "Invented for tests."),
        digest="sha256:" + "0123456789abcdef" * 4,
        version=3,
    )


def _reference(id_: str) -> Reference:
    number = int(id_[-3:])
    text = (
        ARABIC if number == 7 else f"Invented statement number {number}, said by nobody about no place in particular."
    )
    return Reference(id_, text, f"T23 §2.{number % 5 + 1} p. {number}", f"/observations/{id_}/")


def _first(ids: list[str]) -> Section:
    sentences = (
        Run("Monitors recorded "),
        Run("1,204 invented crossings", (ids[0], ids[1], ids[2], ids[6]), strong=True),
        Run(" in the period, against "),
        Run("980", (ids[4],)),
        Run(" in the one before."),
    )
    bullets = (
        (Run("At most territories the invented number rose "), Run("by a fifth", (ids[3],)), Run(".")),
        (Run("In Kosovo* it "), Run("fell", (ids[5], ids[39])), Run(".")),
        (Run(ARABIC, (ids[6],)),),
    )
    scripts = (
        Run(f"{CYRILLIC} {ALBANIAN} Šišanje, ćevap, đumbir, žito; ≥ 3 → 4. In Arabic: {ARABIC} "),
        Run(INJECTION),
    )
    return Section(
        "1", "Summary", (Paragraph(sentences), Bullets(bullets), Paragraph(scripts), Paragraph((Run(ARABIC),)))
    )


def _middle(number: str, ids: list[str], basemap: Mapping[str, Any], table_rows: int) -> Section:
    long_table = _long_table(number, ids, table_rows)
    question = Question(
        "2.2.1",
        "What means of crossing are reported, and where?",
        (Paragraph((Run("Six", (ids[9],)), Run(" means."))), methods_picture(number)),
    )  # fmt: skip
    narrative = Narrative(
        "The editor wrote this.\n\nAnd a second paragraph, about Figure 1.", by="Editor of the invented report"
    )
    blocks: tuple[Block, ...] = (narrative, long_table)
    return Section(
        number,
        "Routes and prices",
        blocks,
        (
            Section(f"{number}.1", "Means", (question, Question("2.2.2", "What is not known?", (NoInformation(),)))),
            Section(f"{number}.2", "Prices over time", (prices_picture(number, ids), lines_picture(number, ids))),
            Section(
                f"{number}.3",
                "Numbers",
                (bars_picture(number, ids), stacked_picture(number), map_picture(number, basemap)),
            ),
        ),
    )


def _long_table(number: str, ids: list[str], rows: int) -> Table:
    columns = (
        Column("territory", "Territory", hxl="#adm1+name"),
        Column("means", "Means of crossing", hxl="#activity"),
        Column("persons", "Persons", "number", "#affected"),
        Column("price", "Price, EUR", "money", "#value+eur"),
        Column("remark", "Remark"),
    )
    lines_ = []
    for row in range(rows):
        id_ = ids[row % len(ids)]
        lines_.append(
            (
                Cell(TERRITORIES[row % 6]),
                Cell(("On foot", "Hidden in a lorry", "By boat")[row % 3]),
                Cell(None, (id_,), suppressed=True) if row % 7 == 2 else Cell(row * 137, (id_, ids[(row + 1) % 40])),
                Cell(None) if row % 5 == 4 else _price(row, id_),
                Cell(("", REMARK, ARABIC)[row % 3]),
            )
        )  # fmt: skip
    return Table(
        f"crossings-{number}", "Invented crossings by territory and means", columns, tuple(lines_), "Invented."
    )


def _price(row: int, id_: str) -> Cell:
    return Cell(Decimal(row * 50) + Decimal("0.50"), (id_,), note="" if row % 9 else "Mid-point of a range.")


def _table(key: str, rows: list[dict[str, Any]], ids: list[str] | None = None) -> Table:
    columns = tuple(Column(name, name.capitalize(), "number" if _numeric(rows, name) else "text") for name in rows[0])
    cells = tuple(
        tuple(
            Cell(value if isinstance(value, str | int) else None, (ids[place % 40],) if ids else ())
            for value in row.values()
        )
        for place, row in enumerate(rows)
    )
    return Table(key, "Invented figures", columns, cells)


def _numeric(rows: list[dict[str, Any]], name: str) -> bool:
    return name not in ("at", "year") and any(isinstance(row[name], int) for row in rows)


def methods_picture(number: str) -> Picture:
    """A matrix of words."""
    words = ("not reported", "rare", "known", "common", "very common")
    means = ("On foot", "Hidden in a lorry", "By car", "By boat", "By rail", "False document")
    rows: list[dict[str, Any]] = [
        {"across": where, "down": how, "word": None if x + y == 4 else words[(2 * y + x) % 5]}
        for y, how in enumerate(means) for x, where in enumerate(TERRITORIES)
    ]  # fmt: skip
    alt = "A table of words: how common each means of crossing is said to be in each territory (invented)."
    spec = matrix([*rows, {"across": "Serbia", "down": "By air", "suppressed": True}], description=alt, levels=words)
    return Picture(
        f"means-{number}", "Means of crossing by territory (invented)", spec, alt, _table(f"means-{number}", rows)
    )


def prices_picture(number: str, ids: list[str]) -> Picture:
    """Price ranges."""
    rows: list[dict[str, Any]] = [
        {"label": "Türkiye → Serbia", "low": 2500, "high": 6000, "middle": 4000, "n": 14},
        {"label": "Serbia → Hungary, hidden in a lorry", "low": 800, "high": 3500, "middle": None, "n": 3},
        {"label": "Kosovo* → Serbia", "low": None, "high": None, "middle": None, "n": None},
        {"label": "Bosnia and Herzegovina → Croatia", "low": 300, "high": 300, "middle": 300, "n": 1},
    ]
    alt = "Invented price ranges: the widest is Türkiye to Serbia, 2,500 to 6,000 euros."
    spec = price_ranges([*rows, {"label": "Albania → Italy", "low": 1, "high": 2, "suppressed": True}], description=alt)
    return Picture(
        f"prices-{number}", "Reported prices (invented)", spec, alt, _table(f"prices-{number}", rows, ids), note="EUR."
    )


def lines_picture(number: str, ids: list[str]) -> Picture:
    """Lines with a gap and a withheld point."""
    values = {"Serbia": (9000, 7000, None, 12000, 24000, 48000), "Kosovo*": (100, 500, 900, None, 1200, 1100)}
    rows = [{"series": who, "at": 2017 + i, "value": v} for who, vs in values.items() for i, v in enumerate(vs)]
    drawn = [row | {"suppressed": row["series"] == "Serbia" and row["at"] == 2019} for row in rows]
    alt = "Invented numbers of persons by year: Serbia rises from 9,000 to 48,000, Kosovo* stays near 1,000."
    spec = lines(drawn, description=alt, series="series", axis_title="Persons")
    return Picture(f"years-{number}", "Persons by year (invented)", spec, alt, _table(f"years-{number}", rows, ids))


def bars_picture(number: str, ids: list[str]) -> Picture:
    """Grouped bars."""
    values = ((1200, 1000), (34000, 29000), (None, 300), (220, 500), (3000, 2100), (48000, 30000))
    rows = [
        {"category": where, "year": year, "value": value}
        for where, pair in zip(TERRITORIES, values, strict=True)
        for year, value in zip(("2022", "2023"), pair, strict=True)
    ]  # fmt: skip
    alt = "Invented numbers by territory for 2022 and 2023; Serbia has the most in both."
    spec = bars(rows, description=alt, group="year", axis_title="Persons")
    return Picture(
        f"territories-{number}",
        "Persons by territory and year (invented)",
        spec,
        alt,
        _table(f"territories-{number}", rows, ids),
    )


def stacked_picture(number: str) -> Picture:
    """Stacked bars with a hole."""
    rows: list[dict[str, Any]] = [
        {"category": where, "group": group, "value": None if (x, y) == (2, 1) else 40 * (x + 1) + 15 * y}
        for x, where in enumerate(TERRITORIES) for y, group in enumerate(("Men", "Women", "Children"))
    ]  # fmt: skip
    alt = "Invented numbers of men, women and children by territory."
    spec = bars(rows, description=alt, group="group", stacked=True)
    return Picture(
        f"groups-{number}", "Men, women and children (invented)", spec, alt, _table(f"groups-{number}", rows)
    )


def map_picture(number: str, basemap: Mapping[str, Any]) -> Picture:
    """The region's map."""
    legs = [
        ("Place A", "Place B"),
        ("Place B", "Place C"),
        ("Place C", "Place D"),
        ("Place C", "Place E"),
        ("Place E", "Place F"),
        ("Place G", "Place F"),
    ]
    incidents: list[dict[str, Any]] = [
        {"longitude": 19.1, "latitude": 45.3, "label": "Incident 1", "persons": 12},
        {"longitude": 21.5, "latitude": 41.3, "label": "Incident 2", "persons": 1},
        {"longitude": 16.3, "latitude": 44.6, "label": "Incident 3", "persons": None},
    ]  # fmt: skip
    alt = "Map of the Western Balkans with invented route segments, crossing points and incidents."
    spec = region_map(
        basemap,
        description=alt,
        segments=[{"origin": SPOTS[a], "destination": SPOTS[b], "label": f"{a} → {b}"} for a, b in legs],
        crossings=[{"longitude": x, "latitude": y, "label": name} for name, (x, y) in SPOTS.items()],
        incidents=incidents,
    )
    rows = [{"from": a, "to": b} for a, b in legs]
    note = "Boundaries and names shown do not imply endorsement or acceptance."
    return Picture(
        f"map-{number}", "Route segments as reported (invented)", spec, alt, _table(f"map-{number}", rows), note, "map"
    )
