"""Reports: filled from data, narrated, reviewed by one and published by another, frozen, compared."""

from __future__ import annotations

from datetime import date

import pytest

from fener.actions.reporting.advance_report import advance_report
from fener.actions.reporting.compile_report import start_report
from fener.actions.reporting.export_report import export_report
from fener.actions.reporting.write_narrative import write_narrative
from fener.queries.reports import period_difference, report_difference, report_document, report_versions
from fener.records.field.models import Observation, Source
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, NotAllowed, StateRefused, UnknownTerm
from fener.terms.frozen import digest, freeze, thaw
from fener.terms.reporting import Bullets, NoInformation, Paragraph, Picture, Question, ReportDocument, Table

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)


def _walk(sections):
    for section in sections:
        yield section
        yield from _walk(section.subsections)


def _blocks(document: ReportDocument):
    for section in _walk(document.sections):
        for block in section.blocks:
            yield section, block
            if isinstance(block, Question):
                yield from ((section, inner) for inner in block.blocks)


@pytest.fixture
def regional(reference_base, administrator):
    return start_report(administrator, "regional", "", FIRST, LAST)


@pytest.fixture
def national(reference_base, administrator):
    return start_report(administrator, "national", "RS", FIRST, LAST)


def test_nobody_writes_into_the_draft_of_another_platform(national, stranger, coordinator):
    with pytest.raises(NotAllowed) as refused:
        write_narrative(stranger, national.pk, "national_1", "words of others")
    assert refused.value.number == "FEN-1009"
    with pytest.raises(NotAllowed):
        advance_report(stranger, national.pk, "draft")
    assert write_narrative(coordinator, national.pk, "national_1", "our words").text == "our words"


@pytest.mark.parametrize("kind", ["regional", "national"])
def test_every_section_of_the_structure_is_there_and_none_is_empty(kind, request, administrator):
    report = request.getfixturevalue(kind)
    document = report_document(administrator, report.pk)
    wanted = {entry.label for entry in code_list("report_sections") if entry.extra["kind"] == kind}
    assert {section.title for section in _walk(document.sections)} == wanted
    for section in _walk(document.sections):
        assert section.blocks or section.subsections, section.title


def test_every_guiding_question_is_asked_and_answered_or_said_to_be_open(national, administrator):
    document = report_document(administrator, national.pk)
    questions = [block for _, block in _blocks(document) if isinstance(block, Question)]
    assert [question.number for question in questions] == list(code_list("guiding_questions").codes)
    for question in questions:
        assert any(isinstance(block, Bullets | NoInformation | Picture) for block in question.blocks), question.number


def test_every_number_leads_to_records(regional, administrator):
    document = report_document(administrator, regional.pk)
    for section, block in _blocks(document):
        tables = [block] if isinstance(block, Table) else [block.table] if isinstance(block, Picture) else []
        for table in tables:
            for row in table.rows:
                ids = {key for cell in row for key in cell.ids}
                numbers = [c for c, column in zip(row, table.columns, strict=True) if column.kind != "text" and c.value]
                assert ids or not numbers, (section.title, table.caption, row)
                assert ids <= set(document.references)
        if isinstance(block, Bullets):
            for entry in block.entries:
                assert any(run.ids for run in entry) or "No information" in entry[0].text
        if isinstance(block, Paragraph):
            for run in block.runs:
                assert set(run.ids) <= set(document.references)


def test_a_document_survives_freezing(regional, administrator):
    document = report_document(administrator, regional.pk)
    assert freeze(thaw(freeze(document))) == freeze(document)
    assert digest(thaw(freeze(document))) == document.digest


def test_narratives_keep_their_figure_numbers_in_step(regional, administrator, coordinator):
    write_narrative(coordinator, regional.pk, "regional_2_3", "As {fig:map} and {fig:nowhere} show.")
    text = str(freeze(report_document(administrator, regional.pk)))
    assert "As Figure 2 and [no figure “nowhere” in this report] show." in text


def test_one_reviews_and_another_publishes(regional, analyst, administrator, coordinator):
    with pytest.raises(StateRefused):
        advance_report(coordinator, regional.pk, "published")
    with pytest.raises(NotAllowed):
        advance_report(coordinator, regional.pk, "reviewed")
    advance_report(administrator, regional.pk, "reviewed")
    with pytest.raises(NotAllowed, match="FEN-1005"):
        advance_report(administrator, regional.pk, "published")
    advance_report(coordinator, regional.pk, "published")
    assert [row.state for row in report_versions(coordinator, regional.pk)] == ["published", "reviewed"]


def test_a_published_report_stays_as_it_was(regional, administrator, coordinator):
    advance_report(administrator, regional.pk, "reviewed")
    advance_report(coordinator, regional.pk, "published")
    before = report_document(coordinator, regional.pk)
    Observation.objects.unscoped("this test").filter(topic="route").delete()
    after = report_document(coordinator, regional.pk)
    assert after == before
    with pytest.raises(StateRefused):
        write_narrative(coordinator, regional.pk, "regional_4", "late")


def test_two_versions_differ_where_the_records_do(regional, administrator, coordinator):
    advance_report(administrator, regional.pk, "reviewed")
    advance_report(administrator, regional.pk, "draft")
    gone = (
        Observation.objects.unscoped("this test").filter(topic="compensation", territory="RS").order_by("key").first()
    )
    statement = gone.statement
    gone.delete()
    advance_report(administrator, regional.pk, "reviewed")
    newer, older = (row.snapshot_id for row in report_versions(administrator, regional.pk))
    found = report_difference(administrator, older, newer)
    changed = next(change for change in found.sections if change.title == "Smuggling compensation")
    assert any(statement in line for line in changed.removed)
    assert not any(change.added for change in found.sections if change.title == "Main routes")


def test_a_stranger_finds_no_report_of_a_narrower_marking(regional, administrator, stranger):
    type(regional).objects.unscoped("this test").filter(pk=regional.pk).update(marking="amber_strict")
    with pytest.raises(UnknownTerm, match="FEN-3010"):
        report_document(stranger, regional.pk)


@pytest.mark.parametrize(
    ("kind", "place", "first_on", "last_on"),
    [
        ("national", "WB", FIRST, LAST),
        ("national", "HU", FIRST, LAST),
        ("global", "", FIRST, LAST),
        ("regional", "", LAST, FIRST),
    ],
)
def test_a_report_without_structure_is_refused(reference_base, administrator, kind, place, first_on, last_on):
    with pytest.raises(FenerError):
        start_report(administrator, kind, place, first_on, last_on)


def test_an_empty_base_gives_a_report_that_says_so(administrator):
    report = start_report(administrator, "national", "AL", FIRST, LAST)
    document = report_document(administrator, report.pk)
    questions = [block for _, block in _blocks(document) if isinstance(block, Question)]
    assert all(question.blocks == (NoInformation(),) for question in questions)


def test_two_periods_of_one_territory_are_compared(reference_base, administrator):
    Observation.objects.create(
        key="OLD-1", topic="route", territory="MK", statement="Invented, of 2012.", source=Source.objects.first(),
        first_on=date(2012, 1, 1), last_on=date(2012, 12, 31), recorded_by=administrator, is_invented=True,
    )  # fmt: skip
    earlier = start_report(administrator, "national", "MK", date(2010, 1, 1), date(2015, 12, 31))
    later = start_report(administrator, "national", "MK", FIRST, LAST)
    found = period_difference(administrator, earlier.pk, later.pk)
    assert any("Invented, of 2012." in line for change in found.sections for line in change.removed)
    assert all(not change.is_empty for change in found.sections)
    with pytest.raises(FenerError, match="FEN-2026"):
        period_difference(administrator, earlier.pk, start_report(administrator, "regional", "", FIRST, LAST).pk)


def test_a_file_is_drawn_once_for_one_content_and_state(reference_base, administrator, coordinator, tmp_path):
    report = start_report(administrator, "national", "RS", FIRST, LAST)
    first = export_report(administrator, report.pk, "html", folder=tmp_path)
    drawn = first.stat().st_mtime_ns
    assert export_report(administrator, report.pk, "html", folder=tmp_path) == first
    assert first.stat().st_mtime_ns == drawn
    write_narrative(coordinator, report.pk, "national_1", "New words.")
    second = export_report(administrator, report.pk, "html", folder=tmp_path)
    assert second != first
    assert list(tmp_path.iterdir()) == [second]
