"""The same content, the same bytes: zip containers with fixed times and a fixed order."""

from __future__ import annotations

import io
import zipfile

_MOMENT = (2000, 1, 1, 0, 0, 0)


def repacked(container: bytes) -> bytes:
    """The zip file with every member dated 2000-01-01, in its own order, deflated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            fixed = zipfile.ZipInfo(member.filename, _MOMENT)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(member))
    return out.getvalue()
