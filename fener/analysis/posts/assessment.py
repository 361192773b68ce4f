"""A post in, an assessment out: score, band, evidence in the original text, and what counted against. Pure, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass

from fener.analysis.posts.lexicon import Family, Lexicon, lexicon
from fener.analysis.posts.scoring import Band, Weights, band_of, score_of, weights
from fener.analysis.posts.signals import AGAINST, POSITIVE, Evidence, signals_of

_MONEY = frozenset({Family.PRICE, Family.ESCROW, Family.PERHEAD})


@dataclass(frozen=True, slots=True)
class PostAssessment:
    """What was found in one post. A flag is a reason to look, never an accusation; a person decides.

    ``evidence`` speaks for an advert, ``against`` for something else; offsets are characters of the original text.
    ``languages``: those whose phrases explain most of it, ``und`` where none does.
    """

    score: float
    band: Band
    languages: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    states_benefit: bool
    version: str

    @property
    def is_flagged(self) -> bool:
        """Whether a person should look."""
        return self.band is not Band.LOW

    @property
    def label(self) -> str:
        """“offer without stated benefit” where no price, payment or held money was seen: free help is no smuggling."""
        if not self.is_flagged:
            return ""
        return "offer" if self.states_benefit else "offer without stated benefit"


NOTHING = PostAssessment(0.0, Band.LOW, ("und",), (), (), False, "")


def assess(text: str, *, by: Weights | None = None, words: Lexicon | None = None) -> PostAssessment:
    """Assess a post. Texts without any sign that could make an advert come back at once as ``NOTHING``."""
    signals = signals_of(text, words or lexicon())
    if signals is None:
        return NOTHING
    held = by or weights()
    score = score_of(signals, held)
    return PostAssessment(
        score=round(score, 4),
        band=band_of(signals, score, held),
        languages=signals.languages or ("und",),
        evidence=tuple(each for each in signals.evidence if each.family in POSITIVE or each.family is Family.PLACE),
        against=tuple(each for each in signals.evidence if each.family in AGAINST),
        states_benefit=any(each.family in _MONEY for each in signals.evidence),
        version=held.version,
    )
