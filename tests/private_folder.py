"""Loaded before the settings (``-p`` in pyproject.toml): tests write into a folder of their own, never into a developer's desk."""

from __future__ import annotations

import os
import tempfile

os.environ["FENER_VAR"] = tempfile.mkdtemp(prefix="fener-tests-")
os.environ["FENER_SECRET_KEY"] = "for tests only"
for name in ("FENER_HTTPS", "FENER_DEBUG", "FENER_DEMO", "FENER_SECOND_FACTOR", "FENER_SUPPRESS_BELOW"):
    os.environ.pop(name, None)
