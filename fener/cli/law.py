"""fener law"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from fener.cli.desk import as_json, out, print_json, refusing
from fener.cli.law_tables import compare, draw, gaps
from fener.cli.law_tree import answer_lines, closing, provision_lines, wrapped
from fener.terms.errors import SetUpFault, UnknownTerm, UnreadableMaterial

if TYPE_CHECKING:
    from fener.analysis.law import Library, StatedFacts
    from fener.analysis.law.holdings import Provision

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def law() -> None:
    """Provisions, and facts measured against them. Nobody is charged here; nothing given is stored."""


law.add_command(compare)
law.add_command(gaps)


@law.command("qualify")
@click.argument("facts", metavar="FACTS.yaml")
@click.option("--jurisdiction", "-j", "jurisdictions", multiple=True, required=True, metavar="XX",
              help="RS (Serbia), BA, BA-BIH, BA-SRP, BA-BRC, ME, AL, MK, XK; several are shown side by side.")  # fmt: skip
@click.option("--on", type=_DAY, help="Day of the act; day of reading where the facts give time.act (then: today).")
@as_json
@refusing
def qualify_facts(facts: str, jurisdictions: tuple[str, ...], on: datetime | None, as_json: bool) -> None:
    """Measure FACTS.yaml (nested or flat, keys or labels; “-” reads standard input) under the law of a state."""
    from fener.analysis.law import qualify
    from fener.analysis.law.compare import same_facts
    from fener.analysis.law.plain import answer_as_plain

    sheet = _sheet(facts)
    day = _day(sheet, on)
    answers = [qualify(sheet, each.upper(), day) for each in dict.fromkeys(jurisdictions)]
    plain = [answer_as_plain(each) for each in answers]
    if as_json:
        print_json(plain[0] if len(plain) == 1 else plain)
    elif len(plain) == 1:
        _say(answer_lines(plain[0]))
    else:
        draw(same_facts(answers))
        _say(("", *closing(plain[0])))


def _sheet(facts: str) -> StatedFacts:
    from fener.analysis.law.fact_files import facts_of
    from fener.analysis.law.located import located, read_located

    # What is piped in may be about people: it is read from memory, never put on a disk.
    piped = facts == "-"
    return facts_of(located(sys.stdin.read(), Path("standard input")) if piped else read_located(Path(facts)))


def _day(sheet: StatedFacts, on: datetime | None) -> date:
    if on:
        return on.date()
    if sheet.act_on:
        return datetime.now().astimezone().date()
    raise UnreadableMaterial(
        "on which day was it done?",
        remedy="Give the day with --on 2023-05-01, or state time.act among the facts.",
        number="FEN-2930",
    )


@law.command("show")
@click.argument("provision_id", metavar="[ID]", required=False, default="")
@click.option("--state", metavar="XX", help="Only of that state or part of it.")
@click.option("--kind", help="Only of that kind: smuggling, document, digital …")
@click.option("--search", metavar="WORDS", help="Only where these words stand in title, wording or notes.")
@as_json
@refusing
def show(provision_id: str, state: str | None, kind: str | None, search: str | None, as_json: bool) -> None:
    """A provision with all its versions and what reports say of it; without ID, the list of provisions."""
    from fener.analysis.law import library
    from fener.analysis.law.plain_holdings import provision_as_plain

    held = library()
    if not provision_id:
        _list(held, _chosen(held, state, kind, search), as_json=as_json)
        return
    versions = [provision_as_plain(each, held) for each in reversed(_versions(held, provision_id))]
    if as_json:
        print_json(versions)
        return
    for number, each in enumerate(versions):
        _say(("",) if number else ())
        _say(provision_lines(each))


def _versions(held: Library, said: str) -> Sequence[Provision]:
    found = next((key for key in held.provisions if key.casefold() == said.casefold()), said)
    try:
        return held.versions_of(found)
    except UnknownTerm as fault:
        near = difflib.get_close_matches(said, [*held.provisions], 3, 0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UnknownTerm(fault.message, remedy=f"{hint}{fault.remedy}", number=fault.number) from fault


def _chosen(held: Library, state: str | None, kind: str | None, search: str | None) -> Iterator[Provision]:
    wanted, words = (state or "").upper(), (search or "").casefold().split()
    for versions in held.provisions.values():
        one = versions[-1]
        text = " ".join((one.id, one.cited, one.title, one.paraphrase, *one.notes)).casefold()
        of_state = not wanted or wanted == one.jurisdiction or wanted == one.jurisdiction.split("-")[0]
        if of_state and (not kind or one.kind.value == kind.casefold()) and all(word in text for word in words):
            yield one


def _list(held: Library, found: Iterable[Provision], *, as_json: bool) -> None:
    from fener.analysis.law.plain_holdings import provision_as_plain

    if as_json:
        print_json([provision_as_plain(each, held) for each in found])
        return
    table = Table("Id", "What", "Range", "Mark")
    for one in found:
        words = one.penalty.words if one.penalty else ""
        table.add_row(one.id, one.title, words, one.mark.label)
    out.print(table, soft_wrap=False, markup=False)


@law.command("facts")
@click.option("--group", metavar="NAME", help="Only that group: actor, act, migrants …")
@as_json
@refusing
def facts(group: str | None, as_json: bool) -> None:
    """The facts that can be stated: key, label, what each takes, and why it is asked."""
    from fener.analysis.law import vocabulary

    known = vocabulary()
    if group and group not in known.groups:
        raise UnknownTerm(
            f"there is no group “{group[:40]}”", remedy=f"Groups: {', '.join(known.groups)}.", number="FEN-2936"
        )
    terms = [each for each in known.terms.values() if not group or each.group == group]
    if as_json:
        print_json([{**{name: getattr(each, name) for name in _TERM}, "codes": dict(each.codes)} for each in terms])
        return
    for number, term in enumerate(terms):
        if not number or term.group != terms[number - 1].group:
            _say(("", known.groups[term.group]))
        takes = ", ".join(term.codes) if term.codes else _TAKES.get(term.kind.value, term.kind.value)
        _say(wrapped(f"{term.key}: {term.label} ({takes})", 2, first="- "))
        _say(wrapped(f"{term.ask} {term.why}", 4))


_TERM = ("key", "kind", "label", "ask", "why", "group", "open_codes")
_TAKES = {"yes_no": "yes or no", "number": "a whole number", "date": "a day such as 2023-05-01"}


@law.command("check")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@as_json
@refusing
def check(folder: Path | None, as_json: bool) -> None:
    """Read the books of FOLDER (those of Fener, if none is given); the first mistake is told with file, line and remedy."""
    from fener.analysis.law import read_library
    from fener.analysis.law.located import read_located
    from fener.analysis.law.schemas import BOOKS_FOLDER
    from fener.analysis.law.vocabulary import as_vocabulary

    at = folder or BOOKS_FOLDER
    if not any(at.glob("*.yaml")):
        raise SetUpFault(
            f"there are no books in {at.name}", remedy="Give the folder that holds the *.yaml books.", number="FEN-2937"
        )
    if (at / "facts.yaml").exists():
        as_vocabulary(read_located(at / "facts.yaml"))
    held = read_library(at)
    counts = _counts(held)
    if as_json:
        print_json({**counts, "digest": held.digest})
        return
    for name, count in counts.items():
        click.echo(f"{count:>5}  {name}")
    click.echo(f"No mistake found. Books: {held.digest[:16]}")


def _counts(held: Library) -> dict[str, int]:
    names = ("circumstances", "rules", "tables", "claims", "recommendations", "judgments", "yardsticks", "evidence")
    versions = sum(len(each) for each in held.provisions.values())
    return {
        "books": len(held.versions),
        "provisions": len(held.provisions),
        "versions of provisions": versions,
        **{("kinds of evidence" if name == "evidence" else name): len(getattr(held, name)) for name in names},
    }


@law.command("cases")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="PATH…")
@refusing
def cases(paths: tuple[Path, ...]) -> None:
    """Run the cases of YAML files (or of all in a folder) and print what differs; exit code 1 if anything does."""
    from fener.analysis.law.cases import read_cases, run_case

    files = [each for path in paths for each in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise SetUpFault(
            "there are no cases there", remedy="Give a *.yaml file, or a folder of them.", number="FEN-2938"
        )
    found = [each for path in files for each in read_cases(path)]
    differing = 0
    for one in found:
        if differences := run_case(one):
            differing += 1
            _say(wrapped(f"{one.title} ({one.place})", 0))
            _say(line for said in differences for line in wrapped(said, 2, first="- "))
    total = "1 case" if len(found) == 1 else f"{len(found)} cases"
    click.echo(f"{total}, {differing} {'differs' if differing == 1 else 'differ'}")
    sys.exit(1 if differing else 0)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
