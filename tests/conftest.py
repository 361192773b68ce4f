"""Every test run has its own folder for what the desk writes; nothing of a developer's desk is touched."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_VAR = tempfile.mkdtemp(prefix="fener-tests-")
os.environ["FENER_VAR"] = _VAR
os.environ.setdefault("FENER_SECRET_KEY", "for tests only")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fener.config.settings")

from hypothesis import settings  # noqa: E402

# A first example pays for imports and a loaded machine; time is measured in bench/, not asserted in tests.
settings.register_profile("fener", deadline=None)
settings.load_profile("fener")

pytest_plugins = ["tests.cast"]
