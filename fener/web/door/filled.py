"""What a person filled in, read from the request so that nothing typed is lost whatever else is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from fener.safeguards.door import LARGEST_FILE, LARGEST_SEALED, MOST_FILES, MOST_SIGNS
from fener.web.uploads import VeiledUploads

KINDS = ("help", "report", "other_person")
WORDS = ("kind", "message", "place", "contact")
LARGEST_REQUEST = 300_000_000
_SHORT = MOST_SIGNS // 20


class DoorUploads(VeiledUploads):
    """Veiled files up to the door's bounds. What is beyond them is read past and forgotten: the words before it still arrive."""

    def __init__(self, request: HttpRequest, *, takes_files: bool) -> None:
        super().__init__(request)
        self.takes_files, self.too_large, self._files = takes_files, False, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        self._files += 1
        if not self.takes_files or self._files > MOST_FILES + 1:
            raise SkipFile
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of it."""
        self._size += len(raw_data)
        if self._size > (LARGEST_SEALED if self.field_name == "sealed" else LARGEST_FILE):
            self.too_large = True
            self._taken.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


@dataclass(frozen=True, slots=True)
class Filled:
    """``words`` as typed; ``files`` veiled; ``problem`` is the key of a text where something stands in the way already."""

    words: Mapping[str, str] = field(default_factory=dict)
    files: tuple[UploadedFile[bytes], ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    sealed: bytes = b""
    problem: str = ""

    @property
    def digest(self) -> bytes:
        """The same content again has the same digest."""
        return hashlib.sha256(json.dumps([self.words, [_digest(one) for one in self.files]]).encode()).digest()


def read_filled(request: HttpRequest, *, takes_files: bool) -> Filled:
    """Everything the form sent. Never raises for what a person may do; a broken connection raises as Django does."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > LARGEST_REQUEST:
        return Filled(problem="too_large")
    taking = DoorUploads(request, takes_files=takes_files)
    request.upload_handlers = [taking]
    try:
        typed = request.POST
        given = [*request.FILES.getlist("files")]
    except (RequestDataTooBig, TooManyFilesSent):
        return Filled(problem="too_large")
    except (MultiPartParserError, SuspiciousOperation):
        return Filled(problem="try_again")
    fields = {name: str(value) for name, value in typed.items() if name not in WORDS}
    words = {name: str(typed.get(name, "")).replace("\r\n", "\n").strip() for name in WORDS}
    words["kind"] = words["kind"] if words["kind"] in KINDS else ""
    files = tuple(one for one in given if one.size)
    sealed = request.FILES.get("sealed")
    problem = "too_large" if taking.too_large or len(files) > MOST_FILES or _is_long(words) else ""
    return Filled(words, files, fields, sealed.read() if sealed and not problem else b"", problem)


def _is_long(words: Mapping[str, str]) -> bool:
    return len(words["message"]) > MOST_SIGNS or any(len(words[name]) > _SHORT for name in ("place", "contact"))


def _digest(file: UploadedFile[bytes]) -> str:
    sealed = hashlib.sha256()
    for piece in file.chunks():
        sealed.update(piece)
    file.seek(0)
    return sealed.hexdigest()
