"""The methodology that writes itself: visits and interviews of the cycles a report covers, and what is still unanswered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q

from fener.queries.planned import rows_of
from fener.queries.reports.material import Material
from fener.records.field.models import FieldReport, MonitoringCycle
from fener.terms.monitoring import PlannedRow, Progress
from fener.terms.reporting import Block, Cell, Column, NoInformation, Paragraph, Run, Table
from fener.terms.review import ReviewState
from fener.terms.territories import territory


def fieldwork(material: Material) -> list[Block]:
    """A paragraph a cycle and a table of visits and of interviews; only what was reported and approved is counted."""
    cycles = _cycles(material)
    if not cycles:
        return [NoInformation("Monitoring visits and interviews: no cycle of this period is recorded on this desk.")]
    blocks: list[Block] = []
    for cycle in cycles:
        visits, interviews = rows_of(material.member, Q(cycle=cycle), Q(cycle=cycle))
        done, held = _approved(visits), _approved(interviews)
        blocks.append(_sentence(material, cycle, done, held))
        blocks += [table for table in (_visits(cycle, done), _interviews(cycle, held)) if table]
    return blocks


def _cycles(material: Material) -> list[MonitoringCycle]:
    rows = MonitoringCycle.objects.for_member(material.member).filter(territory__in=material.places)
    return [row for row in rows.order_by("territory", "first_on") if row.period.overlaps(material.period)]


def _approved(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    return [row for row in rows if row.progress == Progress.APPROVED]


def _sentence(
    material: Material, cycle: MonitoringCycle, visits: Sequence[PlannedRow], interviews: Sequence[PlannedRow]
) -> Paragraph:
    places = {row.place for row in visits}
    informants = [row for row in interviews if row.with_whom == "key_informant"]
    respondents = [row for row in interviews if row.with_whom == "respondent"]
    others = _unplanned(material, cycle)
    invented = " [invented for practice]" if cycle.is_invented else ""
    where = f" ({territory(cycle.territory).label})" if material.is_regional else ""
    runs = [
        Run(f"{cycle.title}{where}{invented}, {cycle.period}: "),
        Run(str(len(visits)), _ids(visits), True),
        Run(f" monitoring visit{'' if len(visits) == 1 else 's'} to "),
        Run(str(len(places)), _ids(visits)),
        Run(f" place{'' if len(places) == 1 else 's'} and "),
        Run(str(len(interviews)), _ids(interviews), True),
        Run(f" interview{'' if len(interviews) == 1 else 's'}, "),
        Run(str(len(informants)), _ids(informants)),
        Run(" with key informants and "),
        Run(str(len(respondents)), _ids(respondents)),
        Run(f" with respondents, were reported and approved. The cycle set out for {cycle.visits_target} visits and "),
        Run(f"{cycle.interviews_target} interviews."),
    ]
    if others:
        runs.append(Run(f" Further approved reports outside the plan: {others}."))
    return Paragraph(tuple(runs))


def _unplanned(material: Material, cycle: MonitoringCycle) -> int:
    rows = FieldReport.objects.for_member(material.member).filter(cycle=cycle, state=ReviewState.APPROVED)
    return rows.filter(deleted_at__isnull=True, visit__isnull=True, interview__isnull=True).count()


def _visits(cycle: MonitoringCycle, rows: Sequence[PlannedRow]) -> Table | None:
    groups = _grouped(rows, lambda row: (row.place_label, row.what))
    return _table(f"visits-{cycle.pk}", f"Monitoring visits, {cycle.title}", ("Place", "Kind of place"), groups)


def _interviews(cycle: MonitoringCycle, rows: Sequence[PlannedRow]) -> Table | None:
    # Where a respondent was met is not printed: with few interviews a place may point at a person.
    groups = _grouped(
        rows,
        lambda row: (
            ("Key informant", row.what) if row.with_whom == "key_informant" else ("Respondent", "person smuggled")
        ),
    )
    return _table(f"interviews-{cycle.pk}", f"Interviews, {cycle.title}", ("With", "Kind"), groups)


def _grouped(
    rows: Iterable[PlannedRow], key: Callable[[PlannedRow], tuple[str, str]]
) -> dict[tuple[str, str], list[PlannedRow]]:
    groups: dict[tuple[str, str], list[PlannedRow]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return dict(sorted(groups.items()))


def _table(
    key: str, caption: str, heads: tuple[str, str], groups: dict[tuple[str, str], list[PlannedRow]]
) -> Table | None:
    if not groups:
        return None
    columns = (
        Column("first", heads[0]),
        Column("second", heads[1]),
        Column("number", "Number", "number", "#indicator+value"),
    )
    cells = tuple((Cell(first), Cell(second), Cell(len(rows), _ids(rows))) for (first, second), rows in groups.items())
    return Table(key, caption, columns, cells)


def _ids(rows: Iterable[PlannedRow]) -> tuple[str, ...]:
    return tuple(f"{'V' if row.is_visit else 'N'}:{row.key}" for row in rows)
