"""The regional basemap: territories cut from the public-domain Natural Earth data in the ``world-atlas`` package."""

from fener.gateways.basemap.build import BASEMAP_NOTE, WINDOW, build_basemap, region_geojson

__all__ = ["BASEMAP_NOTE", "WINDOW", "build_basemap", "region_geojson"]
