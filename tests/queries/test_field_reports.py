"""Who reads which report, what a list and a page show, and what changed between versions."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fener.actions.field.review_report import review_report
from fener.queries.field_report_answers import Section, shown_answers
from fener.queries.field_report_difference import word_changes
from fener.queries.field_reports import (
    ReportFilter,
    answers_xml,
    approved_reports,
    changes_between,
    listed_reports,
    report_counts,
    report_difference,
    report_for,
    report_line,
    report_page,
    reports_for,
)
from fener.terms.errors import NotAllowed, ScopeMissing, StateRefused, UnknownTerm
from fener.terms.people import Role
from fener.terms.questionnaires import QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity
from tests.actions.report_parts import again, member_of, sent, set_down
from tests.phones import new_id

pytestmark = pytest.mark.django_db


def keys(member) -> list[str]:  # type: ignore[no-untyped-def]
    return [report.key for report in reports_for(member)]


def test_everybody_reads_their_own_and_roles_read_their_territories(monitor, coordinator, analyst, stranger) -> None:
    other = member_of(Role.MONITOR, "monitor-two", monitor)
    mine, theirs = set_down(monitor, "submitted"), set_down(other, "submitted")
    assert keys(monitor) == [mine.key]
    assert keys(other) == [theirs.key]
    assert keys(coordinator) == keys(analyst) == [theirs.key, mine.key]
    assert keys(stranger) == []


def test_caseworkers_read_urgent_needs_of_their_territories_only(monitor, coordinator) -> None:
    caseworker = member_of(Role.CASEWORKER, "caseworker", monitor)
    elsewhere = member_of(Role.CASEWORKER, "caseworker-al", monitor, "AL")
    set_down(monitor, "submitted")
    need = set_down(monitor, "submitted", kind=ReportKind.URGENT_NEED)
    assert keys(caseworker) == [need.key]
    assert keys(elsewhere) == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MONITOR, Role.COORDINATOR, Role.ANALYST, Role.CASEWORKER}))
def test_other_roles_read_none_not_even_the_administrator(monitor, role: Role) -> None:
    set_down(monitor, "approved")
    member = member_of(role, "somebody", monitor)
    assert keys(member) == []
    assert list(approved_reports(member)) == []


def test_reports_are_not_asked_for_nobody(db) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(ScopeMissing):
        reports_for(AnonymousUser())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["FR-999999", "17x", "", "FR--1", "9" * 30, 0, "٣"])
def test_names_of_no_report_are_unknown(coordinator, name) -> None:
    with pytest.raises(UnknownTerm, match="FEN-2645"):
        report_for(coordinator, name)


def test_only_approved_ones_are_given_to_counts_and_narrowed(monitor, coordinator) -> None:
    for state in ("submitted", "returned", "corrected", "second_reading", "rejected"):
        set_down(monitor, state)
    approved = set_down(monitor, "approved")
    assert [report.pk for report in approved_reports(coordinator)] == [approved.pk]
    assert approved_reports(coordinator, territory="AL").count() == 0
    assert approved_reports(coordinator, kind="visit_report", territory="RS").count() == 1


def test_a_list_asks_as_many_questions_for_many_as_for_one(questionnaires, monitor, coordinator) -> None:
    def asked() -> int:
        coordinator.territory_codes()  # asked once a member, whatever is listed
        with CaptureQueriesContext(connection) as caught:
            lines = [report_line(coordinator, row) for row in listed_reports(coordinator, ReportFilter())]
            assert lines
        return len(caught)

    sent(monitor, photo="a.jpg")
    few = asked()
    for _ in range(6):
        sent(monitor, None, {"a.jpg": io.BytesIO(b"x")}, photo="a.jpg", prices=[("x", "EUR")])
    assert asked() == few


def test_a_line_tells_what_is_missing_and_what_was_said(questionnaires, monitor, coordinator) -> None:
    instance = new_id()
    report = sent(monitor, instance, photo="late.jpg", prices=[("no number", "EUR")])
    review_report(coordinator, report.key, "returned", comment="which price?")
    sent(monitor)
    rows = listed_reports(monitor, ReportFilter())
    lines = [report_line(monitor, row) for row in rows]
    assert lines[0].key == report.key, "what was returned stands first"
    assert (lines[0].files_missing, lines[0].issues, lines[0].said) == (1, 1, "which price?")
    assert report_counts(monitor).returned_to_me == 1
    assert listed_reports(monitor, ReportFilter(awaiting_files=True)).count() == 1
    assert listed_reports(monitor, ReportFilter(with_issues=True)).count() == 1
    assert listed_reports(coordinator, ReportFilter(state="waiting")).count() == 1
    assert listed_reports(coordinator, ReportFilter(mine=True)).count() == 0


def test_who_may_correct_gets_the_xml_as_received(questionnaires, monitor, coordinator, analyst) -> None:
    report = sent(monitor, seen="two groups")
    assert b"<seen>two groups</seen>" in answers_xml(monitor, report.key)
    assert answers_xml(coordinator, report.key)
    with pytest.raises(NotAllowed, match="FEN-2664"):
        answers_xml(analyst, report.key)
    review_report(coordinator, report.key, "approved")
    with pytest.raises(StateRefused, match="FEN-2662"):
        answers_xml(monitor, report.key)


def test_a_page_shows_choices_in_words_and_says_what_is_closed_and_why(questionnaires, monitor, coordinator) -> None:
    own = sent(coordinator, seen="two groups", paid="cash", prices=[("100", "EUR"), ("250.5", "EUR")])
    page = report_page(coordinator, own.key)
    assert page.sheet is not None
    by_path = {part.path: part for part in page.sheet.parts}
    assert by_path["paid"].text == "Cash"  # type: ignore[union-attr]
    assert by_path["paid"].questions == ("4.1.6",)  # type: ignore[union-attr]
    prices = by_path["prices"]
    assert isinstance(prices, Section) and prices.table is not None
    assert [[cell.text for cell in row if cell] for row in prices.table.rows] == [["100", "EUR"], ["250.5", "EUR"]]
    assert "Which visit?" in page.sheet.unanswered
    assert {choice.decision.allowed for choice in page.choices} == {False}
    assert all("you wrote" in choice.decision.reasons[0] for choice in page.choices)
    assert report_page(monitor, sent(monitor).key).choices == ()


def test_the_difference_of_two_versions_is_answer_by_answer(questionnaires, monitor, coordinator) -> None:
    first = new_id()
    report = sent(monitor, first, seen="two groups near the station", prices=[("100", "EUR"), ("300", "EUR")])
    second = new_id()
    sent(monitor, second, seen="three groups near the station", paid="cash", prices=[("300", "EUR")], replaces=first)
    found = report_difference(coordinator, report.key, 1, 2)
    assert [(change.path, change.kind.value) for change in found.changes] == [
        ("seen", "changed"),
        ("paid", "added"),
        ("prices[1]/low", "removed"),
        ("prices[1]/currency", "removed"),
    ]
    assert [(word.how, word.text) for word in found.changes[0].words] == [
        ("removed", "two"),
        ("added", "three"),
        ("kept", " groups near the station"),
    ]
    assert report_difference(coordinator, report.key, 2, 2).changes == ()
    with pytest.raises(UnknownTerm, match="FEN-2668"):
        report_difference(coordinator, report.key, 1, 9)


def _field(path: str, kind: str = "text", repeat: str = "") -> QuestionnaireField:
    return QuestionnaireField(path, kind, {"en": path.title()}, Sensitivity.OPEN, repeat=repeat)


NESTED = QuestionnaireDefinition(
    "nested", "1", ReportKind.VISIT_REPORT, {"en": "Nested"}, ("en",),
    (
        _field("part", "group"), _field("part/place"), _field("part/where", "geopoint"),
        _field("stays", "repeat"), _field("stays/town", repeat="stays"), _field("stays/nights", "integer", "stays"),
        _field("stays/rooms", "repeat", "stays"), _field("stays/rooms/price", "decimal", "stays/rooms"),
    ),
)  # fmt: skip
ANSWERS = {
    "part": {"place": "Horgoš", "where": {"lat": 46.15, "lon": 19.97, "acc": 5}},
    "stays": [
        {"town": "Subotica", "nights": 2, "rooms": [{"price": 10.0}, {"price": 12.5}]},
        {"town": "Novi Sad", "nights": 1},
    ],
}


def test_nested_repeats_are_shown_as_sections_and_points_with_their_accuracy() -> None:
    sheet = shown_answers(NESTED, ANSWERS, [])
    part, stays = sheet.parts
    assert isinstance(part, Section) and isinstance(stays, Section)
    assert part.parts[1].text == "46.15, 19.97 (±5 m)"  # type: ignore[union-attr]
    assert stays.table is None
    assert [(one.number, one.of) for one in stays.parts if isinstance(one, Section)] == [(1, 2), (2, 2)]
    rooms = stays.parts[0].parts[2]  # type: ignore[union-attr]
    assert isinstance(rooms, Section) and rooms.table is not None
    assert sheet.unanswered == ()


def test_instances_are_aligned_by_what_they_say_not_by_their_place() -> None:
    newer = {
        **ANSWERS,
        "stays": [{"town": "Šid", "nights": 3}, *ANSWERS["stays"][:1], {"town": "Novi Sad", "nights": 4}],
    }  # type: ignore[index]
    changes = [(one.path, one.kind.value, one.older, one.newer) for one in changes_between(NESTED, ANSWERS, newer)]
    assert changes == [
        ("stays[1]/town", "added", "", "Šid"),
        ("stays[1]/nights", "added", "", "3"),
        ("stays[3]/nights", "changed", "1", "4"),
    ]


@given(st.text(alphabet="ab ,é\n", max_size=40), st.text(alphabet="ab ,é\n", max_size=40))
def test_word_changes_give_both_texts_back(older: str, newer: str) -> None:
    words = list(word_changes(older, newer))
    assert "".join(word.text for word in words if word.how != "added") == older
    assert "".join(word.text for word in words if word.how != "removed") == newer


_ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"town": st.sampled_from("abc"), "nights": st.integers(0, 3)}), max_size=5
)


@given(_ROWS, _ROWS)
def test_nothing_differs_exactly_where_answers_are_the_same(older, newer) -> None:
    changes = list(changes_between(NESTED, {"stays": older}, {"stays": newer}))
    said = [row for row in older if row], [row for row in newer if row]
    if older == newer:
        assert changes == []
    elif said[0] != said[1]:
        assert changes


def test_an_earlier_version_is_shown_without_buttons(questionnaires, monitor, coordinator) -> None:
    first = new_id()
    report = sent(monitor, first)
    sent(monitor, seen="corrected before anybody read it", replaces=first)
    assert report_page(coordinator, report.key, 1).choices == ()
    assert not report_page(coordinator, report.key, 1).may.decide_marks.allowed
    assert report_page(coordinator, report.key).choices
    assert again(report).state == "submitted"
