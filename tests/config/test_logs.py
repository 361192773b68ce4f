"""Keys do not reach the log, and nobody outside writes its lines."""

from __future__ import annotations

import logging
import sys

from fener.config.logs import WithoutKeys

KEY = "k" * 64


def test_a_key_in_an_address_is_left_out() -> None:
    record = logging.LogRecord(
        "django.request", 40, "", 1, "%s: %s", ("Forbidden", f"/openrosa/key/{KEY}/submission"), None
    )
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Forbidden: /openrosa/key/…/submission"


def test_neither_does_one_in_a_traceback() -> None:
    try:
        raise OSError(f"/openrosa/key/{KEY}/formList failed")
    except OSError:
        record = logging.LogRecord("x", 40, "", 1, "broken", (), sys.exc_info())
    WithoutKeys().filter(record)
    assert KEY not in logging.Formatter("%(message)s").format(record)


def test_what_somebody_sent_makes_no_line_of_its_own() -> None:
    try:
        raise ValueError("no number: 1\n2026-01-01 WARNING forged\u202e")
    except ValueError:
        record = logging.LogRecord("x", 40, "", 1, "asked for %s", ("a\r\n2026 forged\x1b[2J",), sys.exc_info())
    WithoutKeys().filter(record)
    told = logging.Formatter("LINE %(message)s").format(record)
    assert told.startswith("LINE asked for a\\r\\n2026 forged\\x1b[2J\n")
    assert all(line.startswith(("LINE ", "  ")) for line in told.split("\n"))
    assert "\u202e" not in told


def test_the_settings_use_it(settings) -> None:  # type: ignore[no-untyped-def]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_keys"]
