"""A picture decoded and encoded again: no EXIF, XMP, IPTC, comments, colour profile, thumbnail or second picture survives.

Only pixels cross: they are copied into an empty picture, which has nothing else to pass on. Orientation is applied first.
Files are opened by one of three decoders only, and a picture that would unfold to more pixels than a camera makes is refused
before it is unfolded.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from fener.terms.errors import UnreadableMaterial

KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}  # decoded at half or a quarter of their size where they are large
MOST_PIXELS_ELSE = 25_000_000
LONGEST_SIDE = 3200
LARGEST_PNG = 4_000_000
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Picture:
    """``content`` is a whole file of ``media_type``; ``suffix`` without a dot."""

    content: bytes
    media_type: str
    suffix: str


def repaint(stream: BinaryIO) -> Picture:
    """The picture alone, at most 3200 pixels long; PNG stays PNG while it is small, all else becomes JPEG.

    UnreadableMaterial FEN-2727 for anything that is not a whole JPEG, PNG or WebP; FEN-2728 where it has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of is refused below, or painted over
            return _encoded(*_pixels(stream))
    except _BROKEN as wrong:
        raise UnreadableMaterial(
            "this is not a picture that can be taken",
            remedy="Send a photo as JPEG, PNG or WebP; of a paper, send a photo.",
            number="FEN-2727",
        ) from wrong


def _pixels(stream: BinaryIO) -> tuple[Image.Image, bool]:
    """The picture upright and small enough, and whether it came as PNG."""
    with Image.open(stream, formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS.get(opened.format or "", MOST_PIXELS_ELSE):
            raise UnreadableMaterial(
                "this picture has too many pixels", remedy="Send a smaller copy of it.", number="FEN-2728"
            )
        is_png = opened.format == "PNG"
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return Image.frombytes(plain.mode, plain.size, plain.tobytes()), is_png


def _encoded(bare: Image.Image, is_png: bool) -> Picture:
    if is_png:
        written = io.BytesIO()
        bare.save(written, "PNG")
        if written.tell() <= LARGEST_PNG:
            return Picture(written.getvalue(), "image/png", "png")
    if bare.mode == "RGBA":
        ground = Image.new("RGB", bare.size, "white")
        ground.paste(bare, mask=bare.getchannel("A"))
        bare = ground
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=85)
    return Picture(written.getvalue(), "image/jpeg", "jpg")
