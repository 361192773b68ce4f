"""Everything one case's page shows, put together from what the member may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fener.queries.protection.case_circle import Circle, circle_of, has_living_team
from fener.queries.protection.case_page import CasePage, Line, SharingPage, StepLine, sharing_page
from fener.queries.protection.case_sharing import SharingLines, sharing_lines
from fener.queries.protection.what_now import NextThing, what_now
from fener.records.base.models import Member
from fener.records.protection.models import ServiceProvider
from fener.safeguards.access import level_of
from fener.terms.codelists import code_list
from fener.terms.protection import AccessLevel, ProtectionState, RecallState


@dataclass(frozen=True, slots=True)
class PersonClass:
    """A class of data: its fields (code, label, value), or why it is withheld."""

    code: str
    label: str
    level: AccessLevel
    fields: tuple[tuple[str, str, Any], ...]
    withheld: str


@dataclass(frozen=True, slots=True)
class PathwayPhase:
    """A phase of the pathway: the steps for this person, and those only for other situations."""

    code: str
    wanted: tuple[StepLine, ...]
    others: tuple[StepLine, ...]

    @property
    def answered(self) -> int:
        """How many of the wanted steps have an answer."""
        return sum(line.taken is not None for line in self.wanted)


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The page. ``lines`` and ``circle`` are None where the protected data are withheld."""

    page: CasePage
    now: tuple[NextThing, ...]
    person: tuple[PersonClass, ...]
    phases: tuple[PathwayPhase, ...]
    lines: SharingLines | None
    circle: Circle | None
    can_break_glass: bool
    can_adopt: bool
    open_recalls: int
    ties: tuple[Mapping[str, str], ...]

    @property
    def withheld(self) -> tuple[PersonClass, ...]:
        """Classes the member does not read."""
        return tuple(one for one in self.person if one.withheld)

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Why classes are withheld: each reason once, with its classes."""
        found: dict[str, list[str]] = {}
        for one in self.withheld:
            found.setdefault(one.withheld, []).append(one.label)
        return list(found.items())

    @property
    def concerns(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """(open, settled) concerns; the open ones by risk and time."""
        lines = self.page.part("concerns")
        ranks = ["critical", "high", "medium", "low"]
        still = [line for line in lines if line.row.settled_at is None]
        still.sort(key=lambda line: (ranks.index(line.row.risk) if line.row.risk in ranks else 9, line.row.due_at))
        return tuple(still), tuple(line for line in lines if line.row.settled_at is not None)

    @property
    def tasks(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """(open by time, done) tasks."""
        lines = self.page.part("tasks")
        still = sorted((line for line in lines if line.row.done_at is None), key=lambda line: line.row.due_at)
        return tuple(still), tuple(line for line in lines if line.row.done_at is not None)

    @property
    def safety_plan(self) -> Line | None:
        """The newest; it counts."""
        plans = self.page.part("safety_plans")
        return plans[-1] if plans else None


def case_desk(member: Member, page: CasePage, *, with_duplicates: bool = False) -> CaseDesk:
    """For a page that ``read_case`` gave, so that the reading is noted."""
    now, case_file = timezone.now(), page.case_file
    reads = page.reads_protected
    sharing = sharing_page(case_file) if reads else SharingPage((), (), (), ())
    reader = page.reader
    glass = reader.same_organisation and reader.same_territory and not reader.on_team
    return CaseDesk(
        page=page,
        now=what_now(page, sharing, now),
        person=_person(page),
        phases=_phases(page.steps),
        lines=sharing_lines(case_file, sharing, now) if reads else None,
        circle=circle_of(member, case_file, with_duplicates=with_duplicates) if reads else None,
        can_break_glass=glass and not reads and case_file.access != AccessLevel.CLOSED
        and case_file.state != ProtectionState.DISPOSED,
        can_adopt=glass and not reads and case_file.state != ProtectionState.DISPOSED and not has_living_team(case_file),
        ties=_ties(page),
        open_recalls=case_file.disclosures.filter(recall=RecallState.ASKED).count(),
    )  # fmt: skip


def _ties(page: CasePage) -> tuple[Mapping[str, str], ...]:
    """Where alleged offenders work, with the name of the directory's entry where it is one (``name``)."""
    found = [dict(line.content) for line in page.part("alleged_ties")]
    numbers = [str(tie["provider"]).removeprefix("SP-") for tie in found if tie.get("provider")]
    names = {row.key: row.name for row in ServiceProvider.objects.filter(pk__in=numbers)}
    return tuple({**tie, "name": names.get(tie.get("provider", ""), "")} for tie in found)


def _person(page: CasePage) -> tuple[PersonClass, ...]:
    fields: dict[str, list[tuple[str, str, Any]]] = {}
    for entry in code_list("person_fields"):
        if entry.code in page.person:
            held = fields.setdefault(str(entry.extra["data_class"]), [])
            held.append((entry.code, entry.label, page.person[entry.code]))
    raised = AccessLevel(page.case_file.access)
    return tuple(
        PersonClass(
            entry.code,
            entry.label,
            level_of(entry.code, raised),
            tuple(fields.get(entry.code, ())),
            page.withheld.get(entry.code, ""),
        )
        for entry in code_list("data_classes")
    )


def _phases(steps: tuple[StepLine, ...]) -> tuple[PathwayPhase, ...]:
    by_phase: dict[str, list[StepLine]] = {entry.code: [] for entry in code_list("pathway_phases")}
    for line in steps:
        by_phase[line.step.phase].append(line)
    return tuple(_phase(code, lines) for code, lines in by_phase.items() if lines)


def _phase(code: str, lines: list[StepLine]) -> PathwayPhase:
    wanted = tuple(line for line in lines if line.is_wanted or line.taken is not None)
    return PathwayPhase(code, wanted, tuple(line for line in lines if line not in wanted))


def screening_answers(line: Line) -> Mapping[str, list[str]]:
    """Of one screening: codes of items by answer, yes first."""
    given = line.content.get("answers", {})
    return {said: [code for code, answer in given.items() if answer == said] for said in ("yes", "no", "not_known")}
