"""What to do next for one person, the most pressing first. Read from what the member may read of the file; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from fener.queries.protection.case_page import CasePage, SharingPage
from fener.records.protection.models import ReferralRequest
from fener.terms.codelists import code_list
from fener.terms.protection import AgeBand, ProtectionState, RecallState, ReferralKind, ReferralState, RiskLevel

SOON = timedelta(days=7)
# Concerns that call for a plan against reprisal.
_NEED_SAFETY = frozenset({"fear_of_reprisal", "threats_to_family", "colluding_official"})
_ASKED_ALREADY = (ReferralState.ASKED, ReferralState.ACCEPTED, ReferralState.DONE)


@dataclass(frozen=True, slots=True)
class NextThing:
    """One thing to do. ``kind`` says which page does it; ``code`` is of the list that the kind names; ``rank`` 0 is help now."""

    kind: str  # screen concern task answer another receipt assess safety review consent step closure
    rank: int
    due: datetime | None = None
    is_late: bool = False
    number: int = 0
    key: str = ""
    code: str = ""
    words: str = ""
    services: tuple[str, ...] = ()
    running: tuple[tuple[str, str, str], ...] = ()  # (service, key, state) of what was asked for already


def what_now(page: CasePage, sharing: SharingPage, now: datetime) -> tuple[NextThing, ...]:
    """Everything that waits in this case for its team; empty where the case is over or its protected data are withheld."""
    if not page.reads_protected or page.case_file.state in (ProtectionState.CLOSED, ProtectionState.DISPOSED):
        return ()
    found = [
        *_first(page, now),
        *_concerns(page, sharing, now),
        *_tasks(page, now),
        *_referrals(sharing, now),
        *_sharing(sharing, now),
        *_child(page, now),
        *_safety(page, now),
        *_steps(page, now),
    ]
    far = now + timedelta(days=4000)
    return tuple(sorted(found, key=lambda thing: (thing.rank, not thing.is_late, thing.due or far)))


def _first(page: CasePage, now: datetime) -> Iterator[NextThing]:
    if page.case_file.state == ProtectionState.CLOSURE_ASKED:
        yield NextThing("closure", 2, page.case_file.state_at)
    if not page.part("screenings"):
        due = page.case_file.opened_at + timedelta(hours=24)
        yield NextThing("screen", 1, due, due < now)


def _concerns(page: CasePage, sharing: SharingPage, now: datetime) -> Iterator[NextThing]:
    asked = {row.service: (row.service, row.key, row.state) for row in sharing.referrals if row.state in _ASKED_ALREADY}
    concerns = code_list("protection_concerns")
    for line in page.part("concerns"):
        if line.row.settled_at is not None:
            continue
        code = str(line.content.get("concern", ""))
        offers = concerns[code].extra["services"] if code in concerns else ()
        risk = RiskLevel(line.row.risk)
        yield NextThing(
            "concern",
            3 - risk.rank,
            line.row.due_at,
            line.row.due_at < now,
            number=line.row.pk,
            code=code,
            words=risk.value,
            services=tuple(service for service in offers if service not in asked),
            running=tuple(asked[service] for service in offers if service in asked),
        )


def _tasks(page: CasePage, now: datetime) -> Iterator[NextThing]:
    for line in page.part("tasks"):
        if line.row.done_at is None and line.row.due_at < now + SOON:
            late = line.row.due_at < now
            what = str(line.content.get("what", ""))
            yield NextThing("task", 1 if late else 2, line.row.due_at, late, number=line.row.pk, words=what)


def _referrals(sharing: SharingPage, now: datetime) -> Iterator[NextThing]:
    served = {row.service for row in sharing.referrals if row.state in _ASKED_ALREADY}
    seen: set[str] = set()
    for row in sharing.referrals:
        if row.service and row.service in seen:
            continue
        seen.add(row.service)
        if row.state in (ReferralState.DECLINED, ReferralState.LAPSED) and row.service and row.service not in served:
            yield NextThing("another", 1, row.state_at, False, row.pk, row.key, row.service, row.decline_reason)
    yield from (_waits(row, now) for row in sharing.referrals if row.state in _ASKED_ALREADY[:2] and not _joined(row))


def _joined(row: ReferralRequest) -> bool:
    """A colleague who joined the team is no answer to wait for."""
    return row.kind == ReferralKind.ASSIGNMENT and row.state == ReferralState.ACCEPTED


def _waits(row: ReferralRequest, now: datetime) -> NextThing:
    due = row.respond_by if row.state == ReferralState.ASKED else row.do_by
    late = due is not None and due < now
    return NextThing("answer", 1 if late else 3, due, late, row.pk, row.key, row.service, row.state)


def _sharing(sharing: SharingPage, now: datetime) -> Iterator[NextThing]:
    for given in sharing.disclosures:
        if given.recall == RecallState.ASKED:
            due = (given.recall_asked_at or given.at) + SOON
            yield NextThing("receipt", 2, due, due < now, given.pk, given.key, words=str(given.recipient))
    running = {row.disclosure.consent_id for row in sharing.referrals if row.disclosure and not _is_over(row)}
    for consent in sharing.consents:
        ends = consent.valid_until < now + SOON and consent.withdrawn_at is None
        if ends and consent.pk in running:
            late = consent.valid_until < now
            yield NextThing("consent", 2, consent.valid_until, late, consent.pk, consent.key, consent.purpose)


def _child(page: CasePage, now: datetime) -> Iterator[NextThing]:
    if not AgeBand(page.case_file.age_band).is_child:
        return
    live = [line for line in page.part("assessments") if line.row.approved_at and line.row.valid_until > now]
    waiting = [line for line in page.part("assessments") if line.row.approved_at is None]
    if not live and not waiting:
        yield NextThing("assess", 2, page.case_file.opened_at + timedelta(days=3))


def _safety(page: CasePage, now: datetime) -> Iterator[NextThing]:
    fears = {str(line.content.get("concern")) for line in page.part("concerns") if line.row.settled_at is None}
    plans = page.part("safety_plans")
    if fears & _NEED_SAFETY and not plans:
        yield NextThing("safety", 1)
    elif plans and plans[-1].row.review_on <= now.date():
        yield NextThing("review", 2, None, True)


def _steps(page: CasePage, now: datetime) -> Iterator[NextThing]:
    """One line for all steps whose time has come: the first of them, and how many there are."""
    opened = page.case_file.opened_at
    late = [
        (opened + timedelta(hours=line.step.due_hours), line.step)
        for line in page.steps
        if line.taken is None and line.is_wanted and opened + timedelta(hours=line.step.due_hours) < now
    ]
    if late:
        due, first = late[0]
        yield NextThing("step", 3, due, True, number=len(late), code=first.code, words=first.title)


def _is_over(row: ReferralRequest) -> bool:
    return ReferralState(row.state).is_over
