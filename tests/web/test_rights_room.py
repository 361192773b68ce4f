"""The rights room: unknown facts give questions, law and practice stand apart, nothing is stored."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fener.analysis.rights import provisions_in, questions
from fener.records.base.models import Member
from fener.terms.people import Role
from fener.terms.territories import KOSOVO_NOTE, region_members, territory
from fener.web.rights.pages import kinds_grouped

pytestmark = pytest.mark.django_db
SIX = region_members()


@pytest.fixture(autouse=True)
def no_second_factor(settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def asks(client, monitor):  # type: ignore[no-untyped-def]
    client.force_login(monitor)

    def ask(code: str = "", **facts: str) -> str:
        return client.get("/rights/", {"territory": code, **facts}).content.decode()

    return ask


@pytest.mark.parametrize("code", SIX)
def test_each_territory_renders_with_every_entry_anchored_once(asks, code: str) -> None:
    page = asks(code)
    for entry in provisions_in(code):
        assert page.count(f'id="{entry.key}"') == 1, entry.key
        assert f'href="#{entry.key}"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert territory(code).label in page
    assert "In law" in page and "In practice" in page and "Help never depends on testifying" in page


def test_without_a_territory_one_is_chosen_first(asks) -> None:
    page = asks()
    assert all(f'href="?territory={code}"' in page for code in SIX)
    assert "alert-warning" not in page and "alert-warning" in asks("HU")


def test_unknown_facts_give_questions_and_answers_settle_them(asks) -> None:
    page = asks("RS")
    assert "Open" in page and 'name="was_smuggled"' in page
    after = asks("RS", was_smuggled="yes", is_child="no")
    assert 'id="was_smuggled-yes" value="yes" checked' in after
    assert 'name="is_unaccompanied"' not in after, "it no longer matters"
    assert "May rely on this" in after
    assert "Taken as known" in after


def test_a_sensitive_question_is_asked_only_if_needed(asks) -> None:
    page = asks("XK")
    before, _, inside = page.partition("Ask only if needed")
    assert 'name="fears_reprisal"' in inside and 'name="fears_reprisal"' not in before
    assert 'name="fears_reprisal"' not in asks("XK", was_smuggled="no")


def test_whether_somebody_cooperates_is_asked_last(asks) -> None:
    page = asks("RS", was_smuggled="yes").partition("Ask only if needed")
    for part in (page[0], page[2]):
        asked = list(dict.fromkeys(re.findall(r'<input[^>]*name="(\w+)"', part)))
        about = [questions()[key].about_cooperation for key in asked if key in questions() and key != "was_smuggled"]
        assert about == sorted(about) and True in about


def test_a_question_waits_for_the_one_before_it(asks) -> None:
    assert 'name="is_unaccompanied"' not in asks("RS")
    page = asks("RS", is_child="yes")
    assert 'name="is_unaccompanied"' in page and 'name="has_guardian"' not in page
    assert 'name="has_guardian"' in asks("RS", is_child="yes", is_unaccompanied="yes")


def test_what_is_no_yes_or_no_counts_as_not_known(asks) -> None:
    plain, odd = asks("BA"), asks("BA", was_smuggled="perhaps", looks_nervous="yes")
    assert (
        odd.partition("rights-rule")[2].partition("<script")[0]
        == plain.partition("rights-rule")[2].partition("<script")[0]
    )
    assert len(plain.partition("rights-rule")[2].partition("<script")[0]) > 10_000


def test_kosovo_carries_its_asterisk_and_the_note(asks, client) -> None:
    for page in (asks("XK"), asks("RS"), client.get("/rights/compare/").content.decode()):
        assert not re.search(r"Kosovo(?!\*)", page.replace(KOSOVO_NOTE, ""))
        assert KOSOVO_NOTE in page


def test_risks_stand_under_a_heading_of_their_own(asks) -> None:
    page = asks("AL", was_smuggled="yes")
    risks = page.index('id="risks"')
    assert risks < page.index('id="AL.CC.297"') and "May happen to the person" in page


def test_the_comparison_shows_six_legal_orders_with_law_and_practice(asks, client) -> None:
    page = client.get("/rights/compare/").content.decode()
    rows = re.findall(r'<tr id="([A-Z]{2})">(.*?)</tr>', page, re.S)
    assert [code for code, _ in rows] == list(SIX)
    assert ["none specified" in row for _, row in rows] == [code in {"BA", "XK", "MK", "RS"} for code, _ in rows]
    assert "In practice" in page and "2004/81" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(f'id="{entry.key}"' in page for code in SIX for entry in provisions_in(code))


def test_nothing_is_stored(client, caseworker_like) -> None:
    client.force_login(caseworker_like)
    client.get("/rights/", {"territory": "RS"})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/rights/", {"territory": "RS", "was_smuggled": "yes"})
    assert not [
        query for query in asked.captured_queries if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE"))
    ]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "was_smuggled" not in str(dict(client.session))
    assert client.post("/rights/", {"territory": "RS"}).status_code == 405


@pytest.fixture
def caseworker_like(coordinator):  # type: ignore[no-untyped-def]
    Member.objects.filter(pk=coordinator.pk).update(role=Role.CASEWORKER)
    return Member.objects.get(pk=coordinator.pk)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", ["/rights/", "/rights/?territory=RS", "/rights/compare/"])
def test_who_advises_people_may_ask_and_nobody_else(client, coordinator, role: Role, address: str) -> None:
    Member.objects.filter(pk=coordinator.pk).update(role=role)
    client.force_login(Member.objects.get(pk=coordinator.pk))
    advises = role in {Role.MONITOR, Role.COORDINATOR, Role.CASEWORKER, Role.LAWYER, Role.TRAINER}
    assert client.get(address).status_code == (200 if advises else 403)


def test_without_signing_in_nothing_is_shown(client) -> None:
    assert client.get("/rights/?territory=RS").status_code == 302


def test_every_kind_has_a_place_on_the_page() -> None:
    kinds = {entry.kind for code in SIX for entry in provisions_in(code)}
    assert kinds - {"risk", "comparison"} <= kinds_grouped()


def test_the_page_works_without_script_and_asks_for_no_person(asks) -> None:
    page = asks("MK")
    form = page[page.index('class="rights-form"') : page.index('rights-answer"')]
    assert 'method="get"' in page and "<script" not in form
    assert not re.search(r'<(input|textarea)[^>]*type="(text|email|tel|date|file)"', form) and "<textarea" not in form
