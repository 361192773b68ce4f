"""Charts and maps as Vega-Lite specifications: plain dicts, one specification for screen and print."""

from fener.gateways.charts.bars import bars
from fener.gateways.charts.lines import lines
from fener.gateways.charts.matrix import matrix
from fener.gateways.charts.price_ranges import price_ranges
from fener.gateways.charts.region_map import region_map
from fener.gateways.charts.theme import PALETTE, config, page_colours
from fener.gateways.charts.wording import ChartWording

__all__ = ["PALETTE", "ChartWording", "bars", "config", "lines", "matrix", "page_colours", "price_ranges", "region_map"]
