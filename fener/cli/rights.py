"""fener rights"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from fener.cli.desk import acting_member, as_json, open_desk, out, print_json, refusing
from fener.terms.errors import UnknownTerm

if TYPE_CHECKING:
    from fener.analysis.rights import EntryAnswer, RightsAnswer, RightsEntry

# An administrator runs the desk and advises nobody, so the member asked for by default is another one.
actor_option = click.option(
    "--as",
    "actor_name",
    default="caseworker",
    metavar="MEMBER",
    help="Member to act as; the demo caseworker where there is one.",
)
_VALUES = {"yes": True, "no": False, "unknown": None}


@click.group()
def rights() -> None:
    """What a person may ask for in a legal order. Nothing given is stored."""


@rights.command("navigate")
@click.argument("territory", metavar="XX")
@click.option("--fact", "given", multiple=True, metavar="KEY=yes|no|unknown", help="What is known; may be repeated.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Law as of that day; today if not given.")
@actor_option
@as_json
@refusing
def navigate(territory: str, given: tuple[str, ...], on: datetime | None, actor_name: str, as_json: bool) -> None:
    """What may be asked for, on which provision, what is open and what is missing."""
    open_desk()
    from django.utils import timezone

    from fener.queries.rights import rights_for

    facts = dict(_fact(each) for each in given)
    day = on.date() if on else timezone.localdate()
    answer = rights_for(acting_member(actor_name), facts, territory.upper(), day)
    if as_json:
        print_json(_plain(answer))
        return
    _print(answer)


@rights.command("compare")
@actor_option
@as_json
@refusing
def compare(actor_name: str, as_json: bool) -> None:
    """Humanitarian residence in the six legal orders, side by side."""
    open_desk()
    from fener.queries.rights import legal_orders

    orders = legal_orders(acting_member(actor_name))
    if as_json:
        print_json([order.row for order in orders])
        return
    table = Table("Territory", "Provision", "Who", "Explicit", "Rights listed")
    for order in orders:
        explicit = "; ".join(filter(None, ["yes" if order.row.explicit else "no", order.row.remark]))
        table.add_row(
            order.label, order.row.provision, order.row.who, explicit, ", ".join(order.row.rights) or "none specified"
        )
    out.print(table)


def _fact(given: str) -> tuple[str, bool | None]:
    key, _, value = given.partition("=")
    if value not in _VALUES:
        raise UnknownTerm(
            f"“{given}” is not a fact", remedy="Write --fact is_child=yes, =no or =unknown.", number="FEN-2706"
        )
    return key, _VALUES[value]


def _print(answer: RightsAnswer) -> None:
    out.print(answer.general_rule)
    table = Table("Entry", "Outcome", "What", "Provision", "Checked", "Sources")
    for one in (*answer.entries, *answer.risks):
        entry = one.entry
        cited = ", ".join(source.cited for source in entry.sources)
        table.add_row(entry.key, one.outcome_words, entry.title, entry.provision, entry.mark.label, cited)
    out.print(table)
    for number, each in enumerate(answer.questions, 1):
        out.print(f"{number}. {each.question.ask} [{each.question.key}]", markup=False, highlight=False)


def _plain(answer: RightsAnswer) -> dict[str, Any]:
    return {
        "territory": answer.territory,
        "on": answer.on,
        "general_rule": answer.general_rule,
        "entries": [_plain_answer(one) for one in answer.entries],
        "risks": [_plain_answer(one) for one in answer.risks],
        "comparisons": [_plain_entry(entry) for entry in answer.comparisons],
        "questions": [
            {"key": each.question.key, "ask": each.question.ask, "decides": each.decides} for each in answer.questions
        ],
        "not_named_by_the_sources": answer.silences,
        "not_in_force": [entry.key for entry in answer.not_in_force],
    }


def _plain_answer(one: EntryAnswer) -> dict[str, Any]:
    return {
        **_plain_entry(one.entry),
        "outcome": one.outcome,
        "caution": one.caution,
        "because": {reason.key: reason.value for reason in one.reasons},
        "questions": one.questions,
        "needed": one.needs,
        "notes": one.remarks,
    }


def _plain_entry(entry: RightsEntry) -> dict[str, Any]:
    names = ("key", "kind", "title", "provision", "paraphrase", "rights", "law", "practice", "clock", "decided_by")
    plain = {name: getattr(entry, name) for name in names}
    cited = [source.cited for source in entry.sources]
    return plain | {"explicit": entry.is_explicit, "mark": entry.mark, "sources": cited}
