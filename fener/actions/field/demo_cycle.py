"""An invented cycle for trying the desk out: a plan, three reports that wait to be read, one questionnaire with its key.

Everything here is made up and marked as such; nothing of it is coded or counted until somebody does so.
"""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from django.db import transaction
from django.utils import timezone

from fener.actions.field.plan_interview import plan_interview
from fener.actions.field.plan_visit import plan_visit
from fener.actions.field.publish_questionnaire import make_questionnaire_keys
from fener.actions.field.receive_submission import receive_submission
from fener.actions.field.start_cycle import start_cycle
from fener.queries.questionnaires import questionnaires_for
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import MonitoringCycle, MonitoringVisit, Questionnaire
from fener.terms.errors import FenerError
from fener.terms.intake import ReceivedParts
from fener.terms.people import Role

TERRITORY = "RS"
WEEKS = 12
ENCRYPTED = "urgent_need"


@dataclass(frozen=True, slots=True)
class DemoCycle:
    """``passphrase`` opens the demo's encrypted reports; empty where somebody made the key themselves."""

    made: bool
    passphrase: str


_VISITS = (
    ("presevo", "border_settlement", 7),
    ("horgos", "green_border", 14),
    ("sid", "abandoned_building", 21),
    ("belgrade", "informal_gathering", 40),
    ("subotica", "station", 55),
)
_INTERVIEWS = (
    ("key_informant", "border_police", "belgrade", 20),
    ("key_informant", "cso", "sid", 45),
    ("respondent", "", "belgrade", 30),
)


def ensure_demo_cycle(coordinator: Member, monitor: Member, keep_in: Path) -> DemoCycle:
    """Made once, for demo members only. ``keep_in`` holds the passphrase, readable by its owner only."""
    passphrase = _key(keep_in)
    there = MonitoringCycle.objects.unscoped("whether the demo has its cycle").filter(platform__territory=TERRITORY)
    if there.exists() or not (coordinator.is_demo and monitor.is_demo):
        return DemoCycle(False, passphrase)
    with transaction.atomic():
        cycle = _plan(coordinator, monitor)
        record_audit("ensure_demo_cycle", actor=None, subject=("MonitoringCycle", str(cycle.pk)))
    _report(monitor, cycle)
    return DemoCycle(True, passphrase)


def demo_pair() -> tuple[Member, Member]:
    """The demo's coordinator and monitor."""
    people = Member.objects.filter(is_demo=True)
    return people.get(username=Role.COORDINATOR.value), people.get(username=Role.MONITOR.value)


def _key(path: Path) -> str:
    """The key of the encrypted questionnaire, made once under a passphrase that lies beside the demo's passwords."""
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    row = Questionnaire.objects.filter(key=ENCRYPTED).first()
    if row is None or row.public_key:
        return ""
    passphrase = secrets.token_urlsafe(15)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(passphrase)
    make_questionnaire_keys(None, ENCRYPTED, passphrase)
    return passphrase


def _plan(coordinator: Member, monitor: Member) -> MonitoringCycle:
    today = timezone.localdate()
    first = today - timedelta(days=28)
    title = f"Practice cycle {first.year} (invented)"
    cycle = start_cycle(coordinator, TERRITORY, title, first, first + timedelta(weeks=WEEKS))
    home = coordinator.organisation_id or 0
    for place, kind, day in _VISITS:
        plan_visit(
            coordinator, cycle.pk, place=place, site_kind=kind, planned_on=first + timedelta(days=day),
            organisation_id=home, members=[monitor.pk],
        )  # fmt: skip
    for whom, stakeholder, place, day in _INTERVIEWS:
        plan_interview(
            coordinator, cycle.pk, place=place, with_whom=whom, stakeholder_kind=stakeholder,
            planned_on=first + timedelta(days=day), organisation_id=home, interviewer=monitor.pk,
        )  # fmt: skip
    return cycle


def _report(monitor: Member, cycle: MonitoringCycle) -> None:
    version = next((line.version for line in questionnaires_for(monitor) if line.key == "visit_report"), "")
    keys = [f"{_prefix(cycle)}-V{number:02d}" for number in (1, 2, 3)]
    for key, told in zip(keys, _TOLD, strict=True):
        day = cycle.first_on + timedelta(days=8)
        xml = _xml("visit_report", version, _answers(key, day, told))
        try:
            receive_submission(monitor, ReceivedParts(xml), through="web")
        except FenerError:
            return  # an edited questionnaire may lack these questions; the demo does without


def _prefix(cycle: MonitoringCycle) -> str:
    first = MonitoringVisit.objects.unscoped("the demo's own").filter(cycle=cycle).order_by("key").first()
    return first.key.rpartition("-")[0] if first else ""


_TOLD: tuple[Mapping[str, Mapping[str, str]], ...] = (
    {
        "presence": {"people_seen": "yes", "persons_low": "15", "persons_high": "25", "composition": "men families"},
        "movement": {
            "routes": "Two groups said they came on foot from the south and wait for a car to the north.",
            "methods": "foot",
        },
        "money": {"payment_methods": "cash hawala"},
        "stay": {
            "stay_notes": "One man showed bruises and said guides had beaten him. He left the number +381 64 555 0199."
        },
    },
    {
        "presence": {"people_seen": "no"},
        "movement": {"routes": "Nobody at the fence; two ladders left behind."},
        "money": {"payment_methods": "cash"},
    },
    {
        "presence": {"people_seen": "yes", "persons_low": "40", "persons_high": "60", "composition": "men"},
        "stay": {"stay_notes": "An empty house without water; people stay three nights and move on."},
        "digital": {
            "digital_tools": "whatsapp telegram",
            "digital_notes": "Places to meet are sent as pins an hour before.",
        },
    },
)


def _answers(visit: str, day: date, told: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    facts = {"visit_listed": "yes", "visit": visit, "territory": TERRITORY, "visited_on": day.isoformat()}
    return {"visit_facts": facts, **told}


def _xml(form: str, version: str, answers: Mapping[str, Mapping[str, str]]) -> bytes:
    groups = "".join(
        f"<{group}>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in own.items())}</{group}>"
        for group, own in answers.items()
    )
    instance = f"uuid:{uuid.uuid4()}"
    head = f'<data id="{form}" version="{version}">'
    return f"{head}{groups}<meta><instanceID>{instance}</instanceID></meta></data>".encode()
