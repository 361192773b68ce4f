"""One visit, end to end: plan, phone, return, correction, approval, coding, the number in the national report, and back."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.sax.saxutils import escape

import pytest
from django.utils import timezone

from fener.actions.field.code_report import finish_coding, put_statement, start_coding
from fener.actions.field.decide_mark import remove_binding_marks
from fener.actions.field.join_platform import join_platform
from fener.actions.field.plan_visit import plan_visit
from fener.actions.field.publish_questionnaire import publish_questionnaires
from fener.actions.field.review_report import review_report
from fener.actions.field.start_cycle import start_cycle
from fener.actions.reporting.compile_report import start_report
from fener.queries.codings import coding_page
from fener.queries.entity_lists import entity_list
from fener.queries.reports import report_document
from fener.queries.sealed import desk_seal
from fener.queries.unanswered import open_questions, question_cover
from fener.records.base.audit import check_chain
from fener.records.field.models import FieldReport, Observation
from fener.terms.coding import CodedDraft
from fener.terms.reporting import ReportDocument, Section
from tests.phones import new_id, phone_of

pytestmark = pytest.mark.django_db

FIRST = "Two groups came on foot. Call +381 64 555 0199 for the guide."
BETTER = "Two groups came on foot by night. A guide took 400 euro from each. Call +381 64 555 0199 for the guide."


def visit_report(version: str, visit: str, text: str, *, replaces: str = "") -> bytes:
    day = timezone.localdate().isoformat()
    old = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (
        f'<data id="visit_report" version="{version}"><visit_facts><visit_listed>yes</visit_listed><visit>{visit}</visit>'
        f"<territory>RS</territory><visited_on>{day}</visited_on></visit_facts>"
        f"<movement><routes>{escape(text)}</routes></movement><money><payment_methods>cash</payment_methods></money>"
        f"<meta><instanceID>{new_id()}</instanceID>{old}</meta></data>"
    ).encode()


def numbers_in(section: Section) -> str:
    return str(section.blocks) + "".join(map(numbers_in, section.subsections))


def section(document: ReportDocument, number: str) -> Section:
    return next(found for found in document.sections if found.number == number)


@pytest.fixture
def logged(client, settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"

    def as_(member):  # type: ignore[no-untyped-def]
        client.force_login(member)
        return client

    return as_


def test_a_visit_from_plan_to_print_and_back(client, logged, coordinator, analyst, monitor, reference_base) -> None:
    # The coordinator plans; the monitor's phone gets the visit, and nobody else's.
    publish_questionnaires(None)
    today = timezone.localdate()
    join_platform(coordinator, "RS")
    cycle = start_cycle(coordinator, "RS", "Cycle of the story", today - timedelta(days=10), today + timedelta(days=50))
    visit = plan_visit(
        coordinator,
        cycle.pk,
        place="Preševo",
        site_kind="border_settlement",
        planned_on=today,
        organisation_id=coordinator.organisation_id,
        members=[monitor.pk],
    )
    assert visit.key in entity_list(monitor, "visits").decode()
    phone = phone_of(client, coordinator, monitor)
    listed = phone.get("formList").content.decode()
    version = re.search(r"<formID>visit_report</formID>.*?<version>([^<]+)</version>", listed, re.S)[1]  # type: ignore[index]
    before = {entry.number for entry in open_questions(coordinator, cycle.pk)}
    assert "4.1.1" in before

    # Sent from the phone, returned with a comment, corrected, approved without the phone number.
    xml = visit_report(version, visit.key, FIRST)
    assert phone.send(xml).status_code == 201
    report = FieldReport.objects.unscoped("the story looks").get()
    assert (report.visit, report.cycle) == (visit, cycle)
    review_report(coordinator, report.pk, "returned", comment="How much was paid?")
    assert b"How much was paid?" in logged(monitor).get(f"/field-reports/{report.key}/").content
    first_id = re.search(rb"<instanceID>([^<]+)", xml)[1].decode()  # type: ignore[index]
    corrected = visit_report(version, visit.key, BETTER, replaces=first_id)
    assert phone.send(corrected).status_code == 201
    report.refresh_from_db()
    assert report.state == "corrected"
    with pytest.raises(Exception, match="FEN-2650"):
        review_report(coordinator, report.pk, "approved")
    remove_binding_marks(coordinator, report.pk)
    review_report(coordinator, report.pk, "approved")
    newest = report.versions.order_by("-number")[0]
    assert "555" not in str(newest.answers)
    assert "400 euro" in str(newest.answers)
    assert desk_seal().open(bytes(newest.original.content)) == corrected
    assert all("555" not in str(each.answers) for each in report.versions.all())

    # Coded: the form's own rules propose, the coder adds a sentence; only now anything is counted.
    assert not Observation.objects.unscoped("the story looks").filter(entered_as="field").exists()
    coding = start_coding(analyst, report.pk)
    sentence = next(unit for unit in coding_page(analyst, report.pk).units if "400 euro" in unit.text)
    put_statement(
        analyst,
        coding.pk,
        CodedDraft(
            path=sentence.path,
            start=sentence.start,
            end=sentence.end,
            topic="price",
            statement="A guide was paid 400 euro a person.",
            questions=("4.1.6",),
            first_on=today,
            last_on=today,
            reliability="C",
            credibility=3,
        ),
    )
    finish_coding(analyst, coding.pk)
    made = {row.statement: row for row in Observation.objects.unscoped("the story looks").filter(entered_as="field")}
    price = made["A guide was paid 400 euro a person."]

    # In the national report: the methodology counts the visit, question 4.1.6 carries the statement, both lead back.
    draft = start_report(coordinator, "national", "RS", cycle.first_on, cycle.last_on)
    document = report_document(coordinator, draft.pk)
    assert f"V:{visit.key}" in document.references
    assert f"O:{price.key}" in document.references
    assert "A guide was paid 400 euro a person." in numbers_in(section(document, "4"))
    assert "Cycle of the story" in numbers_in(section(document, "2"))
    cover = {entry.number: entry.count for entry in question_cover(coordinator, cycle.pk)}
    assert cover["4.1.6"] >= 2  # the sentence, and the closed answer “cash”

    # The click back: record, report, sentence.
    page = logged(analyst).get(f"/observations/{price.key}/").content.decode()
    assert report.key in page
    assert "A guide took 400 euro from each." in page
    assert logged(analyst).get(f"/coding/{report.pk}/").status_code == 200
    assert "Preševo" in logged(coordinator).get(f"/records/V:{visit.key}/").content.decode()

    # Taken back, it counts no more; the chain of everything that happened holds.
    review_report(coordinator, report.pk, "returned", comment="A second thought.")
    assert not Observation.objects.unscoped("the story looks").filter(entered_as="field").exists()
    again = report_document(coordinator, draft.pk)
    assert f"O:{price.key}" not in again.references
    assert check_chain().broken_at is None
