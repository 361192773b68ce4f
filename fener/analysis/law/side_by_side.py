"""The same facts under several laws: answers side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fener.analysis.law.answers import LawAnswer, Qualification, Status
from fener.analysis.law.holdings import Mark
from fener.analysis.law.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow, weakest
from fener.terms.conditions import Truth
from fener.terms.territories import territory

_NONE = MatrixCell("none", value="none")
_NOTE = "Nobody is charged here and nothing is decided: a lawyer confirms or rejects each qualification, with reasons."


def same_facts(answers: Sequence[LawAnswer]) -> Matrix:
    """Answers for the same facts, one column an answer; the columns' keys are jurisdictions, with the day where one returns."""
    columns = tuple(MatrixColumn(key, _title(each)) for key, each in zip(_keys(answers), answers, strict=True))
    rows = tuple(MatrixRow(key, title, tuple(cell(each) for each in answers)) for key, title, cell in _ROWS)
    return Matrix("The same facts under several laws", columns, rows, "", (_NOTE,))


def _keys(answers: Sequence[LawAnswer]) -> tuple[str, ...]:
    plain = [each.jurisdiction for each in answers]
    twice = {key for key in plain if plain.count(key) > 1}
    return tuple(f"{key}@{each.act_on}" if key in twice else key for key, each in zip(plain, answers, strict=True))


def _title(answer: LawAnswer) -> str:
    return f"{territory(answer.jurisdiction).label}, {answer.act_on}"


def _status(answer: LawAnswer) -> MatrixCell:
    return MatrixCell(answer.status.label, notes=(answer.why,), value=answer.status.value)


def _gates(answer: LawAnswer) -> MatrixCell:
    said = [f"{gate.title.lower()}: {_WORDS[gate.result]}" for gate in answer.gates]
    notes = tuple(gate.why for gate in answer.gates if gate.result is not Truth.TRUE)
    return MatrixCell("; ".join(said), notes=(*notes, *(plea.title for plea in answer.pleas)))


_WORDS = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "not known"}


def _offences(status: Status) -> Callable[[LawAnswer], MatrixCell]:
    def cell(answer: LawAnswer) -> MatrixCell:
        return _named(answer.with_status(status), lambda each: each.provision.title)

    return cell


def _range(answer: LawAnswer) -> MatrixCell:
    """Ranges of what is supported, else of what is open; a milder later version is noted."""
    found = answer.with_status(Status.SUPPORTED) or answer.with_status(Status.OPEN)
    milder = tuple(f"Later law is milder: {each.id}, {each.milder.words}" for each in found if each.milder)
    return _named(found, lambda each: f"{each.id}: {each.range_words}", milder)


def _circumstances(answer: LawAnswer) -> MatrixCell:
    met = [each for each in answer.circumstances if each.result is Truth.TRUE]
    if not met:
        return _NONE
    words = "; ".join(f"{each.circumstance.title} – {each.recognition.effect.label.lower()}" for each in met)
    provisions = _once(key for each in met for key in each.recognition.provisions)
    notes = _once(each.recognition.note for each in met if each.recognition.note)
    return MatrixCell(words, provisions, weakest(each.recognition.mark for each in met), notes)


def _separate(answer: LawAnswer) -> MatrixCell:
    found = [each for each in answer.separate if each.status is Status.SUPPORTED]
    return _named(found, lambda each: _with_relations(each))


def _with_relations(found: Qualification) -> str:
    relations = f" ({'; '.join(found.relations)})" if found.relations else ""
    return f"{found.provision.title}{relations}"


def _exposure(answer: LawAnswer) -> MatrixCell:
    found = (*answer.exposures, *answer.risks)
    if not found:
        return _NONE
    words = "; ".join(f"{each.provision.title} ({each.status.label.lower()})" for each in found)
    marks = weakest(each.provision.mark for each in found)
    return MatrixCell(words, _once(e.provision.id for e in found), marks, _once(each.words for each in found))


def _questions(answer: LawAnswer) -> MatrixCell:
    if not answer.questions:
        return _NONE
    return MatrixCell("; ".join(each.term.ask for each in answer.questions[:_MOST]), value=str(len(answer.questions)))


_MOST = 6  # the first questions decide most; the answer itself lists them all


def _named(
    found: Iterable[Qualification], words: Callable[[Qualification], str], notes: tuple[str, ...] = ()
) -> MatrixCell:
    listed = tuple(found)
    if not listed:
        return _NONE
    marks: list[Mark | None] = [each.provision.mark for each in listed]
    claims = _once(claim.key for each in listed for claim in each.claims)
    text = "; ".join(dict.fromkeys(words(each) for each in listed))
    return MatrixCell(text, _once(each.id for each in listed), weakest(marks), notes, claims)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


_ROWS: tuple[tuple[str, str, Callable[[LawAnswer], MatrixCell]], ...] = (
    ("status", "Smuggling", _status),
    ("gates", "Acted for others, for gain, knowing", _gates),
    ("supported", "Supported offences", _offences(Status.SUPPORTED)),
    ("open", "Open offences", _offences(Status.OPEN)),
    ("range", "Range as the text says", _range),
    ("circumstances", "Circumstances that are met, with their effect", _circumstances),
    ("separate", "Separate offences supported", _separate),
    ("exposure", "Exposure of the person, no smuggling", _exposure),
    ("questions", "Questions that would decide", _questions),
)
