"""See that the regional report of the reference base is on disk: built once per edition, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from fener.actions.reporting.compile_report import start_report
from fener.actions.reporting.export_report import SUFFIXES, export_report
from fener.records.base.models import Member
from fener.records.field.models import ReferenceLoad
from fener.records.reporting.models import MonitoringReport

NAME = "regional-monitoring-report"


def ensure_regional_report(
    actor: Member, first_on: date, last_on: date, *, progress: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Files written; empty where all of them stand there already for this edition of the reference base.

    ``progress`` is called with (files written, files to write).
    """
    folder: Path = settings.REPORTS_FOLDER
    stamp = folder / f"{NAME}.edition.json"
    newest = ReferenceLoad.objects.first()
    edition = newest.digest if newest else ""
    paths = [folder / f"{NAME}.{suffix}" for suffix in SUFFIXES]
    if _stamped(stamp) == edition and all(path.is_file() for path in paths):
        return []
    report = (
        MonitoringReport.objects.for_member(actor)
        .filter(kind="regional", first_on=first_on, last_on=last_on, recorded_by=actor)
        .first()
    ) or start_report(actor, "regional", "", first_on, last_on)
    folder.mkdir(parents=True, exist_ok=True)
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths))
        export_report(actor, report.pk, path.suffix[1:], path=path)
    stamp.write_text(json.dumps({"edition": edition}), encoding="utf-8")
    return paths


def _stamped(stamp: Path) -> str:
    try:
        return str(json.loads(stamp.read_text(encoding="utf-8"))["edition"])
    except (OSError, ValueError, KeyError):
        return ""
