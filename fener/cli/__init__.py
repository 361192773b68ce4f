"""The terminal: ``fener run``, ``figures``, ``places``, ``observations``, ``report``, ``cycle``, ``questionnaires``, ``retention``,
``members``, ``audit``."""

from fener.cli.main import fener

__all__ = ["fener"]
