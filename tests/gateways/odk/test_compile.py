"""Compiling questionnaires, reading compiled forms back, keeping versions, writing workbooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyxform.xls2xform import convert

from fener.gateways.odk.compile import compile_questionnaire, workbook
from fener.gateways.odk.questions import QuestionnaireSource
from fener.gateways.odk.source import read_source, read_sources, source_from
from fener.gateways.odk.stored import definition_from_json, definition_to_json, incompatible_changes
from fener.gateways.odk.xform import LARGEST, definition_of
from fener.gateways.odk.xlsform import write_xlsform
from fener.terms.errors import FenerError, WrongFormat
from fener.terms.questionnaires import QuestionnaireDefinition, ReportKind, Sensitivity

ROOT = Path(__file__).resolve().parents[3]
SOURCES = read_sources(ROOT / "forms")
KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
every_form = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.key)

BILINGUAL = {
    "key": "two_languages",
    "version": "2026.1.0",
    "kind": "price_report",
    "title": {"en": "Prices", "sr": "Cene"},
    "languages": ["en", "sr"],
    "wording_review": {"en": "reviewed", "sr": "draft"},
    "needs_second_reader": True,
    "choices": {"yes_no": {"yes": {"en": "Yes", "sr": "Da"}, "no": {"en": "No"}}},
    "questions": [
        {
            "type": "repeat",
            "name": "legs",
            "label": {"en": "A leg", "sr": "Deonica"},
            "questions": [
                {
                    "type": "text",
                    "name": "origin",
                    "label": {"en": "From"},
                    "sensitivity": "open",
                    "coding": "price:origin",
                },
                {
                    "type": "select_one yes_no",
                    "name": "paid",
                    "label": {"en": "Paid at ${origin}?", "sr": "Plaćeno u ${origin}?"},
                    "sensitivity": "quasi",
                    "guiding": ["4.1.6", "5.1"],
                    "hxl": "#x_paid",
                    "required": True,
                },
            ],
        },
        {"type": "geopoint", "name": "spot", "label": {"en": "Spot"}, "sensitivity": "quasi", "decimals": 2},
    ],
}


def straight(words: str) -> str:
    """pyxform makes curly quotation marks straight."""
    return words.translate(str.maketrans("“”‘’", "\"\"''"))


def compiled(**changes: Any) -> QuestionnaireDefinition:
    return compile_questionnaire(source_from(BILINGUAL | changes)).definition


# --- what a compiled form carries -------------------------------------------------------------------------------------


@every_form
def test_every_tag_of_the_source_travels_in_the_compiled_form(source: QuestionnaireSource) -> None:
    definition = definition_of(compile_questionnaire(source).xml)
    fields = list(definition.fields)
    assert [entry.name for entry in fields] == [question.name for question in source.walk()]
    for entry, question in zip(fields, source.walk(), strict=True):
        kind = "select_one" if question.kind == "select_one_from_file" else question.kind
        assert entry.kind == kind, entry.path
        assert entry.label().split() == straight(question.labels.get("en", question.name)).split()
        assert entry.sensitivity is (question.sensitivity or Sensitivity.OPEN)
        assert (entry.coding, entry.code_list, entry.questions) == (
            question.coding,
            question.code_list,
            question.guiding,
        )
        assert (entry.hxl, entry.decimals, entry.is_required) == (question.hxl, question.decimals, question.is_required)
        assert [choice.name for choice in entry.choices] == [choice.name for choice in question.choices]
    assert (definition.key, definition.version, definition.kind) == (source.key, source.version, source.kind)
    assert (definition.requires_encryption, definition.needs_second_reader) == (
        source.requires_encryption,
        source.needs_second_reader,
    )
    assert (definition.titles, definition.review_states) == (source.titles, source.wording_review)


@every_form
def test_the_compiled_form_alone_gives_the_definition(source: QuestionnaireSource) -> None:
    result = compile_questionnaire(source, public_key=KEY)
    assert definition_of(result.xml) == result.definition
    assert result.warnings == ()


@every_form
def test_every_form_has_an_instance_id_and_no_audit(source: QuestionnaireSource) -> None:
    xml = compile_questionnaire(source).xml
    assert b"<instanceID/>" in xml and b"/data/meta/instanceID" in xml
    assert b"audit" not in xml and b"deviceid" not in xml and b"phonenumber" not in xml


def test_repeats_groups_and_languages_are_told() -> None:
    definition = compiled()
    assert [(entry.path, entry.kind, entry.repeat) for entry in definition.fields] == [
        ("legs", "repeat", ""),
        ("legs/origin", "text", "legs"),
        ("legs/paid", "select_one", "legs"),
        ("spot", "geopoint", ""),
    ]
    paid = definition.by_path["legs/paid"]
    assert paid.labels == {"en": "Paid at ${origin}?", "sr": "Plaćeno u ${origin}?"}
    assert paid.choice_label("yes", "sr") == "Da"
    assert paid.choice_label("no", "sr") == "No", "what is not translated shows English, never a dash"
    assert (definition.languages, definition.title("sr")) == (("en", "sr"), "Cene")


def test_missing_wording_is_counted_for_the_forms_owner() -> None:
    assert compile_questionnaire(source_from(BILINGUAL)).warnings == (
        "two_languages: 2 questions have no wording in sr; they show English.",
    )


def test_no_phantom_language_appears() -> None:
    tree = etree.fromstring(compile_questionnaire(source_from(BILINGUAL)).xml)
    languages = [one.get("lang") for one in tree.iter("{http://www.w3.org/2002/xforms}translation")]
    assert languages == ["English (en)", "Srpski (sr)"]


def test_the_same_code_list_cut_differently_makes_two_lists() -> None:
    def asked(name: str, **more: Any) -> dict[str, Any]:
        question = {"type": "select_one codes:harms", "name": name, "label": {"en": "?"}, "sensitivity": "open"}
        return question | more

    source = source_from(
        BILINGUAL | {"questions": [asked("a", only=["robbery"]), asked("b"), asked("c", only=["robbery"])]}
    )
    a, b, c = compile_questionnaire(source).definition.fields
    assert [choice.name for choice in a.choices] == ["robbery"] == [choice.name for choice in c.choices]
    assert len(b.choices) > 20
    assert {row["list_name"] for row in workbook(source)["choices"]} == {"harms", "harms_2"}


# --- serving ----------------------------------------------------------------------------------------------------------


def test_a_key_an_address_and_a_version_are_served() -> None:
    result = compile_questionnaire(
        SOURCES[0], public_key=KEY, submission_url="https://desk.example/submission", extra_version="[encrypted:1]"
    )
    assert KEY.encode() in result.xml and b"https://desk.example/submission" in result.xml
    assert result.definition.version == SOURCES[0].version + "[encrypted:1]"


def test_a_form_that_must_be_encrypted_warns_without_a_key() -> None:
    source = read_source(ROOT / "forms" / "urgent_need.yaml")
    assert len(compile_questionnaire(source).warnings) == 1
    assert compile_questionnaire(source, public_key=KEY).warnings == ()


def test_the_same_source_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib, pathlib\n"
        "from fener.gateways.odk.compile import compile_questionnaire\n"
        "from fener.gateways.odk.source import read_sources\n"
        "for source in read_sources(pathlib.Path('forms')):\n"
        "    print(hashlib.md5(compile_questionnaire(source).xml).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and len(runs.pop().split()) == len(SOURCES)


def test_what_pyxform_refuses_is_told_with_a_number() -> None:
    asked = {"type": "calculate", "name": "a", "sensitivity": "open"}
    with pytest.raises(WrongFormat, match="FEN-2417"):
        compile_questionnaire(source_from(BILINGUAL | {"questions": [asked]}))


# --- forms of others --------------------------------------------------------------------------------------------------

FOREIGN = """
| survey |
|        | type             | name   | label      | required | calculation |
|        | start            | begun  |            |          |             |
|        | today            | day    |            |          |             |
|        | deviceid         | device |            |          |             |
|        | note             | hello  | Hello      |          |             |
|        | text             | who    | Who?       | yes      |             |
|        | integer          | age    | Age        |          |             |
|        | begin repeat     | trips  | Trips      |          |             |
|        | begin group      | leg    | Leg        |          |             |
|        | select_multiple c| how    | How?       |          |             |
|        | end group        |        |            |          |             |
|        | end repeat       |        |            |          |             |
|        | image            | photo  | Photo      |          |             |
|        | file             | paper  | Paper      |          |             |
|        | geotrace         | track  | Track      |          |             |
|        | dateTime         | when   | When       |          |             |
|        | calculate        | sum    |            |          | 1 + 1       |
|        | rank c           | order  | Order      |          |             |
|        | acknowledge      | fine   | Fine       |          |             |
| choices |
|        | list_name | name | label |
|        | c         | bus  | Bus   |
|        | c         | foot | Foot  |
| settings |
|          | form_id | version | form_title |
|          | theirs  | 7       | Theirs     |
"""


def test_a_form_of_others_is_read_by_types_and_controls() -> None:
    definition = definition_of(convert(FOREIGN, file_type=".md").xform.encode(), kind=ReportKind.PRICE_REPORT)
    assert [(entry.path, entry.kind) for entry in definition.fields] == [
        ("begun", "start"),
        ("day", "today"),
        ("device", "hidden"),
        ("hello", "note"),
        ("who", "text"),
        ("age", "integer"),
        ("trips", "repeat"),
        ("trips/leg", "group"),
        ("trips/leg/how", "select_multiple"),
        ("photo", "image"),
        ("paper", "file"),
        ("track", "geotrace"),
        ("when", "dateTime"),
        ("sum", "calculate"),
        ("order", "rank"),
        ("fine", "acknowledge"),
    ]
    assert (definition.key, definition.version, definition.kind) == ("theirs", "7", ReportKind.PRICE_REPORT)
    how = definition.by_path["trips/leg/how"]
    assert how.repeat == "trips" and [choice.labels["en"] for choice in how.choices] == ["Bus", "Foot"]
    careful = {entry.path for entry in definition.fields if entry.sensitivity is Sensitivity.QUASI}
    assert careful == {"who", "photo", "paper", "track"}
    assert definition.by_path["who"].is_required and not definition.by_path["age"].is_required
    assert definition.title() == "Theirs" and definition.languages == ("en",)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<",
        b"<a/>",
        b"<a><instance/></a>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a><instance><b>&x;</b></instance></a>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a><instance><b/></instance></a>'.encode("utf-16"),
        b"<a><instance>" + b"<b>" * 200 + b"</b>" * 200 + b"</instance></a>",
        b" " * (LARGEST + 1),
        b'<a xmlns:f="urn:fener:questionnaire"><instance><b/></instance><bind nodeset="/b/c" f:form="[1]"/></a>',
    ],
    ids=["empty", "cut", "no form", "no root", "entities", "hidden doctype", "deep", "large", "odd tags"],
)
def test_what_is_no_form_is_refused(xml: bytes) -> None:
    with pytest.raises(WrongFormat, match="FEN-2418"):
        definition_of(xml)


def test_an_unknown_sensitivity_is_read_as_the_most_careful_one() -> None:
    xml = compile_questionnaire(source_from(BILINGUAL)).xml.replace(b'sensitivity="quasi"', b'sensitivity="secret"')
    assert definition_of(xml).by_path["spot"].sensitivity is Sensitivity.DIRECT


SMALLEST = compile_questionnaire(source_from(BILINGUAL)).xml


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, len(SMALLEST)), gone=st.integers(0, 60), put=st.binary(max_size=6))
def test_a_damaged_form_is_read_or_refused_never_breaks(at: int, gone: int, put: bytes) -> None:
    number = ""
    try:
        definition_of(SMALLEST[:at] + put + SMALLEST[at + gone :])
    except FenerError as error:
        number = error.number
    assert number in {"", "FEN-2418"}


# --- versions kept ----------------------------------------------------------------------------------------------------


@every_form
def test_a_version_survives_being_stored(source: QuestionnaireSource) -> None:
    definition = compile_questionnaire(source).definition
    stored = json.dumps(definition_to_json(definition), sort_keys=True)
    again = definition_from_json(json.loads(stored))
    assert again == definition
    assert json.dumps(definition_to_json(again), sort_keys=True) == stored


@pytest.mark.parametrize("key", list(definition_to_json(compiled())))
def test_a_damaged_stored_version_is_refused(key: str) -> None:
    stored = definition_to_json(compiled())
    with pytest.raises(WrongFormat, match="FEN-2419"):
        definition_from_json({name: value for name, value in stored.items() if name != key})


def test_a_stored_version_of_another_kind_of_value_is_refused() -> None:
    for value in (None, 3, "x", [1]):
        with pytest.raises(WrongFormat, match="FEN-2419"):
            definition_from_json(definition_to_json(compiled()) | {"fields": [value]})


# --- what a newer version may change ----------------------------------------------------------------------------------

OLDER = compiled()
NEWER = replace(OLDER, version="2026.2.0")


def changed(path: str, **values: Any) -> QuestionnaireDefinition:
    return replace(NEWER, fields=tuple(replace(e, **values) if e.path == path else e for e in NEWER.fields))


def test_the_same_form_may_follow_itself() -> None:
    assert incompatible_changes(OLDER, OLDER) == ()
    assert incompatible_changes(OLDER, NEWER) == ()


def test_questions_may_come_and_go() -> None:
    assert incompatible_changes(OLDER, replace(NEWER, fields=NEWER.fields[:-1])) == ()
    assert incompatible_changes(replace(OLDER, fields=OLDER.fields[:-1]), NEWER) == ()


@pytest.mark.parametrize(
    ("newer", "words"),
    [
        (changed("legs/origin", kind="integer"), "was a text"),
        (changed("legs/paid", repeat=""), "number of times"),
        (changed("legs/paid", code_list="harms"), "code list"),
        (changed("legs/paid", choices=OLDER.by_path["legs/paid"].choices[:1]), "lose their choices: no"),
        (changed("legs/paid", sensitivity=Sensitivity.OPEN), "less protected"),
        (changed("spot", decimals=4), "finer than 2"),
        (replace(changed("spot", hxl="#geo"), version="2026.1.0"), "raise it"),
        (replace(changed("spot", hxl="#geo"), version="2026.1.0[encrypted:2]"), "raise it"),
        (replace(NEWER, key="other"), "another questionnaire"),
        (replace(NEWER, kind=ReportKind.VISIT_REPORT), "would describe a visit report"),
        (replace(NEWER, needs_second_reader=False), "second reader"),
    ],
)
def test_what_would_break_earlier_reports_is_named(newer: QuestionnaireDefinition, words: str) -> None:
    (change,) = incompatible_changes(OLDER, newer)
    assert words in change


def test_encryption_is_never_quietly_dropped() -> None:
    assert incompatible_changes(replace(OLDER, requires_encryption=True), NEWER) == ("it would no longer be encrypted",)


def test_more_protection_and_more_choices_are_welcome() -> None:
    paid = OLDER.by_path["legs/paid"]
    newer = changed("legs/paid", sensitivity=Sensitivity.DIRECT, choices=(*paid.choices, paid.choices[0]))
    assert incompatible_changes(OLDER, newer) == ()


# --- workbooks --------------------------------------------------------------------------------------------------------


@every_form
def test_the_workbook_compiles_to_the_same_form(source: QuestionnaireSource, tmp_path: Path) -> None:
    path = tmp_path / f"{source.key}.xlsx"
    write_xlsform(source, path)
    again = convert(path).xform.encode()
    assert canonical(again) == canonical(compile_questionnaire(source).xml)


def test_a_workbook_in_two_languages_compiles_to_the_same_form(tmp_path: Path) -> None:
    source = source_from(BILINGUAL)
    write_xlsform(source, tmp_path / "form.xlsx")
    assert canonical(convert(tmp_path / "form.xlsx").xform.encode()) == canonical(compile_questionnaire(source).xml)


def test_the_same_source_gives_the_same_workbook(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsform(SOURCES[0], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def canonical(xml: bytes) -> str:
    """The form with runs of white space made one: spreadsheet readers fold line breaks."""
    tree = etree.fromstring(xml)
    for node in tree.iter():
        node.text = " ".join((node.text or "").split())
        node.tail = " ".join((node.tail or "").split())
    return etree.tostring(tree, method="c14n").decode()
