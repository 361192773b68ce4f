"""No word of a protection file stands on any page of another room, for anybody: every address, every role, and strangers.

A case with every part filled, each word of it under a mark (``tests/full_case.py``); the addresses are those of the crawl
(``tests/crawling.py``), so that a room added later is crawled as well. Searched are pages, downloads (unpacked), error
pages, redirects, the audit, logs and mails.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone
from pypdf import PdfReader

from fener.actions.protection.tell_recipients import tell_recipients
from fener.records.base.models import Member
from fener.records.protection.models import BreakGlass, DamageClaim, HarmRecord, ProtectionCase
from fener.safeguards.access import level_of
from fener.terms.codelists import code_list
from fener.terms.people import Role
from fener.terms.protection import AccessLevel
from tests.crawl_objects import CARE_MARK, FILLERS, Filler, Side, build_sides
from tests.crawling import ROUTES, Route, client_of, patterns_of
from tests.full_case import FullCase, fill_case
from tests.protection_cast import SECRET, member, provider

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The rooms that are for protection work. On every other page not even its own caseworker meets a word of a file.
OWN_ROOMS = ("/protection/", "/harm/", "/urgent/", "/facility-access/", "/door-desk/")
INCOMING = "/protection/incoming/"
# What is searched for: it finds the marks and is none, so that a page may repeat it in its search box.
FRAGMENT = "Zzyzx"
SEARCHES = ("q", "text", "query", "search", "name")


@dataclass(frozen=True)
class Stage:
    """Both sides of the crawl, the full case of ours, and those who stand around it."""

    ours: Side
    theirs: Side
    full: FullCase
    colleague: Member
    neighbour: Member
    receiver: Member

    @property
    def words(self) -> list[re.Pattern[str]]:
        """What must not be found: any word of the file, its pseudonym, its key."""
        return [re.compile(re.escape(word)) for word in (SECRET, CARE_MARK, self.full.pseudonym)] + [self.key]

    @property
    def key(self) -> re.Pattern[str]:
        return re.compile(rf"\bPC-{self.full.case}\b")


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SECOND_FACTOR="optional"):
        ours, theirs = build_sides()
        home = ours.members[Role.CASEWORKER].organisation.name
        colleague = member("crawl-colleague", Role.CASEWORKER, home, "RS")
        neighbour = member("crawl-neighbour", Role.CASEWORKER, "Neighbours", "RS")
        receiver = member("crawl-receiver", Role.CASEWORKER, "Receivers", "RS")
        place = provider("Receiving clinic", organisation=receiver.organisation)
        full = fill_case(ours.members[Role.CASEWORKER], colleague, place, SECRET)
        BreakGlass.objects.update(until=timezone.now())
        ours.made["case"] = ProtectionCase.objects.unscoped("the crawl").get(pk=full.case)
        ours.made["claim"] = DamageClaim.objects.get(case_file=full.case)
        ours.made["harm"] = HarmRecord.objects.get(pk=full.harm)
        yield Stage(ours, theirs, full, colleague, neighbour, receiver)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _parts_of_the_full_case(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The addresses name the parts of the full case, not whatever is the first."""
    case = stage.ours["case"]
    first = {name: str(getattr(case, rows).first().pk) for name, rows in {
        "glass_id": "broken_glass", "concern_id": "concerns", "line_id": "plan", "task_id": "tasks",
        "consent_id": "consents", "disclosure_id": "disclosures", "assessment_id": "assessments",
    }.items()}  # fmt: skip
    first |= {"referral_id": str(stage.full.referrals[0]), "referral_key": f"RR-{stage.full.referrals[0]}"}
    first |= {"disclosure_key": case.disclosures.first().key, "ground_key": f"LG-{stage.full.ground}"}
    for name, value in first.items():
        monkeypatch.setitem(FILLERS, name, Filler(lambda side, value=value: value, belongs_to_nobody=True))
    yield
    cache.clear()


# --- asking ------------------------------------------------------------------------------------------------------------
def seen_at(client: Client, address: str, **headers: str) -> str:
    """All a visitor gets: the body, unpacked where it is a file, the headers, the cookies. Taken back afterwards."""
    kept = client.cookies.copy()
    with transaction.atomic():
        got = client.get(address, headers=headers)
        body = b"".join(got) if got.streaming else got.content
        transaction.set_rollback(True)
    told = _unpacked(body) + "".join(f"{name}: {value}\n" for name, value in got.headers.items())
    told += str(client.cookies)
    client.cookies = kept
    return told


def _unpacked(body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(_unpacked(packed.read(name)) for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode(errors="replace")


def addresses(stage: Stage, route: Route) -> list[str]:
    own = route.address(stage.ours)
    words = "&".join(f"{name}={FRAGMENT}" for name in SEARCHES)
    return [own, f"{own}?{words}"] if any(name in {"q", "text"} for name in route.queries) else [own]


def shown(stage: Stage, who: Member | None, routes: list[Route] = ROUTES) -> dict[str, str]:
    """Address → what this visitor sees there. A key that was asked for is named again (next=…), and tells nothing new."""
    client, asked = client_of(who), f"PC-{stage.full.case}"
    pages = {
        address: seen_at(client, address)
        for route in routes
        if route.name != "account_logout"
        for address in addresses(stage, route)
    }
    return {address: page.replace(asked, "") if asked in address else page for address, page in pages.items()}


def found(words: list[re.Pattern[str]], pages: dict[str, str]) -> list[str]:
    return [
        f"{address}: …{page[max(0, hit.start() - 80) : hit.end() + 20]!r}"
        for address, page in pages.items()
        for word in words
        if (hit := word.search(page))
    ]


# --- who sees what -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CASEWORKER])
def test_no_other_role_of_the_organisation_meets_a_word_of_the_file_anywhere(stage: Stage, role: Role) -> None:
    pages = shown(stage, stage.ours.members[role])
    of_audit = {address for address in pages if address.startswith("/audit/") and role is Role.ADMINISTRATOR}
    # The audit names the case's key, so that a check can be made; and nothing but the key.
    assert found(stage.words, {a: page for a, page in pages.items() if a not in of_audit}) == []
    assert found(stage.words[:-1], {a: page for a, page in pages.items() if a in of_audit}) == []


@pytest.mark.parametrize("who", ["neighbour", "stranger", "nobody"])
def test_no_other_organisation_and_nobody_unknown_meets_a_word_of_it(stage: Stage, who: str) -> None:
    visitors = {"neighbour": stage.neighbour, "stranger": stage.theirs.members[Role.CASEWORKER], "nobody": None}
    words = [word for word in stage.words if word.pattern != CARE_MARK]  # strangers have files of their own
    pages = shown(stage, visitors[who])
    assert found(words, pages) == []


def test_its_own_caseworker_meets_it_in_the_rooms_of_protection_alone(stage: Stage) -> None:
    pages = shown(stage, stage.ours.members[Role.CASEWORKER])
    own = {address: page for address, page in pages.items() if address.startswith(OWN_ROOMS)}
    assert SECRET in own[f"/protection/PC-{stage.full.case}/"], "the crawl does not see what it looks for"
    assert any(stage.full.pseudonym in page for page in own.values())
    assert found(stage.words, {address: page for address, page in pages.items() if address not in own}) == []


def test_a_colleague_outside_the_team_reads_what_is_open_and_no_more(stage: Stage) -> None:
    pages = shown(stage, stage.colleague)
    outside = {address: page for address, page in pages.items() if not address.startswith(OWN_ROOMS)}
    assert found(stage.words, outside) == []
    levels = {entry.code: level_of(str(entry.extra["data_class"])) for entry in code_list("person_fields")}
    held = [code for code, level in levels.items() if level.rank >= AccessLevel.PROTECTED.rank]
    parts = [
        "screening",
        "note",
        "concern",
        "facts",
        "account",
        "tie",
        "town",
        "triggers",
        "contact",
        "conclusion",
        "guardian",
    ]
    closed = [re.compile(rf"{re.escape(SECRET)} {word}\b") for word in (*held, *parts)]
    assert found(closed, pages) == []
    assert f"{SECRET} needs_summary" in pages[f"/protection/PC-{stage.full.case}/"]


def test_a_recipient_reads_the_form_it_was_given_and_nothing_else(stage: Stage) -> None:
    pages = shown(stage, stage.receiver)
    own = f"{INCOMING}RR-{stage.full.referrals[0]}/"
    assert f"{SECRET} injuries" in pages[own], "the recipient does not see what it was given"
    given = {f"{SECRET} {code}" for code in code_list("referral_forms")["medical"].extra["fields"]}
    told = set(re.findall(rf"{re.escape(SECRET)} [a-z_-]+", pages[own]))
    assert told <= given | {f"{SECRET} message"}
    rest = {address: page for address, page in pages.items() if not address.startswith(INCOMING)}
    words = [word for word in stage.words if word is not stage.words[-1]]
    assert found(words, rest) == []
    assert found(stage.words[2:3], pages) == [], "the pseudonym is the team's own"


def test_a_machine_with_a_key_reads_no_word_of_it(stage: Stage) -> None:
    doors = [route for route in ROUTES if route.is_machine]
    for role, key in ((Role.ANALYST, "read_key"), (Role.MONITOR, "collect_key")):
        said = f"{stage.ours.members[role].username}:{stage.ours[key].key}"
        told = {"Authorization": "Basic " + base64.b64encode(said.encode()).decode()}
        pages = {route.address(stage.ours): seen_at(Client(), route.address(stage.ours), **told) for route in doors}
        assert found(stage.words, pages) == []


# --- errors, logs, mails -----------------------------------------------------------------------------------------------
def test_a_page_that_breaks_tells_neither_visitor_nor_log_what_it_held(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(actor: Member, case_file: ProtectionCase) -> None:
        held = {"given_name": SECRET, "pseudonym": case_file.pseudonym}
        raise RuntimeError(f"broken after {len(held)} fields")

    monkeypatch.setattr("fener.actions.protection.read_case.case_page", breaks)
    caplog.set_level("INFO")
    client = client_of(stage.ours.members[Role.CASEWORKER])
    page = seen_at(client, f"/protection/PC-{stage.full.case}/")
    assert found(stage.words[:-1], {"page": page, "log": caplog.text}) == []
    assert "broken after 2 fields" in caplog.text, "the log says what broke"


def test_no_log_and_no_mail_says_a_word_of_it(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    routes = [route for route in ROUTES if f"/{route.pattern}".startswith((*OWN_ROOMS, "/directory/"))]
    for who in (stage.ours.members[Role.CASEWORKER], stage.neighbour, stage.ours.members[Role.INVESTIGATOR]):
        shown(stage, who, routes)
    with transaction.atomic():
        assert tell_recipients() > 0
        transaction.set_rollback(True)
    letters = {letter.subject: str(letter.message()) for letter in mail.outbox}
    assert letters and found(stage.words, letters) == []
    # The server's log names the address that was refused, and so the key; no word of what lies behind it.
    assert found(stage.words[:-1], {"log": caplog.text}) == []


def test_the_crawl_finds_a_page_and_a_packed_file_that_tell(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("sheet.xml", f"<v>{stage.full.pseudonym}</v>" * 50)
    routes = [route for route in ROUTES if route.name in ("exports", "about")]
    for route, body in zip(routes, (packed.getvalue(), f"{SECRET} injuries".encode()), strict=True):
        pattern = next(one for one in patterns_of(get_resolver().url_patterns) if one.name == route.name)
        monkeypatch.setattr(pattern, "callback", lambda request, body=body, **_: HttpResponse(body))
    told = found(stage.words, shown(stage, stage.ours.members[Role.READER], routes))
    assert {line.split(":")[0].split("?")[0] for line in told} == {"/exports/", "/about/"}
