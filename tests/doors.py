"""Doors, keys and pictures for the tests of the safe door. Everything invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.door_container import DoorContent, unpack
from fener.gateways.vault.receipt_codes import recipient_of
from fener.terms.people import Role

GPS_MARK = b"GPS-MARK-42.0667N-21.5500E"
WORDS_MARK = "Zvezdana-marker-7731 near the old mill"


@dataclass(frozen=True)
class OpenDoor:
    """A door with its private half, which no desk has."""

    slug: str
    identity: str
    caseworker: Any

    @property
    def recipient(self) -> str:
        """The public half."""
        return recipient_of(self.identity)

    def opened(self, sealed: bytes) -> DoorContent:
        """What the organisation reads."""
        return unpack(Seal(identity=self.identity).open(bytes(sealed)))


def caseworker_of(name: str, organisation: str, territory: str = "MK") -> Any:
    """A caseworker of that organisation."""
    from fener.records.base.models import Member, MemberTerritory, Organisation

    home, _ = Organisation.objects.get_or_create(name=organisation, defaults={"territory": territory, "kind": "cso"})
    member = Member.objects.create(username=name, role=Role.CASEWORKER.value, organisation=home)
    MemberTerritory.objects.create(member=member, territory=territory)
    return member


def open_a_door(slug: str = "lantern", name: str = "door-caseworker") -> OpenDoor:
    """A door opened by a caseworker of its own organisation."""
    from fener.actions.protection.open_safe_door import open_safe_door

    identity = make_identity()
    caseworker = caseworker_of(name, f"Organisation {slug}")
    open_safe_door(caseworker, slug=slug, title="Lantern", recipient=recipient_of(identity), is_invented=True)
    return OpenDoor(slug, identity, caseworker)


@pytest.fixture
def lantern(db: Any) -> OpenDoor:
    """The door of the organisation Lantern."""
    return open_a_door()


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 200), *, orientation: int = 6) -> bytes:
    """A picture with the place where it was taken in EXIF and XMP, a comment, and a name in the thumbnail's place."""
    painted = Image.new("RGB", size, (30, 90, 160))
    painted.paste((200, 40, 40), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = GPS_MARK.decode()
    exif[0x0132] = "2026:11:02 03:14:15"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 4.0, 0.12), 3: "E", 4: (21.0, 33.0, 0.0), 29: GPS_MARK.decode()})
    written = io.BytesIO()
    more: dict[str, Any] = {"comment": GPS_MARK} if kind == "JPEG" else {}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Comment", GPS_MARK.decode())
        more = {"pnginfo": text}
    painted.save(written, kind, exif=exif, **({"xmp": b"<x>" + GPS_MARK + b"</x>"} if kind != "PNG" else {}), **more)
    return written.getvalue()
