"""Texts of the safe door and of the paper forms: every language whole, in its own script, filled without surprises."""

from __future__ import annotations

import re
import unicodedata

import pytest

from fener.terms import translations
from fener.terms.codelists import code_list, read_yaml
from fener.terms.errors import UnknownTerm
from fener.terms.translations import (
    ReviewState,
    language_names,
    placeholders,
    text_statements,
    texts,
)

KINDS = ("door", "forms")
CODES = [name.code for name in language_names()]
OTHERS = [code for code in CODES if code != "en"]
EVERY = [(kind, code) for kind in KINDS for code in CODES]

SAME_AS_ENGLISH = {
    ("fr", "date"),
    ("fr", "signature"),
    ("fr", "total"),
    ("es", "total"),
}
"""Words that are the same in both languages."""

BRANDS = re.compile(r"Tor Browser|PDF|\bMB\b")
SCRIPTS = {
    "latin": {"LATIN"},
    "cyrillic": {"CYRILLIC"},
    "arabic": {"ARABIC"},
    "bengali": {"BENGALI"},
    "devanagari": {"DEVANAGARI"},
}
INVISIBLE = {"\u200c"}  # the zero-width non-joiner is a letter's neighbour in Persian; nothing else hides in a text


def raw(kind, code):
    return read_yaml(translations._FOLDERS[kind] / f"{code}.yaml")


def bare(text):
    """The text without placeholders and names that are written alike everywhere."""
    return BRANDS.sub("", re.sub(r"\{\w+\}", "", text))


def scripts_of(text):
    letters = (character for character in text if unicodedata.category(character).startswith(("L", "M")))
    names = (unicodedata.name(letter).split()[0] for letter in letters if letter not in INVISIBLE)
    return set(names) - {"MODIFIER", "COMBINING"}


def test_the_languages_of_the_region_and_of_the_people_on_the_way_are_there():
    assert set(CODES) == {
        "en", "sq", "bs", "hr", "sr-Cyrl", "sr-Latn", "mk", "cnr",
        "ar", "fa-AF", "ps", "ur", "ckb", "kmr", "tr", "bn", "fr", "es", "hi",
    }  # fmt: skip
    assert CODES[0] == "en"


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_is_left_out_of_the_languages(kind):
    assert {path.stem for path in translations._FOLDERS[kind].glob("*.yaml")} == set(CODES)


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_file_says_what_it_is(kind, code):
    content = raw(kind, code)
    assert set(content) - {"statements"} == {"language", "name", "direction", "review", "font", "texts"}
    assert content["language"] == code
    assert content["font"] in SCRIPTS
    assert content["direction"] == ("rtl" if content["font"] == "arabic" else "ltr")


@pytest.mark.parametrize("code", CODES)
def test_both_files_of_a_language_agree_about_it(code):
    door, forms = (raw(kind, code) for kind in KINDS)
    assert all(door[key] == forms[key] for key in ("name", "direction", "font"))


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_language_has_exactly_the_english_keys_in_their_order(kind, code):
    assert list(raw(kind, code)["texts"]) == list(raw(kind, "en")["texts"])
    assert not texts(kind, code).missing


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_placeholders_are_those_of_the_english_text(kind, code):
    english = raw(kind, "en")["texts"]
    for key, text in raw(kind, code)["texts"].items():
        assert sorted(re.findall(r"\{[^{}]*\}", text)) == sorted(re.findall(r"\{[^{}]*\}", english[key])), key
        assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_english(kind, code):
    english = raw(kind, "en")["texts"]
    same = {(code, key) for key, text in raw(kind, code)["texts"].items() if text.casefold() == english[key].casefold()}
    assert same <= SAME_AS_ENGLISH


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_text_is_written_in_the_script_its_font_covers(kind, code):
    content = raw(kind, code)
    for key, text in content["texts"].items():
        assert scripts_of(bare(text)) <= SCRIPTS[content["font"]], (key, text)


@pytest.mark.parametrize(("code", "foreign"), [("ar", "یکەۆگپچ"), ("fa-AF", "يكىە"), ("ur", "يكىە"), ("ckb", "يكىة")])
def test_letters_that_look_alike_are_those_of_the_language(code, foreign):
    for kind in KINDS:
        for key, text in raw(kind, code)["texts"].items():
            assert not set(text) & set(foreign), (key, text)


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_text_is_one_clean_line(kind, code):
    for key, text in raw(kind, code)["texts"].items():
        hidden = {mark for mark in text if unicodedata.category(mark) in {"Cf", "Cc", "Co"}} - INVISIBLE
        assert not hidden, (key, hidden)
        assert text == " ".join(text.split(" ")).strip() and "  " not in text, key
        assert unicodedata.is_normalized("NFC", text) or code in {"bn", "hi"}, key
        assert not re.search(r"[<>&]", text), key


@pytest.mark.parametrize(("kind", "code"), EVERY)
def test_a_sentence_ends_as_the_english_one_does(kind, code):
    ends = (".", "۔", "।", "?", "؟")
    english = raw(kind, "en")["texts"]
    for key, text in raw(kind, code)["texts"].items():
        assert text.endswith(ends) == english[key].endswith((".", "?")), key


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_checked_is_a_draft_and_says_so(kind, code):
    review = raw(kind, code)["review"]
    assert review["state"] in {"draft", "reviewed"}
    assert (review["state"] == "reviewed") == (review["reviewed_on"] is not None)
    assert texts(kind, code)["translation_draft"]


@pytest.mark.parametrize("kind", KINDS)
def test_serbian_reads_the_same_in_both_scripts(kind):
    letters = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    letters |= {"љ": "lj", "њ": "nj", "џ": "dž"}
    for key, text in raw(kind, "sr-Cyrl")["texts"].items():
        latin = "".join(letters.get(letter, letter) for letter in text.lower())
        assert latin == raw(kind, "sr-Latn")["texts"][key].lower(), key


def test_english_stays_plain():
    for kind in KINDS:
        for key, text in texts(kind, "en").items():
            longest = max(len(sentence.split()) for sentence in re.split(r"[.?!:;] ", text))
            assert longest <= 21, (key, longest)


def test_the_door_never_asks_for_a_name():
    asked = [key for key in texts("door", "en") if key.endswith("_label")]
    assert all("name" not in texts("door", "en")[key].lower() for key in asked)


def test_the_forms_have_a_label_for_every_field_of_a_person():
    assert set(code_list("person_fields").codes) <= set(texts("forms", "en"))


@pytest.mark.parametrize("code", CODES)
def test_the_statement_of_consent_names_everything_that_is_agreed(code):
    assert placeholders(texts("forms", code)["person_statement"]) == {
        "organisation", "what", "recipient", "purpose", "until",
    }  # fmt: skip


def test_what_has_to_be_checked_first_is_marked():
    for kind in KINDS:
        for statement in text_statements(kind):
            assert statement.key in texts(kind, "en")
            assert statement.status in {"reported", "verified", "to_be_checked"}
    assert "danger_now" in {entry.key for entry in text_statements("door") if entry.status == "to_be_checked"}


def test_names_are_in_the_language_itself():
    names = {name.code: name for name in language_names()}
    assert names["ar"].name == "العربية" and names["ar"].direction == "rtl"
    assert names["sq"].name == "Shqip" and names["sq"].direction == "ltr"
    assert names["en"].review_state is ReviewState.SOURCE
    assert len({name.name for name in names.values()}) == len(names)


def test_a_value_is_put_in_as_it_is():
    said = texts("door", "tr").filled("danger_now", emergency_number="{organisation}", unused=1)
    assert "{organisation}" in said and "{emergency_number}" not in said
    with pytest.raises(UnknownTerm):
        texts("door", "tr").filled("danger_now")


@pytest.mark.parametrize("language", ["xx", "", "../codes/harms", "EN", "en.yaml", "*"])
def test_a_language_nobody_wrote_is_refused(language):
    with pytest.raises(UnknownTerm):
        texts("door", language)
    with pytest.raises(UnknownTerm):
        texts("letters", "en")


def test_a_key_nobody_wrote_is_a_key_error():
    with pytest.raises(KeyError):
        texts("door", "en")["surname"]
    assert "surname" not in texts("door", "en")


def test_a_gap_stands_in_english_and_is_listed(tmp_path, monkeypatch):
    (tmp_path / "en.yaml").write_text(head("en") + "texts: {send: Send, sending: Wait, sent_title: Arrived}\n")
    (tmp_path / "sq.yaml").write_text(
        head("sq") + "texts: {send: Dërgo, sending: '  ', older: Vjetër}\n", encoding="utf-8"
    )
    monkeypatch.setattr(translations, "_FOLDERS", {"door": tmp_path})
    found = texts.__wrapped__("door", "sq")
    assert dict(found) == {"send": "Dërgo", "sending": "Wait", "sent_title": "Arrived"}
    assert found.missing == {"sending", "sent_title"}
    assert found.language_of("send") == "sq" and found.language_of("sending") == "en"


def test_the_weaker_review_of_the_two_files_counts(tmp_path, monkeypatch):
    folders = {kind: tmp_path / kind for kind in KINDS}
    for kind, state in zip(KINDS, ("reviewed", "draft"), strict=True):
        folders[kind].mkdir()
        (folders[kind] / "sq.yaml").write_text(head("sq", state) + "texts: {}\n")
    monkeypatch.setattr(translations, "_FOLDERS", folders)
    assert [name.review_state for name in language_names.__wrapped__()] == [ReviewState.DRAFT]


def head(code, state="draft"):
    return (
        f"language: {code}\nname: {code}\ndirection: ltr\nfont: latin\nreview: {{state: {state}, reviewed_on: null}}\n"
    )
