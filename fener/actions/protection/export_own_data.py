"""Hand a person everything the desk holds about them: for the case's team, at the person's wish, noted."""

from __future__ import annotations

import io
import json
import zipfile

from django.conf import settings
from django.db import transaction

from fener.actions.protection.holding import held_case, record_audit_on
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.paper_forms import own_data_pdf
from fener.queries.protection.cases import reader_of
from fener.queries.protection.own_data import own_data
from fener.queries.protection.paper import own_data_sheet
from fener.records.base.models import Member
from fener.terms.errors import NotAllowed


def export_own_data(actor: Member, name: str | int, *, language: str = "en") -> bytes:
    """A ZIP of JSON and, in the person's language, a PDF to read; made in memory and kept nowhere.

    NotAllowed FEN-2873 for whoever is not on the team, broken glass or not. The entry is written before anything leaves.
    An erased file has no team, so nobody asks for it.
    """
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        if not reader_of(actor, case_file).on_team:
            raise NotAllowed(
                "a person's own data are handed over by the case's team alone",
                remedy="Ask the responsible caseworker.",
                number="FEN-2873",
            )
        held = own_data(actor, case_file)
        record_audit_on(actor, "export_own_data", case_file)
    sheet = own_data_sheet(case_file, held, language)
    return _zip(
        {
            "own-data.json": json.dumps(held, ensure_ascii=False, indent=2).encode(),
            "own-data.pdf": own_data_pdf(sheet, AssetFolder(settings.NODE_MODULES)),
        }
    )


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
