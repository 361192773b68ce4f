"""What may not stand in a log: the keys phones carry in their addresses."""

from __future__ import annotations

import logging
import re

_KEY = re.compile(r"(/openrosa/key/)[^/\s\"']+")


class WithoutKeys(logging.Filter):
    """Replaces the key in every address of a log line; whoever reads the log could sign in with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line stays, the key goes."""
        record.msg = _KEY.sub(r"\1…", record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _KEY.sub(r"\1…", logging.Formatter().formatException(record.exc_info))
        return True
