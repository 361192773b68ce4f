"""The terminal: ``fener run``, ``figures``, ``places``, ``observations``, ``report``, ``members``, ``audit``."""

from fener.cli.main import fener

__all__ = ["fener"]
