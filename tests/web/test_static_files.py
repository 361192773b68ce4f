"""Static files: only what a page uses, whole and compressed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings as desk_settings
from django.core.management import call_command

from fener.web.static_files import USED_VENDOR_FILES, is_used


def test_vendor_files_nobody_asks_for_are_not_served():
    assert is_used("desk/desk.css")
    assert is_used("vendor/bootstrap/css/bootstrap.min.css")
    assert is_used("vendor/fonts/noto-sans/400Regular/NotoSans_400Regular.ttf")
    assert not is_used("vendor/bootstrap/css/bootstrap.css")
    assert not is_used("vendor/bootstrap/css/bootstrap.min.css.map")
    assert not is_used("vendor/fonts/noto-sans/100Thin/NotoSans_100Thin.ttf")
    assert not is_used("vendor/fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf")


def test_everything_a_page_uses_is_collected(settings, tmp_path):
    if not (Path(desk_settings.NODE_MODULES) / "bootstrap").is_dir():
        pytest.skip("front-end packages are not installed")
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for wanted in [name for name in USED_VENDOR_FILES if "*" not in name] + ["desk/desk.css", "desk/theme.js"]:
        assert wanted in named, wanted
        assert (tmp_path / named[wanted]).exists()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 30_000_000
    styles = (tmp_path / named["desk/desk.css"]).read_text()
    assert "NotoSans_400Regular." in styles
