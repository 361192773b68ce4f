"""The map keeps its own light colours on any page, as a printed map would."""

from __future__ import annotations

SEA = "#E3EDF3"
LAND = "#F5F3EE"
MEMBER = "#FFFFFF"
BORDER = "#B4BEC8"
MEMBER_BORDER = "#7C8996"
LABEL = "#1D2A35"
SOFT_LABEL = "#6B7884"
HALO = "#FEFEFE"
SEGMENT = "#0072B2"
CROSSING = "#00795A"
INCIDENT = "#D55E00"
