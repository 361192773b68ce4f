"""Which digital tools serve which phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from fener.gateways.charts import matrix
from fener.queries.pictures.mentions import Mention, in_list_order, mentions
from fener.queries.pictures.wording import COUNTS_ARE_REPORTS, counted, cut, extent_word, extent_words, listed
from fener.records.base.models import Member
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Picture, Table

_NOT_STATED = "unknown"
_NOTE = "A statement that names several tools and phases counts once for every pair of them."
Pairs = dict[tuple[str, str], list[Mention]]


def digital_picture(member: Member, territory: str | None) -> Picture | None:
    """Digital tools by the phase they serve; statements that name a tool but no phase stand under “not known”."""
    tools = mentions(member, territory, "digital_tools")
    phases = mentions(member, territory, "digital_phases")
    pairs = _pairs(tools, phases)
    if not pairs:
        return None
    down = in_list_order("digital_tools", {tool for tool, _ in pairs})
    across = in_list_order("digital_phases", {phase for _, phase in pairs})
    alt = _alt(down, across, pairs)
    return Picture(
        key="digital",
        caption="Digital tools by the phase they serve",
        spec=matrix(
            _rows(down, across, pairs),
            description=alt,
            levels=extent_words(_word(cell) for cell in pairs.values()),
            across="phase",
            down="tool",
            word="word",
            count="n",
        ),
        alt=alt,
        table=_table(down, across, pairs),
        note=f"{COUNTS_ARE_REPORTS} {_NOTE}",
    )


def _pairs(tools: Sequence[Mention], phases: Sequence[Mention]) -> Pairs:
    phases_of: dict[str, list[str]] = defaultdict(list)
    for mention in phases:
        phases_of[mention.key].append(mention.code)
    pairs: Pairs = defaultdict(list)
    for mention in tools:
        for phase in phases_of.get(mention.key, [_NOT_STATED]):
            pairs[mention.code, phase].append(mention)
    return pairs


def _word(cell: Sequence[Mention]) -> str:
    return extent_word(mention.extent for mention in cell)


def _tool_label(code: str) -> str:
    return "Tool not named" if code == _NOT_STATED else code_list("digital_tools").label(code)


def _rows(down: Sequence[str], across: Sequence[str], pairs: Pairs) -> list[dict[str, object]]:
    phase_label = code_list("digital_phases").label
    return [
        {
            "tool": _tool_label(tool),
            "phase": phase_label(phase),
            "word": _word(pairs[tool, phase]) if (tool, phase) in pairs else None,
            "n": len(pairs[tool, phase]) if (tool, phase) in pairs else None,
        }
        for tool, phase in product(down, across)
    ]


def _table(down: Sequence[str], across: Sequence[str], pairs: Pairs) -> Table:
    label = code_list("digital_phases").label
    titles = [Column(phase, label(phase), "number", f"#indicator+statements+num+v_{phase}") for phase in across]
    rows = tuple(
        (
            Cell(_tool_label(tool)),
            *(_cell(pairs.get((tool, phase), ())) for phase in across),
        )
        for tool in down
    )
    columns = (Column("tool", "Tool", "text", "#indicator+name"), *titles)
    return Table("digital", "Digital tools by the phase they serve", columns, rows, _NOTE)


def _cell(found: Sequence[Mention]) -> Cell:
    ids = tuple(f"O:{mention.key}" for mention in found)
    return Cell(len(ids), ids, note=_word(found)) if ids else Cell(None)


def _alt(down: Sequence[str], across: Sequence[str], pairs: Pairs) -> str:
    sentences = ["Digital tools by the phase they serve."]
    for phase in across:
        held = sorted(
            ((tool, len(pairs[tool, phase])) for tool in down if (tool, phase) in pairs), key=lambda pair: -pair[1]
        )
        named = [f"{code_list('digital_tools').label(tool)} ({counted(n, 'statement')})" for tool, n in held[:4]]
        more = f" and {len(held) - 4} more" if len(held) > 4 else ""
        sentences.append(
            f"{code_list('digital_phases').label(phase)}: {listed(named) if not more else ', '.join(named) + more}."
        )
    return cut(sentences, 14)
