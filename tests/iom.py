"""Rows in the format of IOM's file, with invented content."""

from __future__ import annotations

HEAD = (
    "Main ID,Incident ID,Incident Type,Region of Incident,Incident date,Incident year,Incident month,No. dead,No. missing,"
    "No. dead/missing,No. survivors,No. Female,No. Male,No. minors,Country of Origin,Region of Origin,Cause of death (category),"
    "Cause of death (reported),Route,Country of Incident,Location of death,UNSD region,Source,Link,Source Quality,Latitude,Longitude"
)


def row(number: int = 1, *, on: str = "2022-05-01", dead: int = 2, missing: int = 1) -> str:
    """One incident in Serbia on the Western Balkans route."""
    return (
        f"X{number},X{number},Incident,Europe,{on},2022,5,{dead},{missing},{dead + missing},NA,NA,{dead},NA,Unknown,Unknown,"
        "Drowning,Drowning,Western Balkans,Serbia,Invented place,Southern Europe,Invented,http://example.org,4,"
        f"44.{number},20.{number}"
    )


def file_of(*rows: str) -> str:
    """A whole file."""
    return "\n".join([HEAD, *rows]) + "\n"
