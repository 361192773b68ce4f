"""The safe door in a real browser: with scripts switched off, and with scripts, where only sealed bytes leave the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fener.actions.base.demo_members import ensure_demo_members
from fener.actions.protection.answer_door_report import answer_door_report
from fener.gateways.vault import Seal, make_identity
from fener.gateways.vault.receipt_codes import receipt_keys, recipient_of
from fener.records.base.models import Member, Organisation
from fener.records.protection.door import DoorLetter, DoorReport, SafeDoor
from tests.doors import GPS_MARK, WORDS_MARK, OpenDoor, open_a_door, photo
from tests.stories.browser import DESKTOP, PHONE, Notes, chromium, open_page, picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@dataclass
class Sent:
    """What left the browser: every request's body, and every address asked for."""

    bodies: list[bytes] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


@contextmanager
def visitor(address: str, size: str, *, script: bool, dark: bool = False) -> Iterator[tuple[Any, Sent]]:
    """A page of somebody who is nobody here."""
    sent = Sent()
    with chromium() as browser:
        context = browser.new_context(
            base_url=address, viewport=SIZES[size], java_script_enabled=script, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.on("console", lambda said: sent.console.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: sent.console.append(str(fault)))

        def look(route: Any) -> None:
            if not route.request.url.startswith((address, "blob:", "data:")):
                sent.outside.append(route.request.url)
                route.abort()
                return
            if route.request.method == "POST":
                sent.bodies.append(route.request.post_data_buffer or b"")
            route.continue_()

        context.route("**/*", look)
        yield page, sent
        assert context.cookies() == []


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    made = tmp_path / "IMG_20261102_Ana.jpg"
    made.write_bytes(photo("JPEG", (1200, 800)))
    return made


def _fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def _code(page: Any) -> str:
    return " ".join(page.locator("ol.code li").all_inner_texts())


def _answer(door: OpenDoor, words: str = "We can meet you. Write when.") -> None:
    answer_door_report(door.caseworker, DoorReport.objects.get().key, words=words)


@pytest.mark.parametrize("size", SIZES)
def test_without_script_somebody_sends_a_picture_comes_back_and_reads_the_answer(live_server, photo_file, size):
    door = open_a_door()
    with visitor(live_server.url, size, script=False) as (page, sent):
        page.goto("/door/")
        picture(page, f"door-languages-{size}")
        page.get_by_role("link", name="English").click()
        picture(page, f"door-form-{size}")
        page.get_by_label("I want to report harm").check()
        page.get_by_label("What has happened?").fill(WORDS_MARK)
        page.get_by_label("Photos or papers").set_input_files(photo_file)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("heading", name="Your message has arrived").wait_for()
        code = _code(page)
        picture(page, f"door-sent-{size}")
        content = door.opened(DoorReport.objects.get().sealed)
        assert content.words["message"] == WORDS_MARK
        assert content.files and GPS_MARK not in content.files[0][1]
        _answer(door)

        page.get_by_role("link", name="Come back with your code").click()
        page.get_by_label("Receipt code").fill(code[:-1] + str((int(code[-1]) + 1) % 10))
        page.get_by_role("button", name="Open").click()
        assert page.locator("li.wrong").count() == 1
        picture(page, f"door-wrong-code-{size}")
        page.get_by_label("Receipt code").fill(code)
        page.get_by_role("button", name="Open").click()
        assert "We can meet you. Write when." in page.locator(".answer").inner_text()
        page.get_by_label("Your reply").fill("Tomorrow at noon")
        page.locator("#add button").click()
        page.get_by_text("What you added has arrived").wait_for()
        picture(page, f"door-answer-{size}")
        assert door.opened(DoorLetter.objects.get(is_answer=False).sealed).words["message"] == "Tomorrow at noon"
        page.get_by_role("button", name="Erase everything here").click()
        page.get_by_text("Your message has been erased here").wait_for()
        assert not DoorReport.objects.exists()
    assert sent.outside == []
    assert [said for said in sent.console if "422" not in said] == []  # the code with a wrong digit


@pytest.mark.parametrize("size", SIZES)
def test_with_script_only_sealed_bytes_and_never_the_code_leave_the_browser(live_server, photo_file, size):
    door = open_a_door()
    with visitor(live_server.url, size, script=True) as (page, sent):
        page.goto("/door/lantern/en/")
        page.get_by_text("sealed in your browser before it is sent").wait_for()
        assert _fits(page)
        page.get_by_label("I need help").check()
        page.get_by_label("What has happened?").fill(WORDS_MARK)
        page.get_by_label("How can we reach you").fill("contact-marker-88")
        page.get_by_label("Photos or papers").set_input_files(photo_file)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("heading", name="Your message has arrived").wait_for()
        code = _code(page)
        assert _fits(page)
        report = DoorReport.objects.get()
        assert report.sealed_in == "browser"
        assert report.locator == receipt_keys(code).locator
        assert report.answer_recipient == receipt_keys(code).recipient
        content = door.opened(report.sealed)
        assert content.words == {
            "kind": "help", "message": WORDS_MARK, "contact": "contact-marker-88", "language": "en",
        }  # fmt: skip
        name, painted = content.files[0]
        assert (
            name == "picture-1.jpg"
            and painted.startswith(b"\xff\xd8")
            and GPS_MARK not in painted
            and b"Exif" not in painted
        )
        _answer(door)

        page.get_by_role("link", name="Come back with your code").click()
        page.get_by_label("Receipt code").fill(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
        page.get_by_role("button", name="Open").click()
        page.locator(".answer").wait_for()
        assert "We can meet you. Write when." in page.locator(".answer").inner_text()
        page.get_by_label("Your reply").fill("reply-marker-99")
        page.locator("#add button").click()
        page.get_by_text("What you added has arrived").wait_for()
        letter = DoorLetter.objects.get(is_answer=False)
        assert letter.sealed_in == "browser"
        assert door.opened(letter.sealed).words["message"] == "reply-marker-99"
        page.get_by_role("button", name="Erase everything here").click()
        page.get_by_text("Your message has been erased here").wait_for()
        assert not DoorReport.objects.exists()
    keys = receipt_keys(code)
    everything = b"".join(sent.bodies)
    secrets = [
        WORDS_MARK,
        "contact-marker-88",
        "reply-marker-99",
        code,
        code.replace(" ", ""),
        keys.identity,
        photo_file.name,
    ]
    assert len(sent.bodies) == 4
    assert [secret for secret in secrets if secret.encode() in everything] == []
    assert GPS_MARK not in everything
    assert (sent.outside, sent.console) == ([], [])


def test_a_broken_connection_loses_nothing_and_makes_no_second_report(live_server):
    door = open_a_door()
    with visitor(live_server.url, "phone", script=True) as (page, _):
        page.goto("/door/lantern/en/")
        page.get_by_text("sealed in your browser").wait_for()
        page.get_by_label("What has happened?").fill(WORDS_MARK)

        def arrives_but_is_not_answered(route: Any) -> None:
            route.fetch()
            route.abort()

        page.route("**/door/lantern/en/", arrives_but_is_not_answered, times=1)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("alert").get_by_text("What you wrote is not lost").wait_for()
        assert page.get_by_label("What has happened?").input_value() == WORDS_MARK
        assert DoorReport.objects.count() == 1
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("heading", name="Your message has arrived").wait_for()
        code = _code(page)
    assert (DoorReport.objects.count(), DoorLetter.objects.count()) == (1, 0)
    assert DoorReport.objects.get().locator == receipt_keys(code).locator
    assert door.opened(DoorReport.objects.get().sealed).words["message"] == WORDS_MARK


def test_where_the_modules_do_not_come_the_form_is_sealed_on_arrival(live_server):
    door = open_a_door()
    with visitor(live_server.url, "desktop", script=True) as (page, _):
        page.route("**/vendor/age/**", lambda route: route.abort())
        page.goto("/door/lantern/en/")
        page.get_by_label("What has happened?").fill(WORDS_MARK)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("heading", name="Your message has arrived").wait_for()
    assert DoorReport.objects.get().sealed_in == "arrival"
    assert door.opened(DoorReport.objects.get().sealed).words["message"] == WORDS_MARK


def test_a_browser_whose_canvas_lies_sends_pictures_another_way(live_server, photo_file):
    """Tor Browser gives noise when a canvas is read: the picture must not become noise."""
    door = open_a_door()
    lie = """HTMLCanvasElement.prototype.toBlob = function (done, kind) {
        const other = new OffscreenCanvas(this.width, this.height);
        other.getContext("2d").fillStyle = "white";
        other.getContext("2d").fillRect(0, 0, this.width, this.height);
        other.convertToBlob({ type: kind }).then(done);
    };"""
    with visitor(live_server.url, "desktop", script=True) as (page, _):
        page.add_init_script(lie)
        page.goto("/door/lantern/en/")
        page.get_by_text("sealed in your browser").wait_for()
        page.get_by_label("What has happened?").fill(WORDS_MARK)
        page.get_by_label("Photos or papers").set_input_files(photo_file)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("heading", name="Your message has arrived").wait_for()
        assert "sealed at the moment it arrives" in page.locator("main").inner_text()
    report = DoorReport.objects.get()
    assert report.sealed_in == "arrival"
    assert GPS_MARK not in door.opened(report.sealed).files[0][1]


def test_escape_twice_and_the_first_tab_leave_the_page(live_server, settings):
    open_a_door()
    with visitor(live_server.url, "phone", script=True) as (page, sent):
        page.goto("/door/lantern/en/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "leave"
        page.mouse.wheel(0, 2000)
        assert page.locator("#leave").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        assert sent.outside[:1] == [settings.DOOR_EXIT_ADDRESS]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_right_to_left_it_fits_and_its_digits_run_left_to_right(live_server, size, dark):
    open_a_door()
    with visitor(live_server.url, size, script=False, dark=dark) as (page, _):
        page.goto("/door/lantern/ar/")
        picture(page, f"door-arabic-{size}-{'dark' if dark else 'light'}")
        page.locator("#message").fill("نحتاج إلى طبيب")
        page.locator("button[type=submit]").click()
        page.locator("ol.code").wait_for()
        picture(page, f"door-arabic-sent-{size}-{'dark' if dark else 'light'}")
        first, second = (page.locator("ol.code li").nth(number).bounding_box()["x"] for number in (0, 1))
        assert first < second
        assert re.fullmatch(r"(\d{5} ){7}\d{5}", _code(page))


# --- the staff's side ------------------------------------------------------------------------------------------------


def test_staff_make_a_key_open_a_report_and_answer_without_the_key_leaving(live_server, tmp_path, photo_file):
    logins = ensure_demo_members(tmp_path / "demo.json")
    worker = Member.objects.get(username="caseworker")
    if worker.organisation is None:
        worker.organisation = Organisation.objects.create(name="Demo house", territory="RS", kind="cso")
        worker.save(update_fields=["organisation"])
    notes, bodies = Notes(), []
    with chromium() as browser:
        page = open_page(browser, live_server.url, notes, viewport=DESKTOP)
        page.on("request", lambda one: bodies.append(one.post_data_buffer or b"") if one.method == "POST" else None)
        sign_in(page, "caseworker", logins["caseworker"])
        page.goto("/door-desk/")
        picture(page, "desk-door-none")
        page.get_by_role("link", name="Open a door").click()
        page.get_by_role("button", name="Make the key pair").click()
        private = page.locator("#private-half")
        page.wait_for_function("document.querySelector('#private-half').value.includes('AGE-SECRET-KEY-1')")
        picture(page, "desk-door-new")
        identity = private.input_value().split()[-1]
        assert page.get_by_role("button", name="Open the door").is_disabled()
        page.get_by_label("It is kept safely").check()
        page.get_by_label("Address").fill("house")
        page.get_by_role("button", name="Open the door").click()
        page.get_by_text("The door is open").wait_for()
        assert SafeDoor.objects.get().recipient == recipient_of(identity)

        guest = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
        guest.goto("/door/house/en/")
        guest.get_by_label("What has happened?").fill(WORDS_MARK)
        guest.get_by_label("Photos or papers").set_input_files(photo_file)
        guest.get_by_role("button", name="Send", exact=True).click()
        guest.locator("ol.code").wait_for()
        code = _code(guest)

        page.goto("/door-desk/")
        picture(page, "desk-door-list")
        page.get_by_role("link", name=re.compile("^SD-")).click()
        page.get_by_role("button", name="Take it").click()
        page.locator("#identity").fill(make_identity())
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_text("0 of 1 opened").wait_for()
        page.locator("#identity").fill(identity)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_text("1 of 1 opened").wait_for()
        assert WORDS_MARK in page.locator(".door-opened").inner_text()
        page.wait_for_function("document.querySelector('.door-picture').naturalWidth > 0")
        picture(page, "desk-door-report")
        page.get_by_label("Your answer").fill("answer-marker-55")
        page.get_by_role("button", name="Seal and send").click()
        page.get_by_text("The answer is sealed").wait_for()
        letter = DoorLetter.objects.get()
        assert letter.sealed_in == "browser"

        page.set_viewport_size(PHONE)
        for address in (page.url, f"{live_server.url}/door-desk/", f"{live_server.url}/door-desk/key/"):
            page.goto(address)
            assert _fits(page), address
            picture(page, f"desk-door-phone-{address.rstrip('/').rpartition('/')[2]}")

        guest.goto("/door/house/en/back/")
        guest.get_by_label("Receipt code").fill(code)
        guest.get_by_role("button", name="Open").click()
        assert "answer-marker-55" in guest.locator(".answer").inner_text()
    everything = b"".join(bodies)
    assert identity.encode() not in everything and b"answer-marker-55" not in everything
    assert Seal(identity=identity).open(bytes(letter.sealed))
    assert notes.everything() == []
