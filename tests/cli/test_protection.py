"""``fener protection escalate`` as cron runs it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from fener.actions.protection.ask_urgent_help import ask_urgent_help
from fener.cli.protection import protection
from fener.records.protection.models import UrgentRequest
from tests.actions.urgent_parts import sides, wish

pytestmark = pytest.mark.django_db


def test_it_passes_on_what_nobody_answered_and_a_second_run_does_nothing() -> None:
    cast = sides()
    asked = ask_urgent_help(cast.caseworker, wish(cast.police))
    UrgentRequest.objects.update(next_escalation_at=timezone.now() - timedelta(minutes=1))
    first = CliRunner().invoke(protection, ["escalate", "--json"])
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["escalated"] == [asked.key]
    second = CliRunner().invoke(protection, ["escalate", "--json"])
    assert json.loads(second.stdout) == {"escalated": [], "ended": [], "told": 0, "waiting": 0, "unanswered": []}
    assert "0 escalated" in CliRunner().invoke(protection, ["escalate"]).output
