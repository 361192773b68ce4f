"""Tables a report prefills: institutions, instruments, segments, sources, questions, inconsistencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fener.queries.areas import label_of
from fener.queries.reports.material import Material
from fener.records.field.models import CooperationInstrument, RouteSegment, Stakeholder
from fener.terms.codelists import code_list
from fener.terms.reporting import Cell, Column, Table
from fener.terms.territories import REGION, territories


def stakeholder_table(key: str, caption: str, rows: Sequence[Stakeholder]) -> Table | None:
    """Institutions with their kind and competences, by territory."""
    if not rows:
        return None
    kinds = code_list("stakeholder_kinds")
    return Table(
        key,
        caption,
        (
            Column("territory", "Territory", hxl="#country+name"),
            Column("name", "Institution", hxl="#org+name"),
            Column("kind", "Kind", hxl="#org+type"),
            Column("competences", "Competences named"),
        ),
        tuple(
            (
                Cell(label_of(row.territory)),
                Cell(row.name, (f"T:{row.key}",)),
                Cell(kinds.label(row.kind)),
                Cell("; ".join(row.competences) or None),
            )
            for row in sorted(rows, key=lambda row: (label_of(row.territory), row.key))
        ),
    )


def instrument_table(key: str, caption: str, rows: Sequence[CooperationInstrument]) -> Table | None:
    """Cooperation instruments with kind, parties, date and standing."""
    if not rows:
        return None
    kinds = code_list("cooperation_kinds")
    return Table(
        key,
        caption,
        (
            Column("title", "Instrument"),
            Column("kind", "Kind"),
            Column("parties", "Parties"),
            Column("dated", "Dated"),
            Column("standing", "Standing"),
        ),
        tuple(
            (
                Cell(row.title, (f"C:{row.key}",)),
                Cell(kinds.label(row.kind)),
                Cell(", ".join(_party(party) for party in row.parties) or None),
                Cell(row.dated or None),
                Cell(row.standing.replace("_", " ")),
            )
            for row in rows
        ),
    )


def segment_table(key: str, caption: str, rows: Sequence[RouteSegment], names: dict[str, str]) -> Table | None:
    """Route segments as reported used; ``names`` maps gazetteer keys to names."""
    if not rows:
        return None
    extents, methods = code_list("extents"), code_list("crossing_methods")
    return Table(
        key,
        caption,
        (
            Column("territory", "Territory", hxl="#country+name"),
            Column("from", "From", hxl="#loc+origin+name"),
            Column("to", "To", hxl="#loc+destination+name"),
            Column("methods", "Ways"),
            Column("extent", "Extent"),
        ),
        tuple(
            (
                Cell(label_of(row.territory)),
                Cell(names.get(row.origin, row.origin), (f"S:{row.key}",)),
                Cell(names.get(row.destination, row.destination)),
                Cell(", ".join(methods.label(code) for code in row.methods) or None),
                Cell(extents.label(row.extent)),
            )
            for row in sorted(rows, key=lambda row: (label_of(row.territory), row.key))
        ),
    )


def source_table(material: Material) -> Table | None:
    """Sources with how many observations stand in each and how they are graded."""
    if not material.sources:
        return None
    ids: dict[str, list[str]] = {}
    gradings: dict[str, Counter[str]] = {}
    for fact in material.facts:
        source = fact.cited.split(" ")[0]
        ids.setdefault(source, []).append(fact.id)
        gradings.setdefault(source, Counter())[fact.grading] += 1
    return Table(
        "sources",
        "Sources, observations taken from them, and their grading (reliability A–F, credibility 1–6)",
        (
            Column("source", "Source"),
            Column("title", "Title"),
            Column("issued", "Issued"),
            Column("observations", "Observations", "number", "#indicator+value"),
            Column("gradings", "Gradings"),
        ),
        tuple(
            (
                Cell(source.key),
                Cell(source.title),
                Cell(source.issued or None),
                Cell(len(ids[source.key]), tuple(ids[source.key])),
                Cell(", ".join(f"{grade}: {count}" for grade, count in sorted(gradings[source.key].items()))),
            )
            for source in material.sources
        ),
    )


def question_table(material: Material) -> Table:
    """Every guiding question with the number of observations that answer it, by territory; nought is shown as nought."""
    places = material.places
    rows = []
    for question in code_list("guiding_questions"):
        answering = material.facts_answering(question)
        cells = []
        for place in places:
            found = tuple(fact.id for fact in answering if fact.territory == place)
            cells.append(Cell(len(found), found))
        rows.append((Cell(question.code), Cell(question.label), *cells))
    return Table(
        "questions",
        "Guiding questions and the number of observations that answer them",
        (
            Column("number", "No."),
            Column("question", "Question"),
            *(Column(place, short_label(place), "number", "#indicator+value") for place in places),
        ),
        tuple(rows),
        note="0 means that no observation answers the question: no information.",
    )


def inconsistency_table(material: Material) -> Table | None:
    """What the sources say in two ways, as found."""
    if not material.inconsistencies:
        return None
    return Table(
        "inconsistencies",
        "Known inconsistencies of the sources: kept as they stand, not repaired",
        (
            Column("key", "No."),
            Column("about", "About"),
            Column("finding", "Finding"),
            Column("handling", "Handling"),
            Column("where", "Where"),
        ),
        tuple(
            (
                Cell(row.key),
                Cell(row.about),
                Cell(row.finding),
                Cell(row.handling or None),
                Cell(
                    " ".join(
                        part for part in (row.source.key, row.section, f"p. {row.page}" if row.page else "") if part
                    )
                ),
            )
            for row in material.inconsistencies
        ),
    )


def _party(code: str) -> str:
    """A territory's label, or a readable form of a stakeholder's key."""
    return code.rsplit("-", 1)[-1] if code.isupper() and code not in territories() else label_of(code)


def short_label(code: str) -> str:
    """A column head that fits."""
    return {"BA": "BiH", "MK": "N. Maced.", REGION: "Region", "XK": "Kosovo*"}.get(code, label_of(code))
