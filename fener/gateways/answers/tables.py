"""Linked tables: one for the reports, one for each repeat, joined by ``row`` and ``parent_row``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Literal

from fener.gateways.answers.report_answers import ReportAnswers
from fener.gateways.answers.row_plans import Labels, Row, RowPlan, cell_names, rows_below, steps_for
from fener.gateways.answers.shape import ExportRefused, Node, shape_of
from fener.terms.questionnaires import QuestionnaireDefinition, Sensitivity

MAIN = "reports"
_QUASI, _OPEN = Sensitivity.QUASI, Sensitivity.OPEN
_CONTEXT: tuple[tuple[str, str, Sensitivity], ...] = (
    ("version", "Version of the questionnaire", _OPEN),
    ("territory", "Territory", _OPEN),
    ("organisation", "Organisation that made the report", _QUASI),
    ("cycle", "Monitoring cycle", _OPEN),
    ("visit", "Monitoring visit", _QUASI),
    ("interview", "Interview", _QUASI),
    ("place", "Place, coarse", _QUASI),
    ("submitted_on", "Day of submission", _QUASI),
    ("received_at", "Time of receipt at the server", _QUASI),
    ("approved_at", "Time of approval", _QUASI),
    ("state", "State of review", _OPEN),
    ("edits", "Corrections after the first submission", _OPEN),
    ("attachments_expected", "Attachments the report names", _OPEN),
    ("attachments_present", "Attachments received", _OPEN),
    ("is_invented", "1 where the report is invented for practice", _OPEN),
)
_KEYS = (("report", "Key of the report"), ("row", "Key of this row"), ("parent_row", "Row this one belongs to"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what the codebook says of it. ``path`` is empty for keys and context."""

    name: str
    label: str
    kind: str
    sensitivity: Sensitivity = Sensitivity.OPEN
    path: str = ""
    code_list: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hxl: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; names are safe as file names and differ without regard to case."""

    name: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Layout:
    """Tables in order, the reports' own first, and how rows of each version are cut."""

    key: str
    title: str
    versions: tuple[str, ...]
    tables: tuple[Table, ...]
    include: frozenset[Sensitivity]
    context: Callable[[ReportAnswers], tuple[object, ...]] = field(repr=False)
    plans: Mapping[str, RowPlan] = field(repr=False)

    def table(self, name: str) -> Table:
        """The table of this name; ExportRefused (FEN-2582) where there is none."""
        found = next((each for each in self.tables if each.name == name), None)
        if found is None:
            raise ExportRefused(
                f"There is no table “{name}”",
                remedy=f"Choose one of: {', '.join(each.name for each in self.tables)}.",
                number="FEN-2582",
            )
        return found


def table_layout(
    definitions: Sequence[QuestionnaireDefinition],
    *,
    languages: Literal["codes", "labels"] = "codes",
    include_sensitivity: Set[Sensitivity],
    language: str = "en",
) -> Layout:
    """Lay out the tables of one questionnaire over its versions (newest first).

    ``languages="codes"`` writes paths and codes, ``"labels"`` the wording of questions and choices in ``language``. Columns with a
    sensitivity outside ``include_sensitivity`` are left out, DIRECT ones whatever is asked. Raises ExportRefused (FEN-2581).
    """
    include = frozenset(include_sensitivity) - {Sensitivity.DIRECT}
    nodes = shape_of(definitions, include)
    labelled, newest = languages == "labels", definitions[0]
    context = tuple(each for each in _CONTEXT if each[2] in {*include, _OPEN})
    names = _table_names(nodes)
    tables = [Table(MAIN, newest.title(language), _columns(nodes, context, language if labelled else ""))]
    for path, node in _repeats(nodes):
        tables.append(
            Table(names[path], node.field.label(language), _columns(node.children, (), language if labelled else ""))
        )
    labels = _labels(language if labelled else "")
    plans = {
        each.version: RowPlan(MAIN, "", "", (), steps_for(nodes, each.version, labels), _plans_below(nodes, each.version, labels, names))
        for each in definitions
    }  # fmt: skip
    return Layout(
        newest.key, newest.title(language), tuple(each.version for each in definitions), tuple(tables), include,
        _context_getter(tuple(each[0] for each in context)), plans,
    )  # fmt: skip


def rows_of(
    layout: Layout, report: ReportAnswers, only: Set[str] | None = None
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """(table, row) for a report: its own row, then those of its repeats, each before the rows below it.

    Cells are str, int, float or None. ``only`` names the tables wanted. Raises ExportRefused (FEN-2583) for a report of a
    version the layout does not know, since its answers could not be placed.
    """
    plan = layout.plans.get(report.version)
    if plan is None:
        raise ExportRefused(
            f"Report {report.report_key} has version “{report.version}”, which is not among the definitions",
            number="FEN-2583",
        )
    key, answers = report.report_key, report.answers
    if only is None or MAIN in only:
        row: Row = [key, key, None, *layout.context(report)]
        for step in plan.steps:
            step(row, answers)
        yield MAIN, tuple(row)
    if plan.below:
        yield from rows_below(plan, answers, key, key, only)


def _context_getter(names: tuple[str, ...]) -> Callable[[ReportAnswers], tuple[object, ...]]:
    get = attrgetter(*names)
    return lambda report: tuple(map(_context_cell, get(report)))


def _context_cell(value: object) -> object:
    if isinstance(value, date):  # a time too
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _labels(language: str) -> Labels:
    def labels(node: Node) -> Mapping[str, str] | None:
        return {choice.name: _wording(choice.labels, language, choice.name) for choice in node.choices}

    return labels if language else lambda node: None


def _wording(labels: Mapping[str, str], language: str, name: str) -> str:
    return labels.get(language) or labels.get("en") or name


def _repeats(nodes: Sequence[Node], above: str = "") -> Iterator[tuple[str, Node]]:
    """Repeats in order, with the path of titles that leads to each; those within follow."""
    for node in nodes:
        path = f"{above}/{node.title}".lstrip("/")
        if node.is_table:
            yield path, node
        if node.children:
            yield from _repeats(node.children, path)


def _table_names(nodes: Sequence[Node]) -> dict[str, str]:
    """Path of titles → table name."""
    taken = {MAIN, "readme", "columns"}
    return {path: _free(_file_name(path), taken) for path, _ in _repeats(nodes)}


def _file_name(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", path.replace("/", "."))[:80].strip(".") or "table"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.casefold())
    return found


def _plans_below(
    nodes: Sequence[Node], version: str, labels: Labels, names: Mapping[str, str], groups: tuple[str, ...] = (), above: str = "",
) -> tuple[RowPlan, ...]:  # fmt: skip
    """Plans of the nearest repeats below, through groups, as far as the version has them."""
    plans: list[RowPlan] = []
    for node in (each for each in nodes if each.children and version in each.versions):
        path = f"{above}/{node.title}".lstrip("/")
        if node.is_table:
            below = _plans_below(node.children, version, labels, names, (), path)
            steps = steps_for(node.children, version, labels)
            plans.append(RowPlan(names[path], node.name, node.title, groups, steps, below))
        else:
            plans += _plans_below(node.children, version, labels, names, (*groups, node.name), path)
    return tuple(plans)


def _columns(
    nodes: Sequence[Node], context: Sequence[tuple[str, str, Sensitivity]], language: str
) -> tuple[Column, ...]:
    keys = [Column(name, label, "key") for name, label in _KEYS]
    keys += [Column(name, label, "context", sensitivity) for name, label, sensitivity in context]
    taken = {column.name.casefold() for column in keys}
    return (*keys, *_answer_columns(nodes, language, taken, ""))


def _answer_columns(nodes: Sequence[Node], language: str, taken: set[str], above: str) -> Iterator[Column]:
    for node in (each for each in nodes if not each.is_table):
        path = f"{above}/{node.title}".lstrip("/")
        if node.kind == "group":
            yield from _answer_columns(node.children, language, taken, path)
            continue
        told = {choice.name: _wording(choice.labels, language or "en", choice.name) for choice in node.choices}
        for suffix in cell_names(node):
            yield _column(node, path, suffix, told, _heading(node, path, suffix, told, language), taken)


def _heading(node: Node, path: str, suffix: str, told: Mapping[str, str], language: str) -> str:
    if not language:
        return path + suffix
    ending = suffix[1:]
    label = node.field.label(language) + ("" if node.title == node.name else f" ({node.title})")
    return f"{label}: {told.get(ending, ending)}" if ending else label


def _column(node: Node, path: str, suffix: str, told: Mapping[str, str], heading: str, taken: set[str]) -> Column:
    name = _free(f"answers/{heading}" if heading.casefold() in taken else heading, taken)
    ending, label = suffix[1:], node.field.label()
    return Column(
        name, f"{label}: {told.get(ending, ending)}" if ending else label,
        node.kind if not suffix or node.kind == "geopoint" else "choice (0/1)",
        node.sensitivity, path + suffix, node.field.code_list, () if suffix else tuple(told.items()), node.field.hxl,
    )  # fmt: skip
