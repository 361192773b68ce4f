"""How fast published files are read, as a share of the speed of the bare parser over the same file.

Prints rows a second for our reader and for ``csv.reader`` alone (Frontex: for openpyxl alone), and their ratio. The
files are made on the fly from made-up numbers. Run: ``python bench/bench_import.py [rows]``.
"""

from __future__ import annotations

import csv
import gc
import io
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from openpyxl import Workbook, load_workbook

from fener.gateways.figures import read_figures

ROWS = 100_000
MONTHS = 211
SERIES = 900
ORIGINS = ("AFG", "SYR", "PAK", "TUR", "MAR", "IRQ", "BGD", "DZA", "UNK")
TITLES = (  # noqa: SIM905 - reads as the header does
    "Main ID,Incident ID,Incident Type,Region of Incident,Incident date,Incident year,Incident month,No. dead,"
    "No. missing,No. dead/missing,No. survivors,No. Female,No. Male,No. minors,Country of Origin,Region of Origin,"
    "Cause of death (category),Cause of death (reported),Route,Country of Incident,Location of death,UNSD region,"
    "Source,Link,Source Quality,Latitude,Longitude"
).split(",")
PLACES = ("North Macedonia", "Bosnia and Herzegovina", "Türkiye", "Greece", "Spain", "Croatia")


def incidents(rows: int) -> bytes:
    """IOM's cleaned format with ``rows`` incidents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TITLES)
    for at in range(rows):
        day = date(2014, 1, 1) + timedelta(days=at % 4000)
        dead, missing = at % 5, at % 3
        key, place = f"{day.year}.MMP{at:06}", f"A river near kilometre {at}, close to the border"
        writer.writerow(
            (
                key, key, "Incident", "Europe", day, day.year, day.month, dead, missing, dead + missing, "NA", "NA",
                dead or "NA", "NA", "Afghanistan", "Southern Asia", "Drowning", "Drowning", "Western Balkans",
                PLACES[at % len(PLACES)], place, "Southern Europe", "A newspaper", f"https://example.org/{at}",
                at % 5 + 1, f"{41 + at % 500 / 100:.4f}", f"{19 + at % 700 / 100:.4f}",
            )
        )  # fmt: skip
    return text.getvalue().encode()


def applications(rows: int) -> bytes:
    """UNHCR's asylum applications with ``rows`` rows, 25 years to a series as in the real file."""
    lines = ["year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,procedure_type,app_type,dec_level,app_pc,applied"]
    for at in range(rows):
        series = at // 25
        coo, stage = f"{ORIGINS[series % 9]}{series // 20}", f"G,N,F{series % 20}"
        lines.append(f"{2000 + at % 25}.0,Afghanistan,AFG,{coo},Greece,GRE,GRC,{stage},P,{at % 900}.0")
    return "\n".join(lines).encode()


def present(rows: int) -> bytes:
    """Eurostat's SDMX-CSV with ``rows`` observations, ten years to a series."""
    lines = ["DATAFLOW,LAST UPDATE,freq,reason,apprehen,citizen,sex,age,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    for at in range(rows):
        series = f"R{at // 5000},P{at // 500 % 10},TOTAL,T,Y{at // 10 % 50},PER,AT"
        lines.append(f"ESTAT:MIGR_EIPRE(1.0),12/04/24 23:00:00,A,{series},{2014 + at % 10},{at % 900 * 5},")
    return "\n".join(lines).encode()


def detections(series: int, months: int) -> bytes:
    """Frontex's workbook with ``series`` rows and ``months`` month columns, most cells zero."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Detections_of_IBC")
    sheet.append([])
    columns = [f"{date(2009 + at // 12, at % 12 + 1, 1):%b%Y}".upper() for at in range(months)]
    sheet.append(["Route", "BorderType", "NationalityLong", *columns])
    for row in range(series):
        cells = ((row * at) % 97 if at % 5 == 0 else 0 for at in range(months))
        sheet.append([f"Route {row % 9}", "Land", f"Nationality {row}", *cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def bare_csv(content: bytes) -> int:
    """Rows the bare parser sees."""
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline="")))


def bare_xlsx(content: bytes) -> int:
    """Rows openpyxl sees."""
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def report(kind: str, rows: int, content: bytes, bare: Callable[[bytes], int]) -> float:
    """Print one line and return our speed as a share of the bare parser's."""
    alone = seconds(lambda: bare(content))
    ours = seconds(lambda: read_figures(kind, io.BytesIO(content), name=kind))
    made = read_figures(kind, io.BytesIO(content), name=kind)
    assert not made.rejected, made.rejected[0]
    print(
        f"{kind:17} {rows:7,} rows {len(content) / 1e6:6.1f} MB   ours {rows / ours:9,.0f} rows/s   parser alone "
        f"{rows / alone:11,.0f} rows/s   ratio 1/{ours / alone:.1f}   taken {len(made.figures) + len(made.incidents):,}"
    )
    return alone / ours


def main() -> None:
    """Bench every reader."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    report("missing-migrants", rows, incidents(rows), bare_csv)
    report("unhcr", rows, applications(rows), bare_csv)
    report("eurostat", rows, present(rows), bare_csv)
    report("frontex", SERIES, detections(SERIES, MONTHS), bare_xlsx)


if __name__ == "__main__":
    main()
