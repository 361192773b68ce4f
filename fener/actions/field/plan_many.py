"""Plan many visits at once from a table: pasted from a spreadsheet, or a CSV file. All rows or none."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

from fener.actions.field.plan_visit import store_visit
from fener.actions.field.planning import CheckedPlan, checked_visit, open_cycle, store_planned
from fener.queries.cycles import members_of, organisations_of
from fener.records.base.models import Member, Organisation
from fener.records.field.models import MonitoringCycle, MonitoringVisit
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, Location, UnknownTerm, UnreadableMaterial
from fener.terms.monitoring import VisitWish
from fener.terms.tables import RowProblem, RowsRefused

COLUMNS = ("place", "site_kind", "planned_on", "organisation", "due_on", "segment", "monitors", "note")
REQUIRED = COLUMNS[:4]
MOST_ROWS = 500
MOST_BYTES = 1_000_000
# Which cell a refusal of the plan is about.
_COLUMN_OF = {
    "FEN-2604": "planned_on",
    "FEN-2605": "due_on",
    "FEN-2606": "organisation",
    "FEN-2607": "place",
    "FEN-2608": "place",
    "FEN-2609": "segment",
    "FEN-2611": "monitors",
    "FEN-3002": "place",
}
_DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?$")


class PlanRowsRefused(RowsRefused):
    """Some rows cannot be planned; nothing was stored."""

    number = "FEN-2612"
    remedy = "Correct the rows named and paste the whole table again."


def plan_many(actor: Member, cycle_id: int, table: str | bytes) -> list[MonitoringVisit]:
    """Plan every row. The first row names the columns: place, site_kind, planned_on, organisation; further ones are optional.

    Cells are separated by semicolon, comma or tab. Raises PlanRowsRefused with every row at fault.
    """
    may_take_step(actor.role, "plan_cycle").enforce()
    cycle = open_cycle(actor, cycle_id)
    plans = _checked(actor, cycle, _rows(table))
    return store_planned(
        actor,
        "plan_many",
        cycle,
        lambda: [store_visit(actor, cycle, plan) for plan in plans],
        lambda made: (("MonitoringCycle", str(cycle.pk)), {"visits": [visit.key for visit in made]}),
    )


def _rows(table: str | bytes) -> list[tuple[int, dict[str, str]]]:
    text = _text(table)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    try:
        lines = list(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise UnreadableMaterial(
            f"the table cannot be read ({problem})", remedy="Look for a quotation mark left open.", number="FEN-2613"
        ) from problem
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if len(filled) < 2:
        raise UnreadableMaterial(
            "the table has no rows", remedy="Paste a row of column names and at least one visit.", number="FEN-2613"
        )
    if len(filled) > MOST_ROWS + 1:
        raise UnreadableMaterial(
            f"the table has more than {MOST_ROWS} rows", remedy="Paste it in parts.", number="FEN-2613"
        )
    names = _columns(filled[0][1])
    return [(number, dict(zip(names, (cell.strip() for cell in line), strict=False))) for number, line in filled[1:]]


def _text(table: str | bytes) -> str:
    if len(table) > MOST_BYTES:
        raise UnreadableMaterial("the table is larger than 1 MB", remedy="Paste it in parts.", number="FEN-2613")
    if isinstance(table, str):
        text = table
    else:
        try:
            text = table.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise UnreadableMaterial(
                "the file is not written in UTF-8",
                remedy="Save it as “CSV UTF-8”, or paste the rows instead.",
                number="FEN-2613",
            ) from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _columns(header: list[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", name.strip().casefold()) for name in header]
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name and name not in COLUMNS]
    doubled = {name for name in names if name and names.count(name) > 1}
    if missing or unknown or doubled:
        told = [f"missing: {', '.join(missing)}"] if missing else []
        told += [f"not known: {', '.join(unknown)}"] if unknown else []
        told += [f"twice: {', '.join(sorted(doubled))}"] if doubled else []
        raise UnreadableMaterial(
            f"the first row does not name the columns ({'; '.join(told)})",
            remedy=f"Name them {', '.join(REQUIRED)}; further ones may be {', '.join(COLUMNS[4:])}.",
            number="FEN-2613",
        )
    return names


def _checked(actor: Member, cycle: MonitoringCycle, rows: list[tuple[int, dict[str, str]]]) -> list[CheckedPlan]:
    known = _Known(cycle)
    plans, rejected = [], []
    for number, cells in rows:
        try:
            plans.append(checked_visit(actor, cycle, known.wish(cells)))
        except FenerError as problem:
            column = (problem.location.column if problem.location else None) or _COLUMN_OF.get(problem.number, "")
            raw = cells.get(column, "") if column else "; ".join(filter(None, cells.values()))
            rejected.append(RowProblem(number, column, problem.number, problem.message, problem.remedy, raw))
    if rejected:
        raise PlanRowsRefused(rejected)
    return plans


class _Known:
    """Names people write for organisations, members and kinds, looked up once a table."""

    def __init__(self, cycle: MonitoringCycle) -> None:
        inside = [pk for pk, _ in organisations_of(cycle)]
        self._organisations: dict[str, int] = {}
        for entry in Organisation.objects.filter(pk__in=inside):
            self._organisations |= {_fold(name): entry.pk for name in (entry.name, entry.short_name) if name}
        chosen = [pk for pk, _, _ in members_of(cycle)]
        members = Member.objects.filter(pk__in=chosen).values_list("username", "pk")
        self._members = {_fold(name): pk for name, pk in members}
        self._kinds = {
            _fold(name): entry.code for entry in code_list("site_kinds") for name in (entry.code, entry.label)
        }

    def wish(self, cells: Mapping[str, str]) -> VisitWish:
        """The row as a wish; UnknownTerm or UnreadableMaterial for what cannot be understood."""
        for column in REQUIRED:
            if not cells.get(column):
                raise UnreadableMaterial(
                    f"{column} is empty", remedy="Fill it in.", location=Location(column=column), number="FEN-2613"
                )
        planned_on = _day(cells["planned_on"], "planned_on")
        return VisitWish(
            place=cells["place"],
            site_kind=_named(self._kinds, cells["site_kind"], "site_kind"),
            planned_on=planned_on,
            due_on=_day(cells["due_on"], "due_on") if cells.get("due_on") else None,
            organisation_id=_named(self._organisations, cells["organisation"], "organisation"),
            segment=cells.get("segment", ""),
            members=tuple(
                _named(self._members, name, "monitors")
                for name in re.split(r"[,\s]+", cells.get("monitors", "").strip())
                if name
            ),
            note=cells.get("note", ""),
        )


def _named(known: Mapping[str, Any], name: str, column: str) -> Any:
    found = known.get(_fold(name))
    if found is None:
        raise UnknownTerm(
            f"“{name[:60]}” is not known as {column}",
            remedy=f"Write one of: {', '.join(_offered(known))}.",
            location=Location(column=column),
        )
    return found


def _offered(known: Mapping[str, Any]) -> list[str]:
    """One name for each: codes rather than their labels, full names rather than short ones."""
    names = {value: name for name, value in sorted(known.items(), key=lambda pair: (pair[0] == pair[1], len(pair[0])))}
    return sorted(names.values())[:30]


def _day(text: str, column: str) -> date:
    """``2026-10-17`` or ``17.10.2026``; slashes are refused, since they are read in two ways."""
    dotted = _DOTTED.match(text)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableMaterial(
            f"“{text[:30]}” is not a day",
            remedy="Write 2026-10-17 or 17.10.2026.",
            location=Location(column=column),
            number="FEN-2613",
        ) from None


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
