"""The press for documents: fonts from ``node_modules`` (or FENER_NODE_MODULES); absent, tests that need it skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fener.gateways.charts.render import PrintStudio
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.pictures import Press
from fener.terms.errors import SetUpFault

NODE_MODULES = Path(os.environ.get("FENER_NODE_MODULES", Path(__file__).parents[3] / "node_modules"))


@pytest.fixture(scope="session")
def press() -> Press:
    assets = AssetFolder(NODE_MODULES)
    try:
        return Press(assets, PrintStudio(assets.font_paths()))
    except SetUpFault as absent:
        pytest.skip(str(absent))
