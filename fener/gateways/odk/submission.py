"""The XML part of a submission: checked, parsed once, and read as far as the server needs before it knows the form.

``read_submission`` gives an envelope or refuses with a numbered reason; ``answers.read_answers`` reads what is inside.
libxml2 parses a 250-question record about twice as fast as expat fills an ElementTree, and searches it without Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from fener.terms.errors import UnreadableMaterial

SIZE_LIMIT: Final = 10_000_000
ELEMENT_LIMIT: Final = 200_000
DEPTH_LIMIT: Final = 64
IDENTIFIER_LIMIT: Final = 249

_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"'>]{0,60})["']""")
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEPTH_LIMIT + 1) + ")")
_MESSAGE_KEYS = {"FEN-2505": "too_large", "FEN-2509": "no_instance_id", "FEN-2510": "no_instance_id"}


class UnreadableSubmission(UnreadableMaterial):
    """The XML of a submission cannot be taken as it is; answered with 400 and the text of ``message_key``."""

    number = "FEN-2501"
    remedy = "Send it again from the phone; if it is refused again, keep it and tell your coordinator."

    @property
    def message_key(self) -> str:
        """The key of ``messages.yaml`` that tells the monitor."""
        return _MESSAGE_KEYS.get(self.number, "not_readable")


@dataclass(frozen=True, slots=True)
class SubmissionEnvelope:
    """What a submission says of itself.

    ``version`` and everything optional is ``""`` when absent or blank. Ids are whole; ``instance_name``, ``device_id``,
    ``user_id`` and the two times are cut to 249 characters (the XML keeps the rest) and are as the phone wrote them:
    its clock may be wrong. ``root_uuid`` is Kobo's first instance id of a chain of edits. ``root`` is for ``answers``
    and ``encryption`` only.
    """

    form_id: str
    version: str
    instance_id: str
    root: etree._Element = field(repr=False, compare=False)
    deprecated_id: str = ""
    root_uuid: str = ""
    instance_name: str = ""
    device_id: str = ""
    user_id: str = ""
    time_start: str = ""
    time_end: str = ""
    audit_file: str = ""
    is_encrypted: bool = False


def read_submission(xml: bytes, *, limit: int = SIZE_LIMIT) -> SubmissionEnvelope:
    """Parse and check; ``limit`` is in bytes. Raises ``UnreadableSubmission`` and nothing else."""
    _check_bytes(xml, limit)
    root = _parse(xml)
    if _TOO_DEEP(root.getroottree()):
        raise _deep()
    meta = _meta(root)
    return SubmissionEnvelope(
        form_id=_form_id(root),
        version=(root.get("version") or "").strip(),
        instance_id=_instance_id(meta),
        root=root,
        deprecated_id=_identifier(meta, "deprecatedID"),
        root_uuid=_identifier(meta, "rootUuid"),
        instance_name=_cut(meta, "instanceName"),
        device_id=_cut(meta, "deviceID"),
        user_id=_cut(meta, "userID"),
        time_start=_cut(meta, "timeStart"),
        time_end=_cut(meta, "timeEnd"),
        audit_file=next(iter(meta.get("audit", ())), ""),
        is_encrypted=(root.get("encrypted") or "").strip().lower() in {"yes", "true"},
    )


def sealed_file_names(envelope: SubmissionEnvelope) -> tuple[str, ...]:
    """The files of an encrypted submission: media in the order listed, the submission itself last. Empty if there is none."""
    listed = [
        (entry.text or "").strip()
        for media in envelope.root.iterchildren("{*}media")
        for entry in media.iterchildren("{*}file")
    ]
    sealed = [(entry.text or "").strip() for entry in envelope.root.iterchildren("{*}encryptedXmlFile")]
    return tuple(name for name in [*listed, *sealed[:1]] if name)


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def _check_bytes(xml: bytes, limit: int) -> None:
    """What can be refused before a tree is built, cheapest first."""
    if len(xml) > limit:
        raise UnreadableSubmission(
            f"the submission has {len(xml):,} bytes; {limit:,} are accepted",
            remedy="Long texts and lists belong into a file beside the form; tell your coordinator.",
            number="FEN-2505",
        )
    _check_encoding(xml)
    if _FORBIDDEN.search(xml):
        raise UnreadableSubmission("the submission holds control characters", number="FEN-2506")
    # Closing marks count the elements (and anything in CDATA that looks like one, which no phone writes).
    if xml.count(b"</") + xml.count(b"/>") > ELEMENT_LIMIT:
        raise UnreadableSubmission(f"the submission has more than {ELEMENT_LIMIT:,} elements", number="FEN-2504")
    if b"<!DOCTYPE" in xml and _after_prolog(xml).startswith(b"<!"):
        raise UnreadableSubmission("the submission declares a document type or entities", number="FEN-2502")


def _check_encoding(xml: bytes) -> None:
    declared = _DECLARATION.match(xml.removeprefix(_BYTE_ORDER_MARK))
    name = declared[1].lower() if declared else b"utf-8"
    if name not in _ENCODINGS or xml[:2] in {b"\xfe\xff", b"\xff\xfe"} or b"\0" in xml[:4]:
        raise UnreadableSubmission("the submission is not written in UTF-8", number="FEN-2507")


def _after_prolog(xml: bytes) -> bytes:
    """The next bytes after declaration, comments and processing instructions, where the root or a document type begins."""
    at = len(_BYTE_ORDER_MARK) if xml.startswith(_BYTE_ORDER_MARK) else 0
    while True:
        while xml[at : at + 1].isspace():
            at += 1
        closing = b"?>" if xml.startswith(b"<?", at) else b"-->" if xml.startswith(b"<!--", at) else b""
        end = xml.find(closing, at) if closing else -1
        if end < 0:
            return xml[at : at + 16]
        at = end + len(closing)


def _parse(xml: bytes) -> etree._Element:
    # A parser of its own per call costs nothing measurable and lets threads parse side by side.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise _deep() from None
        raise UnreadableSubmission("the submission is not well-formed XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableSubmission("the submission declares a document type or entities", number="FEN-2502")
    return root


def _deep() -> UnreadableSubmission:
    return UnreadableSubmission(f"the submission is nested more than {DEPTH_LIMIT} levels deep", number="FEN-2503")


def _form_id(root: etree._Element) -> str:
    form_id = (root.get("id") or "").strip()
    if not form_id:
        raise UnreadableSubmission("the submission does not say which form it is of", number="FEN-2508")
    return form_id


def _meta(root: etree._Element) -> dict[str, list[str]]:
    """Local name → texts that are not blank, of every ``meta`` below the root whatever its namespace."""
    found: dict[str, list[str]] = {}
    for meta in root.iterchildren("{*}meta"):
        for entry in meta:
            text = (entry.text or "").strip()
            if text:
                found.setdefault(local_name(entry), []).append(text)
    return found


def _instance_id(meta: dict[str, list[str]]) -> str:
    instance_id = _identifier(meta, "instanceID")
    if not instance_id:
        raise UnreadableSubmission("the submission has no instanceID", number="FEN-2509")
    return instance_id


def _identifier(meta: dict[str, list[str]], name: str) -> str:
    """An id as written; ``uuid:`` and other URI-like ids alike. Two different ones would make the record two."""
    texts = set(meta.get(name, ()))
    if not texts:
        return ""
    text = texts.pop()
    if texts or len(text) > IDENTIFIER_LIMIT or not text.isprintable() or " " in text or text in {"uuid:", "uuid"}:
        raise UnreadableSubmission(f"the submission's {name} is not an id", number="FEN-2510")
    return text


def _cut(meta: dict[str, list[str]], name: str) -> str:
    return next(iter(meta.get(name, ())), "")[:IDENTIFIER_LIMIT]
