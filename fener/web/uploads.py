"""What browsers and phones upload never lies in the clear on the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from fener.gateways.vault.veiled import VeiledFile


class VeiledUploads(FileUploadHandler):
    """Takes each file into a veiled one; nothing under a name, nothing readable once the request is over."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._taken = VeiledFile(settings.FILE_UPLOAD_TEMP_DIR)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of it."""
        self._taken.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """It is whole."""
        self._taken.seek(0)
        return UploadedFile(
            file=self._taken,  # type: ignore[arg-type]
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """The client went away: forget what came."""
        if hasattr(self, "_taken"):
            self._taken.close()
