"""Every address of the desk × every role × nobody × a stranger's objects.

The addresses are found by walking the resolver, so a room added later is crawled as well; what its addresses name is
filled in by ``tests/crawl_objects.py``. Each request runs in a savepoint that is taken back.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver

from fener.records.base.models import Organisation
from fener.terms.people import Role
from tests.crawl_objects import (
    CARE_MARK,
    IN_QUERIES,
    MAY_SEE_STRANGERS,
    PUBLIC,
    SHARED_ROUTES,
    THEIR_MARK,
    WITHOUT_TOKEN,
    Side,
    build_sides,
)
from tests.crawling import FOR_PEOPLE, ROUTES, Findings, Route, ask, client_of, patterns_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sides(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Side, Side]]:
    """Ours and the strangers', made once for all roles."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SECOND_FACTOR="optional"):
        yield build_sides()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    yield
    cache.clear()


# --- the crawl ---------------------------------------------------------------------------------------------------------
def crawl(sides: tuple[Side, Side], role: Role, routes: list[Route]) -> Findings:
    """Own objects, own addresses that name a stranger's object in their query, and strangers' objects."""
    ours, theirs = sides
    client, found = client_of(ours.members[role]), Findings()
    for route in routes:
        may_see, own = (route.name, role) in MAY_SEE_STRANGERS, route.address(ours)
        named = [f"{own}?{name}={quote(IN_QUERIES[name](theirs))}" for name in route.queries]
        for address in (own, *named):
            answer, what = ask(client, "get", address), f"{role} {route.name}: get {address}"
            found.check(what, answer, role, may_see=may_see)
            found.must_not_write(what, answer)
        found.check(f"{role} {route.name}: post {own}", ask(client, "post", own), role, may_see=may_see)
        if route.has_object and not may_see:
            _crawl_strangers(client, found, role, route, route.address(theirs))
    assert ask(client, "get", "/account/").status == 200, "the crawl lost its session on the way"
    return found


def _crawl_strangers(client: Client, found: Findings, role: Role, route: Route, address: str) -> None:
    for method in ("get", "post"):
        answer, what = ask(client, method, address), f"{role} {route.name}: {method} {address}"
        found.check(what, answer, role)
        if route.name in SHARED_ROUTES:
            continue
        found.must_not_write(what, answer)
        if answer.status not in {302, 400, 403, 404, 405}:
            found.append(f"{what} of strangers answers {answer.status}")


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_or_changes_what_belongs_to_strangers(sides: tuple[Side, Side], role: Role) -> None:
    crawl(sides, role, FOR_PEOPLE).settle()


def test_the_crawl_finds_a_list_that_forgets_whom_it_is_for(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fener.queries.field_report_scope._of_others", lambda member: Q(pk__gt=0))
    routes = [route for route in FOR_PEOPLE if route.name in {"field_reports", "field_report"}]
    found = crawl(sides, Role.COORDINATOR, routes)
    assert any("shows what belongs to strangers" in line for line in found)
    assert any("of strangers answers 200" in line for line in found)


def test_the_crawl_finds_a_view_that_changes_something_on_get(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(request: Any, *_: Any, **__: Any) -> HttpResponse:
        Organisation.objects.update(short_name="changed")
        return HttpResponse(CARE_MARK)

    route = next(route for route in FOR_PEOPLE if route.name == "exports")
    pattern = next(one for one in patterns_of(get_resolver().url_patterns) if one.name == "exports")
    monkeypatch.setattr(pattern, "callback", careless)
    found = crawl(sides, Role.READER, [route])
    assert any("writes into ['base_organisation']" in line for line in found)
    assert any("stands in a protection file" in line for line in found)


def test_a_parameter_that_nobody_fills_is_named_with_the_way_out(sides: tuple[Side, Side]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r'@fills\("new_room.thing_id"\) to tests/crawl_objects.py'):
        Route("new_room", "new/<int:thing_id>/", None).address(sides[0])


def test_whoever_is_not_signed_in_reaches_only_what_is_open_on_purpose(sides: tuple[Side, Side]) -> None:
    client, found = client_of(), Findings()
    for side in sides:
        for route in FOR_PEOPLE:
            for method in ("get", "post"):
                address = route.address(side)
                answer, what = ask(client, method, address), f"nobody: {method} {address} ({route.name})"
                found.check(what, answer)
                if method == "get" or route.name not in PUBLIC:
                    found.must_not_write(what, answer)
                is_sent_away = answer.status in {403, 405} or "Location: /account/login/" in answer.body
                if route.name not in PUBLIC and not is_sent_away:
                    found.append(f"{what} answers {answer.status}: open, and not in PUBLIC of tests/crawl_objects.py")
    found.settle()


def test_what_is_open_is_named_as_open() -> None:
    opened = {route.name for route in FOR_PEOPLE if getattr(route.view, "login_required", None) is False}
    assert opened <= PUBLIC, "name what opens without login in PUBLIC of tests/crawl_objects.py, or let it ask for one"
    assert {route.name for route in ROUTES} >= PUBLIC, "PUBLIC names routes that are no more"


@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.CASEWORKER, Role.ADMINISTRATOR])
def test_a_post_without_its_token_is_refused_everywhere(sides: tuple[Side, Side], role: Role | None) -> None:
    ours, _ = sides
    client, found = client_of(ours.members[role] if role else None), Findings()
    for route in FOR_PEOPLE:
        if route.name in WITHOUT_TOKEN:
            continue
        answer = ask(client, "post", route.address(ours), token=False)
        found.must_not_write(f"{role} {route.name} without token", answer)
        if answer.status not in {403, 405}:
            found.append(f"{role} {route.name} takes a POST without token: {answer.status}")
    found.settle()


def test_only_doors_of_machines_and_named_routes_go_without_token() -> None:
    exempt = {route.name for route in FOR_PEOPLE if getattr(route.view, "csrf_exempt", False)}
    assert exempt == WITHOUT_TOKEN


def test_every_role_that_is_signed_in_keeps_its_session_of_its_own(sides: tuple[Side, Side]) -> None:
    """The crawl itself is sound: a member's own coordinator reads the report, and a login is what makes the difference."""
    ours, theirs = sides
    route = next(route for route in FOR_PEOPLE if route.name == "field_report")
    client = client_of(ours.members[Role.COORDINATOR])
    assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(client.session.keys())
    assert ours.mark in ask(client, "get", route.address(ours)).body
    assert ask(client, "get", route.address(theirs)).status == 404
    assert THEIR_MARK in ask(client_of(theirs.members[Role.COORDINATOR]), "get", route.address(theirs)).body


# --- the doors of machines ---------------------------------------------------------------------------------------------
def _basic(member: Any, key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{member.username}:{key}".encode()).decode()}


def _doors() -> list[Route]:
    return [route for route in ROUTES if route.is_machine]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_machine_gets_what_its_keys_holder_may_read_and_nothing_of_strangers(
    sides: tuple[Side, Side], method: str
) -> None:
    ours, _ = sides
    keys = [
        _basic(ours.members[Role.ANALYST], ours["read_key"].key),
        _basic(ours.members[Role.MONITOR], ours["collect_key"].key),
    ]
    found = Findings()
    for route in _doors():
        for headers in keys:
            answer = ask(client_of(), method, route.address(ours), token=False, headers=headers)
            found.check(f"{method} /{route.pattern}", answer)
    found.settle()


def test_no_door_opens_without_a_key_or_with_a_members_cookie(sides: tuple[Side, Side]) -> None:
    ours, _ = sides
    found = Findings()
    for route in _doors():
        if "token" in route.parameters:
            continue
        for client in (
            client_of(),
            client_of(ours.members[Role.COORDINATOR]),
            client_of(ours.members[Role.ADMINISTRATOR]),
        ):
            for method in ("get", "post"):
                answer = ask(client, method, route.address(ours))
                if answer.status not in {401, 405}:
                    found.append(f"{method} /{route.pattern} answers {answer.status} without a key")
    found.settle()
