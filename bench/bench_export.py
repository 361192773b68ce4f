"""How fast approved reports are exported, and whether memory stays the same however many there are.

100,000 invented reports of a questionnaire of 250 questions and a repeat: 300 columns. Each measurement runs in a process of its own
and says its peak memory. The floor is ``csv.writer`` alone over rows that stand ready, and the same with deflate over the bytes.
Run: ``python bench/bench_export.py [reports]``.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fener.gateways.answers import (
    HeldReports,
    ODataRequest,
    ReportAnswers,
    respond,
    rows_of,
    stream_csv,
    table_layout,
    write_csv_zip,
    write_xlsx,
)
from fener.gateways.answers.csv_files import LEVEL
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

ROOT = Path(__file__).resolve().parents[1]
REPORTS, FEW, DIFFERENT = 100_000, 1_000, 400
SLOW = {"XLSX": 10_000}  # no more reports than this
OPEN = Sensitivity.OPEN
KINDS = ("integer", "text", "select_one", "decimal", "date")
CHOICES = tuple(Choice(f"choice_{letter}", {"en": f"Choice {letter}"}) for letter in "abcdefghijklmnopqrs")
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = (  # noqa: SIM905 - reads as a sentence does
    "people wait near the station before dark and walk along the river to the next village where a car stands"
).split()


def definition() -> QuestionnaireDefinition:
    """250 questions in ten groups, and a repeat of five more."""
    fields: list[QuestionnaireField] = []
    for group in range(10):
        fields.append(QuestionnaireField(f"part_{group}", "group", {"en": f"Part {group}"}, OPEN))
        for number in range(25):
            path, kind = f"part_{group}/question_{number}", KINDS[number % 5]
            choices = CHOICES if kind == "select_one" else ()
            if number == 24 and group < 3:
                kind, choices = ("geopoint", ()) if group == 0 else ("select_multiple", CHOICES)
            fields.append(
                QuestionnaireField(
                    path,
                    kind,
                    {"en": f"Question {group}.{number}"},
                    OPEN,
                    choices=choices,
                    decimals=2 if kind == "geopoint" else None,
                )
            )
    fields.append(QuestionnaireField("prices", "repeat", {"en": "Prices"}, OPEN))
    fields += [QuestionnaireField(f"prices/cell_{at}", KINDS[at], {"en": f"Cell {at}"}, OPEN) for at in range(5)]
    return QuestionnaireDefinition("bench", "1", ReportKind.VISIT_REPORT, {"en": "Bench"}, ("en",), tuple(fields))


def answer(kind: str, chance: Random) -> object:
    """One invented answer."""
    match kind:
        case "integer":
            return chance.randrange(5_000)
        case "text":
            return " ".join(chance.choices(WORDS, k=chance.randrange(3, 12)))
        case "select_one":
            return chance.choice(CHOICES).name
        case "select_multiple":
            return [choice.name for choice in chance.sample(CHOICES, 3)]
        case "decimal":
            return round(chance.random() * 900, 2)
        case "geopoint":
            return {"lat": 44 + chance.random(), "lon": 19 + chance.random(), "alt": 90.0, "acc": 5.0}
    return (date(2026, 1, 1) + timedelta(days=chance.randrange(300))).isoformat()


def answers(form: QuestionnaireDefinition, chance: Random) -> dict[str, object]:
    """One invented report's answers, every question answered."""
    told: dict[str, object] = {
        "prices": [{f"cell_{at}": answer(KINDS[at], chance) for at in range(5)} for _ in range(chance.randrange(4))]
    }
    for field in form.fields:
        group, _, name = field.path.partition("/")
        if name and group != "prices":
            told.setdefault(group, {})[name] = answer(field.kind, chance)  # type: ignore[index]
    return told


def invented(form: QuestionnaireDefinition, number: int) -> Iterator[ReportAnswers]:
    """That many reports; answers repeat after some hundred, so that making them costs nothing."""
    chance = Random(7)
    different = [answers(form, chance) for _ in range(DIFFERENT)]
    for at, told in enumerate(islice(cycle(different), number)):
        yield ReportAnswers(
            f"B-{at:07d}", f"uuid:{at:036d}", "bench", "1", told, territory="RS", cycle="2026-1", place="sid",
            received_at=START + timedelta(seconds=at), approved_at=START + timedelta(days=9), is_invented=True,
        )  # fmt: skip


class Nowhere:
    """Takes bytes or text and keeps only how much it was."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, made: str | bytes) -> int:
        self.size += len(made)
        return len(made)

    def flush(self) -> None:
        """Nothing waits."""


class Deflated(Nowhere):
    """The same through deflate at the level the export uses."""

    def __init__(self) -> None:
        super().__init__()
        self.deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)

    def write(self, made: str | bytes) -> int:
        super().write(self.deflate.compress(made.encode() if isinstance(made, str) else made))
        return len(made)


def floor(number: int, out: Nowhere) -> tuple[float, int]:
    """``csv.writer`` over rows that stand ready, without looking at a cell."""
    form = definition()
    layout = table_layout([form], include_sensitivity={OPEN})
    ready = [row for report in invented(form, DIFFERENT) for _, row in rows_of(layout, report)]
    reports = sum(len(row) > 100 for row in ready)
    rows = islice(cycle(ready), len(ready) * number // reports)
    start = time.perf_counter()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return time.perf_counter() - start, out.size


def export(number: int, work: Callable[[QuestionnaireDefinition, Iterator[ReportAnswers]], int]) -> tuple[float, int]:
    """Seconds and bytes of one export."""
    form = definition()
    reports = invented(form, number)
    start = time.perf_counter()
    size = work(form, reports)
    return time.perf_counter() - start, size


def as_zip(form: QuestionnaireDefinition, reports: Iterator[ReportAnswers]) -> int:
    out = Nowhere()
    write_csv_zip(out, table_layout([form], include_sensitivity={OPEN}), reports, ["Bench"])  # type: ignore[arg-type]
    return out.size


def as_one_csv(form: QuestionnaireDefinition, reports: Iterator[ReportAnswers]) -> int:
    return sum(map(len, stream_csv(table_layout([form], include_sensitivity={OPEN}), "reports", reports)))


def as_xlsx(form: QuestionnaireDefinition, reports: Iterator[ReportAnswers]) -> int:
    with tempfile.TemporaryDirectory(prefix="fener-bench-") as folder:
        path = Path(folder) / "bench.xlsx"
        write_xlsx(path, table_layout([form], include_sensitivity={OPEN}), reports, ["Bench"])
        return path.stat().st_size


class Streamed(HeldReports):
    """A source that hands reports on in the order they come, as a database cursor does."""

    def __init__(self, passing: Iterator[ReportAnswers]) -> None:
        super().__init__((), now=START)
        self.passing = passing

    def reports(self, *asked: object) -> Iterator[ReportAnswers]:
        return self.passing


def as_odata(form: QuestionnaireDefinition, reports: Iterator[ReportAnswers]) -> int:
    return sum(map(len, respond(ODataRequest("Submissions", "", {}, "https://x"), [form], Streamed(reports)).body))


WORK: dict[str, Callable[[int], tuple[float, int]]] = {
    "floor: csv.writer, ready rows": lambda number: floor(number, Nowhere()),
    "floor with deflate": lambda number: floor(number, Deflated()),
    "CSV, ZIP of linked tables": lambda number: export(number, as_zip),
    "CSV, one table streamed": lambda number: export(number, as_one_csv),
    "OData, JSON streamed": lambda number: export(number, as_odata),
    "XLSX": lambda number: export(number, as_xlsx),
}


def measure(name: str, number: int) -> dict[str, float]:
    """Run one in a child and take its word."""
    run = subprocess.run(
        [sys.executable, __file__, "--one", name, str(number)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return dict(json.loads(run.stdout))


def one(name: str, number: int) -> None:
    """In the child: seconds, bytes, peak memory in MiB."""
    seconds, size = WORK[name](number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "bytes": size, "peak": peak}))


def main() -> None:
    """Bench every way out."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    columns = [len(table.columns) for table in table_layout([definition()], include_sensitivity={OPEN}).tables]
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    print(f"{number:,} reports, columns by table: {columns}")
    least = 0.0
    for name in WORK:
        many = min(number, SLOW.get(name, number))
        few, all_ = measure(name, FEW), measure(name, many)
        each = all_["seconds"] / many
        least = least or each
        print(
            f"{name:30} {many:7,}  {all_['seconds']:7.1f} s  {1 / each:9,.0f} reports/s  {each / least:5.1f} × floor  "
            f"{all_['bytes'] / 1e6:7.1f} MB   peak {all_['peak']:6.1f} MiB (with {FEW:,}: {few['peak']:.1f} MiB, {few['seconds']:.2f} s)",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main()
