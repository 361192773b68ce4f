"""The coder's page put together: the text with the numbers of statements on it, the statements, the sentence that is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from fener.queries.codings import CodingPage, presets, published_keys, question_of
from fener.records.base.models import Member
from fener.records.field.models import CodedStatement
from fener.web.codings.addresses import Where, address, written
from fener.web.codings.forms import StatementForm, initial_of
from fener.web.codings.lines import MAKES_WORDS, Line, line_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report and the numbers of the statements that stand on it."""

    text: str
    at: str
    address: str
    lines: tuple[int, ...]
    is_here: bool


@dataclass(frozen=True)
class Desk:
    """What one member sees of one report.

    ``is_hidden``: another's coding, kept from whoever could still code it blind. ``is_reading``: it was asked for all the same.
    """

    member: Member
    page: CodingPage
    sample: bool
    here: Where | None
    kept: CodedStatement | None
    is_hidden: bool
    is_reading: bool = False

    @property
    def is_own(self) -> bool:
        """Whether this member writes the coding."""
        return self.page.coding is not None and self.page.coding.coder_id == self.member.pk

    @property
    def may_write(self) -> bool:
        """Whether statements may be written now."""
        return self.is_own and not self.is_finished

    @property
    def is_finished(self) -> bool:
        """Whether the newest revision is closed."""
        return self.page.coding is not None and self.page.coding.finished_at is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the report went through review again since it was coded."""
        coding = self.page.coding
        return coding is not None and (coding.finished_at or coding.begun_at) < self.page.report.state_at

    @cached_property
    def rows(self) -> tuple[CodedStatement, ...]:
        """The statements this member may see."""
        return () if self.is_hidden else self.page.statements

    @cached_property
    def lines(self) -> list[Line]:
        """The statements as the page shows them."""
        return [line_of(row) for row in self.rows]

    @cached_property
    def published(self) -> frozenset[str]:
        """Keys of records that stand."""
        return published_keys(self.member, self.page.report) if self.is_finished and not self.sample else frozenset()

    @cached_property
    def spots(self) -> list[Where]:
        """Every sentence in the order of the report."""
        return [(unit.path, unit.start, unit.end) for unit in self.page.units]

    def questions(self) -> list[tuple[str, list[Sentence]]]:
        """(question, its sentences), in the order of the report."""
        found: dict[str, list[Sentence]] = {}
        for unit in self.page.units:
            where = (unit.path, unit.start, unit.end)
            lines = tuple(
                row.line
                for row in self.rows
                if row.path == unit.path and row.start is not None and unit.start <= row.start < unit.end
            )
            found.setdefault(unit.path, []).append(
                Sentence(unit.text, written(where), self.address_of(where), lines, where == self.here)
            )
        return [(question_of(self.page.definition, path), sentences) for path, sentences in found.items()]

    def whole_answers(self) -> list[tuple[str, tuple[int, ...]]]:
        """(question, numbers of statements) for answers that are coded as a whole, as the form's tags do."""
        found: dict[str, list[int]] = {}
        for row in self.rows:
            if row.start is None:
                found.setdefault(row.path, []).append(row.line)
        return [(question_of(self.page.definition, path), tuple(lines)) for path, lines in found.items()]

    def address_of(self, where: Where) -> str:
        """The page with this sentence open."""
        read = "1" if self.is_reading else ""
        found = address("coding", self.page.report.pk, self.sample, at=written(where), read=read)
        return f"{found}#write" if self.may_write else found

    def sentence_here(self) -> tuple[str, str] | None:
        """(question, words) of what the form writes about."""
        if self.here is None:
            return None
        path, start, _ = self.here
        question = question_of(self.page.definition, path)
        return question, next((u.text for u in self.page.units if u.path == path and u.start == start), "")

    def following(self) -> Where | None:
        """The sentence after the one that is open."""
        if self.here not in self.spots:
            return None
        rest = self.spots[self.spots.index(self.here) + 1 :]
        return rest[0] if rest else None

    def fresh_form(self) -> StatementForm | None:
        """The form for the statement or sentence that is open."""
        if not self.may_write or self.here is None:
            return None
        territory = self.page.report.territory
        if self.kept is not None:
            initial = initial_of(self.kept, written(self.here), territory)
        else:
            initial = self._presets()
        return StatementForm(self.member, territory, self.kept, initial=initial)

    def _presets(self) -> dict[str, object]:
        first, last, grading = presets(self.page)
        path, start, _ = self.here or ("", None, None)
        unit = next((u for u in self.page.units if u.path == path and u.start == start), None)
        return {
            "at": written(self.here) if self.here else "",
            "topic": unit.topic if unit else "",
            "questions": list(unit.questions) if unit else [],
            "first_on": first,
            "last_on": last,
            "reliability": grading.reliability,
            "credibility": str(grading.credibility),
        }

    def becomes(self) -> list[tuple[str, int]]:
        """(kind of record, how many) if it were finished now; prices and incidents are observations too."""
        counted = Counter(row.makes for row in self.rows)
        more = [(f"{MAKES_WORDS[makes]}s", counted[makes]) for makes in ("price", "incident") if counted[makes]]
        return [("Observations", len(self.rows)), *more]

    def proposed(self) -> int:
        """How many statements are proposals nobody edited."""
        return sum(row.by_rule for row in self.rows)

    def bare(self) -> int:
        """How many sentences no statement stands on."""
        return sum(not sentence.lines for _, sentences in self.questions() for sentence in sentences)


def open_spot(
    page: CodingPage, asked: Where | None, line: int | None, may_write: bool
) -> tuple[Where | None, CodedStatement | None]:
    """What the form is about: the statement asked for, the sentence asked for, else, for who may write, the first sentence."""
    kept = next((row for row in page.statements if row.line == line), None)
    if kept is not None:
        return (kept.path, kept.start, kept.end), kept
    spots = [(unit.path, unit.start, unit.end) for unit in page.units]
    return (asked if asked in spots else spots[0] if spots and may_write else None), None
