"""Aggravating circumstances of smuggling that a circumstance of transport or stay documents. Nobody is qualified by it.

Keys as in the law data; Smuggling Protocol art. 6(3) and the optional list of the UNODC Model Law as R25 page 16 gives it.
Which of them count in a territory, and how, is for its law data and a lawyer.
"""

from __future__ import annotations

from collections.abc import Mapping

PROTOCOL = "Smuggling Protocol, art. 6(3)"
MODEL_LAW = "UNODC Model Law (R25 p. 16)"
AGGRAVATORS: Mapping[str, tuple[str, str]] = {
    "agg.life_health": ("endangers life or health", PROTOCOL),
    "agg.safety": ("endangers safety", PROTOCOL),
    "agg.inhuman": ("inhuman or degrading treatment", PROTOCOL),
    "agg.exploitation": ("exploitation", PROTOCOL),
    "agg.vulnerability_profit": ("a vulnerable position used for profit", MODEL_LAW),
    "agg.injury": ("injury", MODEL_LAW),
    "agg.death": ("death", MODEL_LAW),
    "agg.prior": ("earlier conviction", MODEL_LAW),
    "agg.group": ("committed by a group", MODEL_LAW),
    "agg.ocg": ("organised criminal group", MODEL_LAW),
    "agg.drugs_weapons": ("drugs or weapons", MODEL_LAW),
    "agg.many": ("large number of persons", MODEL_LAW),
    "agg.official": ("abuse of an office", MODEL_LAW),
    "agg.minor": ("person under 18", MODEL_LAW),
    "agg.pregnant": ("pregnant woman", MODEL_LAW),
    "agg.disability": ("person with a disability", MODEL_LAW),
    "agg.violence": ("use or threat of violence", MODEL_LAW),
    "agg.documents": ("documents destroyed or taken", MODEL_LAW),
    "agg.digital": ("digital means", "R25 rec. 1"),
}


def aggravator_label(key: str) -> str:
    """What the circumstance is called; the key itself where it is not known."""
    return AGGRAVATORS[key][0] if key in AGGRAVATORS else key


def aggravator_source(key: str) -> str:
    """Where it stands."""
    return AGGRAVATORS[key][1] if key in AGGRAVATORS else ""
