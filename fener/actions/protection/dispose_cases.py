"""Erase: class by class as their clocks run out, the whole file at the end or when the person asks.

What is erased is erased by destroying a key: the rest of a file moves to a new key, and copies of the old content, in
freed pages of the database or in its backups, open no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from fener.actions.protection.consents import recall
from fener.actions.protection.dispose_harm import dispose_harm
from fener.actions.protection.holding import held_case, must_be_on_team, record_audit_on, text_given
from fener.queries.protection.sealed import new_record_key, seal_for, unseal
from fener.queries.protection.sealed_parts import SealedPart, sealed_parts
from fener.records.base.models import Member
from fener.records.protection.models import Consent, DisposalRecord, ProtectionCase, RecordKey
from fener.safeguards.retention import keep_until, may_dispose
from fener.terms.codelists import code_list
from fener.terms.errors import StateRefused
from fener.terms.protection import ProtectionState, RecallState, person_field

# What a disclosure or a referral still hangs on: its words go, the bare row stays until the file goes.
_STAYS_AS_A_ROW = ("consent", "legalground", "referralstep")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many files were erased whole, and how many lost some classes."""

    files: int = 0
    thinned: int = 0


def dispose_cases(today: date | None = None) -> Erased:
    """What the clocks say is over, file by file. Safe to run twice, or at once; a run that was missed is caught up."""
    day = today or timezone.localdate()
    rows = ProtectionCase.objects.unscoped("clocks run for every closed file").filter(state=ProtectionState.CLOSED)
    files = thinned = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            case_file = _held_closed(pk)
            if case_file is None:
                continue
            if may_dispose(case_file.keep_until, day, has_pending_claim=_claim_runs(case_file)).allowed:
                _erase(None, case_file, "retention")
                files += 1
            elif over := _classes_over(case_file, day):
                thinned += _thin(case_file, over)
    settle_on_disk()
    return Erased(files, thinned)


def erase_case(actor: Member, name: str | int, *, why: str) -> ProtectionCase:
    """At the person's demand, at once, whatever the clock says. Consents end; holders are asked to destroy what they have.

    ``why`` is one of the withdrawal_ways codes that say how the person asked. StateRefused FEN-2809 where it is erased.
    """
    code_list("withdrawal_ways")[text_given(why, "How the person asked")]
    with transaction.atomic():
        case_file = held_case(actor, name, also_closed=True)
        must_be_on_team(actor, case_file)
        if case_file.state == ProtectionState.DISPOSED:
            raise StateRefused(f"{case_file.key} is erased already", remedy="Nothing is left to do.", number="FEN-2809")
        case_file.consents.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawal_way=why, withdrawal_recorded_by=actor
        )
        recall(case_file.disclosures.all())
        _erase(actor, case_file, "at the person's demand")
    dispose_harm()  # what the harm register held of this case goes now, not with the night's run
    settle_on_disk()
    return case_file


def _held_closed(pk: int) -> ProtectionCase | None:
    rows = ProtectionCase.objects.unscoped("disposal takes its turn").select_for_update()
    return rows.filter(pk=pk, state=ProtectionState.CLOSED).select_related("record_key").first()


def _claim_runs(case_file: ProtectionCase) -> bool:
    return case_file.claims.filter(state__in=["preparing", "handed_in"]).exists()


def _erase(actor: Member | None, case_file: ProtectionCase, rule: str) -> None:
    """Inside the caller's transaction: the key goes first, then the rows that would still say something."""
    key = case_file.record_key
    key.destroy()
    rows = sum(1 for _ in sealed_parts(case_file))
    _delete_rows(case_file)
    case_file.sealed, case_file.pseudonym, case_file.state = None, "", ProtectionState.DISPOSED
    case_file.state_at, case_file.keep_until, case_file.closure_reason = timezone.now(), None, ""
    case_file.save()
    classes = [entry.code for entry in code_list("data_classes")]
    _record(actor, case_file, classes, rule, rows)


def _delete_rows(case_file: ProtectionCase) -> None:
    """What holders must still confirm stays as a bare ledger: recipient, purpose, kinds of field; no value."""
    open_recalls = case_file.disclosures.filter(recall=RecallState.ASKED)
    kept = set(open_recalls.values_list("consent_id", flat=True))
    case_file.referrals.all().delete()
    case_file.disclosures.exclude(recall=RecallState.ASKED).delete()
    open_recalls.update(sealed=None, sealed_receipt=None)
    case_file.legal_grounds.filter(disclosures__isnull=True).delete()
    case_file.legal_grounds.update(sealed=None)
    Consent.objects.filter(case_file=case_file).exclude(pk__in=kept - {None}).delete()
    case_file.consents.update(sealed=None)
    for name in ("screenings", "concerns", "steps_taken", "plan", "tasks", "notes", "assessments", "safety_plans"):
        getattr(case_file, name).all().delete()
    for name in ("alleged_ties", "links", "duplicate_judgements", "broken_glass", "claims"):
        getattr(case_file, name).all().delete()
    if not open_recalls.exists():
        # Otherwise the team stays to take the holders' receipts.
        case_file.team.all().delete()
    _delete_ways_here(case_file)


def _delete_ways_here(case_file: ProtectionCase) -> None:
    for model in (case_file.links.model, case_file.duplicate_judgements.model):
        model.objects.filter(other=case_file).delete()


def _classes_over(case_file: ProtectionCase, day: date) -> frozenset[str]:
    closed_on = timezone.localdate(case_file.state_at)
    over = {entry.code for entry in code_list("data_classes") if keep_until(entry.code, closed_on) < day}
    return frozenset(over & _classes_held(case_file))


def _classes_held(case_file: ProtectionCase) -> set[str]:
    held: set[str] = set()
    for part in sealed_parts(case_file):
        if getattr(part.row, part.field) is None:
            continue  # emptied before: nothing is held there, and nothing is to be taken away again tomorrow
        if part.data_class:
            held.add(part.data_class)
        else:
            held |= {person_field(code).data_class for code in _content(case_file, part)}
    return held


def _thin(case_file: ProtectionCase, over: frozenset[str]) -> bool:
    """Take classes away: what stays is sealed anew under a new key, and the old key is destroyed."""
    if _claim_runs(case_file):
        over = over - frozenset(code_list("consent_purposes")["compensation_claim"].extra["data_classes"])
    if not over:
        return False
    old, new = case_file.record_key, new_record_key()
    gone = sum(_move(case_file, part, new, over) for part in list(sealed_parts(case_file)))
    case_file.record_key = new
    case_file.save(update_fields=["record_key"])
    old.destroy()
    _record(None, case_file, sorted(over), "retention", gone)
    return True


def _move(case_file: ProtectionCase, part: SealedPart, new: RecordKey, over: frozenset[str]) -> bool:
    """Seal one part under the new key; whether something of it went."""
    if part.data_class in over:
        if part.field == "sealed" and part.row._meta.model_name not in _STAYS_AS_A_ROW:
            part.row.delete()
        else:
            _put(part, None)
        return True
    content = _content(case_file, part)
    kept = content if part.data_class else {c: v for c, v in content.items() if person_field(c).data_class not in over}
    _put(part, seal_for(new, part.row, kept) if getattr(part.row, part.field) is not None else None)
    return kept != content


def _content(case_file: ProtectionCase, part: SealedPart) -> dict[str, object]:
    sealed = getattr(part.row, part.field)
    return unseal(case_file.record_key, part.row, bytes(sealed)) if sealed else {}


def _put(part: SealedPart, sealed: bytes | None) -> None:
    setattr(part.row, part.field, sealed)
    part.row.save(update_fields=[part.field])


def _record(
    actor: Member | None, case_file: ProtectionCase, classes: Iterable[str], rule: str, rows: int
) -> DisposalRecord:
    made = DisposalRecord.objects.create(
        subject_kind="ProtectionCase",
        subject_key=case_file.key,
        data_classes=list(classes),
        rule=rule,
        rows=rows,
        by=actor,
    )
    record_audit_on(actor, "dispose_case", case_file, classes=list(classes), rule=rule)
    return made


def settle_on_disk() -> None:
    """SQLite keeps former pages in its write-ahead file until a checkpoint; a destroyed key must not lie there."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
