"""Keys do not reach the log."""

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


def test_the_settings_use_it(settings) -> None:  # type: ignore[no-untyped-def]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_keys"]
