"""Features around the offence of smuggling in a state: benefit, groups, papers, attempt, taking part, organising, liability."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fener.analysis.law.books import Library
from fener.analysis.law.forms import element_mark, elements_of, forms, ids
from fener.analysis.law.holdings import Kind, Mark, Provision
from fener.analysis.law.matrix import MatrixCell, weakest

Feature = Callable[[Library, str], MatrixCell]
NOT_HELD = MatrixCell("not in the books", value="not_held")
_FALSE_PAPERS = frozenset({"act.document.produce", "act.document.procure", "act.document.possess"})
_NOT_SETTLED = (
    "The sources do not say whether the text asks for it; the books read it in, as the safer reading for the person."
)


def benefit(books: Library, state: str) -> MatrixCell:
    """Whether a benefit is needed everywhere, in part, or nowhere; ``not_settled`` where the books only read it in."""
    found = forms(books, state, Kind.SMUGGLING)
    if not found:
        return NOT_HELD
    without = [each for each in found if each.needs_benefit is False]
    needing = [each for each in found if each.needs_benefit]
    claims = tuple(claim.key for each in without for claim in books.claims_on.get(each.id, ()))
    if not without:
        mark = weakest(_benefit_marks(books, needing))
        if _is_read_in(books, needing):
            return MatrixCell("read in everywhere", ids(needing), mark, (_NOT_SETTLED,), value="not_settled")
        return MatrixCell("needed everywhere", ids(needing), mark, value="everywhere")
    if not needing:
        return MatrixCell("needed nowhere", ids(without), weakest(each.mark for each in without), (), claims, "nowhere")
    words = f"needed in part; not in {', '.join(ids(without))}"
    return MatrixCell(words, ids(needing), weakest(each.mark for each in without), (), claims, "partly")


def _benefit_marks(books: Library, found: Iterable[Provision]) -> list[Mark]:
    return [
        element_mark(each, element)
        for each in found
        for element in elements_of(books, each)
        if element.key == "intent_benefit"
    ]


def _is_read_in(books: Library, found: Iterable[Provision]) -> bool:
    """No text was seen that asks for it: every element carries a mark of its own that says so."""
    own = [element.mark for each in found for element in elements_of(books, each) if element.key == "intent_benefit"]
    return bool(own) and all(mark is Mark.TO_BE_CHECKED for mark in own)


def group(books: Library, state: str) -> MatrixCell:
    """What the state makes of a group."""
    return _circumstance(books, "agg.group", state)


def organised_form(books: Library, state: str) -> MatrixCell:
    """What it makes of an organised criminal group."""
    return _circumstance(books, "agg.ocg", state)


def _circumstance(books: Library, key: str, state: str) -> MatrixCell:
    if key not in books.circumstances:
        return NOT_HELD
    found = books.circumstances[key].in_state(state)
    notes = (found.note,) if found.note else ()
    return MatrixCell(found.effect.label, found.provisions, found.mark, notes, value=found.effect.value)


def documents(books: Library, state: str) -> MatrixCell:
    """Whether papers made for smuggling are part of it, or offences of their own that may stand beside it."""
    smuggling = forms(books, state, Kind.SMUGGLING)
    papers = {each.id for each in forms(books, state, Kind.DOCUMENT)}
    absorbing = [each for each in smuggling if papers & set(each.absorbs)]
    if absorbing:
        note = ("Normally no count of its own; one only for papers outside the purpose of smuggling (E3b).",)
        absorbed = tuple(dict.fromkeys(key for each in absorbing for key in each.absorbs))
        return MatrixCell("absorbed", absorbed, weakest(each.mark for each in absorbing), note, value="absorbed")
    beside = tuple(dict.fromkeys(key for each in smuggling for key in each.concurs_with if key in papers))
    if beside:
        mark = weakest(books.current(key).mark for key in beside)
        return MatrixCell("separate, may stand beside it", beside, mark, value="separate")
    within = [each for each in smuggling if _FALSE_PAPERS & set(_conduct_keys(each))]
    if within:
        return MatrixCell("a form of the offence", ids(within), weakest(e.mark for e in within), value="within")
    return NOT_HELD


def _conduct_keys(provision: Provision) -> Iterable[str]:
    return (key for element in provision.elements if element.key == "conduct" for key in element.measure.keys)


def _general(article: str) -> Feature:
    def feature(books: Library, state: str) -> MatrixCell:
        found = [each for each in forms(books, state, Kind.GENERAL) if article in each.protocol]
        if not found:
            return NOT_HELD
        notes = tuple(dict.fromkeys(note for each in found for note in each.notes))
        mark = weakest(each.mark for each in found)
        return MatrixCell("by the general part", ids(found), mark, notes, value="general_part")

    return feature


def organising(books: Library, state: str) -> MatrixCell:
    """Where organising or directing others is an offence."""
    found = [each for each in forms(books, state, Kind.ORGANISING, Kind.SMUGGLING) if _organises(each)]
    own = [each for each in found if each.kind is Kind.ORGANISING]
    if own:
        return MatrixCell("an offence of its own", ids(own), weakest(each.mark for each in own), value="separate")
    if found:
        return MatrixCell("a form of smuggling", ids(found), weakest(each.mark for each in found), value="within")
    return _general("INT.SP.6.2.c")(books, state)


def _organises(provision: Provision) -> bool:
    return provision.kind is Kind.ORGANISING or "INT.SP.6.2.c" in provision.protocol


def _said(table: str, row: str) -> Feature:
    """What a report's table says of it."""

    def feature(books: Library, state: str) -> MatrixCell:
        rows = books.tables[table].rows if table in books.tables else ()
        cell = next((each.cells[state] for each in rows if each.key == row and state in each.cells), None)
        if cell is None:
            return NOT_HELD
        return MatrixCell(cell.says, cell.provisions, cell.mark, cell.notes, cell.claims, cell.answer)

    return feature


FEATURES: tuple[tuple[str, str, Feature], ...] = (
    ("benefit", "Benefit needed", benefit),
    ("group", "Committed by a group", group),
    ("organised_form", "By an organised criminal group", organised_form),
    ("organising", "Organising or directing others", organising),
    ("documents", "Papers made or held for smuggling", documents),
    ("attempt", "Attempt", _general("INT.SP.6.2.a")),
    ("participation", "Taking part", _general("INT.SP.6.2.b")),
    ("several_offences", "Several offences rather than one", _said("liability", "several_offences")),
    ("chapter", "Among offences against humanity", _said("liability", "chapter")),
    ("territory", "Acts on the territory, and of nationals abroad", _said("liability", "territory")),
    ("legal_persons", "Legal persons", _said("liability", "legal_persons")),
    ("violent_crossing", "The same article punishes violent crossing", _said("liability", "violent_crossing")),
)
