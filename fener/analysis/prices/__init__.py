"""Ranges of reported prices. Two prices of different scope, unit or currency never meet in one range."""

from fener.analysis.prices.cautions import price_cautions
from fener.analysis.prices.ranges import estimate_ranges

__all__ = ["estimate_ranges", "price_cautions"]
