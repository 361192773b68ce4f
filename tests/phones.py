"""A phone for tests: it posts as ODK Collect does, by hand, so that every byte is known."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FORMS = Path(__file__).parent / "forms_for_tests"
BOUNDARY = "----phone"


def new_id() -> str:
    """A fresh instance id."""
    return f"uuid:{uuid.uuid4()}"


def small(
    instance_id: str | None = None, *, seen: str = "two groups", photo: str = "", form: str = "small",
    version: str = "2026.1.0", replaces: str = "", visit: str = "", prices: Sequence[tuple[str, str]] = (), paid: str = "",
) -> bytes:  # fmt: skip
    """The XML of a filled small questionnaire."""
    repeats = "".join(f"<prices><low>{low}</low><currency>{unit}</currency></prices>" for low, unit in prices)
    old = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (
        f'<data id="{form}" version="{version}"><visit>{visit}</visit><seen>{seen}</seen><paid>{paid}</paid><photo>{photo}</photo>'
        f"{repeats}<meta><instanceID>{instance_id or new_id()}</instanceID>{old}</meta></data>"
    ).encode()


def multipart(
    xml: bytes | None, files: Mapping[str, bytes] | None = None, *, incomplete: bool = False, extra: bytes = b""
) -> tuple[bytes, str]:
    """Body and content type of a submission."""
    out = io.BytesIO()

    def part(head: str, content: bytes) -> None:
        out.write(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")

    if xml is not None:
        part(
            'Content-Disposition: form-data; name="xml_submission_file"; filename="x.xml"\r\nContent-Type: text/xml',
            xml,
        )
    if incomplete:
        part('Content-Disposition: form-data; name="*isIncomplete*"', b"yes")
    for name, content in (files or {}).items():
        part(f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\nContent-Type: image/jpeg', content)
    out.write(extra + f"--{BOUNDARY}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={BOUNDARY}"


@dataclass
class Phone:
    """Posts with a key in the address."""

    client: Any
    base: str

    def send(self, xml: bytes | None, files: Mapping[str, bytes] | None = None, **ways: Any) -> Any:
        """POST a submission."""
        body, content_type = multipart(xml, files, **ways)
        return self.client.post(
            f"{self.base}/submission", data=body, content_type=content_type, headers={"X-OpenRosa-Version": "1.0"}
        )

    def get(self, path: str, **headers: str) -> Any:
        """GET below the base."""
        return self.client.get(f"{self.base}/{path}", headers={"X-OpenRosa-Version": "1.0"} | headers)


@pytest.fixture
def questionnaires(db):  # type: ignore[no-untyped-def]
    """The small questionnaires, published; the sealed one has its keys."""
    from fener.actions.field.publish_questionnaire import make_questionnaire_keys, publish_questionnaires

    publish_questionnaires(None, folder=FORMS)
    make_questionnaire_keys(None, "sealed", "a passphrase for tests", folder=FORMS)


@pytest.fixture
def phone(client, monitor, coordinator, questionnaires):  # type: ignore[no-untyped-def]
    """The monitor's phone."""
    return phone_of(client, coordinator, monitor)


def phone_of(client: Any, coordinator: Any, member: Any, **ways: Any) -> Phone:
    """A phone with a new key of this member."""
    from fener.actions.field.collector_keys import new_collector_key

    return Phone(client, f"/openrosa/key/{new_collector_key(coordinator, member, **ways).key}")
