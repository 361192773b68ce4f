"""Keys are read as people write them; nothing else becomes a number."""

from __future__ import annotations

import pytest

from fener.terms.keys import number_of_key


@pytest.mark.parametrize("name", ["PC-17", "pc-17", "17", 17])
def test_a_key_gives_its_number(name) -> None:
    assert number_of_key(name, "PC") == 17


@pytest.mark.parametrize("name", ["", "PC-", "PC-²", "PC-١٧", "RR-17", "-1", "1.5", "9" * 18, "17; drop", "PC-PC-17"])
def test_anything_else_is_no_row(name: str) -> None:
    assert number_of_key(name, "PC") == 0
