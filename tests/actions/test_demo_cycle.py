"""The practice cycle: made once, marked as invented, nothing of it counted."""

from __future__ import annotations

import stat

import pytest

from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.field.demo_cycle import demo_pair, ensure_demo_cycle
from fener.actions.field.publish_questionnaire import publish_questionnaires
from fener.gateways.odk.encryption import open_private_key
from fener.records.field.models import FieldReport, MonitoringCycle, Observation, Questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(tmp_path):  # type: ignore[no-untyped-def]
    publish_questionnaires(None)
    ensure_demo_members(tmp_path / "demo.json")
    return ensure_demo_cycle(*demo_pair(), tmp_path / "passphrase"), tmp_path / "passphrase"


def test_it_is_there_once_and_invented(made, tmp_path) -> None:
    assert made[0].made
    assert not ensure_demo_cycle(*demo_pair(), made[1]).made
    cycle = MonitoringCycle.objects.unscoped("tests").get()
    assert cycle.is_invented
    found = list(FieldReport.objects.unscoped("tests"))
    assert len(found) == 3
    assert all(report.is_invented and report.state == "submitted" and report.visit_id for report in found)
    assert all(report.versions.get().issues == [] for report in found)
    assert not Observation.objects.unscoped("tests").filter(entered_as="field").exists()


def test_its_passphrase_opens_the_encrypted_questionnaire(made) -> None:
    row = Questionnaire.objects.get(key="urgent_need")
    assert open_private_key(row.sealed_private_key, made[0].passphrase)
    assert stat.S_IMODE(made[1].stat().st_mode) == 0o600


def test_a_real_desk_gets_none(coordinator, monitor, tmp_path) -> None:
    publish_questionnaires(None)
    assert not ensure_demo_cycle(coordinator, monitor, tmp_path / "passphrase").made
    assert not MonitoringCycle.objects.unscoped("tests").exists()
