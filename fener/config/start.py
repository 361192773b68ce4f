"""The entry of the ``fener`` program: name the settings, then hand over to the terminal."""

from __future__ import annotations

import os

from fener.cli import fener


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fener.config.settings")
    fener(prog_name="fener")


if __name__ == "__main__":
    main()
