"""The code a monitor scans once: Collect's settings as JSON, deflated, in base64, as a QR picture.

Who holds it can send as this monitor: it is shown once, to one person, and ended when a phone is lost.
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import segno

from fener.terms.errors import SetUpFault

FORM_UPDATE_MODES: Final = frozenset({"manual", "previously_downloaded", "match_exactly"})
AUTOSEND: Final = frozenset({"off", "wifi_only", "cellular_only", "wifi_and_cellular"})


def settings_text(
    server_url: str,
    project_name: str,
    *,
    username: str = "",
    password: str = "",
    form_update_mode: str = "match_exactly",
    autosend: str = "wifi_and_cellular",
) -> str:
    """The text inside the code. ``server_url`` is http(s) without name or password in it. Raises ``SetUpFault``."""
    _check(server_url, form_update_mode, autosend)
    general = {"server_url": server_url.rstrip("/"), "form_update_mode": form_update_mode, "autosend": autosend}
    general |= {key: text for key, text in (("username", username), ("password", password)) if text}
    # Collect refuses a code without both general and admin.
    settings = {"general": general, "admin": {}, "project": {"name": project_name}}
    written = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return base64.b64encode(zlib.compress(written, 9)).decode("ascii")


def settings_qr_svg(text: str, *, title: str = "Settings code for ODK Collect", size: int = 320) -> str:
    """The code as inline SVG, ``size`` pixels wide; dark on white whatever the page's colours, with a title for readers."""
    code = segno.make(text, error="l", boost_error=True, micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, omitsize=True, light="#fff", title=title, border=4)
    svg = out.getvalue().decode("utf-8").strip()
    return svg.replace("<svg ", f'<svg role="img" aria-label={quoteattr(title)} width="{size:d}" height="{size:d}" ', 1)


def _check(server_url: str, form_update_mode: str, autosend: str) -> None:
    try:
        parts = urlsplit(server_url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_address = False
    if not is_address or not server_url.isprintable() or " " in server_url:
        raise SetUpFault(
            "the server's address for phones is not an http(s) address without a name or password in it",
            remedy="Set the public address of the server.",
            number="FEN-2530",
        )
    if form_update_mode not in FORM_UPDATE_MODES or autosend not in AUTOSEND:
        raise SetUpFault(
            f"Collect knows no such way of updating or sending: {form_update_mode}, {autosend}",
            remedy="Take one of the ways the reference lists.",
            number="FEN-2534",
        )
