"""The overview: what is known about each territory, what is new, and where nothing is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from fener.queries.areas import codes_within, label_of, shown_as
from fener.records.base.models import Member
from fener.records.field.models import Inconsistency, Observation
from fener.records.reporting.models import Figure
from fener.terms.codelists import code_list
from fener.terms.territories import REGION, region_members

_NEWEST = 6
_HEADLINES = 9
_NOT_HEADLINES = (
    "planned_monitoring_visits", "planned_interviews", "project_funding_eur",
    "prevented_irregular_crossings", "unspecified_irregular_crossings",
)  # fmt: skip
_QUALIFIERS = {"over": "over ", "at_least": "at least ", "around": "about ", "about": "about ", "up_to": "up to "}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic with its count of observations in each column; ``total`` over the columns shown."""

    code: str
    label: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NewObservation:
    """An observation that came lately."""

    key: str
    statement: str
    territory: str
    topic: str
    recorded_at: datetime
    is_invented: bool


@dataclass(frozen=True, slots=True)
class AreaCard:
    """A territory in short: how many observations, and the topics of which nothing is known."""

    code: str
    label: str
    observations: int
    gaps: tuple[str, ...]
    topics_covered: int


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure as the reports give it, in words; ``note`` says what to mind."""

    id: str
    label: str
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class Overview:
    """``columns`` are (code, label) pairs; ``topics`` has a count for each of them."""

    territory: str | None
    columns: tuple[tuple[str, str], ...]
    topics: tuple[TopicLine, ...]
    areas: tuple[AreaCard, ...]
    newest: tuple[NewObservation, ...]
    headlines: tuple[Headline, ...]
    observations: int
    open_questions: int


def overview(member: Member, territory: str | None = None) -> Overview:
    """What the overview page shows. Four queries, however many observations there are."""
    columns = (territory,) if territory else (*region_members(), REGION)
    counts = observation_counts(member)
    topics = tuple(_topic_line(code, columns, counts) for code in _topics(counts))
    return Overview(
        territory=territory,
        columns=tuple((code, "Region as a whole" if code == REGION else label_of(code)) for code in columns),
        topics=topics,
        areas=tuple(_area(code, counts) for code in columns if code != REGION),
        newest=_newest(member, territory),
        headlines=_headlines(member, territory),
        observations=sum(line.total for line in topics),
        open_questions=Inconsistency.objects.count(),
    )


def observation_counts(member: Member) -> Mapping[tuple[str, str], int]:
    """(territory shown, topic) → observations the member may read.

    One GROUP BY that the index ``observation_counts`` answers alone: the table itself is not touched.
    """
    rows = (
        Observation.objects.for_member(member).order_by().values_list("territory", "topic").annotate(count=Count("*"))
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for area, topic, count in rows:
        counts[shown_as(area), topic] += count
    return counts


def _topics(counts: Mapping[tuple[str, str], int]) -> list[str]:
    known = [entry.code for entry in code_list("observation_topics")]
    return [*known, *sorted({topic for _, topic in counts} - set(known))]


def _topic_line(topic: str, columns: tuple[str, ...], counts: Mapping[tuple[str, str], int]) -> TopicLine:
    found = tuple(counts.get((area, topic), 0) for area in columns)
    return TopicLine(topic, code_list("observation_topics").label(topic), found, sum(found))


def _area(code: str, counts: Mapping[tuple[str, str], int]) -> AreaCard:
    topics = code_list("observation_topics")
    gaps = tuple(entry.label for entry in topics if not counts.get((code, entry.code)))
    total = sum(count for (area, _), count in counts.items() if area == code)
    return AreaCard(code, label_of(code), total, gaps, len(topics) - len(gaps))


def _newest(member: Member, territory: str | None) -> tuple[NewObservation, ...]:
    found = Observation.objects.for_member(member)
    if territory:
        found = found.filter(territory__in=codes_within(territory))
    rows = found.order_by("-pk").values_list("key", "statement", "territory", "topic", "recorded_at", "is_invented")
    topics = code_list("observation_topics")
    return tuple(
        NewObservation(key, statement, label_of(area), topics.label(topic), at, invented)
        for key, statement, area, topic, at, invented in rows[:_NEWEST]
    )


def _headlines(member: Member, territory: str | None) -> tuple[Headline, ...]:
    rows = (
        Figure.objects.for_member(member)
        .filter(entered_as="reference", territory=territory or REGION, nationality="", value__isnull=False)
        .exclude(measure__in=_NOT_HEADLINES)
        .select_related("source")
        .order_by("-year", "measure", "key")
    )
    return tuple(_headline(row) for row in rows[:_HEADLINES])


def _headline(row: Figure) -> Headline:
    route = f" on the route {row.route.replace('_', ' ').title()}" if row.route else ""
    part = "Share of " if row.unit == "share" and row.measure != "year_on_year_change" else ""
    measure = code_list("figure_measures").label(row.measure)
    label = f"{part}{measure.lower() if part else measure}{route}, {row.period}"
    return Headline(f"F:{row.key}", label, f"{_QUALIFIERS.get(row.qualifier, '')}{_amount(row)}", row.note)


def _amount(row: Figure) -> str:
    assert row.value is not None
    if row.unit == "share":
        return f"{row.value * 100:.0f}%"
    return f"{row.value:,.0f}" if row.value == row.value.to_integral_value() else f"{row.value.normalize():,f}"
