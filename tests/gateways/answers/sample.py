"""An invented questionnaire in two versions, and reports in any number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fener.gateways.answers import ReportAnswers
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

OPEN, QUASI, SENSITIVE, DIRECT = Sensitivity
ALL = frozenset(Sensitivity)
START = datetime(2026, 1, 1, tzinfo=UTC)
METHODS = tuple(
    Choice(name, {"en": label}) for name, label in (("foot", "On foot"), ("boat", "By boat"), ("rail", "By rail"))
)


def asked(path: str, kind: str, sensitivity: Sensitivity = OPEN, **more: Any) -> QuestionnaireField:
    label = path.rpartition("/")[2].replace("_", " ").capitalize()
    return QuestionnaireField(path, kind, {"en": label, "sq": f"{label} (sq)"}, sensitivity, **more)


def version(number: str, *fields: QuestionnaireField) -> QuestionnaireDefinition:
    return QuestionnaireDefinition(
        "visit-report", number, ReportKind.VISIT_REPORT, {"en": "Visit report"}, ("en",), fields
    )


NEW = version(
    "2",
    asked("device", "deviceid"),
    asked("introduction", "note"),
    asked("place", "select_one", choices=(Choice("sid", {"en": "Šid"}), Choice("bihac", {"en": "Bihać"})), code_list="places", hxl="#loc"),
    asked("site", "group"),
    asked("site/count", "integer"),
    asked("site/methods", "select_multiple", choices=METHODS, code_list="crossing_methods"),
    asked("site/where", "geopoint", QUASI, decimals=2),
    asked("site/told_by", "text", DIRECT),
    asked("site/day", "date"),
    asked("remarks", "text", QUASI),
    asked("age", "integer", SENSITIVE),
    asked("site/people", "repeat"),
    asked("site/people/name", "text", DIRECT),
    asked("site/people/harm", "select_one", SENSITIVE, choices=(Choice("robbery", {"en": "Robbery"}),)),
    asked("site/people/role", "text"),
    asked("site/people/phones", "repeat"),
    asked("site/people/phones/network", "text"),
    asked("contacts", "group", DIRECT),
    asked("contacts/channel", "text"),
    asked("prices", "repeat"),
    asked("prices/low", "decimal"),
)  # fmt: skip
OLD = version(
    "1",
    asked("place", "select_one", choices=(Choice("sid", {"en": "Sid"}), Choice("presevo", {"en": "Preševo"}))),
    asked("age", "text"),
    asked("weather", "text"),
    asked("remarks", "text"),
    asked("prices", "repeat"),
    asked("prices/low", "integer"),
)  # fmt: skip
FULL = {
    "device": "imei:35",
    "place": "sid",
    "site": {
        "count": 12,
        "methods": ["foot", "rail"],
        "where": {"lat": 45.128456, "lon": 19.226789, "alt": 91.0, "acc": 4.0},
        "told_by": "a name",
        "day": "2026-01-05",
        "people": [
            {"name": "a name", "harm": "robbery", "role": "driver", "phones": [{"network": "A"}, {"network": "B"}]},
            {"role": "guide"},
        ],
    },
    "remarks": '=HYPERLINK("http://example.org")',
    "age": 31,
    "contacts": {"channel": "a handle"},
    "prices": [{"low": 100.5}],
}


def report(number: int = 1, answers: Any = None, **more: Any) -> ReportAnswers:
    told: dict[str, Any] = {
        "version": "2", "territory": "RS", "organisation": "cso-1", "cycle": "2026-1", "visit": "V-1", "place": "sid",
        "submitted_on": date(2026, 1, 6), "received_at": START + timedelta(minutes=number), "device": "imei:35",
    }  # fmt: skip
    told |= more
    return ReportAnswers(
        f"R-{number:05d}", f"uuid:{number:05d}", "visit-report", answers=FULL if answers is None else answers, **told
    )


def reports(number: int, **more: Any) -> Iterator[ReportAnswers]:
    return (report(each, **more) for each in range(number))
