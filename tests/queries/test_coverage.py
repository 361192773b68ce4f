"""What a cycle has covered, what is due, and how many questions that costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fener.actions.field.cancel_planned import cancel_planned
from fener.actions.field.join_platform import join_platform
from fener.queries.coverage import coverage
from fener.queries.cycles import cycle_overview, cycles_for, place_names, segment_choices, typed_name
from fener.queries.due import due_for
from fener.records.base.models import Organisation
from fener.records.field.models import FieldReport, MonitoringCycle, RouteSegment
from fener.terms.errors import ScopeMissing, UnknownTerm
from fener.terms.monitoring import Progress, Tally, progress_of
from fener.terms.places import supplement
from fener.terms.territories import region_members
from tests.actions.cycle_parts import DAY, FIRST, after, cycle_of, interview_in, monitor_of, reported, visit_in
from tests.queries.records import source

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(coordinator):
    return cycle_of(coordinator)


def _segment(key: str, origin: str, destination: str, territory: str = "RS") -> RouteSegment:
    return RouteSegment.objects.create(
        key=key, origin=origin, destination=destination, territory=territory, source=source()
    )


@pytest.mark.parametrize(
    ("states", "due", "expected"),
    [
        ([], 4, Progress.PLANNED),
        ([], 3, Progress.DUE_SOON),
        ([], 0, Progress.DUE_SOON),
        ([], -1, Progress.OVERDUE),
        (["rejected"], -1, Progress.OVERDUE),
        (["submitted"], -1, Progress.REPORTED),
        (["returned"], 4, Progress.RETURNED),
        (["returned", "corrected"], 4, Progress.REPORTED),
        (["rejected", "approved"], 4, Progress.APPROVED),
    ],
)
def test_progress_follows_the_reports(states, due, expected):
    found = progress_of(states, DAY + timedelta(days=due), is_cancelled=False, today=DAY)
    assert found is expected
    assert progress_of(states, None, is_cancelled=True, today=DAY) is Progress.CANCELLED


def test_targets_against_what_is_planned_reported_and_approved(coordinator, cycle):
    visits = [visit_in(coordinator, cycle) for _ in range(5)]
    reported(visits[0], "approved")
    reported(visits[1], "submitted")
    reported(visits[2], "rejected")
    reported(visits[3], "approved", deleted_at="2026-06-02T00:00:00Z")
    cancel_planned(coordinator, visits[4].key, "not needed")
    reported(interview_in(coordinator, cycle), "returned")
    interview_in(coordinator, cycle, with_whom="respondent", stakeholder_kind="")
    found = cycle_overview(coordinator, cycle.pk, today=after(8))
    assert found.visits_tally == Tally(planned=4, reported=2, approved=1, target=15)
    assert found.visits_tally.missing == 11
    assert found.interviews_tally == Tally(planned=2, reported=1, approved=0, target=10)
    assert (found.key_informants.reported, found.respondents.planned) == (1, 1)
    assert [row.key for row in found.overdue] == ["RS-2026-1-I02", "RS-2026-1-V03", "RS-2026-1-V04"]
    assert [row.key for row in found.returned] == ["RS-2026-1-I01"]
    assert [row.progress.value for row in found.visits] == ["approved", "reported", "overdue", "overdue", "cancelled"]


def test_what_is_due_within_three_days_is_listed(coordinator, cycle):
    visit_in(coordinator, cycle)
    assert [row.key for row in cycle_overview(coordinator, cycle.pk, today=after(4)).due_soon] == ["RS-2026-1-V01"]
    assert cycle_overview(coordinator, cycle.pk, today=after(3)).due_soon == []


def test_each_organisation_carries_its_own(coordinator, cycle):
    other = Organisation.objects.create(name="Another organisation", territory="RS", kind="cso")
    join_platform(coordinator, "RS", other.pk)
    visit_in(coordinator, cycle)
    reported(visit_in(coordinator, cycle, organisation_id=other.pk))
    load = {entry.name: entry for entry in cycle_overview(coordinator, cycle.pk, today=after(30)).load}
    assert (load["Platform of Serbia"].visits.planned, load["Platform of Serbia"].overdue) == (1, 1)
    assert (load["Another organisation"].visits.reported, load["Another organisation"].overdue) == (1, 0)


def test_a_visit_covers_a_segment_by_name_and_by_its_ends(coordinator, cycle):
    _segment("A", "subotica", "border-hu-rs")
    _segment("A-again", "subotica", "border-hu-rs")
    _segment("B", "belgrade", "sombor")
    _segment("C", "border-mk-rs", "presevo")
    _segment("D", "territory-tr", "territory-rs")
    _segment("E", "horgos-roszke", "subotica")
    _segment("far", "tirana", "shkoder", "AL")
    reported(visit_in(coordinator, cycle))
    visit_in(coordinator, cycle, place="belgrade", segment="A-again")
    found = {row.key: row for row in coverage(coordinator, cycle.pk).segments}
    assert list(found) == ["E", "C", "A", "B", "D"], "crossing points first, legs between territories last"
    assert found["A"].planned_keys == ("RS-2026-1-V01", "RS-2026-1-V02")
    assert [row.standing for row in found.values()] == ["visited", "never", "visited", "planned", "never"]
    assert coverage(coordinator, cycle.pk).segments_never == 2


def test_a_cancelled_visit_covers_nothing(coordinator, cycle):
    _segment("A", "subotica", "border-hu-rs")
    cancel_planned(coordinator, visit_in(coordinator, cycle).key, "not needed")
    assert coverage(coordinator, cycle.pk).segments[0].standing == "never"


def test_every_kind_of_stakeholder_has_its_line(coordinator, cycle):
    interview_in(coordinator, cycle, stakeholder_kind="court")
    reported(interview_in(coordinator, cycle, stakeholder_kind="prosecutor"))
    interview_in(coordinator, cycle, with_whom="respondent", stakeholder_kind="")
    found = coverage(coordinator, cycle.pk)
    standing = {row.key: row.standing for row in found.stakeholders}
    assert (standing["court"], standing["prosecutor"], standing["health_care"]) == ("planned", "visited", "never")
    assert (found.key_informants, found.respondents) == (Tally(2, 1, 0), Tally(1, 0, 0))


def test_sites_of_the_map_are_places_not_territories(coordinator, cycle):
    _segment("A", "territory-tr", "subotica")
    _segment("B", "sombor", "territory-rs")
    visit_in(coordinator, cycle)
    found = {site.key: site.standing for site in coverage(coordinator, cycle.pk).sites}
    assert found == {"subotica": "planned", "sombor": "never"}


def test_another_territory_sees_nothing(coordinator, stranger, cycle):
    visit_in(coordinator, cycle)
    assert cycles_for(stranger) == []
    with pytest.raises(UnknownTerm):
        cycle_overview(stranger, cycle.pk)
    with pytest.raises(UnknownTerm):
        coverage(stranger, cycle.pk)
    assert due_for(stranger) == []
    with pytest.raises(ScopeMissing):
        list(MonitoringCycle.objects.filter(pk=cycle.pk))


def test_a_closed_report_still_counts_for_those_who_may_not_read_it(coordinator, analyst, cycle):
    reported(visit_in(coordinator, cycle), "approved", marking="red", recorded_by=coordinator)
    assert not FieldReport.objects.for_member(analyst).exists()
    assert cycle_overview(analyst, cycle.pk).visits_tally.approved == 1


def test_due_tasks_are_the_members_and_the_unnamed_of_the_organisation(coordinator, cycle):
    monitor, other = monitor_of(coordinator), monitor_of(coordinator, "other-test")
    late = visit_in(coordinator, cycle, members=(monitor.pk, other.pk))
    visit_in(coordinator, cycle, members=(other.pk,))
    free = visit_in(coordinator, cycle, planned_on=after(1))
    talk = interview_in(coordinator, cycle, planned_on=FIRST, interviewer=monitor.pk)
    found = due_for(monitor, today=DAY)
    assert [(task.row.key, task.is_mine) for task in found] == [(talk.key, True), (late.key, True), (free.key, False)]
    assert [task.report_kind.value for task in found[:2]] == ["key_informant_interview", "visit_report"]


def _questions(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        work()
    return len(captured)


def test_a_hundred_visits_cost_as_many_questions_as_three(coordinator, cycle):
    monitor = monitor_of(coordinator)
    _segment("A", "subotica", "border-hu-rs")

    def plan(count: int) -> None:
        for number in range(count):
            visit = visit_in(coordinator, cycle, members=(monitor.pk,))
            interview_in(coordinator, cycle, interviewer=monitor.pk)
            if number % 2:
                reported(visit)

    def ask() -> list[int]:
        cycle_member = type(coordinator).objects.get(pk=coordinator.pk)
        worker = type(monitor).objects.get(pk=monitor.pk)
        return [
            _questions(lambda: cycles_for(cycle_member)),
            _questions(lambda: cycle_overview(cycle_member, cycle.pk)),
            _questions(lambda: coverage(cycle_member, cycle.pk)),
            _questions(lambda: due_for(worker)),
        ]

    plan(3)
    few = ask()
    plan(97)
    assert ask() == few
    assert max(few) <= 10


@pytest.mark.parametrize("territory", region_members())
def test_a_name_offered_leads_back_to_its_place(territory):
    from fener.queries.places import gazetteer

    names = place_names(territory)
    assert len(names) > 15
    places = {place.key: place for place in supplement()}
    for key in list(places)[::9]:
        if territory in places[key].territories:
            assert gazetteer().place_named(typed_name(places[key], territory), territory).key == key


def test_segments_are_offered_once(coordinator, reference_base):
    labels = [label for _, label in segment_choices(coordinator, "RS")]
    assert len(labels) == len(set(labels)) > 15
