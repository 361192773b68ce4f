"""Reports for tests of the review: sent through the intake, or set down in any state."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from fener.actions.field.receive_submission import receive_submission
from fener.gateways.odk.stored import definition_to_json
from fener.queries.sealed import desk_seal
from fener.records.base.models import Member, MemberTerritory
from fener.records.field.models import (
    FieldReport,
    FieldReportVersion,
    Questionnaire,
    QuestionnaireVersion,
    SealedOriginal,
)
from fener.terms.intake import Receipt, ReceivedParts
from fener.terms.questionnaires import QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity
from tests.phones import new_id, small

PHONE_NUMBER = "+381 64 123 45 67"


def member_of(role: str, name: str, like: Member, territory: str = "RS") -> Member:
    """Another member of the same organisation."""
    member = Member.objects.create(username=name, role=role, organisation=like.organisation)
    MemberTerritory.objects.create(member=member, territory=territory)
    return member


def sent(
    actor: Member, instance: str | None = None, files: Mapping[str, Any] | None = None, **answers: Any
) -> FieldReport:
    """A report with the small questionnaire, sent by this member."""
    receipt = receive_submission(
        actor, ReceivedParts(small(instance or new_id(), **answers), files or {}), through="phone"
    )
    return report_of(receipt)


def report_of(receipt: Receipt) -> FieldReport:
    return again(int(receipt.report_key.removeprefix("FR-")))


def again(report: FieldReport | int) -> FieldReport:
    pk = report if isinstance(report, int) else report.pk
    return FieldReport.objects.unscoped("tests look at everything").get(pk=pk)


def definition_of(kind: ReportKind = ReportKind.VISIT_REPORT, **ways: Any) -> QuestionnaireDefinition:
    """Two questions: what was seen, and a sensitive one."""
    fields = (
        QuestionnaireField("seen", "text", {"en": "What was seen?"}, Sensitivity.QUASI),
        QuestionnaireField("harm", "text", {"en": "What was suffered?"}, Sensitivity.SENSITIVE),
    )
    return QuestionnaireDefinition(f"by-hand-{kind}", "2026.1.0", kind, {"en": "By hand"}, ("en",), fields, **ways)


def set_down(author: Member, state: str, answers: Mapping[str, object] | None = None, **ways: Any) -> FieldReport:
    """A report in a state, without its way there; ``ways`` go to the definition."""
    definition = definition_of(**ways)
    questionnaire, _ = Questionnaire.objects.get_or_create(
        key=definition.key, defaults={"kind": definition.kind.value, "title": "By hand"}
    )
    form, _ = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        version=definition.version,
        defaults={"xml": b"", "md5": "", "digest": repr(ways), "definition": definition_to_json(definition)},
    )
    instance = new_id()
    report = FieldReport.objects.create(
        root_instance_id=instance,
        questionnaire=questionnaire,
        state=state,
        territory="RS",
        marking="amber",
        organisation=author.organisation,
        recorded_by=author,
        through="phone",
    )
    version = FieldReportVersion.objects.create(
        report=report,
        number=1,
        instance_id=instance,
        form=form,
        digest="0" * 64,
        received_at=timezone.now(),
        received_by=author,
        answers=dict(answers or {"seen": "two groups"}),
    )
    SealedOriginal.objects.create(
        version=version, content=desk_seal().seal(b"<data/>"), keep_until=timezone.now().date() + timedelta(days=9)
    )
    return report


def sealed_parts(public_key: str, instance: str, xml: bytes, media: Mapping[str, bytes]) -> ReceivedParts:
    """What a phone posts for the sealed questionnaire."""
    from tests.gateways.odk.encrypting import encrypt_as_collect_does

    sealed = encrypt_as_collect_does(
        public_key, form_id="sealed", version=_newest_sealed(), instance_id=instance, xml=xml, media=media
    )
    return ReceivedParts(sealed.manifest, {name: io.BytesIO(content) for name, content in sealed.files.items()})


def _newest_sealed() -> str:
    return QuestionnaireVersion.objects.filter(questionnaire__key="sealed").order_by("-pk")[0].version
