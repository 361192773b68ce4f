"""The records of this room, one topic a module."""

from __future__ import annotations

from fener.records.field.codings import CodedStatement, Coding
from fener.records.field.cycle import (
    Interview,
    MonitoringCycle,
    MonitoringVisit,
    NationalPlatform,
    PlatformOrganisation,
    Reminder,
    VisitMonitor,
)
from fener.records.field.intake import (
    CollectorKey,
    Draft,
    FieldReport,
    FieldReportVersion,
    QuarantinedPart,
    Questionnaire,
    QuestionnaireVersion,
    ReceivedFile,
    SealedOriginal,
    UnlockedWorkspace,
)
from fener.records.field.observed import (
    CooperationInstrument,
    Graded,
    Incident,
    Inconsistency,
    Observation,
    ObservationCode,
    ObservationPlace,
    PriceReport,
    ReferenceLoad,
    RouteSegment,
    Source,
    Stakeholder,
)
from fener.records.field.review import MarkDecision, PrivateNote, ReviewComment, ReviewStep

__all__ = [
    "CodedStatement",
    "Coding",
    "CollectorKey",
    "CooperationInstrument",
    "Draft",
    "FieldReport",
    "FieldReportVersion",
    "Graded",
    "Incident",
    "Inconsistency",
    "Interview",
    "MarkDecision",
    "MonitoringCycle",
    "MonitoringVisit",
    "NationalPlatform",
    "Observation",
    "ObservationCode",
    "ObservationPlace",
    "PlatformOrganisation",
    "PriceReport",
    "PrivateNote",
    "QuarantinedPart",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReceivedFile",
    "ReferenceLoad",
    "Reminder",
    "ReviewComment",
    "ReviewStep",
    "RouteSegment",
    "SealedOriginal",
    "Source",
    "Stakeholder",
    "UnlockedWorkspace",
    "VisitMonitor",
]
