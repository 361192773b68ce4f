"""From an approved report to records and back: proposals, statements, revisions, agreement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fener.actions.field.code_report import drop_statement, finish_coding, put_statement, start_coding
from fener.actions.field.publication import withdraw_records
from fener.queries.codings import agreement, coded_from, coding_page
from fener.records.base.models import AuditEntry
from fener.records.field.models import Coding, FieldReport, Observation, PriceReport
from fener.terms.coding import CodedDraft
from fener.terms.errors import FenerError, NotAllowed, StateRefused
from fener.terms.review import ReviewState
from tests.phones import small

pytestmark = pytest.mark.django_db

SEEN = "People pay in cash at the station. Some were beaten by guides near the border."


@pytest.fixture
def report(phone) -> FieldReport:
    """An approved report with two sentences, a closed answer and a price."""
    phone.send(small(seen=SEEN, paid="cash hawala", prices=[("300", "EUR")]))
    found = FieldReport.objects.unscoped("tests look at everything").get()
    found.state = ReviewState.APPROVED
    found.save(update_fields=["state"])
    return found


def observations() -> dict[str, Observation]:
    return {row.key: row for row in Observation.objects.unscoped("tests look at everything").filter(entered_as="field")}


def harm(start: int, end: int, **more: object) -> CodedDraft:
    ways: dict[str, object] = {
        "path": "seen",
        "start": start,
        "end": end,
        "topic": "harm",
        "statement": "Beatings by guides near the border.",
        "codes": {"harms": ("beating",)},
        "questions": ("4.3.2",),
        "first_on": date(2026, 11, 2),
        "reliability": "B",
        "credibility": 3,
    }
    return CodedDraft(**(ways | more))  # type: ignore[arg-type]


def sentences(member, report) -> list[tuple[int, int]]:  # type: ignore[no-untyped-def]
    return [(unit.start, unit.end) for unit in coding_page(member, report.pk).units if unit.path == "seen"]


def test_a_report_that_is_not_approved_is_not_coded(phone, analyst) -> None:
    phone.send(small())
    found = FieldReport.objects.unscoped("tests look at everything").get()
    with pytest.raises(StateRefused, match="FEN-2687"):
        start_coding(analyst, found.pk)


@pytest.mark.parametrize("who", ["monitor", "reader", "administrator", "stranger"])
def test_only_coordinators_and_analysts_of_the_territory_code(request, report, who: str) -> None:
    with pytest.raises(NotAllowed):
        start_coding(request.getfixturevalue(who), report.pk)


def test_closed_answers_are_proposed_by_the_form(analyst, report) -> None:
    coding = start_coding(analyst, report.pk)
    rows = {row.makes: row for row in coding.statements.all()}
    assert rows["observation"].codes == {"payment_methods": ["cash", "hawala"]}
    assert rows["observation"].questions == ["4.1.6"]
    assert rows["price"].payload["currency"] == "EUR"
    assert all(row.by_rule for row in rows.values())


def test_the_coder_sees_sentences(analyst, report) -> None:
    texts = [unit.text for unit in coding_page(analyst, report.pk).units if unit.path == "seen"]
    assert texts == ["People pay in cash at the station.", "Some were beaten by guides near the border."]


def test_finishing_makes_records_that_lead_back_to_the_sentence(analyst, report) -> None:
    coding = start_coding(analyst, report.pk)
    put_statement(analyst, coding.pk, harm(*sentences(analyst, report)[1]))
    finish_coding(analyst, coding.pk)
    found = {row.topic: row for row in observations().values()}
    assert set(found) == {"payment", "price", "harm"}
    assert found["harm"].grading == "B3"
    assert found["harm"].answers == ["4.3.2"]
    assert found["harm"].territory == "RS"
    assert PriceReport.objects.unscoped("tests").get(entered_as="field").low == Decimal(300)
    back = coded_from(analyst, found["harm"].key)
    assert back is not None
    assert (back.report_key, back.sentence) == (report.key, "Some were beaten by guides near the border.")
    assert AuditEntry.objects.filter(action="finish_coding").count() == 1


def test_who_may_not_read_reports_is_not_led_back(analyst, reader, monitor, stranger, report) -> None:
    coding = start_coding(analyst, report.pk)
    finish_coding(analyst, coding.pk)
    key = next(iter(observations()))
    assert [coded_from(member, key) for member in (reader, monitor, stranger)] == [None, None, None]


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"codes": {"harms": ("no_such_harm",)}}, "FEN-3001"),
        ({"codes": {"no_such_list": ("x",)}}, "FEN-3001"),
        ({"topic": "gossip"}, "FEN-3001"),
        ({"questions": ("9.9.9",)}, "FEN-3001"),
        ({"places": ("nowhere-at-all",)}, "FEN-2693"),
        ({"statement": "  "}, "FEN-2680"),
        ({"persons": (5, 2)}, "FEN-2680"),
        ({"last_on": date(2020, 1, 1)}, "FEN-2680"),
        ({"makes": "price", "payload": {"low": "3"}}, "FEN-2680"),
        ({"makes": "verdict"}, "FEN-2680"),
        ({"reliability": "Z"}, "FEN-3001"),
        ({"statement": "Call him at +381 64 123 4567."}, "FEN-2685"),
    ],
)
def test_a_statement_that_does_not_fit_is_refused(analyst, report, change: dict[str, object], number: str) -> None:
    coding = start_coding(analyst, report.pk)
    before = coding.statements.count()
    with pytest.raises(FenerError, match=number):
        put_statement(analyst, coding.pk, harm(0, 5, **change))
    assert coding.statements.count() == before


def test_recoding_keeps_history_and_keys(analyst, report) -> None:
    first = start_coding(analyst, report.pk)
    row = put_statement(analyst, first.pk, harm(*sentences(analyst, report)[1]))
    finish_coding(analyst, first.pk)
    key = next(key for key, found in observations().items() if found.topic == "harm")

    second = start_coding(analyst, report.pk, why="the place was named later")
    put_statement(
        analyst, second.pk, harm(*sentences(analyst, report)[1], statement="Guides beat people."), line=row.line
    )
    for other in second.statements.exclude(line=row.line):
        drop_statement(analyst, second.pk, other.line)
    finish_coding(analyst, second.pk)

    assert {key: found.statement for key, found in observations().items()} == {key: "Guides beat people."}
    assert PriceReport.objects.unscoped("tests").filter(entered_as="field").count() == 0
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert first.statements.get(line=row.line).statement == "Beatings by guides near the border."


def test_recoding_asks_why(analyst, report) -> None:
    finish_coding(analyst, start_coding(analyst, report.pk).pk)
    with pytest.raises(FenerError, match="FEN-2681"):
        start_coding(analyst, report.pk)


def test_a_number_once_given_is_not_given_to_another_statement(analyst, report) -> None:
    first = start_coding(analyst, report.pk)
    finish_coding(analyst, first.pk)
    dropped = first.statements.order_by("line").last()
    second = start_coding(analyst, report.pk, why="again")
    drop_statement(analyst, second.pk, dropped.line)
    put_statement(analyst, second.pk, harm(0, 5))
    finish_coding(analyst, second.pk)
    assert dropped.record_key not in observations()
    assert len(observations()) == 2


def test_what_is_withdrawn_counts_no_more(analyst, report) -> None:
    coding = start_coding(analyst, report.pk)
    finish_coding(analyst, coding.pk)
    withdraw_records(report)
    assert observations() == {}
    assert coding.statements.count() == 2


def test_two_coders_agree_as_far_as_they_do(analyst, coordinator, report) -> None:
    one, other = sentences(analyst, report)
    main = start_coding(analyst, report.pk)
    put_statement(analyst, main.pk, harm(*one, topic="payment", codes={"payment_methods": ("cash",)}))
    put_statement(analyst, main.pk, harm(*other))
    finish_coding(analyst, main.pk)
    with pytest.raises(NotAllowed, match="FEN-2683"):
        start_coding(analyst, report.pk, sample=True)
    sample = start_coding(coordinator, report.pk, sample=True)
    assert sample.statements.count() == 0
    put_statement(coordinator, sample.pk, harm(*one, topic="payment", codes={"payment_methods": ("cash",)}))
    put_statement(coordinator, sample.pk, harm(*other, codes={"harms": ("robbery",)}))
    finish_coding(coordinator, sample.pk)

    found = agreement(analyst)
    assert (found.reports, found.sentences) == (1, 3)  # the currency is a text too
    assert found.topics.kappa == 1
    assert found.codes.pooled.observed == pytest.approx(7 / 9)
    assert len(found.codes.disagreements) == 1
    assert len(observations()) == 4  # a sample publishes nothing


def test_only_the_coder_writes_in_an_unfinished_coding(analyst, coordinator, report) -> None:
    coding = start_coding(analyst, report.pk)
    with pytest.raises(NotAllowed, match="FEN-2684"):
        put_statement(coordinator, coding.pk, harm(0, 5))
    finish_coding(analyst, coding.pk)
    with pytest.raises(StateRefused, match="FEN-2682"):
        put_statement(analyst, coding.pk, harm(0, 5))
    assert Coding.objects.count() == 1
