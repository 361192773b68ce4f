"""Open encrypted reports of one questionnaire for a while, with its passphrase; close them again.

1. The role may unlock, and not more than five tries failed within a quarter of an hour. A try is written down before it is
   made, so that many at once count as many.
2. The passphrase opens the private key (a slow derivation, by design). The key is sealed anew under a random key and lies
   in the database; the random key goes to the member's browser and nowhere else.
3. After half an hour the workspace is closed, whoever forgets to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction
from django.utils import timezone

from fener.gateways.odk.encryption import open_private_key
from fener.records.base.audit import record_audit
from fener.records.base.models import AuditEntry, Member
from fener.records.field.models import Questionnaire, UnlockedWorkspace
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnknownTerm

OPEN_FOR = timedelta(minutes=30)
LOCKED_FOR = timedelta(minutes=15)
MOST_FAILURES = 5
_TRY, _OPENED = "try_workspace", "open_workspace"


@dataclass(frozen=True, slots=True)
class OpenedWorkspace:
    """``key`` is for the member's browser alone; without it the workspace opens nothing."""

    questionnaire: str
    closes_at: datetime
    key: str = field(repr=False)


def open_workspace(actor: Member, questionnaire_key: str, passphrase: str) -> OpenedWorkspace:
    """The opened workspace. KeyNotOpened (FEN-2521) for a wrong passphrase; NotAllowed after five of them."""
    may_take_step(actor.role, "unlock_workspace").enforce()
    questionnaire = _with_key(questionnaire_key)
    _note_try(actor, questionnaire)
    private_key = open_private_key(questionnaire.sealed_private_key, passphrase)
    workspace_key = Fernet.generate_key()
    closes_at = timezone.now() + OPEN_FOR
    with transaction.atomic():
        UnlockedWorkspace.objects.filter(member=actor, questionnaire=questionnaire).delete()
        UnlockedWorkspace.objects.create(
            member=actor,
            questionnaire=questionnaire,
            sealed_key=Fernet(workspace_key).encrypt(_bytes_of(private_key)),
            closes_at=closes_at,
        )
        record_audit(_OPENED, actor=actor, subject=_subject(questionnaire), details={"minutes": OPEN_FOR.seconds // 60})
    return OpenedWorkspace(questionnaire.key, closes_at, workspace_key.decode("ascii"))


def close_workspace(actor: Member, questionnaire_key: str) -> None:
    """Close the member's workspace of a questionnaire; without complaint where it is closed."""
    may_take_step(actor.role, "unlock_workspace").enforce()
    questionnaire = _with_key(questionnaire_key)
    with transaction.atomic():
        closed, _ = UnlockedWorkspace.objects.filter(member=actor, questionnaire=questionnaire).delete()
        if closed:
            record_audit("close_workspace", actor=actor, subject=_subject(questionnaire))


def _with_key(key: str) -> Questionnaire:
    found = Questionnaire.objects.filter(key=key).exclude(sealed_private_key="").first()
    if found is None:
        raise UnknownTerm(
            f"there is no encrypted questionnaire “{key[:60]}” with a key",
            remedy="Choose one from the list of workspaces.",
            number="FEN-2654",
        )
    return found


def _note_try(actor: Member, questionnaire: Questionnaire) -> None:
    """Write the try down, and refuse it where it is one too many; a refused one is not counted, so the lock ends."""
    with transaction.atomic():
        record_audit(_TRY, actor=actor, subject=_subject(questionnaire))
        # Writing the entry queued this try behind all others, so that the count is exact.
        entries = AuditEntry.objects.filter(actor=actor, subject_kind="Questionnaire", subject_key=questionnaire.key)
        since = timezone.now() - LOCKED_FOR
        last = entries.filter(action=_OPENED).order_by("-sequence").values_list("sequence", flat=True).first() or 0
        if entries.filter(action=_TRY, at__gte=since, sequence__gt=last).count() > MOST_FAILURES:
            raise NotAllowed(
                f"the passphrase of “{questionnaire.title}” was wrong {MOST_FAILURES} times",
                remedy="Wait a quarter of an hour, and ask who made the key for the passphrase.",
                number="FEN-2653",
            )


def _bytes_of(private_key: rsa.RSAPrivateKey) -> bytes:
    return private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _subject(questionnaire: Questionnaire) -> tuple[str, str]:
    return ("Questionnaire", questionnaire.key)
