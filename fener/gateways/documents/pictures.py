"""What drawing a report needs from outside: someone who draws charts, and the folder with the fonts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fener.gateways.documents.fonts import AssetFolder


class PictureDrawer(Protocol):
    """Draws one Vega-Lite specification; ``charts.render.PrintStudio`` is one. ``width`` in CSS pixels."""

    def svg(self, spec: Mapping[str, Any], *, width: int = 620, locale: str = "en") -> str:
        """SVG text."""
        ...

    def png(self, spec: Mapping[str, Any], *, width: int = 620, scale: float = 2.0, locale: str = "en") -> bytes:
        """PNG bytes, ``width * scale`` pixels wide."""
        ...


@dataclass(frozen=True, slots=True)
class Press:
    """All that a report is printed with."""

    assets: AssetFolder
    drawer: PictureDrawer
