"""Who has a part in the response, and what binds them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fener.queries.areas import codes_within, label_of, shown_as
from fener.records.base.models import Member
from fener.records.field.models import CooperationInstrument, Stakeholder
from fener.terms.codelists import code_list
from fener.terms.territories import REGION, region_members


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution with those that belong to it."""

    key: str
    name: str
    kind: str
    part: str
    competences: tuple[str, ...]
    cited: str
    grading: str
    members: tuple[Institution, ...]


@dataclass(frozen=True, slots=True)
class AreaInstitutions:
    """The institutions of one territory, or those of the region and beyond."""

    code: str
    label: str
    institutions: tuple[Institution, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A cooperation instrument. ``standing`` is that of the day of the report."""

    key: str
    title: str
    kind: str
    parties: tuple[str, ...]
    dated: str
    standing: str
    note: str
    cited: str
    grading: str


@dataclass(frozen=True, slots=True)
class InstitutionsPage:
    """Institutions by territory and instruments by kind."""

    areas: tuple[AreaInstitutions, ...]
    instruments: tuple[tuple[str, tuple[Instrument, ...]], ...]


def institutions(member: Member, territory: str | None = None) -> InstitutionsPage:
    """Institutions and instruments of a territory (with the region's), or of the whole region. Two queries."""
    rows = list(Stakeholder.objects.for_member(member).select_related("source").order_by("key"))
    wanted = (territory, REGION) if territory else (*region_members(), REGION)
    areas = tuple(area for code in wanted if (area := _area(code, rows)).count)
    return InstitutionsPage(areas, _by_kind(_instruments(member, territory, {row.key: row.name for row in rows})))


def _area(code: str, rows: Sequence[Stakeholder]) -> AreaInstitutions:
    members = (*region_members(),)
    own = [row for row in rows if (shown_as(row.territory) if shown_as(row.territory) in members else REGION) == code]
    label = "Region and beyond" if code == REGION else label_of(code)
    return AreaInstitutions(code, label, _tree(own), len(own))


def _tree(rows: Sequence[Stakeholder]) -> tuple[Institution, ...]:
    keys = {row.key for row in rows}

    def below(parent: str, above: frozenset[str]) -> tuple[Institution, ...]:
        # ``above`` breaks a circle of parents, should a file ever hold one.
        children = [row for row in rows if row.parent_key == parent and row.key not in above]
        return tuple(_institution(row, below(row.key, above | {row.key})) for row in children)

    tops = [row for row in rows if row.parent_key not in keys]
    return tuple(_institution(row, below(row.key, frozenset({row.key}))) for row in tops)


def _institution(row: Stakeholder, members: tuple[Institution, ...]) -> Institution:
    return Institution(
        key=row.key,
        name=row.name,
        kind=code_list("stakeholder_kinds").label(row.kind),
        part=row.part,
        competences=tuple(row.competences),
        cited=row.cited,
        grading=row.grading,
        members=members,
    )


def _instruments(member: Member, territory: str | None, names: dict[str, str]) -> list[CooperationInstrument]:
    rows = CooperationInstrument.objects.for_member(member).select_related("source").order_by("kind", "key")
    wanted = set(codes_within(territory))
    found = [row for row in rows if territory is None or row.territory in wanted or wanted.intersection(row.parties)]
    for row in found:
        row.parties = [names.get(party, label_of(party)) for party in row.parties]
    return found


def _by_kind(rows: Sequence[CooperationInstrument]) -> tuple[tuple[str, tuple[Instrument, ...]], ...]:
    kinds = code_list("cooperation_kinds")
    order = [*dict.fromkeys([entry.code for entry in kinds if any(row.kind == entry.code for row in rows)])]
    order += sorted({row.kind for row in rows} - set(order))
    return tuple((kinds.label(kind), tuple(_instrument(row) for row in rows if row.kind == kind)) for kind in order)


def _instrument(row: CooperationInstrument) -> Instrument:
    return Instrument(
        key=row.key,
        title=row.title,
        kind=code_list("cooperation_kinds").label(row.kind),
        parties=tuple(row.parties),
        dated=row.dated,
        standing=row.standing.replace("_", " "),
        note=row.note,
        cited=row.cited,
        grading=row.grading,
    )
