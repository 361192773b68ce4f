"""Where fonts and map data lie. Front-end packages come from npm and are not part of the repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fener.terms.errors import SetUpFault

_NEEDED = (
    "noto-sans/400Regular",
    "noto-sans/400Regular_Italic",
    "noto-sans/600SemiBold",
    "noto-sans/700Bold",
    "noto-sans-arabic/400Regular",
    "noto-sans-arabic/700Bold",
)
_WELCOME = ("noto-sans-math/400Regular",)  # arrows and ≥ ≤, which Noto Sans lacks; Typst's own fonts stand in


# Scripts that only the paper forms use, in the languages people bring with them. Noto Sans itself has Devanagari.
_FOR_PEOPLE = (
    "noto-sans-arabic/600SemiBold",
    "noto-sans-bengali/400Regular",
    "noto-sans-bengali/600SemiBold",
    "noto-sans-bengali/700Bold",
)


@dataclass(frozen=True, slots=True)
class AssetFolder:
    """``node_modules`` as ``make install`` fills it."""

    node_modules: Path

    def font_paths(self) -> tuple[Path, ...]:
        """Folders with the TTF files drawing needs. Raises SetUpFault (FEN-9141) where they are not installed."""
        return font_paths(self.node_modules)

    def paper_font_paths(self) -> tuple[Path, ...]:
        """As ``font_paths``, with the scripts of the paper forms. The same SetUpFault where one is not installed."""
        return font_paths(self.node_modules, also=_FOR_PEOPLE)

    @property
    def world_atlas(self) -> Path:
        """The TopoJSON file the basemap is cut from."""
        return self.node_modules / "world-atlas" / "countries-10m.json"


def font_paths(node_modules: Path, also: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """See ``AssetFolder.font_paths``; ``also`` names more folders that must be there."""
    fonts = node_modules / "@expo-google-fonts"
    needed = (*_NEEDED, *also)
    missing = [name for name in needed if not any(_ttf(fonts / name))]
    if missing:
        raise SetUpFault(
            f"the fonts for reports are not installed ({', '.join(missing)})",
            remedy="Run `make install`.",
            number="FEN-9141",
        )
    return tuple(fonts / name for name in (*needed, *_WELCOME) if any(_ttf(fonts / name)))


def _ttf(folder: Path) -> Iterator[Path]:
    return folder.glob("*.ttf")
