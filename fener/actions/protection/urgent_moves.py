"""What every step of an urgent request shares: its lock, its side, its move, its entry and the mail that follows.

Each step is one transaction. The request is locked first and moved only from the state it was seen in, so of two members who
answer at once one wins, and the other is told who was faster.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from fener.actions.follow_up import queue_job
from fener.queries.protection.sealed import seal_for
from fener.queries.protection.urgent import side_of, urgent_request
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import UrgentRequest, UrgentStep
from fener.safeguards.plain_words import identifying_words, may_go_in_words
from fener.safeguards.retention import keep_until
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, StateRefused, UnreadableMaterial
from fener.terms.protection import UrgentState
from fener.terms.urgent import HeardThrough, UrgentSide, UrgentStepKind, next_urgent_states

LONGEST_TEXT = 2000


def home_of(actor: Member) -> int:
    """The id of the organisation the actor speaks for; NotAllowed FEN-2825 where there is none."""
    if actor.organisation_id is None:
        raise NotAllowed(
            "you belong to no organisation", remedy="Ask your administrator to enter yours.", number="FEN-2825"
        )
    return actor.organisation_id


def taken_up(actor: Member, key: str) -> UrgentRequest:
    """The request, locked until the running transaction ends; UnknownTerm FEN-2822 where the actor may not know of it."""
    may_take_step(actor.role, "ask_urgent_help").enforce()
    seen = urgent_request(actor, key)
    locked = UrgentRequest.objects.select_for_update(of=("self",))
    return locked.select_related("record_key", "to_provider", "from_organisation").get(pk=seen.pk)


def speaking_for(actor: Member, urgent: UrgentRequest, heard_through: HeardThrough, *sides: UrgentSide) -> UrgentSide:
    """The side whose step this is. At the desk each speaks for itself; what the other said by phone or on paper, or in
    person, is recorded as heard. ``sides``: those who may take the step."""
    own = side_of(actor, urgent)
    side = own if heard_through is HeardThrough.DESK else own.other
    if side in sides:
        return side
    if own.other in sides and heard_through is HeardThrough.DESK:
        raise UnreadableMaterial(
            "this is for the other side to say",
            remedy="If they told you, say whether by phone, on paper or in person.",
            number="FEN-2824",
        )
    raise NotAllowed(
        "this is not for that side to say", remedy="Record it as your own step at the desk.", number="FEN-2825"
    )


def move(urgent: UrgentRequest, to_state: UrgentState, **values: Any) -> None:
    """Move the request on; StateRefused FEN-2821 where its state does not lead there, or somebody was faster."""
    if to_state not in next_urgent_states(urgent.state):
        raise _too_late(urgent)
    now = timezone.now()
    if to_state.is_over:
        values |= {"keep_until": keep_until("needs", timezone.localdate(now)), "next_escalation_at": None}
    values |= {"state": to_state, "state_at": now}
    if not UrgentRequest.objects.filter(pk=urgent.pk, state=urgent.state).update(**values):
        raise _too_late(urgent)
    for name, value in values.items():
        setattr(urgent, name, value)


def must_live(urgent: UrgentRequest) -> None:
    """StateRefused FEN-2821 where the request is over."""
    if UrgentState(urgent.state).is_over:
        raise _too_late(urgent)


def write_step(
    actor: Member | None,
    urgent: UrgentRequest,
    kind: UrgentStepKind,
    side: UrgentSide | None,
    heard_through: HeardThrough = HeardThrough.DESK,
    *,
    text: str = "",
    office: str = "",
    contact_order: int | None = None,
) -> UrgentStep:
    """The step, its words sealed. What the other side told needs no mail to it. :func:`record_audit_on` comes next."""
    content = {name: value for name, value in (("text", text), ("office", office)) if value}
    return UrgentStep.objects.create(
        urgent=urgent,
        kind=kind,
        side=side or "",
        by=actor,
        heard_through=heard_through,
        contact_order=contact_order,
        wants_mail=heard_through is HeardThrough.DESK,
        sealed=seal_for(urgent.record_key, UrgentStep, content) if content else None,
    )


def record_audit_on(step: UrgentStep, **details: Any) -> UrgentStep:
    """The step's entry, last in its transaction, and the mail once that stands. Details are codes and keys."""
    told = {"side": step.side or "clock", "heard_through": str(step.heard_through), **details}
    subject = ("UrgentRequest", step.urgent.key)
    record_audit(f"urgent_{step.kind}", actor=step.by, subject=subject, details=told)
    if step.wants_mail:
        queue_job("tell_urgent", step_id=step.pk)
    return step


def clean_words(
    texts: Iterable[str], territory: str, places: Iterable[str] = (), *, looked_at: bool = False
) -> list[str]:
    """The texts, trimmed. NotAllowed FEN-2826 where they seem to identify somebody: what a helper must know of a person
    goes as fields of a case, on the person's consent or a legal ground."""
    trimmed = [text.strip() for text in texts]
    if any(len(text) > LONGEST_TEXT for text in trimmed):
        raise UnreadableMaterial(
            f"a text is longer than {LONGEST_TEXT} characters", remedy="Shorten it.", number="FEN-2827"
        )
    decision = may_go_in_words(identifying_words(trimmed, territory, tuple(places)), looked_at=looked_at)
    if not decision.allowed:
        raise NotAllowed(
            "; ".join(decision.reasons),
            remedy="Take it out, or link the case and give it as a field with the person’s consent. "
            "Tick “looked at again” only where the words identify nobody.",
            number="FEN-2826",
        )
    return trimmed


def _too_late(urgent: UrgentRequest) -> StateRefused:
    now = UrgentRequest.objects.only("state").get(pk=urgent.pk)
    last = UrgentStep.objects.filter(urgent=urgent).select_related("by").exclude(kind=UrgentStepKind.MESSAGE).last()
    who = f" by {last.by}" if last and last.by else ""
    at = f" at {timezone.localtime(last.at):%H:%M}" if last else ""
    return StateRefused(
        f"{now.key} is already {UrgentState(now.state).label.lower()}{who}{at}",
        remedy="Open it again and see what is left to do.",
        number="FEN-2821",
    )
