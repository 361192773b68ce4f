"""Questionnaires, the keys phones sign in with, and what was received: reports, files, sealed originals, quarantine."""

from __future__ import annotations

from django.db import models

from fener.records.base.scope import Scoped
from fener.terms.review import ReviewState


class Questionnaire(models.Model):
    """What is asked, over all its versions. The private key of an encrypted one is kept under its passphrase only."""

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    requires_encryption = models.BooleanField(default=False)
    public_key = models.TextField(blank=True)  # base64 of RSA SPKI DER, as XForms carry it
    sealed_private_key = models.TextField(blank=True)  # PKCS #8 PEM under a passphrase nobody stores

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class QuestionnaireVersion(models.Model):
    """One published version: the bytes phones download and the definition read from them. Never changed."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    xml = models.BinaryField()
    md5 = models.CharField(max_length=32)  # OpenRosa's update key, no safeguard
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    lists = models.JSONField(default=list)  # names of the lists it chooses from, without .csv
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["questionnaire", "-pk"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "version"], name="a_version_is_published_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.version}"


class CollectorKey(models.Model):
    """What one member's phone or program signs in with. The key itself is not kept: it is derived from the desk's secret.

    ``purpose``: ``collect`` sends reports, ``read`` reads the OData feed. ``questionnaires`` empty: all the member may fill.
    """

    member = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    nonce = models.CharField(max_length=32)
    purpose = models.CharField(max_length=10, default="collect")
    label = models.CharField(max_length=100, blank=True)
    questionnaires = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=300, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]


class FieldReport(Scoped):
    """One report from the field over all its versions; of a visit it is the VisitReport.

    The root instance id makes it one, however often and in whatever order it is sent. ``recorded_by`` is its author.
    """

    root_instance_id = models.CharField(max_length=249, unique=True)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    cycle = models.ForeignKey("field.MonitoringCycle", models.PROTECT, related_name="+", null=True, blank=True)
    visit = models.ForeignKey("field.MonitoringVisit", models.PROTECT, related_name="+", null=True, blank=True)
    interview = models.ForeignKey("field.Interview", models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=16, default=ReviewState.SUBMITTED, choices=[(s, s.label) for s in ReviewState])
    state_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    through = models.CharField(max_length=20)  # phone | web

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "territory"], name="report_queue"),
            models.Index(fields=["cycle", "state"], name="report_cycle"),
            models.Index(fields=["recorded_by", "state"], name="report_author"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """What people call it: ``FR-17``."""
        return f"FR-{self.pk}"


class FieldReportVersion(models.Model):
    """One submission as received. ``answers`` is the working copy; approval minimises it, the original stays sealed.

    ``answers`` is None while the submission can be opened in an unlocked workspace only.
    """

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    instance_id = models.CharField(max_length=249, unique=True)
    form = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256 of the XML as received
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    answers = models.JSONField(null=True)
    issues = models.JSONField(default=list)
    files_expected = models.JSONField(default=list)
    is_encrypted = models.BooleanField(default=False)
    minimised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_version_a_number")]


class SealedOriginal(models.Model):
    """The XML as received, sealed to the desk's key, until the day it is disposed of."""

    version = models.OneToOneField(FieldReportVersion, models.PROTECT, related_name="original")
    content = models.BinaryField(null=True)
    keep_until = models.DateField()
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["disposed_at", "keep_until"], name="original_due")]


class ReceivedFile(models.Model):
    """A file of a submission; its bytes lie sealed in the store under their digest."""

    version = models.ForeignKey(FieldReportVersion, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    came_earlier = models.BooleanField(default=False)  # with a version this one corrects, and not again
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version", "name"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="one_file_a_name")]


class QuarantinedPart(models.Model):
    """What was sent but does not fit: kept as received, sealed, until a person decides. Nothing is overwritten, nothing lost."""

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="quarantined", null=True, blank=True)
    instance_id = models.CharField(max_length=249)
    reason = models.CharField(max_length=40)  # other_content | undeclared_file | file_conflict
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    keep_until = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    settled_how = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["instance_id", "name", "digest"], name="quarantined_once"),
        ]


class Draft(models.Model):
    """A web form begun and not sent, sealed; only its author opens it."""

    member = models.ForeignKey("base.Member", models.CASCADE, related_name="+")
    form = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+")
    content = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]


class UnlockedWorkspace(models.Model):
    """For a while, one member can open encrypted reports of one questionnaire.

    The private key lies here under a key that only the member's browser session holds.
    """

    member = models.ForeignKey("base.Member", models.CASCADE, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="+")
    sealed_key = models.BinaryField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "questionnaire"], name="one_workspace_each")]
