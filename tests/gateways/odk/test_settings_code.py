"""The settings a phone scans: readable back by the documented recipe, and nothing in them that Collect refuses."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any
from xml.etree import ElementTree

import pytest
import segno

from fener.gateways.odk.settings_code import settings_qr_svg, settings_text
from fener.terms.errors import SetUpFault

URL = "https://fener.example.org/collect/" + "k" * 64


def _decoded(text: str) -> dict[str, Any]:
    settings = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
    assert isinstance(settings, dict)
    return settings


def test_the_text_decodes_to_the_settings() -> None:
    assert _decoded(settings_text(URL + "/", "Platforma Šid")) == {
        "general": {"server_url": URL, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": "Platforma Šid"},
    }


def test_name_and_password_go_in_only_when_given() -> None:
    general = _decoded(
        settings_text(URL, "P", username="m1", password="pass", form_update_mode="manual", autosend="off")
    )["general"]
    assert (general["username"], general["password"]) == ("m1", "pass")
    assert (general["form_update_mode"], general["autosend"]) == ("manual", "off")


def test_the_same_settings_give_the_same_text() -> None:
    assert settings_text(URL, "P") == settings_text(URL, "P")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "fener.example.org",
        "ftp://h/x",
        "https://m:p@h/x",
        "https://",
        "https://h/a b",
        "https://[h",
        "https://h/\n",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SetUpFault) as refused:
        settings_text(url, "P")
    assert refused.value.number == "FEN-2530"


@pytest.mark.parametrize("wrong", [{"form_update_mode": "always"}, {"autosend": "yes"}], ids=str)
def test_ways_collect_does_not_know_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SetUpFault) as refused:
        settings_text(URL, "P", **wrong)
    assert refused.value.number == "FEN-2534"


def test_the_picture_is_the_code_of_the_text_with_a_title() -> None:
    text = settings_text(URL, "P")
    svg = settings_qr_svg(text, title='Code for "Š" & co', size=400)
    root = ElementTree.fromstring(svg)
    namespace = "{http://www.w3.org/2000/svg}"
    assert svg.startswith("<svg ")
    assert root.findtext(f"{namespace}title") == 'Code for "Š" & co'
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Code for "Š" & co')
    assert (root.get("width"), root.get("height")) == ("400", "400")
    expected = segno.make(text, error="l", boost_error=True, micro=False)
    side = expected.symbol_size(border=4)[0]
    assert root.get("viewBox") == f"0 0 {side} {side}"
    assert _dark_modules(root) == sum(sum(row) for row in expected.matrix)


def _dark_modules(root: ElementTree.Element) -> int:
    """Length of all horizontal strokes: one unit is one dark square."""
    path = next(one for one in root.iter() if one.tag.endswith("path") and one.get("stroke"))
    return sum(int(part[1:]) for part in _strokes(path.get("d") or ""))


def _strokes(commands: str) -> list[str]:
    spaced = "".join(f" {char}" if char.isalpha() else char for char in commands)
    return [part.strip() for part in spaced.split() if part.startswith("h")]
