"""Only what can be seen in a picture goes on."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fener.gateways.pictures import repaint
from fener.gateways.pictures.repaint import LONGEST_SIDE
from fener.terms.errors import UnreadableMaterial
from tests.doors import GPS_MARK, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives(kind):
    given_photo = photo(kind)
    assert GPS_MARK in given_photo
    made = repaint(io.BytesIO(given_photo))
    assert GPS_MARK not in made.content
    for word in (b"Exif", b"GPS", b"http://ns.adobe.com", b"ICC_PROFILE", b"tEXt", b"eXIf", b"2026:11"):
        assert word not in made.content
    with Image.open(io.BytesIO(made.content)) as seen:
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_stands_upright():
    made = repaint(io.BytesIO(photo("JPEG", (320, 200), orientation=6)))
    with Image.open(io.BytesIO(made.content)) as seen:
        assert seen.size == (200, 320)
        red, _, blue = seen.convert("RGB").getpixel((190, 5))
        assert red > blue


def test_png_stays_png_and_photos_become_jpeg():
    assert repaint(io.BytesIO(photo("PNG"))).media_type == "image/png"
    assert repaint(io.BytesIO(photo("WEBP"))).suffix == "jpg"


def test_large_pictures_become_smaller():
    made = repaint(io.BytesIO(photo("JPEG", (5000, 2500), orientation=1)))
    with Image.open(io.BytesIO(made.content)) as seen:
        assert seen.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_a_bomb_is_refused_before_it_unfolds():
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    assert len(written.getvalue()) < 100_000
    with pytest.raises(UnreadableMaterial) as refused:
        repaint(io.BytesIO(written.getvalue()))
    assert refused.value.number in {"FEN-2727", "FEN-2728"}


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 words", b"GIF89a" + bytes(40), b"<svg onload='x'/>", photo()[:300]]
)
def test_anything_else_is_refused_with_a_number(content):
    with pytest.raises(UnreadableMaterial) as refused:
        repaint(io.BytesIO(content))
    assert refused.value.number == "FEN-2727"


@given(st.binary(max_size=200), st.integers(0, 600))
def test_broken_pictures_break_nothing(noise, place):
    broken = photo("PNG", (16, 16))
    broken = broken[:place] + noise + broken[place + len(noise) :]
    with suppress(UnreadableMaterial):
        assert repaint(io.BytesIO(broken)).content
