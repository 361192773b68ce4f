"""PDF through Typst: one hand-written template walks the laid-out report, which travels as JSON.

The file follows PDF/UA-1 (tags, language, text alternatives). Where a letter is in none of the fonts the standard
forbids the file; it is then written as an ordinary tagged PDF, because a report with one strange letter must still
print.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fener.gateways.documents.layout import Laid, lay_out, pictures_in
from fener.gateways.documents.pictures import PictureDrawer, Press
from fener.gateways.documents.wording import ENGLISH, ReportWording
from fener.terms.errors import SetUpFault, UnreadableMaterial
from fener.terms.reporting import ReportDocument

_WIDTH = 720  # CSS pixels drawn on 166 mm of page: chart text of 11.5 px prints at 7.5 pt
_WIDEST_MM, _TALLEST_MM = 166.0, 205.0  # a taller picture would run off the page; it is drawn smaller instead
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def pdf_bytes(document: ReportDocument, press: Press, wording: ReportWording = ENGLISH) -> bytes:
    """The report as A4 PDF. The same document gives the same bytes.

    Raises SetUpFault where fonts or Typst are missing, UnreadableMaterial where a chart cannot be drawn or the page
    not set.
    """
    laid = laid_for_print(document, press.drawer, wording)
    return compiled(template(), {"report": json.dumps(laid, ensure_ascii=False)}, press, document.built_at)


def laid_for_print(document: ReportDocument, drawer: PictureDrawer, wording: ReportWording = ENGLISH) -> Laid:
    """The laid-out report with its charts drawn as SVG text under ``svg``."""
    laid = lay_out(document, wording)
    for picture in pictures_in(laid["sections"]):
        picture["svg"] = drawer.svg(picture.pop("spec"), width=_WIDTH, locale=wording.lang)
        picture["width_mm"] = _width_mm(picture["svg"])
    language, _, region = wording.lang.partition("-")
    day = document.built_at
    return laid | {"lang": language, "region": region or None, "year": day.year, "month": day.month, "day": day.day}


def _width_mm(svg: str) -> float:
    found = _VIEW_BOX.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return round(min(_WIDEST_MM, _TALLEST_MM * width / height), 1)


@cache
def template() -> bytes:
    """The Typst source."""
    return files("fener.gateways.documents").joinpath("report.typ").read_bytes()


def compiled(source: bytes, inputs: dict[str, str], press: Press, built_at: datetime) -> bytes:
    """Typst source to PDF bytes, as PDF/UA-1 where the letters allow it."""
    compiler = _compiler(press.assets.font_paths())
    moment = (built_at if built_at.tzinfo else built_at.replace(tzinfo=UTC)).astimezone(UTC)
    options = {"input": source, "format": "pdf", "sys_inputs": inputs, "timestamp": moment}
    typst = typst_module()
    try:
        made: bytes = compiler.compile(**options, pdf_standards=["ua-1"])
    except typst.TypstError as first:
        try:
            made = compiler.compile(**options)
        except typst.TypstError:
            raise UnreadableMaterial(
                f"the report cannot be set as PDF ({first.message})",
                remedy="Check the charts and the text of the report.",
                number="FEN-2151",
            ) from first
    return made


@cache
def _compiler(font_paths: tuple[Path, ...]) -> Any:
    typst = typst_module()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in font_paths])
    return typst.Compiler(font_paths=fonts)


def typst_module() -> Any:
    """Typst, loaded when the first PDF is made."""
    try:
        import typst
    except ImportError:
        raise SetUpFault(
            "Typst, which sets PDF, is not installed", remedy="Run `make install`.", number="FEN-9151"
        ) from None
    return typst
