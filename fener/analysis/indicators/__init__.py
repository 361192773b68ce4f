"""Published figures laid side by side: what two numbers about one subject and period have to do with each other."""

from fener.analysis.indicators.verdicts import Comparison, PairVerdict, compare, compare_pair

__all__ = ["Comparison", "PairVerdict", "compare", "compare_pair"]
