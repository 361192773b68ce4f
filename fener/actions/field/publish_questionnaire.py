"""Publish questionnaires: compile the sources and keep each version once; what is published never changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fener.gateways.odk.compile import CompiledQuestionnaire, compile_questionnaire
from fener.gateways.odk.encryption import make_key_pair
from fener.gateways.odk.openrosa import md5_of
from fener.gateways.odk.questions import QuestionnaireSource
from fener.gateways.odk.source import read_sources
from fener.gateways.odk.stored import definition_from_json, definition_to_json, incompatible_changes
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.field.models import Questionnaire, QuestionnaireVersion
from fener.safeguards.roles import may_take_step
from fener.terms.errors import StateRefused, UnknownTerm

_LIST = re.compile(rb"jr://(?:file-csv|file)/([a-z][a-z0-9_]*)\.csv")


@dataclass(frozen=True, slots=True)
class Published:
    """What came of one source. ``waits_for_key``: it leaves phones encrypted only and has no key yet."""

    key: str
    version: str
    is_new: bool
    waits_for_key: bool = False


def publish_questionnaires(actor: Member | None, *, folder: Path | None = None) -> list[Published]:
    """Bring the desk to the questionnaires in ``folder``. ``actor`` None is start-up. All of them or none."""
    if actor is not None:
        may_take_step(actor.role, "publish_questionnaire").enforce()
    sources = read_sources(folder or settings.FORMS_FOLDER)
    with transaction.atomic():
        found = [_publish(actor, source) for source in sources]
        new = [f"{one.key} {one.version}" for one in found if one.is_new]
        if new:
            record_audit("publish_questionnaires", actor=actor, subject=("Questionnaire", ""), details={"new": new})
    return found


def make_questionnaire_keys(
    actor: Member | None, key: str, passphrase: str, *, folder: Path | None = None
) -> Questionnaire:
    """A key pair for a questionnaire that leaves phones encrypted. The private half opens with the passphrase only: lost, it
    opens nothing ever again. A new pair is for new reports; older ones need the older passphrase, so it is made once."""
    if actor is not None:
        may_take_step(actor.role, "publish_questionnaire").enforce()
    source = next((one for one in read_sources(folder or settings.FORMS_FOLDER) if one.key == key), None)
    if source is None or not source.requires_encryption:
        raise UnknownTerm(
            f"“{key}” is no questionnaire that leaves phones encrypted",
            remedy="See the list of questionnaires.",
            number="FEN-2624",
        )
    pair = make_key_pair(passphrase)
    with transaction.atomic():
        row = _questionnaire(source)
        if row.public_key:
            raise StateRefused(
                f"“{key}” has its keys already", remedy="Open it with its passphrase.", number="FEN-2625"
            )
        row.public_key, row.sealed_private_key = pair.public_key_base64, pair.sealed_private_pem
        row.save(update_fields=["public_key", "sealed_private_key"])
        _publish(actor, source)
        fingerprint = hashlib.sha256(pair.public_key_base64.encode()).hexdigest()[:16]
        record_audit(
            "make_questionnaire_keys", actor=actor, subject=("Questionnaire", key), details={"public_key": fingerprint}
        )
    return row


def close_questionnaire(actor: Member, key: str, *, why: str) -> None:
    """No new report is taken; corrections of earlier ones neither. Reports received stay."""
    may_take_step(actor.role, "publish_questionnaire").enforce()
    with transaction.atomic():
        changed = Questionnaire.objects.filter(key=key, closed_at__isnull=True).update(closed_at=timezone.now())
        if changed:
            record_audit("close_questionnaire", actor=actor, subject=("Questionnaire", key), why=why[:500])


def _publish(actor: Member | None, source: QuestionnaireSource) -> Published:
    row = _questionnaire(source)
    if source.requires_encryption and not row.public_key:
        return Published(source.key, source.version, False, waits_for_key=True)
    compiled = compile_questionnaire(source, public_key=row.public_key)
    there = row.versions.filter(version=compiled.definition.version).first()
    digest = hashlib.sha256(compiled.xml).hexdigest()
    if there is not None:
        if there.digest != digest:
            raise StateRefused(
                f"“{source.key}” {source.version} is published with other content",
                remedy="Raise its version: what phones hold under a version must not change.",
                number="FEN-2626",
            )
        return Published(source.key, source.version, False)
    _must_keep_earlier_reports_readable(row, compiled)
    _keep(actor, row, compiled, digest)
    return Published(source.key, source.version, True)


def _questionnaire(source: QuestionnaireSource) -> Questionnaire:
    row, _ = Questionnaire.objects.update_or_create(
        key=source.key,
        defaults={
            "kind": source.kind.value,
            "title": source.titles["en"],
            "requires_encryption": source.requires_encryption,
        },
    )
    return row


def _must_keep_earlier_reports_readable(row: Questionnaire, compiled: CompiledQuestionnaire) -> None:
    newest = row.versions.order_by("-pk").first()
    changes: Iterable[str] = (
        incompatible_changes(definition_from_json(newest.definition), compiled.definition) if newest else ()
    )
    if found := list(changes):
        raise StateRefused(
            f"“{row.key}” {compiled.definition.version} would break earlier reports: {'; '.join(found)}",
            remedy="Give the changed question a new name, and raise the version.",
            number="FEN-2627",
        )


def _keep(actor: Member | None, row: Questionnaire, compiled: CompiledQuestionnaire, digest: str) -> None:
    QuestionnaireVersion.objects.create(
        questionnaire=row,
        version=compiled.definition.version,
        xml=compiled.xml,
        md5=md5_of(compiled.xml),
        digest=digest,
        definition=definition_to_json(compiled.definition),
        lists=sorted({name.decode() for name in _LIST.findall(compiled.xml)}),
        published_by=actor,
    )
