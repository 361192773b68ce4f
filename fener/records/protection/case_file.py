"""ProtectionCase: the file of one person's needs and services. What identifies or describes the person is sealed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.protection.keys import RecordKey
from fener.terms.errors import ScopeMissing
from fener.terms.people import Role
from fener.terms.protection import AccessLevel, AgeBand, ProtectionState, RiskLevel


class CaseQuerySet(ScopedQuerySet["ProtectionCase"]):
    """Cases of the member's own organisation and territories; nobody else's, whatever the role."""

    def for_member(self, member: Member | None) -> Self:
        """Rows whose existence the member may know of; what is in them is decided class by class."""
        if member is None or not getattr(member, "is_authenticated", False):
            raise ScopeMissing("protection cases were asked for nobody")
        found = self.filter(_near(member)).distinct()
        found._is_scoped = True
        return found


def _near(member: Member) -> Q:
    on_team = Q(team__member=member, team__until__isnull=True)
    if member.role != Role.CASEWORKER or member.organisation_id is None:
        # A lawyer, say, sees the cases whose team they were asked to join.
        return on_team & Q(organisation_id=member.organisation_id) if member.role == Role.LAWYER else Q(pk__in=[])
    return Q(organisation_id=member.organisation_id) & (Q(territory__in=member.territory_codes()) | on_team)


class ProtectionCase(models.Model):
    """``sealed`` holds the person fields; in the clear stands only what a list of work needs."""

    organisation = models.ForeignKey("base.Organisation", models.PROTECT, related_name="+")
    territory = models.CharField(max_length=8)
    pseudonym = models.CharField(max_length=40)
    responsible = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, default=ProtectionState.OPEN)
    state_at = models.DateTimeField(default=timezone.now)
    closure_asked_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    closure_reason = models.CharField(max_length=60, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    age_band = models.CharField(max_length=16, default=AgeBand.PRESUMED_CHILD)
    has_guardian = models.BooleanField(default=False)
    access = models.CharField(max_length=12, default=AccessLevel.OPEN)  # raises, never lowers, the classes' own levels
    risk = models.CharField(max_length=10, default=RiskLevel.LOW)
    record_key = models.OneToOneField(RecordKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    is_invented = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """``PC-17``."""
        return f"PC-{self.pk}"


class CaseTeamMember(models.Model):
    """Who works on a case beside the responsible caseworker, who is a row here too."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="team")
    member = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "member"], condition=Q(until__isnull=True), name="once_on_a_team"
            )
        ]


class BreakGlass(models.Model):
    """Hours of access to a protected case that somebody outside its team took, with a reason, the approver told."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="broken_glass")
    member = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    sealed_reason = models.BinaryField(null=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    approver = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    was_right = models.BooleanField(null=True)

    class Meta:
        ordering = ["-pk"]


class _OfACase(models.Model):
    """A part of a case file; ``sealed`` is under the case's key."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)

    class Meta:
        abstract = True
        ordering = ["pk"]


class Screening(_OfACase):
    """One screening: ``sealed`` holds answers by screening_items code (yes, no, not_known) and a note."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="screenings")


class ProtectionConcern(_OfACase):
    """``sealed``: concern (protection_concerns code), note, outcome. Risk and clock stand in the clear for the lists."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="concerns")
    risk = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)


class PathwayStepTaken(_OfACase):
    """A step of the national pathway: ``sealed`` holds the note."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="steps_taken")
    step = models.CharField(max_length=60)
    outcome = models.CharField(max_length=16)  # done | not_needed | not_possible

    class Meta(_OfACase.Meta):
        constraints = [models.UniqueConstraint(fields=["case_file", "step"], name="one_answer_a_step")]


class PlannedService(_OfACase):
    """A line of the service plan: ``sealed`` holds service, goal and what came of it."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="plan")
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="planned")  # planned | under_way | done | dropped


class CaseTask(_OfACase):
    """Something to do by a time: ``sealed`` holds what."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="tasks")
    assigned_to = models.ForeignKey("base.Member", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)


class CaseNote(_OfACase):
    """A note or a follow-up: ``sealed`` holds the text."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=16, default="note")  # note | follow_up


class BestInterestsAssessment(_OfACase):
    """A reasoned assessment for a child: ``sealed`` holds the child's views, options, reasons and conclusion."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="assessments")
    purposes = models.JSONField(default=list)  # consent_purposes it covers
    valid_until = models.DateTimeField()
    approved_by = models.ForeignKey("base.Member", models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)


class SafetyPlan(_OfACase):
    """Measures against reprisal: ``sealed`` holds measures (safety_measures codes), triggers, safe contact. Newest counts."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="safety_plans")
    review_on = models.DateField()


class AllegedOffenderTie(_OfACase):
    """Where an alleged offender works, so that nothing goes there: ``sealed`` holds note, kind, body, territory, municipality.

    Which provider or organisation is sealed too: the table must not tell who was accused by whom.
    """

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="alleged_ties")


class CaseLink(models.Model):
    """Two files of people who belong together (link_kinds)."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="links")
    other = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_file", "other"], name="one_link_each_way"),
            models.CheckConstraint(condition=~Q(case_file=models.F("other")), name="no_link_to_itself"),
        ]


class DuplicateJudgement(models.Model):
    """Whether two files speak of one person: same, not_same, unsure. Nothing is ever merged by it."""

    case_file = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="duplicate_judgements")
    other = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="+")
    judgement = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("base.Member", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_file", "other"], name="one_judgement_a_pair")]
