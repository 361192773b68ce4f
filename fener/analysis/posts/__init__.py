"""Public posts: signs of adverts that offer smuggling, found in many languages at once, with every reason shown.

People who ask, complain, warn, report, help or travel lawfully are never what is looked for; words alone never flag.
"""

from fener.analysis.posts.assessment import NOTHING, PostAssessment, assess
from fener.analysis.posts.lexicon import Family, Lexicon, lexicon
from fener.analysis.posts.scoring import Band, Weights, weights
from fener.analysis.posts.signals import AGAINST, POSITIVE, Evidence

__all__ = [
    "AGAINST",
    "NOTHING",
    "POSITIVE",
    "Band",
    "Evidence",
    "Family",
    "Lexicon",
    "PostAssessment",
    "Weights",
    "assess",
    "lexicon",
    "weights",
]
