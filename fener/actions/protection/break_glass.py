"""Three hours of access to a protected case for somebody outside its team: with a reason, noted, the approver told."""

from __future__ import annotations

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from fener.actions.protection.holding import held_case, must_be_on_team, record_audit_on
from fener.queries.protection.cases import case_for, reader_of
from fener.queries.protection.sealed import seal_for
from fener.records.base.models import Member
from fener.records.protection.models import BreakGlass, ProtectionCase
from fener.safeguards.access import BREAK_GLASS, may_break_glass
from fener.terms.errors import NotAllowed, UnknownTerm
from fener.terms.protection import AccessLevel


def break_glass(actor: Member, name: str | int, *, reason: str) -> BreakGlass:
    """The grant. Asking again while it runs gives the same one. NotAllowed FEN-2806 where there is nothing to break."""
    with transaction.atomic():
        found = case_for(actor, name)
        rows = ProtectionCase.objects.unscoped("found for this member").select_for_update()
        case_file = rows.select_related("record_key", "responsible").get(pk=found.pk)
        reader = reader_of(actor, case_file)
        decision = may_break_glass(AccessLevel(case_file.access), reader, reason)
        if not decision.allowed:
            raise NotAllowed("; ".join(decision.reasons), remedy="Speak to the case's team.", number="FEN-2806")
        running = BreakGlass.objects.filter(case_file=case_file, member=actor, until__gt=timezone.now()).first()
        if running is not None:
            return running
        now = timezone.now()
        grant = BreakGlass.objects.create(
            case_file=case_file,
            member=actor,
            sealed_reason=seal_for(case_file.record_key, BreakGlass, {"reason": reason.strip()}),
            at=now,
            until=now + BREAK_GLASS,
            approver=case_file.responsible,
        )
        record_audit_on(actor, "break_glass", case_file, until=grant.until.isoformat(timespec="minutes"))
        transaction.on_commit(lambda: _tell(grant), robust=True)
    return grant


def review_break_glass(actor: Member, grant_id: int, *, was_right: bool) -> BreakGlass:
    """The approver looks at it afterwards. What was not right ends at once."""
    with transaction.atomic():
        grant = BreakGlass.objects.select_related("case_file").filter(pk=grant_id).first()
        if grant is None:
            raise UnknownTerm("there is no such break-glass access", remedy="See the case.", number="FEN-2807")
        case_file = held_case(actor, grant.case_file_id, also_closed=True)
        must_be_on_team(actor, case_file)
        if grant.member_id == actor.pk:
            raise NotAllowed("who broke the glass does not review it", remedy="Ask the approver.", number="FEN-2808")
        grant.reviewed_at, grant.was_right = timezone.now(), was_right
        if not was_right:
            grant.until = min(grant.until, timezone.now())
        grant.save(update_fields=["reviewed_at", "was_right", "until"])
        record_audit_on(actor, "review_break_glass", case_file, was_right=was_right)
    return grant


def _tell(grant: BreakGlass) -> None:
    """A letter without personal data; the case's page says it too, so a mail that fails loses nothing."""
    if grant.approver.email:
        send_mail(
            f"Fener: glass broken on {grant.case_file.key}",
            f"A colleague took access to {grant.case_file.key} for three hours. Please look at the case and review it.",
            None,
            [grant.approver.email],
            fail_silently=True,
        )
