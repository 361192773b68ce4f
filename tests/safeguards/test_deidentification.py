"""What leaves in a de-identified export names nobody, keeps what can be counted, and joins with no other export."""

from __future__ import annotations

import copy
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.safeguards.deidentification import Pseudonyms, age_band, date_shift, deidentify, fresh_key, k_note
from fener.terms.errors import SetUpFault
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

KEY = bytes(range(32))
KEYS = st.binary(min_size=16, max_size=40)


def field(
    path: str, kind: str, sensitivity: str = "quasi", *, coding: str = "", repeat: str = "", decimals: int | None = None
) -> QuestionnaireField:
    choices = (
        tuple(Choice(name, {"en": name}) for name in ("men", "boys", "cash", "hawala"))
        if kind.startswith("select")
        else ()
    )
    return QuestionnaireField(
        path,
        kind,
        {"en": path},
        Sensitivity(sensitivity),
        repeat=repeat,
        coding=coding,
        decimals=decimals,
        choices=choices,
    )


FORM = QuestionnaireDefinition(
    "interview",
    "1",
    ReportKind.RESPONDENT_INTERVIEW,
    {},
    ("en",),
    (
        field("name", "text", "direct"),
        field("who", "select_one", "quasi", coding="context:age_gender"),
        field("age", "integer"),
        field("siblings", "integer"),
        field("paid", "select_multiple", "open"),
        field("beaten", "select_one", "sensitive"),
        field("story", "text", "open"),
        field("voice", "audio"),
        field("spot", "geopoint", decimals=2),
        field("way", "geotrace"),
        field("on", "date"),
        field("start", "start"),
        field("hour", "time"),
        field("visit", "text", "open", coding="context:visit"),
        field("contact", "group", "direct"),
        field("contact/kind", "select_one", "open"),
        field("legs", "repeat"),
        field("legs/on", "date", repeat="legs"),
        field("legs/note", "text", repeat="legs"),
    ),
)
RECORD: dict[str, object] = {
    "name": "Somebody",
    "who": "men",
    "age": 27,
    "siblings": 3,
    "paid": ["cash", "hawala"],
    "beaten": "boys",
    "story": "A long story.",
    "voice": "v.m4a",
    "spot": {"lat": 44.8123, "lon": 20.4612, "alt": 100, "acc": 5},
    "way": [{"lat": 44.8, "lon": 20.4}, {"lat": 44.9, "lon": 20.4}],
    "on": "2026-10-05",
    "start": "2026-10-05T08:30:00.000+02:00",
    "hour": "08:30:00.000+02:00",
    "visit": "visit-17",
    "contact": {"kind": "cash"},
    "legs": [{"on": "2026-09-01", "note": "on foot"}, {"note": "by car"}, {"on": "2026-09-04"}],
    "meta": {"instanceID": "uuid:1"},
    "surprise": "text",
    "more": {"surprise": 5},
}


def test_what_may_leave_leaves_and_nothing_else() -> None:
    names = Pseudonyms(KEY)
    original = copy.deepcopy(RECORD)
    assert deidentify(FORM, RECORD, names, timedelta(days=10)) == {
        "who": "men",
        "age": "25–34",
        "siblings": 3,
        "paid": ["cash", "hawala"],
        "beaten": "boys",
        "spot": {"lat": 44.8, "lon": 20.5},
        "on": "2026-10-15",
        "start": "2026-10-15",
        "visit": names.of("V", "visit-17"),
        "legs": [{"on": "2026-09-11"}, {}, {"on": "2026-09-14"}],
        "meta": {"instanceID": names.of("S", "uuid:1")},
    }
    assert original == RECORD


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("who", "call 064 123 4567"),
        ("paid", ["cash", "somebody"]),
        ("age", 400),
        ("age", "old"),
        ("siblings", 381641234567),
    ],
)
def test_an_answer_outside_its_bounds_does_not_leave(path: str, value: object) -> None:
    assert deidentify(FORM, {path: value}, Pseudonyms(KEY), timedelta(1)) == {}


@pytest.mark.parametrize(
    ("on", "left"),
    [
        ("2026", {"on": "2026"}),
        ("yesterday", {}),
        ("9999-12-31", {}),
        ("2026-10", {}),
        (20261005, {"on": "2026-10-06"}),
    ],
)
def test_a_day_that_cannot_be_moved_does_not_leave(on: object, left: dict[str, object]) -> None:
    assert deidentify(FORM, {"on": on}, Pseudonyms(KEY), timedelta(days=1)) == left


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0–4"),
        (9, "5–9"),
        (14, "10–14"),
        (17, "15–17"),
        (18, "18–24"),
        (34, "25–34"),
        (65, "65+"),
        (-1, ""),
        (121, ""),
    ],
)
def test_ages_become_bands_with_the_line_at_eighteen(age: int, band: str) -> None:
    assert age_band(age) == band


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SetUpFault, match="FEN-2562"):
        Pseudonyms(b"short")
    with pytest.raises(SetUpFault, match="FEN-2562"):
        date_shift(b"short", "r1")


def test_ten_thousand_identities_have_ten_thousand_pseudonyms() -> None:
    names = Pseudonyms(KEY)
    assert len({names.of("R", str(number)) for number in range(10_000)}) == 10_000
    assert names.of("R", "1") != names.of("V", "1")
    assert names.of("R", "1").startswith("R-") and len(names.of("R", "1")) == 18


def test_every_shift_is_used_and_none_is_nothing() -> None:
    shifts = {date_shift(KEY, str(number)).days for number in range(5000)}
    assert shifts == {*range(-45, 0), *range(1, 46)}


def test_the_note_says_how_alike_the_records_are() -> None:
    records = [{"who": "men", "age": "25–34"}] * 3 + [{"who": "boys", "age": "15–17"}, {"who": "boys", "age": "10–14"}]
    note = k_note(FORM, records)
    assert (note.k, note.records, note.unique) == (1, 5, 2)
    assert "age" in note.paths and "paid" not in note.paths
    assert str(k_note(FORM, [])) == "No records."


@given(KEYS, st.text(), st.text())
def test_within_one_export_a_pseudonym_is_stable(key: bytes, left: str, right: str) -> None:
    names = Pseudonyms(key)
    assert names.of("R", left) == Pseudonyms(key).of("R", left)
    assert (names.of("R", left) == names.of("R", right)) == (left == right)


@given(st.text())
def test_two_exports_cannot_be_joined(identity: str) -> None:
    assert Pseudonyms(fresh_key()).of("R", identity) != Pseudonyms(fresh_key()).of("R", identity)


@given(KEYS, st.text(), st.lists(st.dates(date(1990, 1, 1), date(2050, 1, 1)), min_size=2, max_size=5))
def test_days_between_two_dates_of_a_record_stay(key: bytes, record: str, days: list[date]) -> None:
    shift = date_shift(key, record)
    assert shift == date_shift(key, record) and 1 <= abs(shift.days) <= 45
    left = deidentify(FORM, {"legs": [{"on": day.isoformat()} for day in days]}, Pseudonyms(key), shift)
    moved = [date.fromisoformat(leg["on"]) for leg in left["legs"]]  # type: ignore[attr-defined]
    assert [day - days[0] for day in days] == [day - moved[0] for day in moved]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "note", "lat", "lon", "on", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
SECRET = "Karim"


@given(
    st.dictionaries(
        st.sampled_from([entry.name for entry in FORM.fields] + ["lat", "lon", "x"]), JSON | st.just(SECRET)
    )
)
def test_no_text_ever_leaves(answers: dict[str, object]) -> None:
    left = deidentify(FORM, answers, Pseudonyms(KEY), timedelta(days=3))
    assert SECRET not in str(left)
