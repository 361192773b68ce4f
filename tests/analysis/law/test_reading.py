"""A mistake in a book is told with the file, the line, what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fener.analysis.law import read_library
from fener.analysis.law.located import read_located
from fener.analysis.law.vocabulary import as_vocabulary
from fener.terms.errors import SetUpFault
from tests.analysis.law.small_books import BOOKS, write_books

RS, RULES = "RS.yaml", "rules.yaml"
BASIC = "    title: Basic form\n"
KIND = "    kind: smuggling\n"
LINK = "knowledge, if: mens.knows_irregular"
CONDUCT = "{any: [act.procures_entry, act.enables_transit]}"
DEBT = "{key: benefit.kind, in: [debt_relief]}"
# (book, what stood there, what stands there now, number, what is wrong, what to do); the line is the first that changed
MISTAKES = {
    "a colon in plain text": (
        RS, BASIC, "    title: Basic: form\n", "FEN-2910", "it is not YAML", "wants quotation marks",
    ),
    "indented by one less": (RS, BASIC, "   title: Basic form\n", "FEN-2910", "it is not YAML", "Look at indentation"),
    "a tab": (RS, BASIC, "\ttitle: Basic form\n", "FEN-2910", "cannot start any token", "Write spaces, not tabs"),
    "a key twice": (
        RS, BASIC, f"{BASIC}    title: Again\n", "FEN-2910", "“title” stands twice in one entry", "Keep one of the two.",
    ),
    "a name nobody gave": (RS, "&elements", "*nowhere", "FEN-2910", "undefined alias", "correct the name, or write it out"),
    "two books in one file": (
        RS, "  - id: RS.CC.350.3", "---\n  - id: RS.CC.350.3", "FEN-2910", "another document", "a file holds one book",
    ),
    "an unknown key": (RS, BASIC, f"{BASIC}    colour: red\n", "FEN-2912", "“colour” has no meaning here", "Known: id, "),
    "an unknown key of the book": (
        RS, 'version: "2"\n', 'version: "2"\ncolour: red\n', "FEN-2912", "“colour” has no meaning here", "Known: book, ",
    ),
    "a wrong word": (
        RS, KIND, "    kind: smugling\n", "FEN-2912", "“smugling” is not one of the words", "Write one of: smuggling, ",
    ),
    "a wrong mark": (
        RS, '"2023-12-31", mark: verified', '"2023-12-31", mark: checked', "FEN-2912",
        "“checked” is not one of the words", "Write one of: reported, verified, to_be_checked, disputed.",
    ),
    "a fact nobody declared": (
        RS, LINK, "knowledge, if: mens.knows", "FEN-2916", "there is no fact mens.knows",
        "Did you mean mens.knows_irregular? Use one of facts.yaml, or add it there.",
    ),
    "a number asked as yes or no": (
        RS, LINK, "knowledge, if: migrants.count", "FEN-2916", "migrants.count is not a yes-or-no fact",
        "write {key: migrants.count, at_least: n}",
    ),
    "codes asked as yes or no": (
        RS, LINK, "knowledge, if: benefit.kind", "FEN-2916", "benefit.kind is not a yes-or-no fact",
        "write {key: benefit.kind, in: […]} with money, debt_relief, in_kind, none.",
    ),
    "a date asked for": (
        RS, LINK, "knowledge, if: time.act", "FEN-2916", "time.act is not a yes-or-no fact", "its days in force",
    ),
    "yes or no asked as a number": (
        RULES, "migrants.count, at_least", "migrants.dead, at_least", "FEN-2916", "migrants.dead is not a number",
        "migrants.dead is yes or no: write it alone, or {not: migrants.dead}.",
    ),
    "a number asked as codes": (
        RULES, DEBT, "{key: actor.age, in: [child]}", "FEN-2916", "actor.age takes no codes", "actor.age is a number",
    ),
    "a wrong code": (
        RULES, "in: [debt_relief]", "in: [debts]", "FEN-2916", "“debts” is no code of benefit.kind", "money, debt_relief",
    ),
    "a code that YAML reads as no": (
        RULES, "in: [debt_relief]", "in: [no]", "FEN-2916", "“[False]” says nothing", "{key: …, in: […]}",
    ),
    "a condition of nothing": (RS, CONDUCT, "{any: []}", "FEN-2916", "“[]” is not a list of conditions", "any: […]"),
    "a word that joins nothing": (
        RS, CONDUCT, "{or: [act.procures_entry]}", "FEN-2916", "a condition cannot have the keys or", "any: […]",
    ),
    "a list for a condition": (RS, CONDUCT, "[act.procures_entry]", "FEN-2912", "is not of the right kind", "{all: […]}"),
    "a provision no book holds": (
        RS, "absorbs: [RS.CC.357]", "absorbs: [RS.CC.375]", "FEN-2915",
        "RS.CC.350.2 names RS.CC.375, which no book holds", "Add that provision, or correct the name.",
    ),
    "a form built on nothing": (
        RS, "builds_on: RS.CC.346", "builds_on: RS.CC.3460", "FEN-2915", "RS.CC.347 names RS.CC.3460", "Add that provision",
    ),
    "a kind of evidence no book holds": (
        RS, LINK, f"{LINK}, evidence: [rumour]", "FEN-2915", "RS.CC.350.2 names rumour", "Add that kind of evidence",
    ),
    "a kind of evidence of an element": (
        "elements.yaml", "Conduct, evidence: [statement]", "Conduct, evidence: [rumour]", "FEN-2915",
        "conduct names rumour", "Kinds: statement, devices.",
    ),
    "a circumstance of no provision": (
        "circumstances.yaml", "provisions: [RS.CC.350.3]", "provisions: [RS.CC.999]", "FEN-2915",
        "agg.minors names RS.CC.999", "Add that provision",
    ),
    "a claim on nothing": (
        "claims.yaml", "touches: [RS.CC.350.2]", "touches: [RS.CC.1]", "FEN-2915", "E1 names RS.CC.1", "Add that entry",
    ),
    "an element without a title": (
        RS, "{key: knowledge,", "{key: knowledg,", "FEN-2918", "the element knowledg has no title", "Add it to elements.yaml",
    ),
    "versions that overlap by a day": (
        RS, 'to: "2017-05-31"', 'to: "2017-06-01"', "FEN-2914", "two versions of RS.CC.350.2 are in force on the same day",
        "Give the older one a last day",
    ),
    "versions without days": (
        RS, '{from: "2010-01-01", to: "2017-05-31", mark', "{mark", "FEN-2914", "two versions of RS.CC.350.2", "a last day",
    ),
    "a level of another jurisdiction": (
        RS, "    level: state\n", "    level: entity\n", "FEN-2917", "law of RS is not of the level entity",
        "Write level: state, or correct the jurisdiction.",
    ),
    "an id of another jurisdiction": (
        RS, "id: RS.CC.350.3", "id: ME.CC.350.3", "FEN-2917", "ME.CC.350.3 is said to be of RS",
        "The id begins with the jurisdiction; RS is Serbia, BA-SRP is Republika Srpska.",
    ),
    "an id with hyphens": (
        RS, "id: RS.CC.350.3", "id: RS-CC-350.3", "FEN-2912", "“RS-CC-350.3” is not written as it should be",
        "for instance RS.CC.350.2",
    ),
    "a jurisdiction of three letters": (
        RS, "    jurisdiction: RS\n", "    jurisdiction: SRB\n", "FEN-2912", "“SRB” is not one of the words",
        "RS (Serbia only)",
    ),
    "a state that is none": (RULES, "states: [RS]", "states: [SR]", "FEN-2912", "“SR” is not one of", "RS (Serbia only)"),
    "a month that is none": (RS, '"2023-12-31"', '"2023-13-31"', "FEN-2914", "“2023-13-31” is not a day", "2017-06-01"),
    "a day as people write it": (RS, '"2023-12-31"', '"31.12.2023."', "FEN-2914", "is not a day", "Write it as 2017-06-01."),
    "a day without quotation marks": (
        RS, '"2023-12-31"', "2023-12-31", "FEN-2912", "is not of the right kind", "in quotation marks, or null",
    ),
    "an end before the beginning": (
        RS, '"2023-12-31"', '"2016-12-31"', "FEN-2914", "it ends before it begins", "Exchange from and to.",
    ),
    "an article without quotation marks": (
        RS, 'article: "350"', "article: 350", "FEN-2912", "“350” is not text", 'Put the article in quotation marks: "350".',
    ),
    "a paragraph without quotation marks": (
        RS, 'paragraph: "2"', "paragraph: 2", "FEN-2912", "“2” is not text", "Put the paragraph in quotation marks",
    ),
    "a version without quotation marks": (
        RS, 'version: "2"', "version: 2026", "FEN-2912", "“2026” is not text (put it in quotation marks)", "Compare",
    ),
    "a range without a unit": (
        RS, "max: 8 years", "max: 8", "FEN-2912", "“8” is not text", "Write a duration such as 6 months or 8 years.",
    ),
    "a range in another unit": (
        RS, "max: 8 years", "max: 8 y", "FEN-2912", "“8 y” is not written as it should be", "6 months or 8 years",
    ),
    "yes for words": (
        "tables.yaml", "says: Yes.", "says: yes", "FEN-2912", "a word was read as true", "Compare with a neighbouring entry.",
    ),
    "words for yes": (
        RS, "needs_benefit: true", "needs_benefit: maybe", "FEN-2912", "“maybe” is not true or false", "Compare",
    ),
    "a paraphrase of nothing": (RS, "paraphrase: Invented.\n", "paraphrase:\n", "FEN-2912", "nothing stands here", "Compare"),
    "a plea without an effect": (
        RULES, "law: Screen., effect: open,", "law: Screen.,", "FEN-2919", "the plea plea.debt has no “effect”",
        "effect: excluded or open",
    ),
    "a plea without a condition": (
        RULES, f"effect: open, if: {DEBT},", "effect: open,", "FEN-2919", "the plea plea.debt has no “if”", "when it applies",
    ),
    "an effect without a plea": (
        RULES, "title: Always, law: Yes.,", "title: Always, law: Yes., effect: open,", "FEN-2919",
        "basis.always has an effect, but is no plea", "Take “effect” out, or write kind: plea.",
    ),
    "a rule twice": (
        RULES, "key: basis.always", "key: basis.asylum", "FEN-2913", "basis.asylum stands twice", "another key",
    ),
    "a row twice": ("tables.yaml", "key: D2", "key: D1", "FEN-2913", "the row D1 stands twice", "a key of its own"),
    "an element twice": (
        "elements.yaml", "key: means", "key: conduct", "FEN-2913", "conduct stands twice", "Give one of the two another key.",
    ),
    "a circumstance twice": (
        "circumstances.yaml", "key: agg.danger", "key: agg.minors", "FEN-2913", "agg.minors stands twice", "another key",
    ),
    "no source": (RULES, "sources: [{text: invented}]", "sources: []", "FEN-2912", "nothing stands here", "Add what belongs"),
    "a report without a page": (
        RULES, "sources: [{text: invented}]", "sources: [{report: R25}]", "FEN-2912", "neither a report with its page",
        "Write {report: R25, page: 17}",
    ),
    "a report nobody knows": (
        RULES, "sources: [{text: invented}]", "sources: [{report: R24, page: 2}]", "FEN-2912", "“R24” is not one of",
        "Write one of: R23, R25.",
    ),
    "no kind of book": (
        RS, "book: provisions", "book: provision", "FEN-2912", "“book: provision” is no kind of book", "Write book: and one of",
    ),
}  # fmt: skip


def refused(folder: Path) -> SetUpFault:
    with pytest.raises(SetUpFault) as told:
        read_library(folder)
    return told.value


def first_change(before: str, after: str) -> int:
    """The first line that differs, counted from one."""
    lines = zip(before.split("\n"), after.split("\n"), strict=False)
    return next(number for number, (one, other) in enumerate(lines, 1) if one != other)


@pytest.mark.parametrize("line_ends", ["\n", "\r\n"], ids=["", "windows"])
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(tmp_path: Path, name: str, line_ends: str) -> None:
    book, old, new, number, wrong, remedy = MISTAKES[name]
    text = BOOKS[book]
    assert old in text
    changed = text.replace(old, new, 1)
    (write_books(tmp_path) / book).write_bytes(changed.replace("\n", line_ends).encode())
    fault = refused(tmp_path)
    assert fault.number == number
    assert wrong in fault.message
    assert remedy in str(fault)
    assert f"({book}, line {first_change(text, changed)}" in str(fault)
    assert ".." not in str(fault)


@pytest.mark.parametrize(
    ("field", "line"), [("instrument", 7), ("mark", 7), ("title", 7), ("paraphrase", 7)], ids=lambda said: str(said)
)
def test_a_missing_field_is_told_with_the_line_its_entry_begins(tmp_path: Path, field: str, line: int) -> None:
    folder = write_books(tmp_path)
    (folder / "BA.yaml").write_text(
        "book: provisions\ntitle: t\nversion: '1'\n# a note\n\nprovisions:\n  - "
        + "\n    ".join(
            f"{key}: {value}"
            for key, value in {
                "id": "BA.CC.1", "jurisdiction": "BA", "level": "state", "instrument": "Code", "article": "'1'",
                "title": "t", "kind": "general", "paraphrase": "t", "sources": "[{text: t}]", "mark": "reported",
            }.items()
            if key != field
        ),
        encoding="utf-8",
    )  # fmt: skip
    fault = refused(folder)
    assert (fault.number, fault.message, fault.remedy) == ("FEN-2912", f"{field} missing", "Add it.")
    assert str(fault.location) == f"BA.yaml, line {line}, provisions.0"


@pytest.mark.parametrize(
    ("content", "number", "wrong", "line"),
    [
        (b"", "FEN-2912", "nothing stands in it", 1),
        (b"# nothing yet\n", "FEN-2912", "nothing stands in it", 1),
        (b"- a list\n", "FEN-2912", "it does not say what kind of book it is", 1),
        (b"title: t\n", "FEN-2912", "it does not say what kind of book it is", 1),
        ("book: provisions\ntitle: Stra\u00dfe\n".encode("latin-1"), "FEN-2910", "it is not UTF-8 text", 2),
        ("book: provisions\n".encode("utf-16"), "FEN-2910", "it is not UTF-8 text", 1),
        (b"book: provisions\ntitle: a\x00b\n", "FEN-2910", "a character stands in it that is not text", 2),
    ],
    ids=["empty", "comment", "list", "no kind", "latin", "utf-16", "control"],
)
def test_a_file_that_is_no_book(tmp_path: Path, content: bytes, number: str, wrong: str, line: int) -> None:
    (write_books(tmp_path) / "new.yaml").write_bytes(content)
    fault = refused(tmp_path)
    assert (fault.number, fault.message) == (number, wrong)
    assert str(fault.location) == f"new.yaml, line {line}"
    assert fault.remedy


@pytest.mark.parametrize(
    "written",
    [str.encode, lambda text: text.encode("utf-8-sig"), lambda text: text.replace("\n", "\r\n").encode()],
    ids=["plain", "byte order mark", "windows"],
)
def test_books_saved_by_other_editors_are_read_alike(tmp_path: Path, written: Callable[[str], bytes]) -> None:
    folder = write_books(tmp_path)
    for name, text in BOOKS.items():
        (folder / name).write_bytes(written(text))
    held = read_library(folder)
    assert held.places["RS.CC.347"] == "RS.yaml, line 69"
    assert [str(each.valid.begins) for each in held.versions_of("RS.CC.350.2")] == [
        "2010-01-01",
        "2017-06-01",
        "2024-01-01",
    ]


def test_a_mistake_in_what_is_taken_over_is_told_where_it_was_written(tmp_path: Path) -> None:
    """The first version is right, the ones that take over from it are refused: with their own line where they wrote it."""
    text = BOOKS[RS].replace('{from: "2024-01-01", to: null, mark: verified}', "{from: 2024, to: null, mark: verified}")
    (write_books(tmp_path) / RS).write_text(text, encoding="utf-8")
    assert f"RS.yaml, line {first_change(BOOKS[RS], text)}, provisions.2.valid.from" in str(refused(tmp_path))


def test_lines_of_sequences_and_merged_lists(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("a: &a\n  x: 1\nb: &b\n  x: 2\n  y: 3\nc:\n  <<: [*a, *b]\n  z: 4\n", encoding="utf-8")
    book = read_located(path)
    assert book.values["c"] == {"x": 1, "y": 3, "z": 4}
    assert [book.line(("c", key)) for key in "xyz"] == [2, 5, 8]
    assert book.line(("c", "nothing", "below")) == 6
    assert book.line(()) == 1
    assert book.naming(("c",), "no such value") == ("c",)


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong", "remedy"),
    [
        ("key: act.b", "key: act.a", 7, "the fact act.a stands twice", "Keep one of the two."),
        ("key: act.b", "key: mens.b", 7, "mens is no group", "Groups: act."),
        ("kind: yes_no, label: b", "kind: maybe, label: b", 7, "“maybe” is not one of the words known here", "yes_no"),
    ],
)
def test_the_vocabulary_is_a_book_too(tmp_path: Path, old: str, new: str, line: int, wrong: str, remedy: str) -> None:
    text = (
        'book: facts\ntitle: t\nversion: "1"\ngroups: [{key: act, title: t}]\nfacts:\n'
        "  - {key: act.a, kind: yes_no, label: a, ask: a, why: a}\n"
        "  - {key: act.b, kind: yes_no, label: b, ask: b, why: b}\n"
    )
    path = tmp_path / "facts.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SetUpFault) as told:
        as_vocabulary(read_located(path))
    assert wrong in told.value.message
    assert remedy in told.value.remedy
    assert f"facts.yaml, line {line}" in str(told.value.location)
