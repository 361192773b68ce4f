"""Paper forms: labels in both languages, nothing but what was given, nobody in the properties, nothing on disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fener.gateways.documents import paper_forms
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.paper_forms import (
    ClaimSheet,
    ConsentSheet,
    DamageLine,
    OwnDataPart,
    OwnDataSheet,
    ReferralSheet,
    claim_form_pdf,
    consent_pdf,
    own_data_pdf,
    referral_form_pdf,
)
from fener.terms.errors import UnreadableMaterial
from fener.terms.translations import language_names, texts

ASSETS = AssetFolder(Path(__file__).resolve().parents[3] / "node_modules")
DAY = date(2026, 11, 23)
NAME = "Zzyzx Marker"
REFERRAL = ReferralSheet(
    reference="RR-12", day=DAY, person_language="ar", receiver_language="sr-Latn", sender="House of help (invented)",
    recipient="Clinic of the town (invented)", service="Medical care", answer_by="2026-11-24 12:00", basis="consent",
    basis_reference="CN-9", valid_until="2027-01-31",
    fields=(("given_name", NAME), ("injuries", "left wrist"), ("age", "16")), is_invented=True,
)  # fmt: skip
CONSENT = ConsentSheet(
    "CN-9", DAY, "bn", "en", "House of help", "health", "Clinic of the town", "Medical care", "2027-01-31"
)
CLAIM = ClaimSheet(
    reference="DM-2", day=DAY, person_language="ur", receiver_language="mk", authority="Basic court",
    claimant=(("family_name", ""), ("given_name", "")), facts=f"{NAME} was held.\nA second line.",
    items=(DamageLine("Extorted payments", Decimal("1200"), "EUR", DAY, "receipt"),),
    totals=(("EUR", Decimal("1200")),), evidence=(("Medical papers", True), ("Own statement", False)),
)  # fmt: skip
OWN = OwnDataSheet(
    "PC-17", DAY, "ckb", "en", "House of help", (("given_name", NAME), ("age", "34")),
    (OwnDataPart("Consents", (("CN-9", "Medical care"),)),),
)  # fmt: skip
FORMS = [(referral_form_pdf, REFERRAL), (consent_pdf, CONSENT), (claim_form_pdf, CLAIM), (own_data_pdf, OWN)]

pytestmark = pytest.mark.skipif(
    not (ASSETS.node_modules / "@expo-google-fonts/noto-sans-bengali").is_dir() or not shutil.which("pdftotext"),
    reason="fonts or pdftotext are not installed",
)


def run(program: str, made: bytes, *options: str) -> str:
    done = subprocess.run(
        [program, *options, "-"] + (["-"] if program == "pdftotext" else []),
        input=made,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def words_in(made: bytes) -> str:
    return " ".join(run("pdftotext", made, "-raw").split())


def test_a_referral_speaks_both_languages_and_has_a_place_to_answer() -> None:
    text = words_in(referral_form_pdf(REFERRAL, ASSETS))
    own = texts("forms", "sr-Latn")
    for key in ("referral_title", "service_asked", "injuries", "answer_box", "accepted", "declined", "signature"):
        assert own[key].split()[0] in text, key
    for word in ("RR-12", NAME, "left wrist", "CN-9", "2027-01-31", "House of help (invented)"):
        assert word in text
    assert len(re.findall("[\u0600-\u06ff\ufb50-\ufeff]", text)) > 80


@pytest.mark.parametrize("language", [name.code for name in language_names()])
def test_every_language_is_set_with_its_own_letters(language: str) -> None:
    """PDF/UA-1 forbids a letter that no font has: that it is kept says that nothing is a blank box."""
    for form, sheet in FORMS:
        made = form(replace(sheet, person_language=language), ASSETS)
        assert b"pdfuaid" in made, (language, form.__name__)


def test_fonts_of_every_script_are_in_the_file() -> None:
    for language, font in (("ar", "NotoSansArabic"), ("bn", "NotoSansBengali"), ("hi", "NotoSans-Regular")):
        listed = run("pdffonts", consent_pdf(replace(CONSENT, person_language=language), ASSETS))
        lines = [line for line in listed.splitlines() if font in line]
        assert lines and all("yes yes yes" in line for line in lines), language
    assert re.search("[\u0900-\u097f]{4}", words_in(consent_pdf(replace(CONSENT, person_language="hi"), ASSETS)))


def test_every_page_has_reference_page_number_and_warnings() -> None:
    long = replace(REFERRAL, person_language="sq", receiver_language="en", fields=(("needs_summary", "words " * 900),))
    text = run("pdftotext", referral_form_pdf(long, ASSETS), "-raw")
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) >= 2
    draft, mark = texts("forms", "sq")["translation_draft"], texts("forms", "en")["invented_mark"]
    for number, page in enumerate(pages, 1):
        flat = " ".join(page.split())
        assert "RR-12" in flat and f"Page {number} of {len(pages)}" in flat
        assert draft in flat and mark in flat


def test_what_is_real_and_reviewed_carries_no_mark() -> None:
    text = words_in(consent_pdf(replace(CONSENT, person_language="en"), ASSETS))
    assert texts("forms", "en")["invented_mark"] not in text and texts("forms", "en")["translation_draft"] not in text


def test_only_what_was_given_is_printed() -> None:
    """The English form: every word is a label, a template sentence, or a value of the sheet."""
    sheet = replace(REFERRAL, person_language="en", receiver_language="en")
    known = " ".join([*texts("forms", "en").values(), *(str(getattr(sheet, one.name)) for one in fields(sheet))])
    allowed = set(re.findall(r"[\w-]+", known)) | {"2026-11-23", "1"}
    assert set(re.findall(r"[\w-]+", words_in(referral_form_pdf(sheet, ASSETS)))) <= allowed
    text = words_in(referral_form_pdf(sheet, ASSETS))
    for code in ("family_name", "phone", "journey_summary"):
        assert texts("forms", "en")[code] not in text


def test_a_consent_says_what_is_shared_and_how_to_take_it_back() -> None:
    text = (
        words_in(consent_pdf(replace(CONSENT, with_guardian=True, with_interpreter=True), ASSETS))
        .replace("\u2068", "")
        .replace("\u2069", "")
    )
    for value in ("House of help", "Clinic of the town", "Medical care", "2027-01-31"):
        assert value in text
    own = texts("forms", "en")
    assert own["guardian_signature"] in text and own["interpreter"] in text
    assert own["withdrawn_how"].split("{")[0].strip() in text
    assert "{" not in text


def test_a_claim_shows_damage_sums_and_empty_lines_for_the_name() -> None:
    text = words_in(claim_form_pdf(CLAIM, ASSETS))
    assert text.count("1,200.00 EUR") == 2
    for word in ("Extorted payments", "receipt", "Medical papers", "Own statement", "Basic court", "A second line."):
        assert word in text


def test_properties_name_the_form_and_nobody() -> None:
    for form, sheet in FORMS:
        told = run("pdfinfo", form(sheet, ASSETS))
        assert sheet.reference in told and NAME not in told and "Author" not in told
        assert b"/URI" not in form(sheet, ASSETS) and b"/JavaScript" not in form(sheet, ASSETS)


def test_what_people_say_is_never_read_as_code() -> None:
    text = "#panic() $x$ *bold* [#sys.inputs] \\ `raw` @label <tag> \u202e\x00 = heading"
    made = words_in(own_data_pdf(replace(OWN, fields=(("needs_summary", text),)), ASSETS))
    assert "#panic() $x$ *bold* [#sys.inputs]" in made and "= heading" in made


def test_a_letter_no_font_has_still_prints() -> None:
    assert own_data_pdf(replace(OWN, fields=(("given_name", "\U00013000"),)), ASSETS).startswith(b"%PDF")


def test_a_form_that_cannot_be_set_is_refused_without_its_words(monkeypatch) -> None:
    monkeypatch.setattr(paper_forms, "_template", lambda: b"#panic(sys.inputs.sheet)")
    with pytest.raises(UnreadableMaterial) as refused:
        own_data_pdf(OWN, ASSETS)
    assert refused.value.number == "FEN-2840"
    assert NAME not in str(refused.value) and refused.value.__cause__ is None


def test_nothing_is_written_to_disk_on_the_way(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    referral_form_pdf(REFERRAL, ASSETS)
    assert os.listdir(tmp_path) == []


def test_the_same_form_gives_the_same_file() -> None:
    assert claim_form_pdf(CLAIM, ASSETS) == claim_form_pdf(CLAIM, ASSETS)
