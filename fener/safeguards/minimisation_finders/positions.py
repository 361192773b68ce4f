"""Positions finer than allowed: decimal degrees, degrees with minutes and seconds, grid references, links to a point on a map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from fener.safeguards.minimisation_finders.spans import MarkKind, Span
from fener.terms.errors import UnreadableMaterial

DEFAULT_DECIMALS = 2
"""Decimals of a degree that may stay where a field does not say: 0.01° is about a kilometre."""

_D = r"[-+]?\d{1,3}\.\d{3,24}"
_HEMISPHERE = r"[ ]?°?[ ]?(?:[NSEW]|sever\w*|istok\w*|СШ|ИД)?"
_GAP = r"[ ]?(?:[,;/|]|\n|and|i|и|dhe|ve|و|lon\w{0,6}|lng|long?|E)?[ ]?[:=]?[ ]{0,2}"
_PAIR = re.compile(
    rf"(?<![\d.,])(?:(?<!\w)[NSEW][ ]?)?(?P<lat>{_D}){_HEMISPHERE}{_GAP}(?:[NSEW][ ]?)?"
    rf"(?<!\d)(?P<lon>{_D})(?![\d]|[.,]\d){_HEMISPHERE}(?!\w)",
    re.IGNORECASE,
)
_COMMA_PAIR = re.compile(
    r"(?<![\d.,])(?P<lat>[-+]?\d{1,3},\d{4,24})[ ]?°?[ ]?[NS]?[ ]?(?:[;/|]|,[ ]|[ ])[ ]?"
    r"(?P<lon>[-+]?\d{1,3},\d{4,24})(?![\d]|[.,]\d)[ ]?°?[ ]?[EW]?(?!\w)"
)
_SINGLE = re.compile(
    r"(?<!\w)(?:lat(?:itude)?|lon(?:gitude)?|lng|širina|dužina|gjerësi\w*|gjatësi\w*|enlem|boylam|ширина|должина|дужина|عرض|طول)"
    r"[ ]?[:=]?[ ]{0,2}(?P<told>[-+]?\d{1,3}[.,]\d{3,24})(?:[ ]?°)?(?![\d]|[.,]\d)"
    r"|(?<![\d.,])(?P<signed>[-+]?\d{1,3}[.,]\d{3,24})[ ]?(?:°[ ]?[NSEW]?|[NSEW])(?!\w)",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,3}"
_MINUTE_MARK, _SECOND_MARK = r"['m]", r"(?:\"|''|s)"
_DMS = (
    rf"(?:[NSEW][ ]?)?{_NUMBER}[ ]?°[ ]?(?:\d{{1,2}}[ ]?{_MINUTE_MARK}[ ]?\d{{1,2}}(?:[.,]\d{{1,6}})?[ ]?{_SECOND_MARK}?"
    rf"|\d{{1,2}}[.,]\d{{1,6}}[ ]?{_MINUTE_MARK}?)(?:[ ]?[NSEW](?!\w))?"
)
_DMS_PLAIN = (
    r"(?:[NS][ ]?\d{1,2}[ ]\d{1,2}(?:[ ]\d{1,2}(?:\.\d+)?|\.\d+)[ ,;]{1,3}[EW][ ]?\d{1,3}[ ]\d{1,2}(?:[ ]\d{1,2}(?:\.\d+)?|\.\d+))"
    r"|(?:\d{1,2}[ ]\d{1,2}(?:[ ]\d{1,2}(?:\.\d+)?|\.\d+)[ ]?[NS][ ,;]{1,3}\d{1,3}[ ]\d{1,2}(?:[ ]\d{1,2}(?:\.\d+)?|\.\d+)[ ]?[EW])(?!\w)"
)
_DEGREES = re.compile(rf"(?<![\w.,])(?:{_DMS}(?:[ ]?[,;/]?[ ]?{_DMS})?|{_DMS_PLAIN})", re.IGNORECASE)
_OTHER = re.compile(
    r"(?<!\w)\d{1,2}[C-HJ-NP-X][ ]?[A-HJ-NP-Z]{2}[ ]?(?:\d{3}[ ]?\d{3}|\d{4}[ ]?\d{4}|\d{5}[ ]?\d{5})(?!\w)"  # MGRS
    r"|(?<!\w)\d{1,2}[C-HJ-NP-X][ ]{1,2}\d{6}(?:\.\d+)?[ ]?m?E?[ ,]{1,3}\d{7}(?:\.\d+)?(?:[ ]?m?N)?(?!\w)"  # UTM
    r"|(?<!\w)(?:[2-9CFGHJMPQRVWX]{8}|[2-9CFGHJMPQRVWX]{4})\+[2-9CFGHJMPQRVWX]{2,3}(?!\w)"  # open location code
    r"|(?<![\w/])///[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}(?!\w)"  # three words
    r"|(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.[a-z.]{2,6}|(?:www\.)?google\.[a-z.]{2,6}/maps|(?:www\.)?openstreetmap\.org|"
    r"osm\.org|maps\.apple\.com|what3words\.com|w3w\.co|waze\.com/ul|ul\.waze\.com|maps\.me|ge0\.me|plus\.codes)/[^\s\0<>\"\]]{1,300}"
    r"|(?<!\w)geo:[^\s\0<>\"\]]{3,100}",
)
_PRICE_LIKE = re.compile(r"[05]0$")


def coarse_point(lat: float, lon: float, decimals: int = DEFAULT_DECIMALS) -> tuple[float, float]:
    """The point rounded to ``decimals`` of a degree (WGS 84); UnreadableMaterial where it is no point of the earth."""
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise UnreadableMaterial(
            f"{lat}, {lon} is not a position",
            remedy="Give degrees: latitude −90…90, longitude −180…180.",
            number="FEN-2561",
        )
    return round(lat, decimals) + 0.0, round(lon, decimals) + 0.0


def find_positions(text: str, decimals: int = DEFAULT_DECIMALS) -> list[Span]:
    """Positions in a folded text that are finer than ``decimals`` (at most 2) of a degree."""
    found = [*_pairs(text, decimals), *_singles(text, decimals)]
    found += [_span(hit, "a position to the second or to parts of a minute") for hit in _DEGREES.finditer(text)]
    return found + [_span(hit, "a grid reference or a link to a point on a map") for hit in _OTHER.finditer(text)]


def _pairs(text: str, decimals: int) -> Iterator[Span]:
    for pattern in (_PAIR, _COMMA_PAIR):
        for hit in pattern.finditer(text):
            lat, lon = hit["lat"].replace(",", "."), hit["lon"].replace(",", ".")
            if _is_point(hit[0], lat, lon):
                yield _span(hit, "a position finer than allowed", _about(decimals, lat, lon))


def _singles(text: str, decimals: int) -> Iterator[Span]:
    for hit in _SINGLE.finditer(text):
        number = (hit["told"] or hit["signed"]).replace(",", ".")
        if abs(float(number)) <= 180 and (hit["told"] or _is_degree(hit[0], number)):
            yield _span(hit, "a latitude or longitude finer than allowed", _about(decimals, number))


def _is_degree(written: str, number: str) -> bool:
    if "°" in written:
        return True
    return written[-1].isupper() and not (_PRICE_LIKE.search(number) and len(number.rpartition(".")[2]) == 3)


def _is_point(written: str, lat: str, lon: str) -> bool:
    if abs(float(lat)) > 180 or abs(float(lon)) > 180 or min(abs(float(lat)), abs(float(lon))) > 90:
        return False
    if (
        "°" in written
        or re.search(r"\d ?[NSEW]\b", written)
        or len(lat.rpartition(".")[2]) > 3
        or len(lon.rpartition(".")[2]) > 3
    ):
        return True
    # 2.500, 3.000: with three decimals and nothing else it is money as often as a place.
    return not (_PRICE_LIKE.search(lat) or _PRICE_LIKE.search(lon))


def _about(decimals: int, *numbers: str) -> str:
    kept = max(0, min(decimals, DEFAULT_DECIMALS))
    return f"[about {', '.join(f'{round(float(number), kept) + 0.0:.{kept}f}' for number in numbers)}]"


def _span(hit: re.Match[str], reason: str, replacement: str = "") -> Span:
    return Span(hit.start(), hit.end(), MarkKind.POSITION, reason, True, replacement)
