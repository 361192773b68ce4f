"""Every test has the cast at hand."""

from __future__ import annotations

from hypothesis import settings

# A first example pays for imports and a loaded machine; time is measured in bench/, not asserted in tests.
settings.register_profile("fener", deadline=None)
settings.load_profile("fener")

pytest_plugins = ["tests.cast", "tests.phones", "tests.protection_cast", "tests.justice_cast", "tests.doors"]
