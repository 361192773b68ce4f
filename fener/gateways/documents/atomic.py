"""Write a whole file or none: the new content goes beside the old file and takes its place in one step."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fener.terms.errors import SetUpFault


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary stream that becomes ``path`` when the block ends well.

    Where it does not (a full disk, a folder that may not be written to, any error inside), the old file stays as it
    was and no half file is left. Raises SetUpFault (FEN-9150) for what the operating system refuses.
    """
    interim = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with interim.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        interim.replace(path)
    except OSError as problem:
        raise SetUpFault(
            f"“{path.name}” could not be written ({problem.strerror or problem})",
            remedy="Free some space, or choose a folder you may write to; the old file is untouched.",
            number="FEN-9150",
        ) from problem
    finally:
        interim.unlink(missing_ok=True)
