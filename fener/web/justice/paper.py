"""A version of a fact sheet on paper: facts with sources, results per legal order, explanation, questions, marks, digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings

from fener.analysis.law import DISCLAIMER, StatedFact, library, vocabulary
from fener.analysis.law.answers import CircumstanceResult
from fener.analysis.law.holdings import Rule
from fener.gateways.charts.render import PrintStudio
from fener.gateways.documents.fonts import AssetFolder
from fener.gateways.documents.pictures import Press
from fener.gateways.documents.wording import ReportWording
from fener.gateways.documents.write import report_bytes
from fener.records.justice.models import FactSheetVersion, LegalReview
from fener.terms.dates import Period
from fener.terms.reporting import Block, Bullets, Cell, Column, Paragraph, ReportDocument, Run, Section, Table
from fener.web.justice.measured import Branch, Measured, Offence, StateResult
from fener.web.templatetags.law import order_name

_WORDING = ReportWording(
    kind="Kind of paper",
    period="Day of the act",
    states={"open": "Working paper", "closed": "Working paper of a closed sheet"},
    stamps={"open": "WORKING PAPER", "closed": "WORKING PAPER"},
    digest="Digest of the facts",
)
_RESULTS = {"met": "met", "missing": "missing", "unknown": "not known"}


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """What a paper is made of."""

    version: FactSheetVersion
    facts: tuple[StatedFact, ...]
    measured: Measured
    at: datetime


def printed(paper: SheetPaper, suffix: str) -> bytes:
    """PDF or DOCX bytes."""
    return report_bytes(document_of(paper), f".{suffix}", _press(), _WORDING)


@cache
def _press() -> Press:
    assets = AssetFolder(settings.NODE_MODULES)
    return Press(assets, PrintStudio(assets.font_paths()))


def document_of(paper: SheetPaper) -> ReportDocument:
    """The paper as a report's tree."""
    sheet, measured = paper.version.sheet, paper.measured
    day = measured.sheet.act_on
    parts = [_front(paper), _facts(paper), *(_state(each) for each in measured.results), _questions(measured)]
    return ReportDocument(
        title=f"{sheet.key}: {sheet.title}",
        subtitle=f"Fact sheet on {sheet.actor_label}, version {paper.version.number}",
        kind="fact_sheet",
        territory=", ".join(order_name(each.code) for each in measured.results),
        period=Period(day, day),
        state=sheet.state,
        built_at=paper.at,
        sections=tuple(_numbered(parts)),
        footnotes=(f"Digest of the law books: {measured.books}.", _MARKS),
        digest=paper.version.digest,
        version=paper.version.number,
    )


_MARKS = (
    "Marks: reported (as a report says it), verified (compared with a public text), to be checked (not seen in a text), "
    "disputed (the sources contradict each other or the text)."
)


def _numbered(parts: Iterable[Section]) -> Iterator[Section]:
    for number, part in enumerate(parts, 1):
        inner = tuple(
            Section(f"{number}.{place}", each.title, each.blocks) for place, each in enumerate(part.subsections, 1)
        )
        yield Section(str(number), part.title, part.blocks, inner)


def _front(paper: SheetPaper) -> Section:
    version = paper.version
    said = [DISCLAIMER]
    if version.sheet.is_invented:
        said.append("Invented for practice: nobody and nothing described here exists.")
    said.append(f"Measured on {paper.measured.on:%d %B %Y}. {' '.join(paper.measured.notes)}".strip())
    said.append(f"Saved by {version.saved_by} on {version.saved_at:%d %B %Y}. {version.change_note}".strip())
    rows = tuple(_glance(each) for each in paper.measured.results)
    columns = _columns("Legal order", "Smuggling", "Why", "Gravest that stands")
    return Section("", "What this is", (*map(_text, said), Table("glance", "At a glance", columns, rows)))


def _glance(each: StateResult) -> tuple[Cell, ...]:
    found = each.gravest
    gravest = f"{found.id} ({found.found.status.label.lower()}), {found.found.range_words}" if found else "none"
    return _cells(order_name(each.code), each.status.label, each.answer.why, gravest)


def _facts(paper: SheetPaper) -> Section:
    rows = tuple(_fact(each) for each in paper.facts)
    columns = _columns("Fact", "Value", "Source", "Exhibit", "Confidence and note")
    table = Table("facts", "Facts stated, with their sources", columns, rows, "What is not listed is not known.")
    return Section("", "Facts", (table,))


def _fact(fact: StatedFact) -> tuple[Cell, ...]:
    term = vocabulary().terms.get(fact.key)
    label = term.label if term else fact.key
    remarks = "; ".join(part for part in (fact.confidence, fact.note) if part)
    return _cells(
        f"{label[:1].upper()}{label[1:]}", fact.shown, fact.source or "not given", fact.exhibit or "–", remarks or "–"
    )


def _state(each: StateResult) -> Section:
    answer = each.answer
    blocks: list[Block] = [_text(f"{each.status.label}: {answer.why}", strong=True)]
    blocks += _bullets(f"{gate.title}: {_RESULTS[gate.word]}. {gate.why}" for gate in each.gates)
    blocks += _bullets(f"To be settled first: {plea.title}. {plea.law}" for plea in answer.pleas)
    blocks += _bullets(answer.notes)
    parts = [Section("", _offence_title(one), _explained(one)) for one in each.standing]
    parts += [
        _listed("Smuggling offences excluded", (f"{one.id}: {_why_not(one)}" for one in each.excluded)),
        _listed("Circumstances", map(_circumstance, (*each.circumstances.met, *each.circumstances.unknown))),
        _listed("Separate offences that facts point to", (_beside(one) for one in each.beside)),
        _listed(
            "Exposure of the person, not smuggling",
            (f"{one.provision.cited}: {one.provision.title} ({one.status.label.lower()}). {one.words}"
             for one in (*each.exposures, *answer.risks)),
        ),
        _listed("Digital means: indicators, never an offence by themselves", (one.row.title for one in each.indicators)),
        _listed("Why a smuggled person is not liable", (_rule(one.rule) for one in answer.basis)),
        _listed("Duties of protection", (_rule(one.rule) for one in answer.duties)),
        _listed("Cooperation", (_rule(one.rule) for one in (*answer.cooperation, *answer.residence))),
        _listed("Evidence still needed", (f"{title}: {_evidence(kinds)}" for title, kinds in each.evidence_needed)),
        _listed("Rules of evidence", (_rule(one.rule) for one in answer.evidence)),
    ]  # fmt: skip
    return Section("", order_name(each.code), tuple(blocks), tuple(part for part in parts if part.blocks))


def _offence_title(one: Offence) -> str:
    return f"{one.found.status.label}: {one.found.provision.cited}, {one.found.provision.title}"


def _explained(one: Offence) -> tuple[Block, ...]:
    """Element → fact → source → provision → mark."""
    found = one.found
    said = [
        f"Range as the text says it: {found.range_words}. In force {found.provision.valid.words}. Form: {found.form}."
    ]
    said += [f"Later law is milder: {found.milder.words}. A lawyer applies it."] if found.milder else []
    said += [f"Held by: {', '.join(found.held_by)}."] if found.held_by else []
    said += [f"{line[:1].upper()}{line[1:]}." for line in one.relations]
    said += [_review_words(each) for each in one.reviews]
    rows = tuple(_branch(each) for each in one.branches)
    columns = _columns("Element", "Result", "Rests on", "Provision and mark")
    table = Table(f"tree-{found.id}", f"{found.id}: element by element", columns, rows)
    return (_text(found.provision.paraphrase), *map(_text, said), table)


def _branch(each: Branch) -> tuple[Cell, ...]:
    facts = "; ".join(f"{label}: {fact.shown}{_from(fact)}" for label, fact in each.facts)
    asked = "; ".join(term.ask for term in each.asked)
    rests = facts or (f"To be asked: {asked}" if asked else "–")
    text = f"{', '.join(each.provisions)} [{each.mark.replace('_', ' ')}]"
    return _cells(each.title, _RESULTS[each.word], rests, text)


def _from(fact: StatedFact) -> str:
    where = ", ".join(part for part in (fact.source, f"exhibit {fact.exhibit}" if fact.exhibit else "") if part)
    return f" [{where}]" if where else " [no source given]"


def _review_words(each: LegalReview) -> str:
    return f"{each.get_outcome_display()} by {each.lawyer} on {each.at:%d %B %Y}: {each.reasons}"


def _why_not(one: Offence) -> str:
    return "; ".join(one.found.missing()) or "; ".join(one.found.held_by) or "excluded"


def _circumstance(each: CircumstanceResult) -> str:
    named = f" ({', '.join(each.recognition.provisions)})" if each.recognition.provisions else ""
    mark = each.recognition.mark.label.lower()
    return f"{each.circumstance.title}: {_RESULTS[each.word]}. {each.recognition.effect.label}{named} [{mark}]"


def _beside(one: Offence) -> str:
    relations = "; ".join(one.relations)
    about = f"{one.id}, {one.found.provision.title}: {one.found.status.label.lower()}, {one.found.range_words}"
    return f"{about}. {relations}" if relations else about


def _rule(rule: Rule) -> str:
    return f"{rule.title}: {rule.law} [{rule.mark.label.lower()}]"


def _evidence(kinds: Iterable[str]) -> str:
    titles = library().evidence
    return "; ".join(titles.get(kind, kind) for kind in kinds)


def _questions(measured: Measured) -> Section:
    asked = (f"{each.term.ask} (bears on {', '.join(each.decides)})" for each in measured.questions)
    return Section("", "What would decide", tuple(_bullets(asked)) or (_text("No open question can decide anything."),))


def _listed(title: str, entries: Iterable[str]) -> Section:
    return Section("", title, tuple(_bullets(entries)))


def _bullets(entries: Iterable[str]) -> list[Block]:
    found = tuple((Run(entry),) for entry in entries)
    return [Bullets(found)] if found else []


def _text(words: str, *, strong: bool = False) -> Paragraph:
    return Paragraph((Run(words, strong=strong),))


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(f"c{number}", title) for number, title in enumerate(titles))


def _cells(*values: str) -> tuple[Cell, ...]:
    return tuple(Cell(value) for value in values)
