"""What may not stand in a log: the keys phones carry in their addresses, and lines that somebody outside wrote."""

from __future__ import annotations

import logging
import re

_KEY = re.compile(r"(/openrosa/key/)[^/\s\"']+")
# What ends a line, moves the cursor, or turns the direction of what follows.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class WithoutKeys(logging.Filter):
    """Replaces the key in every address of a log line (whoever reads the log could sign in with it), and keeps a message one line.

    What a browser sends stands in messages and in the texts of errors; with a line break in it, it would look like an entry of
    the desk's own. Lines of a traceback are set in, so that none begins like an entry.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line stays, the key goes."""
        record.msg = _told(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = "\n".join(f"  {_told(line.strip(chr(13)))}" for line in record.exc_text.split("\n"))
        return True


def _told(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), _KEY.sub(r"\1…", text))
