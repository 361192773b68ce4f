"""From signals to a score: a linear model over named signals, with hard conditions above it, so that words alone never flag.

The weights are data (``weights.yaml``): each is a sign one can read, positive for what adverts show, never positive for what
speaks against. ``tools/train_posts.py`` proposes new ones from a corpus; a person takes them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fener.analysis.posts.lexicon import Family
from fener.analysis.posts.signals import POSITIVE, Evidence, Signals
from fener.terms.codelists import read_yaml

WEIGHTS_FILE = Path(__file__).parent / "weights.yaml"
_ANCHORS = frozenset({Family.ROUTE, Family.DOCUMENTS, Family.DRIVER})


class Band(StrEnum):
    """What a reviewer should do with it. Bands, not decimals: the score is no probability of guilt."""

    LOW = "low"
    REVIEW = "review"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Weights:
    """A version of the model. ``review`` and ``priority`` are the scores from which a post gets into the band."""

    version: str
    bias: float
    by_signal: Mapping[str, float]
    review: float
    priority: float


@cache
def weights() -> Weights:
    """The weights that come with Fener."""
    raw = read_yaml(WEIGHTS_FILE)
    signals = MappingProxyType({str(key): float(value) for key, value in raw["signals"].items()})
    return Weights(str(raw["version"]), float(raw["bias"]), signals, float(raw["review"]), float(raw["priority"]))


def score_of(signals: Signals, by: Weights) -> float:
    """Between 0 and 1: how much the post resembles adverts rather than what resembles them."""
    total = by.bias + sum(by.by_signal.get(name, 0.0) * value for name, value in signals.features.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def band_of(signals: Signals, score: float, by: Weights) -> Band:
    """The band, after the hard conditions: two kinds of sign at least, one of them a route, papers or drivers."""
    if score < by.review or not may_be_flagged(signals.evidence):
        return Band.LOW
    return Band.PRIORITY if score >= by.priority else Band.REVIEW


def may_be_flagged(evidence: tuple[Evidence, ...]) -> bool:
    """Whether two kinds of positive sign stand in different places of the text, one of them route, papers or driver."""
    kinds = {_kind(each) for each in evidence if _kind(each) in POSITIVE}
    return len(kinds) >= 2 and bool(kinds & _ANCHORS) and _stand_apart(evidence)


def _kind(evidence: Evidence) -> Family:
    return Family.ROUTE if evidence.family is Family.PLACE else evidence.family


def _stand_apart(evidence: tuple[Evidence, ...]) -> bool:
    """One stretch of text that several families claim is one sign."""
    anchors = [each for each in evidence if _kind(each) in _ANCHORS]
    others = [each for each in evidence if each.family in POSITIVE]
    return any(
        _kind(one) is not _kind(other) and (one.end <= other.start or other.end <= one.start)
        for one in anchors
        for other in others
    )
