"""Observations: search, one of them, and rows for export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from fener.queries.areas import codes_within, label_of
from fener.queries.permalinks import RecordCard, record_card
from fener.queries.places import place_label, place_or_none
from fener.records.base.models import Member
from fener.records.base.scope import ScopedQuerySet
from fener.records.field.models import Observation, ObservationCode, ObservationPlace, Source
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import Code, code_list
from fener.terms.errors import NotAllowed
from fener.terms.places import Place
from fener.terms.reporting import Cell, Column, Table
from fener.terms.sharing import Marking
from fener.terms.territories import REGION

PAGE = 40
COUNT_UP_TO = 1000
MOST_EXPORTED = 20_000
_LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class ObservationFilters:
    """What to look for; empty means all, and the region means statements about it as a whole.

    ``reliability`` and ``credibility`` are the weakest still taken.
    """

    territory: str = ""
    topic: str = ""
    list_name: str = ""
    code: str = ""
    place: str = ""
    source: str = ""
    reliability: str = ""
    credibility: int | None = None
    since: date | None = None
    until: date | None = None
    question: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """An observation as a list shows it."""

    key: str
    statement: str
    territory: str
    topic: str
    extent: str
    grading: str
    cited: str
    period: str
    marking: Marking
    caution: str
    codes: tuple[str, ...]
    is_invented: bool


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """One page. ``count`` stops at :data:`COUNT_UP_TO`; ``after``/``before`` are keys for the next and the previous page."""

    lines: tuple[ObservationLine, ...]
    count: int
    has_more_than_counted: bool
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class ObservationDetail:
    """One observation with everything that hangs on it."""

    card: RecordCard
    codes: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]  # list title, (list, code, label)
    places: tuple[tuple[str, str, Place | None], ...]  # key, label, place
    answers: tuple[tuple[str, str], ...]  # number, text


def search_observations(
    member: Member, filters: ObservationFilters, *, after: str = "", before: str = ""
) -> ObservationPage:
    """A page in key order, found by key instead of by offset: the thousandth page costs what the first costs."""
    found = filtered_observations(member, filters)
    count = found.order_by()[: COUNT_UP_TO + 1].count()
    rows, is_last, is_first = _page(found, after, before)
    return ObservationPage(
        lines=tuple(_lines(rows)),
        count=min(count, COUNT_UP_TO),
        has_more_than_counted=count > COUNT_UP_TO,
        after="" if is_last or not rows else rows[-1].key,
        before="" if is_first or not rows else rows[0].key,
    )


def first_observations(member: Member, filters: ObservationFilters, limit: int) -> list[ObservationLine]:
    """The first ``limit`` observations in key order."""
    return _lines(list(filtered_observations(member, filters).select_related("source").order_by("key")[:limit]))


def _page(found: ScopedQuerySet[Observation], after: str, before: str) -> tuple[list[Observation], bool, bool]:
    """The rows, whether they end the list, and whether they begin it."""
    found = found.select_related("source")
    if before:
        rows = list(found.filter(key__lt=before).order_by("-key")[: PAGE + 1])
        return rows[:PAGE][::-1], False, len(rows) <= PAGE
    rows = list((found.filter(key__gt=after) if after else found).order_by("key")[: PAGE + 1])
    return rows[:PAGE], len(rows) <= PAGE, not after


def statements_on(
    member: Member, topics: Sequence[str], territory: str | None, *, most: int = 8
) -> list[tuple[str, str, list[ObservationLine]]]:
    """The first statements of each topic, as (topic code, label, lines): one query a topic and one for codes."""
    found = Observation.objects.for_member(member).filter(territory__in=codes_within(territory))
    rows: list[Observation] = []
    for topic in topics:
        rows += found.filter(topic=topic).select_related("source").order_by("key")[:most]
    lines = dict(zip([row.pk for row in rows], _lines(rows), strict=True))
    labels = code_list("observation_topics")
    return [(topic, labels.label(topic), [lines[row.pk] for row in rows if row.topic == topic]) for topic in topics]


def filtered_observations(member: Member, filters: ObservationFilters) -> ScopedQuerySet[Observation]:
    """The scoped query behind search and export."""
    found = Observation.objects.for_member(member)
    if filters.territory:
        only = (REGION,) if filters.territory == REGION else codes_within(filters.territory)
        found = found.filter(territory__in=only)
    if filters.topic:
        found = found.filter(topic=filters.topic)
    if filters.source:
        found = found.filter(source__key=filters.source)
    if filters.text:
        found = found.filter(Q(statement__icontains=filters.text) | Q(key__icontains=filters.text))
    return _by_question(_by_period(_by_grading(_by_links(found, filters), filters), filters), filters)


def _by_links(found: ScopedQuerySet[Observation], filters: ObservationFilters) -> ScopedQuerySet[Observation]:
    if filters.list_name:
        links = ObservationCode.objects.filter(list_name=filters.list_name)
        if filters.code:
            links = links.filter(code__in=_with_children(filters.list_name, filters.code))
        found = found.filter(pk__in=links.values("observation"))
    if filters.place:
        found = found.filter(pk__in=ObservationPlace.objects.filter(place=filters.place).values("observation"))
    return found


def _with_children(list_name: str, code: str) -> list[str]:
    entries = code_list(list_name)
    return sorted(entries.with_children(code)) if code in entries else [code]


def _by_grading(found: ScopedQuerySet[Observation], filters: ObservationFilters) -> ScopedQuerySet[Observation]:
    if filters.reliability in _LETTERS and filters.reliability:
        found = found.filter(reliability__in=list(_LETTERS[: _LETTERS.index(filters.reliability) + 1]))
    return found.filter(credibility__lte=filters.credibility) if filters.credibility else found


def _by_period(found: ScopedQuerySet[Observation], filters: ObservationFilters) -> ScopedQuerySet[Observation]:
    """Observations whose period touches the one asked for; those without a date touch every period."""
    if filters.since:
        found = found.filter(Q(last_on__isnull=True) | Q(last_on__gte=filters.since))
    if filters.until:
        found = found.filter(Q(first_on__isnull=True) | Q(first_on__lte=filters.until))
    return found


def _by_question(found: ScopedQuerySet[Observation], filters: ObservationFilters) -> ScopedQuerySet[Observation]:
    questions = code_list("guiding_questions")
    if filters.question not in questions:
        return found
    # JSON containment is not the same everywhere; the list's text is.
    named = Observation.objects.unscoped("only narrows the scoped query").alias(
        answers_text=Cast("answers", TextField())
    )
    naming = Q(pk__in=named.filter(answers_text__contains=f'"{filters.question}"').values("pk"))
    return found.filter(naming | (Q(answers=[]) & _rule(questions[filters.question])))


def _rule(question: Code) -> Q:
    rule = Q(topic__in=list(question.extra.get("topics", ())))
    wanted = question.extra.get("codes") or {}
    links = Q(pk__in=[])
    for list_name, codes in wanted.items():
        held = ObservationCode.objects.filter(list_name=list_name, code__in=list(codes))
        links |= Q(pk__in=held.values("observation"))
    return rule & links if wanted else rule


def _lines(rows: Sequence[Observation]) -> list[ObservationLine]:
    codes: dict[int, list[str]] = defaultdict(list)
    links = ObservationCode.objects.filter(observation__in=[row.pk for row in rows]).order_by("list_name", "id")
    for pk, list_name, code in links.values_list("observation_id", "list_name", "code"):
        codes[pk].append(code_list(list_name).label(code))
    topics, extents = code_list("observation_topics"), code_list("extents")
    return [
        ObservationLine(
            key=row.key,
            statement=row.statement,
            territory=label_of(row.territory),
            topic=topics.label(row.topic),
            extent=extents.label(row.extent) if row.extent != "unknown" else "",
            grading=row.grading,
            cited=row.cited,
            period=str(row.period) if row.period.precision != "unknown" else "",
            marking=Marking(row.marking),
            caution=row.caution,
            codes=tuple(dict.fromkeys(codes[row.pk])),
            is_invented=row.is_invented,
        )
        for row in rows
    ]


def observation_detail(member: Member, key: str) -> ObservationDetail | None:
    """One observation; None where there is none the member may read."""
    card = record_card(member, f"O:{key}")
    if card is None:
        return None
    row = Observation.objects.for_member(member).prefetch_related("code_links", "place_links").get(key=key)
    by_list: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for link in row.code_links.all():
        by_list[link.list_name].append((link.list_name, link.code, code_list(link.list_name).label(link.code)))
    questions = code_list("guiding_questions")
    return ObservationDetail(
        card=card,
        codes=tuple((code_list(name).title, tuple(codes)) for name, codes in by_list.items()),
        places=tuple(
            (link.place, place_label(link.place), place_or_none(link.place)) for link in row.place_links.all()
        ),
        answers=tuple((number, questions.label(number)) for number in row.answers),
    )


def observation_sources(member: Member) -> list[tuple[str, str]]:
    """(key, title) of all sources, for a filter; sources are public."""
    return [(key, f"{key}: {title}"[:90]) for key, title in Source.objects.values_list("key", "title")]


_EXPORTED = (
    ("key", "Key"), ("territory", "Territory"), ("topic", "Topic"), ("statement", "Statement"), ("extent", "Extent"),
    ("first_on", "From"), ("last_on", "Until"), ("persons_low", "Persons, at least"), ("persons_high", "Persons, at most"),
    ("codes", "Codes"), ("places", "Places"), ("answers", "Answers"), ("grading", "Grading"), ("source", "Source"),
    ("section", "Section"), ("page", "Page"), ("caution", "Mind"), ("marking", "Marking"), ("invented", "Invented for practice"),
)  # fmt: skip
_NUMBERS = {"persons_low", "persons_high", "page"}


def export_rows(member: Member, filters: ObservationFilters) -> Table:
    """The filtered observations as a table. NotAllowed where the role may not, FEN-1003 where there are too many."""
    may_take_step(member.role, "export_observations").enforce()
    rows = list(
        filtered_observations(member, filters)
        .select_related("source")
        .prefetch_related("code_links", "place_links")
        .order_by("key")[: MOST_EXPORTED + 1]
    )
    if len(rows) > MOST_EXPORTED:
        raise NotAllowed(
            f"more than {MOST_EXPORTED:,} observations would be exported at once",
            remedy="Narrow the filters, for example by territory or topic.",
            number="FEN-1003",
        )
    columns = tuple(Column(key, title, "number" if key in _NUMBERS else "text") for key, title in _EXPORTED)
    return Table("observations", "Observations", columns, tuple(_exported(row) for row in rows))


def _exported(row: Observation) -> tuple[Cell, ...]:
    codes = "; ".join(f"{link.list_name}: {link.code}" for link in row.code_links.all())
    places = "; ".join(link.place for link in row.place_links.all())
    values: tuple[str | int | None, ...] = (
        row.key, row.territory, row.topic, row.statement, row.extent, str(row.first_on or ""), str(row.last_on or ""),
        row.persons_low, row.persons_high, codes, places, "; ".join(row.answers), row.grading, row.source.key,
        row.section, row.page, row.caution, Marking(row.marking).label, "yes" if row.is_invented else "",
    )  # fmt: skip
    return tuple(Cell(value) for value in values)
