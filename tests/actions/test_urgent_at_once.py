"""Two who answer at the same moment, and two runs of the clock at the same moment: one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from fener.actions.protection.acknowledge_urgent import acknowledge_urgent
from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.actions.protection.confirm_role import confirm_role
from fener.actions.protection.escalate_urgent import escalate_urgent
from fener.records.base.audit import check_chain
from fener.records.protection.models import UrgentRequest, UrgentStep
from fener.terms.errors import StateRefused
from tests.actions.urgent_parts import member, sides, wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    if connection.vendor == "sqlite":
        pytest.skip("threads of one test share SQLite's memory; on SQLite writers queue anyway")
    return sides()


def _at_once(*steps):
    start = Barrier(len(steps))

    def run(step):
        start.wait()
        try:
            return step()
        except StateRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_one_acknowledgement_wins_and_the_other_is_told_who_was_faster(cast):
    second = member("second-liaison", "liaison", "Border police")
    for _ in range(5):
        asked = ask_urgent_help(cast.caseworker, wish(cast.police))
        said = _at_once(
            *(lambda who=who, key=asked.key: acknowledge_urgent(who, key) for who in (cast.liaison, second))
        )
        refusals = [one for one in said if isinstance(one, StateRefused)]
        assert len(refusals) == 1
        assert "already acknowledged by" in refusals[0].message
        assert UrgentStep.objects.filter(urgent=asked, kind="acknowledged").count() == 1
    assert check_chain().broken_at is None


def test_both_sides_confirm_at_once_and_it_is_agreed(cast):
    for _ in range(5):
        asked = ask_urgent_help(cast.caseworker, wish(cast.police))
        _at_once(
            lambda asked=asked: confirm_role(cast.caseworker, asked.key, ["coordinates"]),
            lambda asked=asked: confirm_role(cast.liaison, asked.key, ["brings"]),
        )
        assert UrgentRequest.objects.get(pk=asked.pk).state == "agreed"


def test_two_runs_of_the_clock_pass_it_on_once(cast):
    asked = ask_urgent_help(cast.caseworker, wish(cast.police))
    past = timezone.now() - timedelta(minutes=1)
    UrgentRequest.objects.update(next_escalation_at=past)
    found = _at_once(escalate_urgent, escalate_urgent, escalate_urgent)
    assert sum(len(one.escalated) for one in found) == 1
    assert sum(one.told for one in found) == 2
    assert UrgentStep.objects.filter(urgent=asked, kind="escalated").count() == 1
