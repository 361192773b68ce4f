"""How long drawing a report takes, phase by phase, and how that stands to the floor: Typst setting an empty page.

    python bench/bench_report.py --node-modules node_modules [--sections 8] [--rows 70]

The report is invented (``tests/gateways/documents/sample.py``). Each phase runs once cold, then ``--times`` times warm;
the table gives the median of the warm runs in milliseconds. Drawn charts are kept between formats, so the chart phases
empty that store first.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fener.gateways.basemap import build_basemap, region_geojson  # noqa: E402
from fener.gateways.charts.render import PrintStudio, _drawn  # noqa: E402
from fener.gateways.documents import pdf  # noqa: E402
from fener.gateways.documents.docx import docx_bytes  # noqa: E402
from fener.gateways.documents.fonts import AssetFolder  # noqa: E402
from fener.gateways.documents.html import html_text  # noqa: E402
from fener.gateways.documents.layout import lay_out, pictures_in  # noqa: E402
from fener.gateways.documents.pictures import Press  # noqa: E402
from fener.gateways.documents.xlsx import write_table  # noqa: E402
from fener.terms.reporting import ReportDocument, Table  # noqa: E402
from tests.gateways.documents.sample import sample_report  # noqa: E402

EMPTY = b'#set document(title: "x")\n#set page(paper: "a4")\nx'


def main() -> None:
    """Measure and print."""
    options = _options()
    assets = AssetFolder(options.node_modules)
    press = Press(assets, PrintStudio(assets.font_paths()))
    with TemporaryDirectory() as folder:
        basemap_ms = _milliseconds(lambda: build_basemap(assets.world_atlas, Path(folder) / "region.json"))
        basemap = region_geojson(Path(folder) / "region.json")
    document = sample_report(basemap=basemap, sections=options.sections, table_rows=options.rows)
    _describe(document)
    floor, rows = 0.0, []
    for name, work in _phases(document, press).items():
        cold = _milliseconds(work)
        warm = statistics.median(_milliseconds(work) for _ in range(options.times))
        floor = floor or warm
        rows.append((name, cold, warm, warm / floor))
    rows.append(("basemap, once at set-up", basemap_ms, basemap_ms, basemap_ms / floor))
    print(f"{'phase':34}{'cold ms':>10}{'warm ms':>10}{'x floor':>10}")
    for name, cold, warm, ratio in rows:
        print(f"{name:34}{cold:10.1f}{warm:10.1f}{ratio:10.1f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node-modules", type=Path, default=Path(os.environ.get("FENER_NODE_MODULES", "node_modules")))
    parser.add_argument("--sections", type=int, default=8)
    parser.add_argument("--rows", type=int, default=70)
    parser.add_argument("--times", type=int, default=3)
    return parser.parse_args()


def _describe(document: ReportDocument) -> None:
    laid = lay_out(document)
    pictures = len(list(pictures_in(laid["sections"])))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print(f"{len(laid['sections'])} sections, {pictures} charts and maps, {len(laid['references'])} references")


def _phases(document: ReportDocument, press: Press) -> dict[str, Callable[[], object]]:
    printed = {"report": json.dumps(pdf.laid_for_print(document, press.drawer), ensure_ascii=False)}
    pictures = [picture["spec"] for picture in pictures_in(lay_out(document)["sections"])]
    table = next(block for block in document.sections[1].blocks if isinstance(block, Table))
    return {
        "floor: Typst, an empty page": lambda: pdf.compiled(EMPTY, {}, press, document.built_at),
        "layout": lambda: lay_out(document),
        "charts to SVG": lambda: _draw_all(press, pictures),
        "charts to PNG, SVG kept": lambda: [press.drawer.png(spec, width=640) for spec in pictures],
        "Typst, charts drawn": lambda: pdf.compiled(pdf.template(), printed, press, document.built_at),
        "PDF, charts kept": lambda: pdf.pdf_bytes(document, press),
        "HTML, charts kept": lambda: html_text(document, press.drawer),
        "DOCX, SVG kept": lambda: docx_bytes(document, press.drawer),
        "XLSX, one table": lambda: write_table(table, io.BytesIO(), hxl=True, references=document.references),
    }


def _draw_all(press: Press, pictures: Sequence[Mapping[str, Any]]) -> None:
    _drawn.cache_clear()
    for spec in pictures:
        press.drawer.svg(spec, width=640)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
