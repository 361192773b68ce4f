"""Qualifiers of published numbers (“over 23,000”, “about 330,000”): what such a number says of another."""

from __future__ import annotations

from decimal import Decimal

from fener.terms.reporting import Figure

_LOWER = frozenset({"over", "more_than", "at_least", "above", "minimum"})
_UPPER = frozenset({"under", "less_than", "fewer_than", "at_most", "up_to", "below", "maximum"})
_STRICT = frozenset({"over", "more_than", "above", "under", "less_than", "fewer_than", "below"})
_EXACT = frozenset({"", "exact", "exactly"})
_ROUNDED_AT_MOST = Decimal("0.2")


def kind_of(figure: Figure) -> str:
    """``exact``, ``lower``, ``upper``, or ``rounded`` for every other qualifier."""
    if figure.qualifier in _EXACT:
        return "exact"
    if figure.qualifier in _LOWER:
        return "lower"
    return "upper" if figure.qualifier in _UPPER else "rounded"


def said(figure: Figure) -> str:
    """The number with its qualifier in words: ``over 23,000``."""
    assert figure.value is not None
    number = f"{figure.value:,f}"
    return number if kind_of(figure) == "exact" else f"{figure.qualifier.replace('_', ' ')} {number}"


def bound_is_met(bound: Figure, other: Figure) -> bool:
    """Whether ``other`` stays on the side that ``bound``, a lower or upper one, allows.

    Two bounds contradict only apart.
    """
    assert bound.value is not None
    assert other.value is not None
    lower, facing = kind_of(bound) == "lower", kind_of(other)
    if facing in ("lower", "upper") and (facing == "lower") == lower:
        return True
    apart = other.value - bound.value if lower else bound.value - other.value
    strict = bound.qualifier in _STRICT and facing != "rounded"
    return apart > 0 or (apart == 0 and not strict)


def rounds_to(rounded: Figure, other: Figure) -> bool:
    """Whether ``other`` gives ``rounded`` at its own coarseness (its trailing zeros), never more than a fifth away."""
    assert rounded.value is not None
    assert other.value is not None
    unit = _coarseness(rounded.value)
    apart = abs(rounded.value - other.value)
    return apart * 2 <= unit and apart <= _ROUNDED_AT_MOST * abs(rounded.value)


def _coarseness(value: Decimal) -> Decimal:
    """The place a number seems rounded to: 10,000 for 330,000, 1 for 7, 0.01 for 0.45."""
    exponent = value.normalize().as_tuple().exponent if value else 0
    assert isinstance(exponent, int)
    return Decimal(10) ** exponent
