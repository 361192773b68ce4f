"""Fener: tools for the response to migrant smuggling in the Western Balkans.

The core (``terms``, ``safeguards``, ``analysis``, ``gateways``) works as a plain library; the desk is a Django
application above it. ``docs/house.md`` shows the floors and walls.
"""

__version__ = "0.1.0"
