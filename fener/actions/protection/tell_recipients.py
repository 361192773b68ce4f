"""Letters to recipients: something waits, or must be destroyed. A key, nothing else; each leaves once, or twice if a run was killed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from fener.records.base.audit import record_audit
from fener.records.protection.models import Disclosure, ReferralRequest
from fener.terms.protection import RecallState, ReferralKind, ReferralState

logger = logging.getLogger(__name__)
# Who asks for another's case is told nothing: a letter would say that there is such a case.
_TOLD = (ReferralKind.REFERRAL, ReferralKind.TRANSFER)

_ASKED = (
    "A referral waits for your answer: {key}.\n\nSign in at {address} to read it, or wait for the caseworker's call. "
    "This letter carries no data of any person."
)
_RECALLED = (
    "Please destroy what you received under {key} and confirm that you did, at {address} or to the caseworker. The consent "
    "behind it has ended. This letter carries no data of any person."
)


def tell_recipients() -> int:
    """Send what has not left yet; how many left. What cannot be sent stays for the next run."""
    sent = 0
    waiting = ReferralRequest.objects.filter(told_by_mail_at=None, state=ReferralState.ASKED, kind__in=_TOLD)
    for pk in list(waiting.exclude(provider__email="").values_list("pk", flat=True)):
        sent += _left(_tell_referral, pk)
    recalled = Disclosure.objects.filter(recall_told_by_mail_at=None, recall=RecallState.ASKED)
    for pk in list(recalled.exclude(recipient__email="").values_list("pk", flat=True)):
        sent += _left(_tell_recall, pk)
    return sent


def _left(tell: Callable[[int], bool], pk: int) -> bool:
    """Whether the letter left. One that cannot leave now waits for the next run; the others do not wait for it."""
    try:
        return tell(pk)
    except OSError as unsent:  # smtplib's errors are OSErrors too
        logger.warning("a letter to a recipient did not leave and waits for the next run: %s", type(unsent).__name__)
        return False


def _tell_referral(pk: int) -> bool:
    referral = ReferralRequest.objects.filter(pk=pk, told_by_mail_at=None, state=ReferralState.ASKED).first()
    if referral is None or referral.provider is None:
        return False
    _send(referral.provider.email, f"Fener: {referral.key} waits for an answer", _ASKED, referral.key)
    # Marked once it left, in a transaction of its own: a slow mail server holds nobody up, and a run killed in between sends
    # it again rather than never.
    with transaction.atomic():
        ReferralRequest.objects.filter(pk=pk).update(told_by_mail_at=timezone.now())
        record_audit("tell_recipient", actor=None, subject=("ReferralRequest", referral.key))
    return True


def _tell_recall(pk: int) -> bool:
    disclosure = Disclosure.objects.select_related("recipient").filter(pk=pk, recall_told_by_mail_at=None).first()
    if disclosure is None:
        return False
    _send(disclosure.recipient.email, f"Fener: please destroy {disclosure.key}", _RECALLED, disclosure.key)
    with transaction.atomic():
        Disclosure.objects.filter(pk=pk).update(recall_told_by_mail_at=timezone.now())
        record_audit("tell_recipient", actor=None, subject=("Disclosure", disclosure.key))
    return True


def _send(to: str, subject: str, text: str, key: str) -> None:
    address = settings.PUBLIC_ADDRESS or "the desk"
    send_mail(subject, text.format(key=key, address=address), None, [to])
