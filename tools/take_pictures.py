"""Take the README's pictures from a running desk: ``python tools/take_pictures.py http://127.0.0.1:8000 NAME PASSWORD``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stories.browser import Notes, chromium, open_page, sign_in

PICTURES = {
    "overview": "/",
    "report": "/reports/1/",
    "figures": "/figures/?year=2022",
    "observations": "/observations/?topic=harm",
    "digital": "/digital/",
    "cycle": "/cycles/1/",
}


def main() -> None:
    """One picture an audience, at a laptop's width."""
    address, name, password = sys.argv[1:]
    folder = Path(__file__).resolve().parents[1] / "docs" / "pictures"
    with chromium() as browser:
        page = open_page(browser, address, Notes(), viewport={"width": 1180, "height": 760})
        sign_in(page, name, password)
        for title, path in PICTURES.items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(folder / f"{title}.png"))


if __name__ == "__main__":
    main()
