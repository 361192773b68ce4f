"""The records of this room, one topic a module."""

from __future__ import annotations

from fener.records.protection.case_file import (
    AllegedOffenderTie,
    BestInterestsAssessment,
    BreakGlass,
    CaseLink,
    CaseNote,
    CaseTask,
    CaseTeamMember,
    DuplicateJudgement,
    PathwayStepTaken,
    PlannedService,
    ProtectionCase,
    ProtectionConcern,
    SafetyPlan,
    Screening,
)
from fener.records.protection.consents import Consent, Disclosure, LegalGround
from fener.records.protection.directory import ServiceProvider
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor
from fener.records.protection.harm import DamageClaim, HarmCount, HarmRecord, HarmRevision
from fener.records.protection.keys import DisposalRecord, RecordKey
from fener.records.protection.referrals import ReferralRequest, ReferralStep
from fener.records.protection.urgent import (
    EscalationContact,
    FacilityAccessRequest,
    RoleConfirmation,
    UrgentRequest,
    UrgentStep,
)

__all__ = [
    "AllegedOffenderTie",
    "BestInterestsAssessment",
    "BreakGlass",
    "CaseLink",
    "CaseNote",
    "CaseTask",
    "CaseTeamMember",
    "Consent",
    "DamageClaim",
    "Disclosure",
    "DisposalRecord",
    "DoorLetter",
    "DoorReport",
    "DuplicateJudgement",
    "EscalationContact",
    "FacilityAccessRequest",
    "HarmCount",
    "HarmRecord",
    "HarmRevision",
    "LegalGround",
    "PathwayStepTaken",
    "PlannedService",
    "ProtectionCase",
    "ProtectionConcern",
    "RecordKey",
    "ReferralRequest",
    "ReferralStep",
    "RoleConfirmation",
    "SafeDoor",
    "SafetyPlan",
    "Screening",
    "ServiceProvider",
    "UrgentRequest",
    "UrgentStep",
]
