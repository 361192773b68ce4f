"""Decisions. Every function here is pure, returns a :class:`~fener.safeguards.decision.Decision` and fails closed."""
