"""The reference base: what the two published reports say, coded as dated YAML with report, section and page."""

from fener.gateways.reference.read import (
    Instrument,
    KnownInconsistency,
    NamedSource,
    NamedStakeholder,
    ReferenceBase,
    read_reference_base,
)

__all__ = [
    "Instrument",
    "KnownInconsistency",
    "NamedSource",
    "NamedStakeholder",
    "ReferenceBase",
    "read_reference_base",
]
