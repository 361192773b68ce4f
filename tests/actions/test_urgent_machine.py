"""Random histories of one urgent request: the states follow one another as written down, and each state holds its promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fener.actions.protection.acknowledge_urgent import acknowledge_urgent
from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.actions.protection.call_off_urgent import call_off_urgent
from fener.actions.protection.confirm_role import confirm_role
from fener.actions.protection.deliver_urgent import deliver_urgent
from fener.actions.protection.escalate_urgent import escalate_urgent
from fener.actions.protection.refuse_urgent import refuse_urgent
from fener.actions.protection.write_urgent_message import write_urgent_message
from fener.records.base.models import AuditEntry, MemberTerritory
from fener.records.protection.models import EscalationContact, UrgentRequest
from fener.terms.errors import FenerError
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind, next_urgent_states
from tests.actions.urgent_parts import sides, wish

pytestmark = pytest.mark.django_db

_MOVES = {
    "acknowledge": lambda who, key, heard: acknowledge_urgent(who, key, heard_through=heard),
    "role": lambda who, key, heard: confirm_role(who, key, ["coordinates"], heard_through=heard),
    "message": lambda who, key, heard: write_urgent_message(who, key, "On the way.", heard_through=heard),
    "deliver": lambda who, key, heard: deliver_urgent(who, key, heard_through=heard),
    "refuse": lambda who, key, heard: refuse_urgent(who, key, "no_capacity", heard_through=heard),
    "call_off": lambda who, key, heard: call_off_urgent(who, key, heard_through=heard),
}
_STEP = st.one_of(
    st.tuples(
        st.sampled_from(sorted(_MOVES)), st.sampled_from(["caseworker", "liaison"]), st.sampled_from(HeardThrough)
    ),
    st.tuples(st.just("clock"), st.integers(-60, 900), st.none()),
)


@pytest.fixture
def cast():
    return sides()


@given(steps=st.lists(_STEP, max_size=14))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_history_breaks_the_states(cast, steps) -> None:
    asked = ask_urgent_help(cast.caseworker, wish(cast.police))
    state, height = UrgentState.ASKED, 0
    for name, who, heard in steps:
        entries = AuditEntry.objects.count()
        written = asked.steps.count()
        try:
            if name == "clock":
                escalate_urgent(asked.acknowledge_by + timedelta(minutes=who))
            else:
                _MOVES[name](getattr(cast, who), asked.key, heard)
        except FenerError:
            assert (AuditEntry.objects.count(), asked.steps.count()) == (entries, written)
        now = UrgentRequest.objects.get(pk=asked.pk)
        _holds(now, state)
        assert height <= now.escalated_to <= EscalationContact.objects.filter(provider=now.to_provider).count()
        if name == "clock":
            assert now.state == state
        state, height = UrgentState(now.state), now.escalated_to
        assert AuditEntry.objects.count() - entries == asked.steps.count() - written
    asked.delete()
    assert MemberTerritory.objects.exists()


def _holds(now: UrgentRequest, before: UrgentState) -> None:
    state = UrgentState(now.state)
    # A helper that confirms its role has acknowledged: two lawful moves may happen in one step.
    reach = {before, *next_urgent_states(before)} | {
        last for mid in next_urgent_states(before) for last in next_urgent_states(mid)
    }
    assert state in reach
    sides_said = set(now.roles.values_list("side", flat=True))
    if state is UrgentState.AGREED:
        assert sides_said == set(UrgentSide)
    if state is UrgentState.ACKNOWLEDGED:
        assert sides_said != set(UrgentSide)
    if before.is_over:
        assert state is before
    assert (now.keep_until is not None) is state.is_over
    if state.is_over:
        assert now.next_escalation_at is None
        assert now.steps.filter(kind=state).count() == 1
    escalations = list(now.steps.filter(kind=UrgentStepKind.ESCALATED).values_list("contact_order", flat=True))
    assert escalations == sorted(set(escalations))
