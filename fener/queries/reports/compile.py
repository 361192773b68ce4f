"""Lay a report out: the structure of Annex II for a territory, the structure of the comparative report for the region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from fener.queries.law import how_the_law_treats_it
from fener.queries.pictures import PICTURES
from fener.queries.places import place_or_none
from fener.queries.reports import sentences, tables
from fener.queries.reports.fieldwork import fieldwork
from fener.queries.reports.material import Fact, Material
from fener.queries.reports.numbering import resolve_references
from fener.terms.codelists import Code, code_list
from fener.terms.frozen import digest
from fener.terms.reporting import (
    Block,
    Bullets,
    Narrative,
    NoInformation,
    Paragraph,
    Picture,
    Question,
    ReportDocument,
    Run,
    Section,
    Table,
)
from fener.terms.territories import KOSOVO_NOTE, region_members, territory

Builder = Callable[[Material], list[Block]]
_ENTRIES_TABLE = {"prevented_irregular_crossings", "unspecified_irregular_crossings"}
BASEMAP_NOTE = "Boundaries and names on maps do not imply endorsement. Base map: Natural Earth."


def compile_document(
    material: Material, *, title: str, state: str, built_at: datetime, narratives: Mapping[str, str], version: int = 0
) -> ReportDocument:
    """The whole document: every section of the structure, with an editor's narrative first where there is one."""
    kind = "regional" if material.is_regional else "national"
    sections = _tree(material, kind, narratives)
    document = ReportDocument(
        title=title,
        subtitle=_subtitle(material),
        kind=kind,
        territory=material.place,
        period=material.period,
        state=state,
        built_at=built_at,
        sections=resolve_references(sections),
        footnotes=(KOSOVO_NOTE, BASEMAP_NOTE),
        version=version,
    )
    document = replace(document, references=material.references(_ids(document.sections)))
    return replace(document, digest=digest(document))


def _subtitle(material: Material) -> str:
    scope = (
        "Regional comparative report" if material.is_regional else f"National report: {territory(material.place).label}"
    )
    return f"{scope}, {material.period}"


def _tree(material: Material, kind: str, narratives: Mapping[str, str]) -> tuple[Section, ...]:
    entries = sorted(
        (entry for entry in code_list("report_sections") if entry.extra["kind"] == kind), key=lambda e: e.extra["order"]
    )
    return tuple(_section(material, entry, entries, narratives) for entry in entries if entry.parent is None)


def _section(material: Material, entry: Code, entries: list[Code], narratives: Mapping[str, str]) -> Section:
    children = tuple(_section(material, child, entries, narratives) for child in entries if child.parent == entry.code)
    blocks: list[Block] = []
    if text := narratives.get(entry.code, "").strip():
        blocks.append(Narrative(text))
    blocks += _BUILDERS[entry.code](material) if entry.code in _BUILDERS else []
    if not blocks and not children:
        blocks.append(NoInformation())
    return Section(_number(entry), entry.label, tuple(blocks), children)


def _number(entry: Code) -> str:
    number = str(entry.extra.get("number", ""))
    parent = entry.parent
    same = parent is not None and str(code_list("report_sections")[parent].extra.get("number", "")) == number
    return number if number[:1].isdigit() and not same else ""


# --- blocks most sections are made of ------------------------------------------------------------------------------


def _picture(material: Material, name: str) -> list[Block]:
    picture = PICTURES[name](material.member, material.territory_or_none)
    return [picture] if picture else []


def _by_territory(material: Material, topics: Iterable[str], what: str) -> list[Block]:
    """A counted sentence, then each territory's statements under its name; territories without any say so."""
    facts = material.facts_on(topics)
    if not facts:
        return [NoInformation(f"No information on {what}.")]
    blocks: list[Block] = [sentences.count_sentence(facts, what)]
    places = material.places if material.is_regional else (material.place,)
    for place in (*places[-1:], *places[:-1]) if material.is_regional else places:
        blocks += _territory_statements(place, [fact for fact in facts if fact.territory == place], material)
    others = [fact for fact in facts if fact.territory not in places]
    return [*blocks, sentences.statements(others)] if others else blocks


def _territory_statements(place: str, facts: list[Fact], material: Material) -> Iterator[Block]:
    if not material.is_regional:
        if facts:
            yield sentences.statements(facts)
        return
    if facts:
        yield Paragraph((Run(territory(place).label, strong=True),))
        yield sentences.statements(facts)
    elif place in region_members():
        yield Paragraph((Run(territory(place).label, strong=True), Run(": no information.")))


def _some(block: Block | None) -> list[Block]:
    return [block] if block else []


def _place_names(material: Material) -> dict[str, str]:
    keys = {key for row in material.segments for key in (row.origin, row.destination)}
    found = {key: place_or_none(key) for key in keys}
    return {key: place.name for key, place in found.items() if place}


# --- sections both kinds share -------------------------------------------------------------------------------------


def _introduction(material: Material) -> list[Block]:
    blocks: list[Block] = _picture(material, "entries")
    headline = [figure for figure in material.figures if figure.measure not in _ENTRIES_TABLE]
    if headline:
        blocks.append(Bullets(tuple(sentences.figure_sentence(figure) for figure in headline)))
    blocks += _picture(material, "incidents")
    return blocks or [NoInformation()]


def _methodology(material: Material) -> list[Block]:
    total = Paragraph(
        (
            Run("This report rests on "),
            Run(f"{len(material.facts):,}", strong=True),
            Run(
                " coded observations. Every number leads to the records behind it. Counts of observations say how often "
                "something is reported, not how often it happens."
            ),
        )
    )
    return [total, *fieldwork(material), *_some(tables.source_table(material))]


def _key_institutions(material: Material) -> list[Block]:
    rows = [row for row in material.stakeholders if row.part == "key"]
    return _some(tables.stakeholder_table("key-institutions", "Key institutions and their competences", rows)) + (
        _by_territory(material, ["institution", "capacity"], "institutions and their capacities")
    )


def _other_institutions(material: Material) -> list[Block]:
    rows = [row for row in material.stakeholders if row.part == "protection"]
    return _some(
        tables.stakeholder_table("other-institutions", "Other institutions with a part in protection", rows)
    ) or [NoInformation()]


def _cooperation(material: Material) -> list[Block]:
    rows = [row for row in material.stakeholders if row.part == "cooperation"]
    return [
        *_some(tables.instrument_table("instruments", "Instruments of cooperation", material.instruments)),
        *_some(tables.stakeholder_table("partners", "Partners in cooperation", rows)),
        *_by_territory(material, ["cooperation"], "cooperation"),
    ]


def _routes(material: Material) -> list[Block]:
    table = tables.segment_table(
        "segments", "Route segments as reported used", material.segments, _place_names(material)
    )
    return [*_picture(material, "map"), *_some(table), *_by_territory(material, ["route"], "routes")]


def _methods(material: Material) -> list[Block]:
    return [
        *_picture(material, "methods"),
        *_picture(material, "vehicles"),
        *_by_territory(material, ["method", "transport"], "ways of crossing and of transport"),
        *_picture(material, "lodging"),
        *_by_territory(material, ["lodging"], "lodging on the way"),
        *_picture(material, "digital"),
        *_by_territory(material, ["digital_tool"], "digital means"),
    ]


def _payments(material: Material) -> list[Block]:
    paid = material.facts_on(["payment", "price"])
    return [
        *_picture(material, "prices"),
        *_picture(material, "payments"),
        *_some(sentences.code_sentence(paid, "payment_methods", "Payment methods named")),
        *_by_territory(material, ["price", "payment"], "prices and payment"),
    ]


def _migrants(material: Material) -> list[Block]:
    return [
        *_picture(material, "nationalities"),
        *_picture(material, "nationalities-over-time"),
        *_by_territory(material, ["nationality", "composition"], "composition"),
    ]


def _risks(material: Material) -> list[Block]:
    return [
        *_picture(material, "harms"),
        *_picture(material, "harm-perpetrators"),
        *_by_territory(material, ["harm", "official_conduct"], "harms and those who cause them"),
    ]


def _compensation(material: Material) -> list[Block]:
    return [
        *_picture(material, "compensation"),
        *_by_territory(material, ["compensation"], "compensation other than money"),
    ]


def _facilitators(material: Material) -> list[Block]:
    return [
        *_picture(material, "facilitator-roles"),
        *_picture(material, "facilitator-nationalities"),
        *_by_territory(material, ["facilitator_role", "organisation_level"], "facilitators and their organisation"),
    ]


def _local_population(material: Material) -> list[Block]:
    return [*_picture(material, "local-roles"), *_by_territory(material, ["local_role"], "the part of local people")]


def _recruitment(material: Material) -> list[Block]:
    return [*_picture(material, "recruitment"), *_by_territory(material, ["recruitment"], "first contact")]


def _authorities(material: Material) -> list[Block]:
    return _by_territory(material, ["proceedings"], "proceedings and collaboration with authorities")


def _protection(material: Material) -> list[Block]:
    law = how_the_law_treats_it([place for place in material.places if place in region_members()])
    return [*_by_territory(material, ["protection_practice"], "protection in practice"), *law]


def _prevention(material: Material) -> list[Block]:
    return _by_territory(material, ["prevention"], "prevention")


def _conclusions(material: Material) -> list[Block]:
    """What can be said without judgement: how well the questions are covered, and where nothing is known."""
    gaps = [question for question in code_list("guiding_questions") if not material.facts_answering(question)]
    answered = len(code_list("guiding_questions")) - len(gaps)
    ids = tuple(fact.id for fact in material.facts)
    runs = [
        Run("Of "),
        Run(str(len(code_list("guiding_questions")))),
        Run(" guiding questions "),
        Run(str(answered), ids, True),
        Run(" are answered by at least one observation."),
    ]
    blocks: list[Block] = [Paragraph(tuple(runs))]
    if gaps:
        blocks.append(Bullets(tuple((Run(f"{gap.code} {gap.label} No information."),) for gap in gaps)))
    return blocks


def _research_method(material: Material) -> list[Block]:
    return [tables.question_table(material), *_some(tables.inconsistency_table(material))]


def _coalition(material: Material) -> list[Block]:
    rows = [row for row in material.stakeholders if row.kind in {"cso", "civil_society"}]
    return _some(tables.stakeholder_table("coalition", "Civil society organisations named", rows)) or [NoInformation()]


# --- the national report's questions -------------------------------------------------------------------------------

_PICTURES_BY_QUESTION: Mapping[str, tuple[str, ...]] = {
    "4.1.1": ("map",),
    "4.1.2": ("methods", "vehicles", "lodging"),
    "4.1.6": ("prices", "payments"),
    "4.1.7": ("compensation",),
    "4.2.1": ("recruitment", "digital"),
    "4.2.3": ("facilitator-nationalities",),
    "4.2.6": ("facilitator-roles",),
    "4.2.7": ("local-roles",),
    "4.3.2": ("harms", "harm-perpetrators"),
    "4.3.7": ("nationalities",),
}


def _questions(chapter: str) -> Builder:
    def build(material: Material) -> list[Block]:
        asked = [entry for entry in code_list("guiding_questions") if entry.code.rpartition(".")[0] == chapter]
        return [_question(material, entry) for entry in asked]

    return build


def _question(material: Material, entry: Code) -> Question:
    blocks: list[Block] = []
    for name in _PICTURES_BY_QUESTION.get(entry.code, ()):
        blocks += _picture(material, name)
    facts = material.facts_answering(entry)
    if facts:
        blocks += [sentences.count_sentence(facts, "this"), sentences.statements(facts)]
    return Question(entry.code, entry.label, tuple(blocks) or (NoInformation(),))


def _national_authorities(material: Material) -> list[Block]:
    return [*_questions("4.4")(material), *how_the_law_treats_it([material.place])]


def _national_institutions(material: Material) -> list[Block]:
    return [*_key_institutions(material), *_other_institutions(material), *_cooperation(material)]


_BUILDERS: Mapping[str, Builder] = {
    "national_1": _introduction,
    "national_2": _methodology,
    "national_3": _national_institutions,
    "national_4_1": _questions("4.1"),
    "national_4_2": _questions("4.2"),
    "national_4_3": _questions("4.3"),
    "national_4_4": _national_authorities,
    "national_5": _questions("5"),
    "regional_intro": _introduction,
    "regional_methodology": _methodology,
    "regional_1_1": _key_institutions,
    "regional_1_2": _other_institutions,
    "regional_1_3": _cooperation,
    "regional_2_1": _routes,
    "regional_2_2": _methods,
    "regional_2_3": _payments,
    "regional_2_4": _migrants,
    "regional_2_4_risks": _risks,
    "regional_2_4_compensation": _compensation,
    "regional_2_5": _facilitators,
    "regional_2_5_local": _local_population,
    "regional_2_5_recruitment": _recruitment,
    "regional_3": _authorities,
    "regional_3_protection": _protection,
    "regional_3_1": _prevention,
    "regional_4": _conclusions,
    "regional_annex_2": _research_method,
    "regional_brmc": _coalition,
}


# --- ids -----------------------------------------------------------------------------------------------------------


def _ids(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        for block in section.blocks:
            yield from _block_ids(block)
        yield from _ids(section.subsections)


def _block_ids(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(runs):
            yield from (key for run in runs for key in run.ids)
        case Bullets(entries):
            yield from (key for entry in entries for run in entry for key in run.ids)
        case Table():
            yield from (key for row in block.rows for cell in row for key in cell.ids)
        case Picture():
            yield from _block_ids(block.table)
        case Question():
            for inner in block.blocks:
                yield from _block_ids(inner)
        case _:
            return
