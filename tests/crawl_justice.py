"""For the crawl: a fact sheet of each side with two versions, what a lawyer said of one, and an entry on a recommendation."""

from __future__ import annotations

from typing import Any

from fener.terms.people import Role
from tests.crawl_objects import DAY, Side, builds, constant, fills, named_in_query
from tests.justice_cast import BASIC, GAIN, opened, saved

RECOMMENDATION = "R25.V.1"


@builds
def _fact_sheet(side: Side) -> None:
    from fener.actions.justice.record_progress import record_progress
    from fener.actions.justice.review_qualification import review_qualification

    investigator, lawyer = side.members[Role.INVESTIGATOR], side.members[Role.LAWYER]
    words = f"{side.mark} said so"
    sheet = opened(investigator, title=f"{side.mark} convoy", actor_label=f"{side.mark} A")
    saved(investigator, sheet, change_note=f"{side.mark} first")
    count = {"value": 9, "source": words, "exhibit": words, "confidence": words, "note": words}
    saved(investigator, sheet, {**GAIN, "migrants.count": count}, expected=1, change_note=f"{side.mark} second")
    review_qualification(lawyer, sheet.key, 2, "RS", BASIC, "rejected", f"{side.mark} reasons")
    record_progress(lawyer, RECOMMENDATION, "RS", "drafted", f"{side.mark} note", f"{side.mark} source", DAY)
    side.made["fact_sheet"] = sheet


_OF_A_SHEET = (
    "law_sheet", "law_sheet_close", "law_sheet_difference", "law_sheet_version", "law_review", "law_sheet_paper",
)  # fmt: skip


@fills(*(f"{route}.key" for route in _OF_A_SHEET))
def _sheet_key(side: Side) -> Any:
    return side["fact_sheet"].key


@named_in_query("newer")
def _newer(side: Side) -> Any:
    return 2


@named_in_query("older")
def _older(side: Side) -> Any:
    return 1


constant("2", *(f"{route}.number" for route in _OF_A_SHEET))
constant("docx", "law_sheet_paper.suffix")
constant(BASIC, "law_provision.provision_id")
constant(RECOMMENDATION, "law_recommendation.key")
constant("elements", "law_matrix_file.what")
constant("csv", "law_matrix_file.suffix")
