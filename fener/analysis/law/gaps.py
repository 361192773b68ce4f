"""What instruments and reports ask for and a state's books do not show: each gap with why, and what would close it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fener.analysis.law.books import STATES, Library
from fener.analysis.law.features import benefit
from fener.analysis.law.forms import forms, ids
from fener.analysis.law.holdings import Claim, Effect, Kind, Mark, PenaltyRange, Provision, Recommendation, Yardstick
from fener.analysis.law.matrix import MARKS_NOTE, Matrix, MatrixCell, MatrixRow, chosen, state_columns, weakest
from fener.terms.errors import SetUpFault


class Finding(StrEnum):
    """What a yardstick finds in the books of a state."""

    GAP = "gap"
    PARTLY = "partly"
    MET = "met"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _LABELS[self]


_LABELS = {
    Finding.GAP: "Gap",
    Finding.PARTLY: "Met in part",
    Finding.MET: "Met",
    Finding.NOT_KNOWN: "Not known",
    Finding.NOT_APPLICABLE: "Not asked",
}
BINDING_ORDER = ("obligation", "standard", "recommendation", "option")
"""From what binds to what is open to whoever legislates."""
NO_PARTIES = frozenset({"XK"})
"""Who is party to none of the treaties: what obliges parties is a standard there."""
_NO_PARTY = "Not a party to the instrument: a standard for comparison, no obligation."


@dataclass(frozen=True, slots=True)
class Gap:
    """One yardstick laid to the books of one state.

    ``why`` names the provision or the cell that tells it; ``mark`` is how far that was checked. ``points`` are draft wording
    points, no text to enact. ``recommendation`` is None where no report made one.
    """

    yardstick: Yardstick
    state: str
    finding: Finding
    why: str
    binding: str
    mark: Mark | None = None
    provisions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    recommendation: Recommendation | None = None
    claims: tuple[Claim, ...] = ()

    @property
    def key(self) -> str:
        """``protocol_6_3.safety.RS``."""
        return f"{self.yardstick.key}.{self.state}"

    @property
    def is_open(self) -> bool:
        """Whether something is missing: a gap, or met in part only."""
        return self.finding in (Finding.GAP, Finding.PARTLY)

    @property
    def asked_by(self) -> str:
        """Instrument and article."""
        return f"{self.yardstick.instrument}, {_article(self.yardstick)}"

    @property
    def points(self) -> tuple[str, ...]:
        """Draft wording points of the yardstick."""
        return self.yardstick.points


def _article(yardstick: Yardstick) -> str:
    if not yardstick.article[:1].isdigit():
        return yardstick.article
    kind = "section" if "report" in yardstick.instrument.casefold() else "Art."
    return f"{kind} {yardstick.article}"


@dataclass(frozen=True, slots=True)
class _Found:
    finding: Finding
    why: str
    mark: Mark | None = None
    provisions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


def gaps(books: Library, *, states: Iterable[str] = STATES, only_open: bool = False) -> tuple[Gap, ...]:
    """Every yardstick laid to every state, what binds first, then by state; ``only_open`` leaves gaps and what is met in part."""
    found = [_gap(books, each, state) for each in books.yardsticks.values() for state in chosen(states)]
    ranked = sorted(found, key=lambda each: (BINDING_ORDER.index(each.binding), STATES.index(each.state)))
    return tuple(each for each in ranked if each.is_open or not only_open)


def _gap(books: Library, yardstick: Yardstick, state: str) -> Gap:
    found = _not_asked(yardstick) if state not in yardstick.states else _TESTS[yardstick.test](books, yardstick, state)
    downgraded = state in NO_PARTIES and yardstick.binding == "obligation"
    noted = downgraded and found.finding is not Finding.NOT_APPLICABLE
    keys = dict.fromkeys([*yardstick.claims, *found.claims])
    return Gap(
        yardstick=yardstick,
        state=state,
        finding=found.finding,
        why=found.why,
        binding="standard" if downgraded else yardstick.binding,
        mark=found.mark,
        provisions=found.provisions,
        notes=(*found.notes, *([_NO_PARTY] if noted else [])),
        recommendation=books.recommendations.get(yardstick.recommendation),
        claims=tuple(books.claims[key] for key in keys),
    )


def _not_asked(yardstick: Yardstick) -> _Found:
    named = ", ".join(yardstick.states)
    return _Found(Finding.NOT_APPLICABLE, f"The books say nothing of it; the yardstick is laid to {named} alone.")


# --- the four tests ------------------------------------------------------------------------------------------------

_EFFECTS = {
    Effect.QUALIFYING: Finding.MET,
    Effect.SENTENCING_ONLY: Finding.GAP,
    Effect.SEPARATE_OFFENCE: Finding.PARTLY,
    Effect.NOT_STATED: Finding.NOT_KNOWN,
}


def _circumstance(books: Library, yardstick: Yardstick, state: str) -> _Found:
    """Does it qualify the offence?"""
    if yardstick.about not in books.circumstances:
        raise _fault(books, yardstick, "is no circumstance", "the key of a circumstance (agg.…)")
    circumstance = books.circumstances[yardstick.about]
    found = circumstance.in_state(state)
    named = f" ({', '.join(found.provisions)})" if found.provisions else ""
    why = f"{circumstance.title}: {found.effect.label.lower()}{named}."
    return _Found(_EFFECTS[found.effect], why, found.mark, found.provisions, (found.note,) if found.note else ())


_BENEFITS = {
    "everywhere": Finding.MET,
    "partly": Finding.GAP,
    "nowhere": Finding.GAP,
    "not_settled": Finding.NOT_KNOWN,
    "not_held": Finding.NOT_KNOWN,
}


def _benefit(books: Library, yardstick: Yardstick, state: str) -> _Found:
    """Is a benefit an element of every form? One form without it is a gap: it reaches people who help without gain."""
    cell = benefit(books, state)
    return _Found(
        _BENEFITS[cell.value], f"Benefit: {cell.words}.", cell.mark, _lacking(books, state), cell.notes, cell.claims
    )


def _lacking(books: Library, state: str) -> tuple[str, ...]:
    found = forms(books, state, Kind.SMUGGLING)
    return ids(each for each in found if each.needs_benefit is False) or ids(found)


_ANSWERS = {"yes": Finding.MET, "no": Finding.GAP, "partly": Finding.PARTLY, "unknown": Finding.NOT_KNOWN}


def _cell(books: Library, yardstick: Yardstick, state: str) -> _Found:
    """What does a row of a report's table answer?"""
    table, _, row_key = yardstick.about.partition(".")
    rows = books.tables[table].rows if table in books.tables else ()
    row = next((each for each in rows if each.key == row_key), None)
    if row is None:
        raise _fault(books, yardstick, "is no row of a table", "table.row")
    cell = row.cells.get(state)
    if cell is None:
        return _Found(Finding.NOT_KNOWN, f"{row.title} – the report does not say.")
    why = f"{row.title} – {cell.says}."
    finding = Finding.MET if cell.answer == "partly" and yardstick.partly_meets else _ANSWERS[cell.answer]
    return _Found(finding, why, cell.mark, cell.provisions, cell.notes, cell.claims)


def _penalty(books: Library, yardstick: Yardstick, state: str) -> _Found:
    """Does every form of the class reach the maximum?"""
    found = _class_of(books, yardstick, state)
    known = [(each, each.penalty) for each in found if each.penalty and _most(each.penalty) is not None]
    named = ids(each for each, _ in known)
    unknown = tuple(key for key in ids(found) if key not in named)
    notes = (f"Range not known: {', '.join(unknown)}.",) if unknown else ()
    if not known:
        return _Found(Finding.NOT_KNOWN, "The books hold no such form with a known maximum.", None, unknown)
    below = [each for each, penalty in known if (_most(penalty) or 0) < yardstick.months]
    finding = Finding.MET if not below else Finding.GAP if len(below) == len(known) else Finding.PARTLY
    ranges = "; ".join(f"{each.id} {penalty.words}" for each, penalty in known)
    missed = f" Below: {', '.join(ids(below))}." if below else ""
    mark = weakest(penalty.mark for _, penalty in known)
    return _Found(finding, f"{ranges}.{missed}", mark, named, notes)


def _most(penalty: PenaltyRange) -> float | None:
    """The maximum in months; infinite where none is named."""
    return float("inf") if penalty.open_ended else penalty.most


def _class_of(books: Library, yardstick: Yardstick, state: str) -> list[Provision]:
    match yardstick.about:
        case "smuggling":
            return list(forms(books, state, Kind.SMUGGLING))
        case "smuggling.aggravated":
            found = forms(books, state, Kind.SMUGGLING, Kind.ORGANISING)
            return [each for each in found if each.builds_on or each.kind is Kind.ORGANISING]
    raise _fault(books, yardstick, "is no class of provisions", "smuggling, or smuggling.aggravated")


def _fault(books: Library, yardstick: Yardstick, what: str, wanted: str) -> SetUpFault:
    place = books.places.get(yardstick.key, "yardsticks.yaml")
    return SetUpFault(
        f"{place}: “{yardstick.about[:60]}” of {yardstick.key} {what}",
        remedy=f"Write under “about” {wanted}.",
        number="FEN-2941",
    )


_TESTS: Mapping[str, Callable[[Library, Yardstick, str], _Found]] = {
    "circumstance": _circumstance,
    "benefit": _benefit,
    "cell": _cell,
    "penalty": _penalty,
}


# --- to be drawn -----------------------------------------------------------------------------------------------------


def gap_matrix(books: Library, *, states: Iterable[str] = STATES, only_open: bool = True) -> Matrix:
    """Yardsticks by state; ``only_open`` leaves rows in which at least one state has a gap, or meets it in part."""
    columns = state_columns(states)
    found = {each.key: each for each in gaps(books, states=[column.key for column in columns])}
    rows = []
    for yardstick in sorted(books.yardsticks.values(), key=lambda each: BINDING_ORDER.index(each.binding)):
        of_states = [found[f"{yardstick.key}.{column.key}"] for column in columns]
        if only_open and not any(each.is_open for each in of_states):
            continue
        title = f"{yardstick.asks} ({of_states[0].asked_by}; {yardstick.binding})"
        cells = tuple(_drawn(each) for each in of_states)
        rows.append(MatrixRow(yardstick.key, title, cells, yardstick.binding, claims=yardstick.claims))
    return Matrix("Gaps", columns, tuple(rows), "What is asked", (MARKS_NOTE, GAPS_NOTE))


GAPS_NOTE = (
    "Gap: the books show that it is missing. Met in part: an offence of its own, or some forms only. Not known: the sources do not "
    "say. Not asked: the books say nothing of the state."
)


def _drawn(gap: Gap) -> MatrixCell:
    notes = (gap.why, *gap.notes) if gap.finding is not Finding.NOT_APPLICABLE else ()
    claims = tuple(each.key for each in gap.claims)
    return MatrixCell(gap.finding.label, gap.provisions, gap.mark, notes, claims, gap.finding.value)
