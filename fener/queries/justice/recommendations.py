"""How far states got with the recommendations of the two reports, as the member's organisation recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fener.analysis.law import library
from fener.analysis.law.holdings import Recommendation
from fener.records.base.models import Member
from fener.records.justice.models import RecommendationProgress
from fener.safeguards.roles import may_take_step


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """A recommendation; ``latest`` has for each of its states the entry recorded last, None where there is none."""

    recommendation: Recommendation
    latest: Mapping[str, RecommendationProgress | None]
    entries: int


def recommendation_tracker(member: Member) -> list[TrackerRow]:
    """All recommendations in the order of the books."""
    may_take_step(member.role, "read_law").enforce()
    latest: dict[tuple[str, str], RecommendationProgress] = {}
    counts: dict[str, int] = {}
    for entry in _entries(member):
        latest.setdefault((entry.recommendation, entry.state), entry)
        counts[entry.recommendation] = counts.get(entry.recommendation, 0) + 1
    return [
        TrackerRow(each, {state: latest.get((each.key, state)) for state in each.states}, counts.get(each.key, 0))
        for each in library().recommendations.values()
    ]


def progress_history(member: Member, recommendation: str) -> list[RecommendationProgress]:
    """Every entry on one recommendation, newest first."""
    may_take_step(member.role, "read_law").enforce()
    return [entry for entry in _entries(member) if entry.recommendation == recommendation]


def _entries(member: Member) -> list[RecommendationProgress]:
    rows, home = RecommendationProgress.objects.for_member(member), member.organisation_id
    if home is None:
        return []
    return list(rows.filter(organisation_id=home).select_related("recorded_by").order_by("-recorded_at", "-pk"))
