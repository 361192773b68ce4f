"""Answers along the questionnaire: typed where they fit, kept and reported where they do not."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.gateways.odk.answer_values import trace_points
from fener.gateways.odk.answers import ISSUE_LIMIT, UNKNOWN_ANSWERS, UNKNOWN_LIMIT, AnswerSheet, read_answers
from fener.gateways.odk.submission import UnreadableSubmission, read_submission
from fener.terms.questionnaires import QuestionnaireDefinition
from tests.gateways.odk.phone_xml import answers_to, definition_of, definitions, field_of, submission_xml

VISIT = definition_of(
    field_of("place", "text"),
    field_of("seen", "integer"),
    field_of("share", "decimal"),
    field_of("on", "date"),
    field_of("at", "time"),
    field_of("moment", "dateTime"),
    field_of("method", "select_one"),
    field_of("methods", "select_multiple"),
    field_of("point", "geopoint"),
    field_of("track", "geotrace"),
    field_of("photo", "image"),
    field_of("hint", "note"),
    field_of("site", "group"),
    field_of("site/name", "text"),
    field_of("prices", "repeat"),
    field_of("prices/amount", "integer", "prices"),
    field_of("prices/parts", "repeat", "prices"),
    field_of("prices/parts/label", "text", "prices/parts"),
)


def _read(body: str, definition: QuestionnaireDefinition = VISIT, meta: str = "") -> AnswerSheet:
    xml = submission_xml({}, meta=meta).replace(b"</data>", body.encode() + b"</data>")
    sheet = read_answers(read_submission(xml), definition)
    json.dumps(sheet.answers, allow_nan=False).encode()
    return sheet


def _issues(sheet: AnswerSheet) -> list[tuple[str, str]]:
    return [(issue.number, issue.path) for issue in sheet.issues]


@settings(max_examples=150)
@given(st.data())
def test_what_a_phone_writes_is_what_is_read(data: st.DataObject) -> None:
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    shuffled = submission_xml(answers, shuffle=Random(data.draw(st.integers(0, 99))))
    first = read_answers(read_submission(submission_xml(answers)), definition)
    second = read_answers(read_submission(shuffled), definition)
    assert first.answers == answers
    assert first.issues == ()
    assert json.dumps(first.answers) == json.dumps(second.answers)
    assert set(first.files) == set(second.files) == set(_photos(definition, answers))


def _photos(definition: QuestionnaireDefinition, answers: Any) -> list[str]:
    if isinstance(answers, dict):
        answers = list(answers.values())
    if isinstance(answers, list):
        return [name for entry in answers for name in _photos(definition, entry)]
    is_photo = isinstance(answers, str) and answers.startswith("снимак ") and answers.endswith(".jpg")
    return [answers] if is_photo else []


@given(st.data())
def test_a_damaged_record_is_refused_or_read_without_failing(data: st.DataObject) -> None:
    xml = bytearray(submission_xml({"place": "Šid", "seen": 4, "prices": [{"amount": 5}, {"amount": 6}], "x": "y"}))
    at = data.draw(st.integers(100, len(xml) - 1))
    xml[at : at + data.draw(st.integers(0, 12))] = data.draw(st.text(max_size=8)).encode()
    try:
        sheet = read_answers(read_submission(bytes(xml)), VISIT)
    except UnreadableSubmission:
        return
    json.dumps(sheet.answers, allow_nan=False).encode()


def test_missing_and_empty_are_alike() -> None:
    body = "<place/><seen> </seen><methods></methods><site><name>\n</name></site><prices><amount/></prices><prices/>"
    assert _read(body) == _read("") == AnswerSheet({})


def test_an_empty_instance_stays_between_others_so_that_positions_hold() -> None:
    sheet = _read("<prices><amount/></prices><prices><amount>x</amount></prices>")
    assert sheet.answers == {"prices": [{}, {"amount": "x"}]}
    assert _issues(sheet) == [("FEN-2511", "prices[2]/amount")]


def test_repeats_inside_repeats_keep_the_order_of_the_document() -> None:
    one, two = "<parts><label>b</label></parts>", "<parts><label>a</label></parts>"
    sheet = _read(f"<prices>{one}<amount>1</amount>{two}</prices><place>x</place><prices>{two}</prices>")
    assert sheet.answers == {
        "place": "x",
        "prices": [{"amount": 1, "parts": [{"label": "b"}, {"label": "a"}]}, {"parts": [{"label": "a"}]}],
    }


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("seen", "many", "FEN-2511"),
        ("seen", "4.0", "FEN-2511"),
        ("seen", "١٢", "FEN-2511"),
        ("seen", "1_000", "FEN-2511"),
        ("seen", "9223372036854775808", "FEN-2516"),
        ("seen", "9" * 6000, "FEN-2516"),
        ("share", "3,5", "FEN-2511"),
        ("share", "NaN", "FEN-2511"),
        ("share", "-Infinity", "FEN-2511"),
        ("share", "1e400", "FEN-2516"),
        ("share", "1" * 30, "FEN-2516"),
        ("on", "2026-02-30", "FEN-2511"),
        ("on", "22.11.2026", "FEN-2511"),
        ("at", "25:00", "FEN-2511"),
        ("moment", "2026-11-22", "FEN-2511"),
        ("method", "swam", "FEN-2512"),
        ("point", "43.8", "FEN-2511"),
        ("point", "here", "FEN-2511"),
        ("point", "91 18", "FEN-2515"),
        ("point", "45 181 0 0", "FEN-2515"),
        ("point", "45 18 0 -1", "FEN-2515"),
        ("point", "1e999 18", "FEN-2515"),
        ("track", "45 18;95 18", "FEN-2515"),
        ("photo", "../../etc/passwd", "FEN-2517"),
        ("photo", "a\\b.jpg", "FEN-2517"),
        ("photo", "..", "FEN-2517"),
        ("photo", "ш" * 128, "FEN-2517"),
    ],
    ids=lambda value: str(value)[:20].replace("/", "_"),
)
def test_what_does_not_fit_is_kept_as_text_and_reported(name: str, text: str, number: str) -> None:
    sheet = _read(f"<{name}>{text}</{name}>")
    assert sheet.answers == {name: text}
    assert _issues(sheet) == [(number, name)]
    assert sheet.files == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("seen", " -0012 ", -12),
        ("seen", "-9223372036854775808", -(2**63)),
        ("seen", "0" * 6000 + "7", 7),
        ("share", "1.0E7", 1e7),
        ("share", "5", 5.0),
        ("at", "14:05:00.000+01:00", "14:05:00.000+01:00"),
        ("moment", "2026-11-22T14:05:00Z", "2026-11-22T14:05:00Z"),
        ("methods", " foot  car foot ", ["foot", "car"]),
        ("point", "43.85 18.41", {"lat": 43.85, "lon": 18.41}),
        ("point", "43.85 18.41 0.0 0.0", {"lat": 43.85, "lon": 18.41, "alt": 0.0, "acc": 0.0}),
        ("track", "45 18 0 0; 45.1 18 0 0;", "45 18 0 0; 45.1 18 0 0;"),
        ("place", "  Šid ", "  Šid "),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_fits_is_typed(name: str, text: str, value: object) -> None:
    sheet = _read(f"<{name}>{text}</{name}>")
    assert sheet.answers == {name: value}
    assert sheet.issues == ()


def test_a_list_with_an_unknown_choice_stays_a_list() -> None:
    sheet = _read("<methods>foot swam</methods>")
    assert sheet.answers == {"methods": ["foot", "swam"]}
    assert _issues(sheet) == [("FEN-2512", "methods")]


def test_a_trace_can_be_taken_apart() -> None:
    assert [point["lat"] for point in trace_points("45 18 0 0; x; 45.1 18;")] == [45.0, 45.1]


def test_what_the_questionnaire_does_not_know_is_kept_and_reported() -> None:
    sheet = _read(
        "<colour>red</colour><colour>blue</colour><extra><a>1</a><b/></extra><prices><tax>2</tax></prices><void/>"
    )
    assert sheet.answers == {
        UNKNOWN_ANSWERS: {"colour": "red", "colour[2]": "blue", "extra/a": "1", "prices[1]/tax": "2"},
    }
    assert {number for number, _ in _issues(sheet)} == {"FEN-2513"}


def test_a_second_answer_to_one_question_is_kept_beside_the_first() -> None:
    sheet = _read(
        "<place>Šid</place><place>Tovarnik</place><site><name>a</name></site><site><name>b</name></site><place/>"
    )
    assert sheet.answers == {
        "place": "Šid",
        "site": {"name": "a"},
        UNKNOWN_ANSWERS: {"place": "Tovarnik", "site/name": "b"},
    }
    assert {number for number, _ in _issues(sheet)} == {"FEN-2514"}


def test_elements_and_texts_where_none_belong_are_kept() -> None:
    sheet = _read("loose<place>Šid<b>bold</b> late</place><site>stray<name>x</name></site>")
    assert sheet.answers["place"] == "Šid"
    assert sheet.answers["site"] == {"name": "x"}
    unknown = sheet.answers[UNKNOWN_ANSWERS]
    assert unknown == {"place/b": "bold", "place/#text": "Šid late", "site/#text": "stray", "#text": "loose"}
    assert {number for number, _ in _issues(sheet)} == {"FEN-2518"}


def test_counters_templates_notes_and_meta_are_left_out_by_name() -> None:
    template = '<prices xmlns:jr="http://openrosa.org/javarosa" jr:template=""><amount>1</amount></prices>'
    sheet = _read(f"{template}<prices><amount>2</amount></prices><prices_count>1</prices_count><hint>read me</hint>")
    assert sheet == AnswerSheet({"prices": [{"amount": 2}]})


def test_files_are_named_by_media_answers_and_the_audit() -> None:
    sheet = _read("<photo>снимак.jpg</photo>", meta="<orx:audit>audit.csv</orx:audit>")
    assert sheet.files == ("снимак.jpg", "audit.csv")
    assert _read("", meta="<orx:audit>../audit.csv</orx:audit>").files == ()


def test_an_encrypted_record_names_its_sealed_files_and_no_answers() -> None:
    xml = (
        '<data id="visit" encrypted="yes"><meta><instanceID>uuid:1</instanceID></meta><media><file>a.jpg.enc</file>'
        "<file>../b</file></media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"
    )
    sheet = read_answers(read_submission(xml.encode()), VISIT)
    assert sheet == AnswerSheet({}, (), ("a.jpg.enc", "submission.xml.enc"))


def test_a_flood_of_strange_things_is_counted_not_listed() -> None:
    sheet = _read("<x>1</x>" * 3000)
    unknown = sheet.answers[UNKNOWN_ANSWERS]
    assert isinstance(unknown, dict)
    assert len(unknown) == UNKNOWN_LIMIT
    assert len(sheet.issues) == ISSUE_LIMIT + 1
    assert sheet.issues[-1].number == "FEN-2519"
    assert "4500 further" in sheet.issues[-1].message


def test_huge_names_in_deep_places_do_not_grow() -> None:
    name = "n" * 20_000
    body = "".join(f"<{name}>" for _ in range(40)) + "<a>1</a>" * 2000 + "".join(f"</{name}>" for _ in range(40))
    unknown = _read(body).answers[UNKNOWN_ANSWERS]
    assert isinstance(unknown, dict)
    assert max(map(len, unknown)) < 5000


def test_every_issue_says_what_to_do() -> None:
    sheet = _read(
        "<seen>x</seen><point>91 0</point><photo>/</photo><method>z</method><q>1</q>t<place>a<b>c</b></place>"
    )
    assert all(issue.message and issue.remedy for issue in sheet.issues)
