"""The body of a submission: taken whole, with a bound, before anything in it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import load_handler
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from fener.gateways.vault import VeiledFile
from fener.terms.errors import UnreadableMaterial
from fener.terms.intake import ReceivedParts

PIECE = 64 * 1024
XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"
# Set once a body is being read, so that whoever answers a refusal knows whether it still lies on the wire.
BODY_TAKEN = "fener.body_taken"
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,200})"?', re.IGNORECASE)


class TooLarge(UnreadableMaterial):
    """More than the desk takes in one post."""

    number = "FEN-2549"
    remedy = "Send fewer or smaller files at once; the app splits them by itself when its settings are from this desk."


class BrokenBody(UnreadableMaterial):
    """The body is not multipart, or it ends before its end."""

    number = "FEN-2550"
    remedy = "Send it again; the report is still on the phone."


def read_parts(request: WSGIRequest) -> ReceivedParts:
    """XML and files. Works with and without Content-Length (chunked). TooLarge or BrokenBody; nothing was kept then."""
    found = _BOUNDARY.search(request.META.get("CONTENT_TYPE", ""))
    if found is None:
        raise BrokenBody("the submission is not sent as multipart/form-data")
    with VeiledFile(settings.FILE_UPLOAD_TEMP_DIR) as body:
        size = _take(request, body)
        _must_be_whole(body, size, found[1].encode())
        fields, files = _parse(request, body, size)
    xml = files.pop(XML_PART, None)
    if xml is None and XML_PART not in fields:
        raise BrokenBody(f"the part “{XML_PART}” is missing")
    content = xml[0].read() if xml else fields[XML_PART].encode()
    named: dict[str, BinaryIO] = {}
    for part, given in files.items():
        for file in given:
            named[file.name or part] = cast(BinaryIO, file)
    return ReceivedParts(content, named, INCOMPLETE_PART in fields)


def _take(request: WSGIRequest, body: VeiledFile) -> int:
    """Copy the body as it comes, no further than the limit; its size."""
    request.environ[BODY_TAKEN] = True
    source, declared = request.environ["wsgi.input"], request.META.get("CONTENT_LENGTH") or ""
    if declared.isdecimal() and int(declared) > settings.SUBMISSION_LIMIT:
        raise TooLarge(
            f"the submission has {int(declared):,} bytes; at most {settings.SUBMISSION_LIMIT:,} are taken at once"
        )
    left, size = int(declared) if declared.isdecimal() else settings.SUBMISSION_LIMIT + 1, 0
    while left > 0 and (piece := source.read(min(PIECE, left))):
        body.write(piece)
        left -= len(piece)
        size += len(piece)
    if size > settings.SUBMISSION_LIMIT:
        raise TooLarge(f"the submission is larger than {settings.SUBMISSION_LIMIT:,} bytes")
    if declared.isdecimal() and size != int(declared):
        raise BrokenBody(f"the submission ends after {size:,} of {int(declared):,} bytes")
    return size


def _must_be_whole(body: VeiledFile, size: int, boundary: bytes) -> None:
    # A cut body would otherwise pass with a cut photo.
    body.seek(max(0, size - len(boundary) - 64))
    if b"--" + boundary + b"--" not in body.read():
        raise BrokenBody("the submission ends before its last part")
    body.seek(0)


def _parse(
    request: WSGIRequest, body: VeiledFile, size: int
) -> tuple[Mapping[str, str], dict[str, list[UploadedFile[bytes]]]]:
    handlers = [load_handler(path, request) for path in settings.FILE_UPLOAD_HANDLERS]
    described = {"CONTENT_TYPE": request.META["CONTENT_TYPE"], "CONTENT_LENGTH": str(size)}
    try:
        fields, files = MultiPartParser(described, cast(Any, body), handlers, "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation) as broken:
        raise BrokenBody("the parts of the submission cannot be told apart") from broken
    texts = {name: str(value) for name, value in fields.items()}
    return texts, {part: list(files.getlist(part)) for part in files}
