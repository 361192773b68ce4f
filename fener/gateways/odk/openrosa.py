"""OpenRosa answers, byte for byte as Collect, KoboCollect and Tella want them, and the texts a monitor reads.

Collect drops a whole list when one entry lacks a name, id or address, and compares digests to know what changed: so an
entry that lacks something cannot be made, and the same entries give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from fener.terms.codelists import read_yaml
from fener.terms.errors import FenerError, UnknownTerm

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
OPENROSA_VERSION: Final = "1.0"
MESSAGES_FILE: Final = Path(__file__).parent / "messages.yaml"
SOURCE_LANGUAGE: Final = "en"
MEDIA_TYPES: Final = frozenset({"", "entityList", "approvalEntityList"})

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MD5 = re.compile(r"[0-9a-f]{32}")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# How the catalogue's languages are written in a Content-Language header.
_TAGS: Mapping[str, str] = {"sr": "sr-Latn", "cnr": "cnr-Latn"}
_OTHER_NAMES: Mapping[str, str] = {"me": "cnr", "sr-latn": "sr", "sr-rs": "sr", "sr-me": "cnr", "sr-latn-me": "cnr"}


class IncompleteListing(FenerError):
    """An entry of a form list or manifest lacks what phones need, and would make them drop the whole list."""

    number = "FEN-2528"
    remedy = "Publish the questionnaire again; its id, name, digest and addresses are written then."


@dataclass(frozen=True, slots=True)
class FormListEntry:
    """One form a monitor may load. ``md5`` is the hex digest of the exact bytes served; ``manifest_url`` only if there are files."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str = ""

    def __post_init__(self) -> None:
        _refuse_blank(form_id=self.form_id, name=self.name, download_url=self.download_url)
        _refuse_digest(self.md5)


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file beside a form. ``media_type`` is empty, ``entityList`` or ``approvalEntityList``; only lists take ``integrity_url``."""

    name: str
    md5: str
    download_url: str
    media_type: str = ""
    integrity_url: str = ""

    def __post_init__(self) -> None:
        _refuse_blank(filename=self.name, download_url=self.download_url)
        _refuse_digest(self.md5)
        if self.media_type not in MEDIA_TYPES or "/" in self.name or "\\" in self.name:
            raise IncompleteListing(f"“{self.name}” ({self.media_type}) is no file a phone takes")


def md5_of(content: bytes) -> str:
    """The hex MD5 OpenRosa identifies bytes by. It protects nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def form_list(entries: Iterable[FormListEntry]) -> bytes:
    """The body of ``formList``, in the order given."""
    body = "".join(map(_form, entries))
    return _encoded(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">\n{body}</xforms>\n')


def manifest(files: Iterable[ManifestFile]) -> bytes:
    """The body of a form's manifest; without files it is empty and legal."""
    body = "".join(map(_media_file, files))
    return _encoded(f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">\n{body}</manifest>\n')


def integrity(deleted: Mapping[str, bool]) -> bytes:
    """The answer to ``integrityUrl?id=a,b``: entity id → whether it is gone."""
    body = "".join(
        f"    <entity id={quoteattr(_clean(key))}><deleted>{'true' if is_deleted else 'false'}</deleted></entity>\n"
        for key, is_deleted in deleted.items()
    )
    return _encoded(f"<data>\n  <entities>\n{body}  </entities>\n</data>\n")


def open_rosa_response(message: str, nature: str = "submit_success") -> bytes:
    """The body of an answer to a submission; Collect shows the message for every code but 201 and 202."""
    return _encoded(
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
        f"<message nature={quoteattr(_clean(nature))}>{_text(message)}</message></OpenRosaResponse>\n"
    )


def response_headers(language: str, max_length: int, *, now: float | None = None) -> dict[str, str]:
    """Headers of every OpenRosa answer. ``max_length`` is in bytes; ``now`` seconds since 1970 (the clock if left out)."""
    known = known_language(language)
    return {
        "X-OpenRosa-Version": OPENROSA_VERSION,
        "X-OpenRosa-Accept-Content-Length": str(max_length),
        "Date": formatdate(now, usegmt=True),
        "Content-Language": _TAGS.get(known, known),
    }


def message(key: str, language: str = SOURCE_LANGUAGE) -> str:
    """The text for a monitor, English where the language has none. Raises ``UnknownTerm`` for a key that is not there."""
    texts = _catalogue().get(key)
    if texts is None:
        raise UnknownTerm(f"no message is called “{key}”", remedy="Add it to messages.yaml.", number="FEN-2529")
    return texts.get(known_language(language)) or texts[SOURCE_LANGUAGE]


def known_language(language: str) -> str:
    """The catalogue's code for a language tag written in any way: ``me``, ``sr_Cyrl``, ``sr-Latn-RS``, ``SQ-XK``."""
    tag = language.strip().replace("_", "-").lower()
    tag = _OTHER_NAMES.get(tag, tag)
    if tag.startswith("sr-cyrl"):
        return "sr-Cyrl"
    return next((code for code in (tag, tag.partition("-")[0]) if code in message_languages()), SOURCE_LANGUAGE)


@cache
def message_languages() -> tuple[str, ...]:
    """The languages of the catalogue, English first."""
    return tuple(str(code) for code in read_yaml(MESSAGES_FILE)["languages"])


def message_keys() -> tuple[str, ...]:
    """Every key of the catalogue."""
    return tuple(_catalogue())


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    entries = read_yaml(MESSAGES_FILE)["messages"]
    return {
        key: {language: " ".join(entry["text"].split()) for language, entry in texts.items()}
        for key, texts in entries.items()
    }


def _form(entry: FormListEntry) -> str:
    manifest_url = f"<manifestUrl>{_text(entry.manifest_url)}</manifestUrl>" if entry.manifest_url else ""
    return (
        f"  <xform><formID>{_text(entry.form_id)}</formID><name>{_text(entry.name)}</name>"
        f"<version>{_text(entry.version)}</version><hash>md5:{entry.md5}</hash>"
        f"<downloadUrl>{_text(entry.download_url)}</downloadUrl>{manifest_url}</xform>\n"
    )


def _media_file(entry: ManifestFile) -> str:
    media_type = f' type="{entry.media_type}"' if entry.media_type else ""
    integrity_url = f"<integrityUrl>{_text(entry.integrity_url)}</integrityUrl>" if entry.integrity_url else ""
    return (
        f"  <mediaFile{media_type}><filename>{_text(entry.name)}</filename><hash>md5:{entry.md5}</hash>"
        f"<downloadUrl>{_text(entry.download_url)}</downloadUrl>{integrity_url}</mediaFile>\n"
    )


def _encoded(body: str) -> bytes:
    return (_HEAD + body).encode("utf-8")


def _text(text: str) -> str:
    return escape(_clean(text)).replace("\r", "&#13;")


def _clean(text: str) -> str:
    """What XML 1.0 has no way to write is left out; one such character would spoil the whole list."""
    return _NOT_XML.sub("", text)


def _refuse_blank(**texts: str) -> None:
    missing = [name for name, text in texts.items() if not _clean(text).strip()]
    if missing:
        raise IncompleteListing(f"an entry has no {', '.join(missing)}")


def _refuse_digest(md5: str) -> None:
    if not _MD5.fullmatch(md5):
        raise IncompleteListing("an entry has no MD5 of the bytes served")
