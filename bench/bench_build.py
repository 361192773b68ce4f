"""The regional report of the reference base by phases, beside the floor: reading the same records without making anything of them."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from desk import machine, member, open_desk


def main() -> None:
    """Measure and print."""
    open_desk()
    from django.conf import settings

    from fener.actions.field.load_reference_base import load_reference_base
    from fener.actions.reporting.compile_report import start_report
    from fener.gateways.charts.render import PrintStudio
    from fener.gateways.documents.fonts import AssetFolder
    from fener.gateways.documents.pictures import Press
    from fener.gateways.documents.write import write_report
    from fener.queries.reports import report_document
    from fener.records.field.models import Observation

    rows = []

    def timed(name, work):
        begin = time.perf_counter()
        made = work()
        rows.append((name, (time.perf_counter() - begin) * 1000))
        return made

    timed("load the reference base", lambda: load_reference_base(None))
    actor = member()
    timed(
        "floor: read its observations",
        lambda: list(Observation.objects.for_member(actor).prefetch_related("code_links")),
    )
    report = start_report(actor, "regional", "", date(2019, 1, 1), date(2025, 12, 31))
    timed("compile, first time", lambda: report_document(actor, report.pk))
    document = timed("compile, again", lambda: report_document(actor, report.pk))
    assets = AssetFolder(settings.NODE_MODULES)
    press = Press(assets, PrintStudio(assets.font_paths()))
    with TemporaryDirectory() as folder:
        for suffix in ("html", "pdf", "docx"):
            timed(
                f"draw {suffix.upper()}",
                lambda suffix=suffix: write_report(document, Path(folder) / f"r.{suffix}", press),
            )
    floor = next(taken for name, taken in rows if name.startswith("floor"))
    print(f"{machine()}; one run, ms (charts are drawn with the first format and kept for the others)")
    print(f"{'phase':34}{'ms':>10}{'x floor':>10}")
    for name, taken in rows:
        print(f"{name:34}{taken:10.1f}{taken / floor:10.1f}")


if __name__ == "__main__":
    main()
