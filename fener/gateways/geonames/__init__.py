"""GeoNames settlements of the region and its neighbours (CC BY 4.0), joined with the gazetteer kept with the code."""

from fener.gateways.geonames.region import cut_region, region_gazetteer

__all__ = ["cut_region", "region_gazetteer"]
