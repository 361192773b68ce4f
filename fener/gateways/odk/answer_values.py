"""One answer from its text: typed where the kind has a type, else why it does not fit.

A reader takes the text and the names of the choices (empty where any name will do). It gives the value, or a ``Misfit``, and
then the text is kept as it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

FILE_KINDS = frozenset({"image", "audio", "video", "file", "background-audio"})
NAME_BYTES = 255

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ZONE = r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(_CLOCK + _ZONE)
_MOMENT = re.compile(rf"{_DATE.pattern}T{_CLOCK}{_ZONE}")
_LARGEST = 2**63
_POINTS_CHECKED = 10_000  # a day on foot; more would only keep the server busy
_DIGITS, _WRITTEN = 19, 400  # digits of 2**63; longer texts are never converted, which would take quadratic time


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a text is not an answer of its kind."""

    number: str
    message: str
    remedy: str


Choices = frozenset[str]
Reader = Callable[[str, Choices], object]


def read_integer(text: str, choices: Choices) -> object:
    """A whole number of 64 bits."""
    text = text.strip()
    if not _INTEGER.fullmatch(text):
        return _wrong_kind("a whole number")
    digits = text.lstrip("+-").lstrip("0") or "0"
    value = int(digits) if len(digits) <= _DIGITS else _LARGEST
    value = -value if text.startswith("-") else value
    return value if -_LARGEST <= value < _LARGEST and len(digits) <= _DIGITS else _too_large()


def read_decimal(text: str, choices: Choices) -> object:
    """A finite number below 2⁶³; a comma is not a decimal point."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return _wrong_kind("a number")
    value = float(text) if len(text) <= _WRITTEN else math.inf
    return value if abs(value) < _LARGEST else _too_large()


def read_number(text: str, choices: Choices) -> object:
    """A whole number where it is written as one, else a decimal."""
    return (read_integer if _INTEGER.fullmatch(text.strip()) else read_decimal)(text, choices)


def read_date(text: str, choices: Choices) -> object:
    """An existing day, ISO 8601."""
    return _moment(text, _DATE, date.fromisoformat, "a date (2026-11-22)")


def read_time(text: str, choices: Choices) -> object:
    """A time of day, ISO 8601, with or without a zone."""
    return _moment(text, _TIME, time.fromisoformat, "a time (14:05)")


def read_date_time(text: str, choices: Choices) -> object:
    """A moment, ISO 8601, with or without a zone."""
    return _moment(text, _MOMENT, datetime.fromisoformat, "a date with time (2026-11-22T14:05)")


def read_point(text: str, choices: Choices = frozenset()) -> object:
    """``lat lon [alt [acc]]`` in degrees and metres → ``{"lat", "lon", "alt", "acc"}``; what is not written is not there."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or len(text) > _WRITTEN or not all(_DECIMAL.fullmatch(part) for part in parts):
        return _wrong_kind("a point (latitude longitude altitude accuracy)")
    point = dict(zip(("lat", "lon", "alt", "acc"), map(float, parts), strict=False))
    is_near = all(math.isfinite(value) for value in point.values()) and point.get("acc", 0.0) >= 0
    if not is_near or abs(point["lat"]) > 90 or abs(point["lon"]) > 180:
        return Misfit(
            number="FEN-2515",
            message="the point does not lie on the Earth",
            remedy="Ask the monitor where it was; latitude comes before longitude.",
        )
    return point


def read_trace(text: str, choices: Choices) -> object:
    """Points joined with ``;``, kept as text (``trace_points`` takes it apart) once the first 10,000 are points indeed."""
    parts = text.split(";", _POINTS_CHECKED)[:_POINTS_CHECKED]
    points = (read_point(part) for part in parts if part.strip())
    misfit = next((point for point in points if isinstance(point, Misfit)), None)
    return misfit or text.strip()


def trace_points(text: str) -> tuple[Mapping[str, float], ...]:
    """The points of a trace or shape in order; parts that are no points are left out."""
    points = (read_point(part) for part in text.split(";") if part.strip())
    return tuple(point for point in points if isinstance(point, dict))


def read_choice(text: str, choices: Choices) -> object:
    """The name of one choice."""
    name = text.strip()
    return name if not choices or name in choices else unknown_choice((name,), choices)


def read_choices(text: str, choices: Choices) -> object:
    """Names of choices in the order written, each once; a list also where some are not choices (``unknown_choice`` says)."""
    return list(dict.fromkeys(text.split()))


def unknown_choice(names: Collection[str], choices: Choices) -> Misfit:
    """What to say of names that are not choices."""
    strange = [name[:60] for name in names if name not in choices]
    return Misfit(
        number="FEN-2512",
        message=f"“{', '.join(strange[:5])}” is not among the choices",
        remedy="Compare with the version of the form the monitor filled in, then correct the answer.",
    )


def read_file_name(text: str, choices: Choices) -> object:
    """A bare file name."""
    name = text.strip()
    if is_file_name(name):
        return name
    return Misfit(
        number="FEN-2517",
        message="the name of the file is not a bare file name",
        remedy="Ask the monitor for the file; nothing is stored under such a name.",
    )


def is_file_name(name: str) -> bool:
    """Whether a name is safe to look for: no folders, no control characters, at most 255 bytes of UTF-8."""
    is_bare = not (set("/\\") & set(name)) and name not in {"", ".", ".."} and name == name.strip()
    return is_bare and name.isprintable() and len(name.encode("utf-8", "surrogatepass")) <= NAME_BYTES


def read_text(text: str, choices: Choices) -> object:
    """As written, blanks at the ends included."""
    return text


READERS: Mapping[str, Reader] = {
    "integer": read_integer,
    "int": read_integer,
    "decimal": read_decimal,
    "range": read_number,
    "date": read_date,
    "today": read_date,
    "time": read_time,
    "dateTime": read_date_time,
    "datetime": read_date_time,
    "start": read_date_time,
    "end": read_date_time,
    "geopoint": read_point,
    "start-geopoint": read_point,
    "geotrace": read_trace,
    "geoshape": read_trace,
    "select_one": read_choice,
    "select_one_from_file": read_choice,
    "select_multiple": read_choices,
    "select_multiple_from_file": read_choices,
    "rank": read_choices,
    **dict.fromkeys(FILE_KINDS, read_file_name),
}
"""Kind → reader; every other kind is text."""


def _moment(text: str, pattern: re.Pattern[str], parse: Callable[[str], object], wanted: str) -> object:
    text = text.strip()
    if pattern.fullmatch(text):
        try:
            parse(text)
        except ValueError:
            return _wrong_kind(wanted)
        return text
    return _wrong_kind(wanted)


def _wrong_kind(wanted: str) -> Misfit:
    return Misfit(
        number="FEN-2511",
        message=f"the answer is not {wanted}",
        remedy="The text is kept as it came; read it and correct the answer.",
    )


def _too_large() -> Misfit:
    return Misfit(
        number="FEN-2516",
        message="the number needs more than 64 bits",
        remedy="The digits are kept as text; ask the monitor what was meant.",
    )
