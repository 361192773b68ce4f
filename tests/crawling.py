"""Walks the resolver, fills every address, and asks it in a savepoint of its own. What the crawls of the stories share."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fener.api.doors import DOORS
from fener.terms.people import Role
from tests.crawl_objects import (
    CARE_MARK,
    CARE_ROLES,
    IN_QUERIES,
    THEIR_MARK,
    WRITTEN_WHILE_READING,
    Side,
    filler_of,
)

TOKEN = "c" * 32
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
WRITES = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.I)


# --- the addresses -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Route:
    """One URL pattern: its name (or its pattern, where it has none), the pattern, and the view."""

    name: str
    pattern: str
    view: Any

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.pattern)

    @property
    def is_machine(self) -> bool:
        return f"/{self.pattern}".startswith(DOORS)

    @property
    def is_safe_door(self) -> bool:
        """The public door stands before sessions, cookies and hosts."""
        return self.pattern.startswith("door/")

    @property
    def has_object(self) -> bool:
        """Whether it names something that belongs to somebody."""
        fillers = [filler_of(self.name, one) for one in self.parameters]
        return any(one is not None and not one.belongs_to_nobody for one in fillers)

    def address(self, side: Side) -> str:
        """The address of this side's object; a parameter without filler fails with the way out."""
        return "/" + PARAMETER.sub(lambda found: self._filled(found[1], side), self.pattern)

    def _filled(self, parameter: str, side: Side) -> str:
        filler = filler_of(self.name, parameter)
        if filler is None:
            pytest.fail(
                f"The crawl cannot fill “{parameter}” of the route “{self.name}” (/{self.pattern}). "
                f'Add @fills("{self.name}.{parameter}") to tests/crawl_objects.py, with rows made by @builds.'
            )
        return quote(filler.of(side), safe="/:")

    @property
    def queries(self) -> list[str]:
        """The names of :data:`IN_QUERIES` that the view's module reads."""
        module = sys.modules.get(getattr(self.view, "__module__", ""))
        told = inspect.getsource(module) if module and module.__name__.startswith("fener.") else ""
        return [name for name in IN_QUERIES if f'"{name}"' in told]


def patterns_of(entries: list[Any]) -> Iterator[URLPattern]:
    for entry in entries:
        yield from patterns_of(entry.url_patterns) if isinstance(entry, URLResolver) else (entry,)


def walk(patterns: list[Any], before: str = "") -> Iterator[Route]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, pattern)
        elif isinstance(entry, URLPattern):
            yield Route(entry.name or pattern, pattern, entry.callback)


ROUTES = list(walk(get_resolver().url_patterns))
FOR_PEOPLE = [route for route in ROUTES if not route.is_machine]


# --- asking ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """What came back, and which tables were written to meanwhile."""

    status: int
    body: str  # the headers stand below it
    headers: Mapping[str, str]
    written: frozenset[str]
    fault: str


class Writes:
    """Notes the tables that are written to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def ask(client: Client, method: str, address: str, *, token: bool = True, then: bool = False, **ways: Any) -> Answer:
    """One request in a savepoint of its own, which is taken back; so are the cookies (one of the addresses signs out).

    ``then``: where it redirects to another page of the desk, the answer is that page.
    """
    kept = client.cookies.copy()
    writes, headers = Writes(), {"X-CSRFToken": TOKEN} if token else {}
    with transaction.atomic(), connection.execute_wrapper(writes):
        got = getattr(client, method)(address, headers=headers | ways.pop("headers", {}), **ways)
        if then and got.status_code == 302 and got.headers["Location"].startswith("/"):
            got = client.get(got.headers["Location"])
        body = b"".join(got) if got.streaming else got.content
        transaction.set_rollback(True)
    client.cookies = kept
    fault = repr(got.exc_info[1]) if getattr(got, "exc_info", None) else ""
    told = body.decode(errors="replace") + "".join(f"{name}: {value}\n" for name, value in got.headers.items())
    return Answer(got.status_code, told, got.headers, frozenset(writes.tables), fault)


def client_of(member: Any = None) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if member is not None:
        client.force_login(member)
    client.cookies["csrftoken"] = TOKEN
    return client


class Findings(list[str]):
    """What is wrong, all of it at once."""

    def check(self, what: str, answer: Answer, role: Role | None = None, *, may_see: bool = False) -> None:
        if answer.status >= 500 and answer.status != 503:
            self.append(f"{what}: {answer.status} {answer.fault}")
        if THEIR_MARK in answer.body and not may_see:
            self.append(f"{what} shows what belongs to strangers: {_around(answer.body, THEIR_MARK)}")
        if CARE_MARK in answer.body and role not in CARE_ROLES:
            self.append(f"{what} shows what stands in a protection file: {_around(answer.body, CARE_MARK)}")

    def must_not_write(self, what: str, answer: Answer) -> None:
        if written := answer.written - WRITTEN_WHILE_READING:
            self.append(f"{what} writes into {sorted(written)}")

    def settle(self) -> None:
        assert not self, f"{len(self)} findings:\n" + "\n".join(self)


def _around(body: str, mark: str) -> str:
    at = body.index(mark)
    return f"…{body[max(0, at - 60) : at + 30]!r}"
