"""Draw specifications for print: SVG and PNG without a browser and without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fener.gateways.charts.theme import config
from fener.terms.errors import SetUpFault, UnreadableMaterial

_NUMBERS: Mapping[str, Mapping[str, Any]] = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    "de": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "fr": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]},
}
_IN_NOTO = str.maketrans({"→": "›", "←": "‹", "↔": "–"})
"""Noto Sans has no arrows, and one missing sign makes the PNG renderer take another font for the whole label."""
_OUTLINE = re.compile(r' d="[^"]*"')
_COUNTED = re.compile(r"(?<=[\"#])(clip|gradient_)(\d+)(?=[\"')])")
_OPENING = re.compile(r"<svg\b[^>]*>")
_LONG = re.compile(r"(\.\d\d)\d+")
_FORMS = {"de": "de", "bs": "de", "hr": "de", "sr": "de", "sq": "fr", "mk": "de", "fr": "fr", "tr": "de"}


@dataclass(frozen=True, slots=True)
class PrintStudio:
    """Draws charts with the given font folders. Specifications are not changed and may load nothing by address."""

    font_paths: tuple[Path, ...]

    def svg(self, spec: Mapping[str, Any], *, width: int = 620, locale: str = "en") -> str:
        """See ``to_svg``."""
        return to_svg(spec, width, None, locale, font_paths=self.font_paths)

    def png(self, spec: Mapping[str, Any], *, width: int = 620, scale: float = 2.0, locale: str = "en") -> bytes:
        """See ``to_png``."""
        return to_png(spec, scale, width=width, locale=locale, font_paths=self.font_paths)


def to_svg(
    spec: Mapping[str, Any],
    width: int = 620,
    height: int | None = None,
    locale: str = "en",
    *,
    font_paths: Sequence[Path] = (),
) -> str:
    """An SVG of ``width`` CSS pixels, text kept as text.

    ``height`` None keeps the specification's own; ``locale`` (a language code) sets the number signs. Raises
    UnreadableMaterial where the specification cannot be drawn, SetUpFault where a font folder is missing or
    vl-convert is not installed.
    """
    try:
        text = json.dumps(dict(spec), ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError) as problem:
        raise _refused(problem) from problem
    return _drawn(text, width, height, locale, tuple(font_paths))


@lru_cache(maxsize=64)
def _drawn(text: str, width: int, height: int | None, locale: str, font_paths: tuple[Path, ...]) -> str:
    """Kept, because the same report is often wanted in several formats and drawing is by far the slowest step."""
    page: dict[str, Any] = json.loads(text.translate(_IN_NOTO))
    page |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    if height is not None:
        page["height"] = height
    form = _FORMS.get(locale.partition("-")[0], "en")
    options = {"config": config("print"), "format_locale": dict(_NUMBERS[form]), "allowed_base_urls": []}
    converter = _converter(font_paths)
    try:
        drawn: str = converter.vegalite_to_svg(page, **options)
    except ValueError as problem:
        raise _refused(problem) from problem
    return _renumbered(_OUTLINE.sub(lambda outline: _LONG.sub(r"\1", outline[0]), drawn))


def _renumbered(svg: str) -> str:
    """Vega counts its clip paths on from chart to chart; counted anew, the same chart gives the same text."""
    numbers: dict[str, int] = {}
    return _COUNTED.sub(lambda name: f"{name[1]}{numbers.setdefault(name[0], len(numbers))}", svg)


def to_png(
    spec: Mapping[str, Any],
    scale: float = 2.0,
    *,
    width: int = 620,
    height: int | None = None,
    locale: str = "en",
    font_paths: Sequence[Path] = (),
) -> bytes:
    """A PNG on white, ``width * scale`` pixels wide. Errors as in ``to_svg``."""
    drawn = to_svg(spec, width, height, locale, font_paths=font_paths)
    on_white = _OPENING.sub(r'\g<0><rect width="100%" height="100%" fill="#FFFFFF"/>', drawn, count=1)
    try:
        painted: bytes = _converter(tuple(font_paths)).svg_to_png(on_white, scale=scale)
    except ValueError as problem:
        raise _refused(problem) from problem
    return painted


def _refused(problem: Exception) -> UnreadableMaterial:
    first_line = str(problem).strip().splitlines()[0] if str(problem).strip() else "unknown reason"
    return UnreadableMaterial(
        f"a chart cannot be drawn ({first_line[:200]})",
        remedy="Check the chart's specification; it may not load files or addresses.",
        number="FEN-2142",
    )


@cache
def _converter(font_paths: tuple[Path, ...]) -> Any:
    """vl-convert with the fonts registered: loaded when first drawn with, because loading it takes a while."""
    try:
        import vl_convert
    except ImportError:
        raise SetUpFault(
            "vl-convert, which draws the charts, is not installed", remedy="Run `make install`.", number="FEN-9140"
        ) from None
    for folder in font_paths:
        if not folder.is_dir():
            raise SetUpFault(
                f"the font folder {folder.name} is missing", remedy="Run `make install`.", number="FEN-9141"
            )
        vl_convert.register_font_directory(str(folder))
    return vl_convert
