"""What a report is made from, read once: the facts a member may see for one territory or the region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fener.queries.permalinks import references_to
from fener.records.base.models import Member
from fener.records.field.models import (
    CooperationInstrument,
    Inconsistency,
    Observation,
    PriceReport,
    RouteSegment,
    Source,
    Stakeholder,
)
from fener.records.reporting.models import Figure
from fener.terms.codelists import Code
from fener.terms.dates import Period
from fener.terms.reporting import Reference
from fener.terms.territories import REGION, region_members, territory


@dataclass(slots=True)
class Fact:
    """An observation with its codes, ready for sentences."""

    key: str
    topic: str
    territory: str
    statement: str
    cited: str
    grading: str
    extent: str
    caution: str
    answers: frozenset[str]
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_invented: bool = False

    @property
    def id(self) -> str:
        """The permalink id."""
        return f"O:{self.key}"


class Material:
    """Everything a report of ``place`` (a territory code or the region) over ``period`` draws on, for one member."""

    def __init__(self, member: Member, place: str, period: Period) -> None:
        self.member = member
        self.place = territory(place).code
        self.period = period

    @property
    def is_regional(self) -> bool:
        """True for the comparative report."""
        return self.place == REGION

    @property
    def territory_or_none(self) -> str | None:
        """What picture queries take: None for the region."""
        return None if self.is_regional else self.place

    @property
    def places(self) -> tuple[str, ...]:
        """Territory codes covered; the region's own facts belong to every report about it."""
        return (*region_members(), REGION) if self.is_regional else (self.place,)

    @cached_property
    def facts(self) -> list[Fact]:
        """Observations of these places whose period touches the report's, or that carry no date."""
        rows = (
            Observation.objects.for_member(self.member)
            .filter(territory__in=self.places)
            .select_related("source")
            .prefetch_related("code_links")
            .order_by("territory", "key")
        )
        return [_fact(row) for row in rows if row.period.overlaps(self.period)]

    def facts_on(self, topics: Iterable[str], place: str | None = None) -> list[Fact]:
        """Facts of these topics, of one territory where given."""
        wanted = set(topics)
        return [fact for fact in self.facts if fact.topic in wanted and place in (None, fact.territory)]

    def facts_answering(self, question: Code) -> list[Fact]:
        """Facts that name the question, and facts that name none but whose topic and codes answer it."""
        return [fact for fact in self.facts if _answers(fact, question)]

    @cached_property
    def figures(self) -> list[Figure]:
        """Headline figures stated in the reports themselves."""
        rows = Figure.objects.for_member(self.member).filter(entered_as="reference").select_related("source")
        return [row for row in rows if row.territory in (*self.places, REGION)]

    @cached_property
    def prices(self) -> list[PriceReport]:
        """Price reports of these places."""
        return list(
            PriceReport.objects.for_member(self.member).filter(territory__in=self.places).select_related("source")
        )

    @cached_property
    def segments(self) -> list[RouteSegment]:
        """Route segments reported for these places."""
        return list(
            RouteSegment.objects.for_member(self.member).filter(territory__in=self.places).select_related("source")
        )

    @cached_property
    def stakeholders(self) -> list[Stakeholder]:
        """Institutions of these places."""
        return list(
            Stakeholder.objects.for_member(self.member).filter(territory__in=self.places).select_related("source")
        )

    @cached_property
    def instruments(self) -> list[CooperationInstrument]:
        """Instruments of these places, or to which these places are party."""
        rows = CooperationInstrument.objects.for_member(self.member).select_related("source")
        return [row for row in rows if row.territory in self.places or set(row.parties) & set(self.places)]

    @cached_property
    def inconsistencies(self) -> list[Inconsistency]:
        """The register, whole."""
        return list(Inconsistency.objects.select_related("source"))

    @cached_property
    def sources(self) -> list[Source]:
        """Sources that any fact here stands in."""
        used = {fact.cited.split(" ")[0] for fact in self.facts}
        return [source for source in Source.objects.all() if source.key in used]

    def references(self, ids: Iterable[str]) -> dict[str, Reference]:
        """What each id stands for, sorted by id; what the member may not read is left out."""
        return dict(sorted(references_to(self.member, ids).items()))


def _fact(row: Observation) -> Fact:
    codes: dict[str, set[str]] = {}
    for link in row.code_links.all():
        codes.setdefault(link.list_name, set()).add(link.code)
    return Fact(
        key=row.key,
        topic=row.topic,
        territory=row.territory,
        statement=row.statement,
        cited=row.cited,
        grading=row.grading,
        extent=row.extent,
        caution=row.caution,
        answers=frozenset(row.answers),
        codes={name: frozenset(found) for name, found in codes.items()},
        is_invented=row.is_invented,
    )


def _answers(fact: Fact, question: Code) -> bool:
    if fact.answers:
        return question.code in fact.answers
    if fact.topic not in question.extra.get("topics", ()):
        return False
    narrowing = question.extra.get("codes") or {}
    return not narrowing or any(fact.codes.get(name, frozenset()) & set(codes) for name, codes in narrowing.items())
