"""Remind members of reports that are due: three days before, on the day, and once a week while they are late.

1. Everything unreported in running cycles falls into a stage; each stage is told once, on its first day or the next run after.
2. The Reminder row (key, member, day) is written first and is the lock: of two runs at once one writes it and sends.
   Rows of later days count too, so a clock that was set back says nothing twice.
3. One mail a member, with keys and days only. Where it fails the rows are taken back, and the next run tries again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction

from fener.queries.due import DueReminder, to_remind_of
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Reminder
from fener.safeguards.roles import may_take_step
from fener.terms.monitoring import DUE_SOON_DAYS

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class RemindersSent:
    """What came of a run, by keys. ``failed``: the mail could not be handed over, tried again next run.

    ``without_address``: the member has no e-mail address. ``fault`` is the mail server's first complaint.
    """

    sent: tuple[str, ...]
    failed: tuple[str, ...]
    without_address: tuple[str, ...]
    fault: str = ""


def send_reminders(today: date, actor: Member | None = None) -> RemindersSent:
    """``actor`` None is the machine itself: a job or the terminal on the server."""
    if actor is not None:
        may_take_step(actor.role, "plan_cycle").enforce()
    wanted, without_address = _wanted(today)
    sent, failed, fault = _send_all(wanted, today)
    with transaction.atomic():
        if sent or failed:
            record_audit(
                "send_reminders",
                actor=actor,
                details={"on": today.isoformat(), "sent": len(sent), "failed": len(failed)},
            )
    return RemindersSent(tuple(sent), tuple(failed), tuple(without_address), fault)


def stage_began(due_on: date, today: date) -> date | None:
    """First day of the stage of reminding that ``today`` falls into; None while it is too early."""
    late = (today - due_on).days
    if late < -DUE_SOON_DAYS:
        return None
    return due_on - timedelta(days=DUE_SOON_DAYS) if late < 0 else due_on + timedelta(days=late - late % _A_WEEK)


def _wanted(today: date) -> tuple[dict[Member, list[DueReminder]], list[str]]:
    """By member what is to be told today, and the keys nobody can be reminded of by mail."""
    staged = [(due, began) for due in to_remind_of() if (began := stage_began(due.due_on, today))]
    told: dict[tuple[str, int], date] = {}
    rows = Reminder.objects.filter(key__in={due.key for due, _ in staged}).order_by("on")
    for key, member, on in rows.values_list("key", "member_id", "on"):
        told[key, member] = on
    fresh = [due for due, began in staged if told.get((due.key, due.member_id), date.min) < began]
    members = Member.objects.in_bulk({due.member_id for due in fresh})
    wanted: dict[Member, list[DueReminder]] = defaultdict(list)
    for due in fresh:
        wanted[members[due.member_id]].append(due)
    return {m: due for m, due in wanted.items() if m.email}, [
        d.key for m, due in wanted.items() if not m.email for d in due
    ]


def _send_all(wanted: dict[Member, list[DueReminder]], today: date) -> tuple[list[str], list[str], str]:
    sent: list[str] = []
    failed: list[str] = []
    fault = ""
    connection = get_connection()
    for member, due in wanted.items():
        claimed = [one for one in due if _claim(one, member, today)]
        if not claimed:
            continue
        keys = [one.key for one in claimed]
        if problem := _send(connection, member, claimed):
            Reminder.objects.filter(key__in=keys, member=member, on=today).delete()
            failed += keys
            fault = fault or problem
        else:
            sent += keys
    connection.close()
    return sent, failed, fault


def _claim(due: DueReminder, member: Member, today: date) -> bool:
    try:
        with transaction.atomic():
            Reminder.objects.create(key=due.key, member=member, on=today)
    except IntegrityError:
        return False
    return True


def _send(connection: BaseEmailBackend, member: Member, due: Iterable[DueReminder]) -> str:
    """Hand one mail over; the fault in words, empty where it went. Keys and days only: mail is read on the way."""
    lines = [f"{one.kind} {one.key} is due on {one.due_on}." for one in due]
    text = "\n".join([*lines, "", "Open your desk for what is to be done.", ""])
    subject = lines[0].removesuffix(".") if len(lines) == 1 else f"{len(lines)} reports are due"
    try:
        EmailMessage(subject, text, to=[member.email], connection=connection).send()
    except OSError as problem:  # what a mail server refuses (smtplib) and what the network does are both OSErrors
        connection.close()
        return f"{type(problem).__name__}: {problem}"[:200]
    return ""
