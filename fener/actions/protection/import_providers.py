"""Take providers from a table: pasted from a spreadsheet, or a CSV file. All rows or none; a dry run first."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.db import transaction

from fener.actions.protection.keep_provider import checked_entry, store_provider
from fener.queries.protection.providers import kept_territories
from fener.records.base.audit import record_audit
from fener.records.base.models import Member
from fener.records.protection.models import ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.codelists import code_list
from fener.terms.errors import FenerError, Location, UnreadableMaterial
from fener.terms.providers import LANGUAGE_NAMES, ProviderEntry
from fener.terms.tables import RowProblem, RowsRefused
from fener.terms.territories import territory_by_name

REQUIRED = ("name", "kind", "territory", "services")
OPTIONAL = (
    "body", "municipality", "languages", "opening", "always_open", "capacity", "contact", "email", "source", "checked_on",
)  # fmt: skip
MOST_ROWS = 1000
MOST_BYTES = 1_000_000
_YES, _NO = {"yes", "true", "1", "x"}, {"", "no", "false", "0"}


class ProviderRowsRefused(RowsRefused):
    """Some rows cannot be taken; nothing was stored."""

    number = "FEN-2829"
    remedy = "Correct the rows named and give the whole table again."


@dataclass(frozen=True, slots=True)
class ProvidersRead:
    """What a table holds, or what came of it: names of new providers, names of those changed, how many stay as they are."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    is_dry_run: bool


def import_providers(actor: Member, table: str | bytes, *, dry_run: bool = True) -> ProvidersRead:
    """Add what is new and change what is there under the same territory, municipality and name.

    ProviderRowsRefused with every row at fault; UnreadableMaterial FEN-2828 where it is no such table.
    """
    may_take_step(actor.role, "keep_directory").enforce()
    wanted = _checked(actor, _rows(table))
    with transaction.atomic():
        read = _store(wanted, dry_run)
        if not dry_run and (read.added or read.changed):
            details = {"added": len(read.added), "changed": len(read.changed)}
            record_audit("import_providers", actor=actor, details=details)
    return read


def _store(wanted: list[dict[str, Any]], dry_run: bool) -> ProvidersRead:
    added, changed, unchanged = [], [], 0
    for values in wanted:
        row = ServiceProvider.objects.filter(**{name: values[name] for name in ("territory", "municipality", "name")})
        found = row.select_for_update().first()
        if found is None:
            added.append(values["name"])
            if not dry_run:
                store_provider(values)
            continue
        kept = {name: value for name, value in values.items() if name not in ("organisation_id", "is_invented")}
        fresh = [name for name, value in kept.items() if getattr(found, name) != value]
        if not fresh:
            unchanged += 1
            continue
        changed.append(values["name"])
        if not dry_run:
            ServiceProvider.objects.filter(pk=found.pk).update(**{name: kept[name] for name in fresh})
    return ProvidersRead(tuple(added), tuple(changed), unchanged, dry_run)


def _checked(actor: Member, rows: list[tuple[int, dict[str, str]]]) -> list[dict[str, Any]]:
    taken: list[dict[str, Any]] = []
    rejected: list[RowProblem] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in rows:
        try:
            values = checked_entry(_entry(actor, cells))
            name = (values["territory"], values["municipality"].casefold(), values["name"].casefold())
            first = seen.setdefault(name, number)
            _must(first == number, "name", f"the same provider stands in row {first}", "Keep one of the two.")
            taken.append(values)
        except FenerError as problem:
            column = (problem.location.column if problem.location else None) or ""
            raw = cells.get(column, "") if column else "; ".join(filter(None, cells.values()))
            rejected.append(RowProblem(number, column, problem.number, problem.message, problem.remedy, raw[:200]))
    if rejected:
        raise ProviderRowsRefused(rejected)
    return taken


def _entry(actor: Member, cells: Mapping[str, str]) -> ProviderEntry:
    for column in REQUIRED:
        _must(bool(cells.get(column)), column, f"{column} is empty", "Fill it in.")
    where = _territory(cells["territory"])
    _must(where in kept_territories(actor), "territory", "its directory is not kept by you", "Leave the row out.")
    kinds = {
        label.casefold(): entry.code for entry in code_list("provider_kinds") for label in (entry.code, entry.label)
    }
    services = {
        label.casefold(): entry.code
        for entry in code_list("protection_services")
        for label in (entry.code, entry.label)
    }
    languages = {label.casefold(): code for code, name in LANGUAGE_NAMES.items() for label in (code, name)}
    return ProviderEntry(
        name=cells["name"],
        kind=_named(kinds, cells["kind"], "kind"),
        territory=where,
        services=_list(services, cells["services"], "services"),
        body=cells.get("body", ""),
        municipality=cells.get("municipality", ""),
        languages=_list(languages, cells.get("languages", ""), "languages"),
        opening=cells.get("opening", ""),
        is_always_open=_yes(cells.get("always_open", "")),
        capacity=_whole(cells.get("capacity", "")),
        contact=cells.get("contact", ""),
        email=cells.get("email", ""),
        source=cells.get("source", ""),
        checked_on=_day(cells.get("checked_on", "")),
    )


def _territory(text: str) -> str:
    return text.strip().upper() if len(text.strip()) == 2 else territory_by_name(text) or text.strip()


def _named(known: Mapping[str, str], text: str, column: str) -> str:
    found = known.get(" ".join(text.casefold().split()))
    _must(
        found is not None,
        column,
        f"“{text[:60]}” is not known",
        f"Use one of {', '.join(sorted(set(known.values())))}.",
    )
    return str(found)


def _list(known: Mapping[str, str], text: str, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_named(known, part, column) for part in re.split(r"[|/,]", text) if part.strip()))


def _yes(text: str) -> bool:
    given = text.strip().casefold()
    _must(given in _YES | _NO, "always_open", f"“{text[:20]}” is neither yes nor no", "Write yes, or leave it empty.")
    return given in _YES


def _whole(text: str) -> int | None:
    given = text.strip()
    is_number = given.isascii() and given.isdigit() and len(given) < 7
    _must(not given or is_number, "capacity", f"“{text[:20]}” is no whole number", "Write digits.")
    return int(given) if given else None


def _day(text: str) -> date | None:
    given = text.strip()
    if not given:
        return None
    dotted = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?", given)
    try:
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1])) if dotted else date.fromisoformat(given)
    except ValueError:
        raise _fault("checked_on", f"“{given[:20]}” is not a day", "Write 2026-10-17 or 17.10.2026.") from None


def _rows(table: str | bytes) -> list[tuple[int, dict[str, str]]]:
    text = _text(table)
    first = text.lstrip().split("\n", 1)[0]
    try:
        lines = list(csv.reader(StringIO(text), delimiter=max(";\t,", key=first.count), strict=True))
    except csv.Error as problem:
        raise _fault("", f"the table cannot be read ({problem})", "Look for a quotation mark left open.") from problem
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    _must(1 < len(filled) <= MOST_ROWS + 1, "", f"the table has no rows, or more than {MOST_ROWS}", "Give it in parts.")
    names = _columns(filled[0][1])
    return [(number, dict(zip(names, (cell.strip() for cell in line), strict=False))) for number, line in filled[1:]]


def _text(table: str | bytes) -> str:
    _must(len(table) <= MOST_BYTES, "", "the table is larger than 1 MB", "Give it in parts.")
    try:
        text = table if isinstance(table, str) else table.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _fault("", "the file is not written in UTF-8", "Save it as “CSV UTF-8”, or paste the rows.") from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _columns(header: list[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", name.strip().casefold()) for name in header]
    wrong = [f"missing: {name}" for name in REQUIRED if name not in names]
    wrong += [f"not known: {name}" for name in names if name and name not in REQUIRED + OPTIONAL]
    wrong += [f"twice: {name}" for name in sorted({name for name in names if name and names.count(name) > 1})]
    _must(
        not wrong, "", f"the first row does not name the columns ({'; '.join(wrong)})",
        f"Name them {', '.join(REQUIRED)}; further ones may be {', '.join(OPTIONAL)}.",
    )  # fmt: skip
    return names


def _must(holds: bool, column: str, message: str, remedy: str) -> None:
    if not holds:
        raise _fault(column, message, remedy)


def _fault(column: str, message: str, remedy: str) -> UnreadableMaterial:
    return UnreadableMaterial(message, remedy=remedy, location=Location(column=column or None), number="FEN-2828")
