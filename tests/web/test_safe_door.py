"""The safe door without script: no cookie, nothing of the desk, nothing lost, nothing in the clear."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import UnreadablePostError
from django.test import Client

from fener.actions.protection.answer_door_report import answer_door_report
from fener.actions.protection.close_safe_door import close_safe_door
from fener.gateways.vault import Seal
from fener.gateways.vault.receipt_codes import receipt_keys
from fener.records.base.models import AuditEntry
from fener.records.protection.door import DoorLetter, DoorReport
from fener.terms.translations import language_names
from fener.web.door import pace
from tests.doors import GPS_MARK, WORDS_MARK, open_a_door, photo

pytestmark = pytest.mark.django_db
FORM = "/door/lantern/en/"
BACK = "/door/lantern/en/back/"


@pytest.fixture(autouse=True)
def _fresh_pace(monkeypatch):
    monkeypatch.setattr(pace, "posts", pace.Buckets(burst=200, per_second=1))


def token_of(client, address=FORM):
    return re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())[1]


def code_on(answer):
    return " ".join(re.findall(r"<li>(\d{5})</li>", answer.content.decode()))


def send(client, token=None, **fields):
    return client.post(FORM, {"token": token or token_of(client), "message": WORDS_MARK, **fields})


def picture(kind="JPEG", name="IMG_Skopje_Ana.jpg"):
    return SimpleUploadedFile(name, photo(kind), content_type=f"image/{kind.lower()}")


def test_a_report_is_sealed_on_arrival_and_opens_with_the_organisations_key_only(client, lantern):
    answer = send(client, kind="help", place="behind the mill", contact="friend's phone", files=[picture()])
    assert answer.status_code == 201
    report = DoorReport.objects.get()
    content = lantern.opened(report.sealed)
    assert content.words == {
        "kind": "help", "message": WORDS_MARK, "place": "behind the mill", "contact": "friend's phone", "language": "en",
    }  # fmt: skip
    assert [name for name, _ in content.files] == ["picture-1.jpg"]
    assert all(GPS_MARK not in picture for _, picture in content.files)
    assert b"IMG_Skopje" not in repr(content).encode()
    assert (report.sealed_in, report.sealed_to) == ("arrival", lantern.recipient)


@pytest.mark.parametrize(
    "address", ["/door/", "/door/lantern/", FORM, BACK, "/door/nowhere/", "/door/lantern/xx/", "/door/a/b/c/d/"]
)
def test_no_page_of_the_door_sets_a_cookie_or_shows_the_desk(client, lantern, address):
    answer = client.get(address, headers={"Cookie": "sessionid=somebody; csrftoken=something"})
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers
    page = answer.content.decode()
    for word in ("htmx", "bootstrap", "csrfmiddlewaretoken", "Fener", "account/login", "<style", " style=", "onclick"):
        assert word not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "data:" not in policy
    for asked in re.findall(r'(?:src|action|<link[^>]+href)="([^"]+)"', page):
        assert asked.startswith("/") and not asked.startswith("//")
    assert not re.search(r"<script(?![^>]+(?:nonce|src)=)", page)


def test_the_quick_exit_comes_first_and_is_a_plain_link(client, lantern, settings):
    for address in ("/door/", "/door/lantern/", FORM, BACK):
        page = client.get(f"{address}?next=https://elsewhere.example/").content.decode()
        first = re.search(r"<(?:a|button|input|select|textarea)\b[^>]*>", page)[0]
        assert f'href="{settings.DOOR_EXIT_ADDRESS}"' in first and "noreferrer" in first
        assert "elsewhere" not in page


def test_a_signed_in_members_cookie_is_not_looked_at(client, lantern):
    client.force_login(lantern.caseworker)
    page = client.get(FORM)
    assert "door-caseworker" not in page.content.decode()
    assert send(client).status_code == 201
    assert Client(enforce_csrf_checks=True).get(FORM).status_code == 200


def test_one_door_leads_to_its_languages_and_several_to_a_choice(client, lantern):
    page = client.get("/door/").content.decode()
    assert all(f'lang="{one.code}"' in page for one in language_names())
    open_a_door("beacon", "another-caseworker")
    page = client.get("/door/").content.decode()
    assert "/door/lantern/" in page and "/door/beacon/" in page


@pytest.mark.parametrize("language", [one.code for one in language_names()])
def test_every_language_has_its_page_direction_and_its_note(client, lantern, language):
    answer = client.get(f"/door/lantern/{language}/")
    page = answer.content.decode()
    spoken = next(one for one in language_names() if one.code == language)
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{spoken.direction}">' in page
    assert ("note draft" in page) == (spoken.review_state == "draft")
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    assert "Lantern" in page


# --- the same form twice ---------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_report_with_one_code(client, lantern):
    token = token_of(client)
    first, second = send(client, token, files=[picture()]), send(client, token, files=[picture()])
    assert code_on(first) == code_on(second) != ""
    assert (DoorReport.objects.count(), DoorLetter.objects.count()) == (1, 0)


def test_going_back_and_writing_more_adds_to_the_same_report(client, lantern):
    token = token_of(client)
    first = send(client, token)
    second = client.post(FORM, {"token": token, "message": "and there was a third man"})
    assert code_on(first) == code_on(second)
    assert DoorReport.objects.count() == 1
    assert lantern.opened(DoorLetter.objects.get().sealed).words["message"] == "and there was a third man"


def test_two_people_never_share_a_code(client, lantern):
    assert code_on(send(client)) != code_on(send(client))
    assert DoorReport.objects.count() == 2


# --- nothing typed is lost -------------------------------------------------------------------------------------------


def kept(answer):
    page = answer.content.decode()
    return WORDS_MARK in page and "Your friend" in page


@pytest.mark.parametrize(
    ("fields", "number", "status"),
    [
        ({"files": [SimpleUploadedFile("a.pdf", b"%PDF-1.7 words", "application/pdf")]}, "FEN-2727", 422),
        ({"files": [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(6)]}, "FEN-2746", 413),
        ({"files": [SimpleUploadedFile("a.jpg", bytes(11_000_000), "image/jpeg")]}, "FEN-2746", 413),
        ({"website": "https://robot.example/"}, "FEN-2748", 422),
        ({"token": "forged"}, "FEN-2748", 422),
    ],
    ids=["a PDF", "six files", "a large file", "the hidden field", "an odd token"],
)
def test_whatever_is_wrong_the_words_come_back(client, lantern, fields, number, status):
    answer = send(client, **{"contact": "Your friend", **fields})
    assert answer.status_code == status
    assert kept(answer)
    assert number in answer.content.decode()
    assert not DoorReport.objects.exists()
    if "files" in fields and number != "FEN-2746":
        assert "choose them again" in answer.content.decode()


def test_too_many_at_once_gives_the_words_back(client, lantern, monkeypatch):
    monkeypatch.setattr(pace, "posts", pace.Buckets(burst=1, per_second=0.0001))
    assert send(client).status_code == 201
    answer = send(client, contact="Your friend", files=[picture()])
    assert answer.status_code == 429
    assert kept(answer)
    assert answer.headers["Retry-After"]


def test_a_wrong_file_keeps_the_form_so_that_sending_again_is_still_one_report(client, lantern):
    token = token_of(client)
    page = send(client, token, files=[SimpleUploadedFile("a.txt", b"words")]).content.decode()
    assert f'value="{token}"' in page


def test_nothing_written_is_said_so(client, lantern):
    answer = client.post(FORM, {"token": token_of(client), "message": "  ", "place": "Bitola"})
    assert answer.status_code == 422
    assert "Bitola" in answer.content.decode() and "FEN-2747" in answer.content.decode()


def test_a_closed_door_says_so_and_gives_the_words_back(client, lantern):
    token, code = token_of(client), code_on(send(client))
    close_safe_door(lantern.caseworker)
    assert client.get(FORM).status_code == 410
    answer = send(client, token)
    assert answer.status_code == 410 and WORDS_MARK in answer.content.decode()
    assert client.post(BACK, {"code": code}).status_code == 200


# --- coming back -----------------------------------------------------------------------------------------------------


def test_the_code_opens_the_answers_also_in_persian_digits(client, lantern):
    code = code_on(send(client))
    assert b"no answer yet" in client.post(BACK, {"code": code}).content
    answer_door_report(lantern.caseworker, DoorReport.objects.get().key, words="We wait for you <at the> door")
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).replace(" ", "-")
    page = client.post(BACK, {"code": persian}).content.decode()
    assert "We wait for you &lt;at the&gt; door" in page


def test_a_wrong_digit_is_told_with_its_group_and_an_unknown_code_with_nothing_more(client, lantern):
    code = code_on(send(client))
    wrong = code[:12] + str((int(code[12]) + 1) % 10) + code[13:]
    answer = client.post(BACK, {"code": wrong})
    assert answer.status_code == 422
    assert re.findall(r'<li class="wrong">(\d+)</li>', answer.content.decode()) == [wrong.split()[2]]
    assert wrong in answer.content.decode()
    from fener.gateways.vault.receipt_codes import new_code

    unknown = client.post(BACK, {"code": new_code()})
    assert unknown.status_code == 422
    assert "wrong" not in re.findall(r'class="(wrong)"', unknown.content.decode())


def test_what_is_added_is_sealed_too_and_counts_once(client, lantern):
    code = code_on(send(client))
    for _ in range(2):
        answer = client.post(BACK, {"do": "add", "code": code, "message": "one more thing", "files": [picture("PNG")]})
        assert b"has arrived" in answer.content
    letter = DoorLetter.objects.get()
    content = lantern.opened(letter.sealed)
    assert content.words["message"] == "one more thing"
    assert GPS_MARK not in content.files[0][1]


def test_a_wrong_file_beside_an_addition_loses_no_word(client, lantern):
    code = code_on(send(client))
    odd = SimpleUploadedFile("a.txt", b"words")
    answer = client.post(BACK, {"do": "add", "code": code, "message": "one more thing", "files": [odd]})
    assert answer.status_code == 422 and b"one more thing" in answer.content and code.encode() in answer.content


def test_erasing_with_the_code_leaves_nothing(client, lantern):
    code = code_on(send(client))
    answer_door_report(lantern.caseworker, DoorReport.objects.get().key, words="an answer")
    assert client.post(BACK, {"do": "erase", "code": code}).status_code == 200
    assert not DoorReport.objects.exists() and not DoorLetter.objects.exists()
    assert client.post(BACK, {"code": code}).status_code == 422


def test_a_code_opens_nothing_at_another_door(client, lantern):
    open_a_door("beacon", "another-caseworker")
    code = code_on(send(client))
    assert client.post("/door/beacon/en/back/", {"code": code}).status_code == 422
    client.post("/door/beacon/en/back/", {"code": code, "do": "erase"})
    assert DoorReport.objects.count() == 1


# --- sealed in the browser -------------------------------------------------------------------------------------------


def sealed_fields(lantern, code, words=b"what nobody here reads"):
    keys = receipt_keys(code)
    sealed = Seal(recipient=lantern.recipient).seal(words)
    return {
        "way_in": keys.way_in.hex(), "answer_recipient": keys.recipient, "mark": keys.mark(words), "sealed_to": lantern.recipient,
        "sealed": SimpleUploadedFile("blob", sealed, "application/octet-stream"),
    }  # fmt: skip


def script(client, address, fields):
    return client.post(address, fields, headers={"Accept": "application/json"})


def test_what_the_browser_sealed_is_kept_as_it_came(client, lantern):
    from fener.gateways.vault.receipt_codes import new_code

    code = new_code()
    answer = script(client, FORM, {"token": token_of(client), **sealed_fields(lantern, code)})
    assert answer.status_code == 201 and answer.json() == {"came": True}
    report = DoorReport.objects.get()
    assert report.sealed_in == "browser"
    assert Seal(identity=lantern.identity).open(bytes(report.sealed)) == b"what nobody here reads"
    answer_door_report(lantern.caseworker, report.key, words="an answer")
    way_in = receipt_keys(code).way_in.hex()
    told = script(client, BACK, {"way_in": way_in, "do": "open"}).json()
    assert len(told["answers"]) == 1 and "an answer" not in repr(told)
    added = script(client, BACK, {"do": "add", **sealed_fields(lantern, code, b"more")})
    assert added.status_code == 201 and DoorLetter.objects.filter(is_answer=False).count() == 1
    assert script(client, BACK, {"way_in": way_in, "do": "erase"}).json() == {"erased": True}
    assert not DoorReport.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": SimpleUploadedFile("blob", b"plain words")},
        {"sealed_to": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"},
        {"way_in": "00"},
        {"mark": ""},
        {"answer_recipient": "age1no"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_sealed_for_this_door_is_not_taken(client, lantern, change):
    from fener.gateways.vault.receipt_codes import new_code

    answer = script(client, FORM, {"token": token_of(client), **sealed_fields(lantern, new_code()), **change})
    assert answer.status_code == 422 and answer.json()["number"] == "FEN-2734"
    assert not DoorReport.objects.exists()


def test_a_stored_locator_is_no_way_in(client, lantern):
    send(client)
    locator = DoorReport.objects.get().locator
    assert script(client, BACK, {"way_in": locator, "do": "erase"}).status_code == 404
    assert DoorReport.objects.exists()


# --- nothing in the clear, nothing said ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_no_word_and_no_instant_is_found_anywhere_afterwards(client, lantern, settings, caplog):
    entries = AuditEntry.objects.count()
    with caplog.at_level(logging.DEBUG):
        token = token_of(client)
        answer = send(client, token, contact=WORDS_MARK, files=[picture()])
        code = code_on(answer)
        send(client, token, files=[SimpleUploadedFile(f"{WORDS_MARK}.pdf", b"%PDF " + WORDS_MARK.encode())])
        client.post(BACK, {"code": code, "do": "add", "message": WORDS_MARK})
        client.post(BACK, {"code": code})
        client.get("/door/nowhere/")
    own = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not [one for one in own if WORDS_MARK in one.getMessage() or "/door/" in one.getMessage()]
    assert AuditEntry.objects.count() == entries
    everything = _database_bytes() + b"".join(path.read_bytes() for path in _files(settings.VAR))
    keys = receipt_keys(code)
    for secret in (WORDS_MARK, code, code.replace(" ", ""), keys.way_in.hex(), keys.identity, token, "IMG_Skopje"):
        assert secret.encode() not in everything, secret
    assert GPS_MARK not in everything


def _database_bytes() -> bytes:
    """The whole database as it would lie on the disk, free pages included."""
    return connection.connection.serialize()


def _files(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_fault_says_what_kind_it_was_and_no_word_more(client, lantern, monkeypatch, caplog):
    def broken(*given, **named):
        raise ValueError(f"cannot take {WORDS_MARK}")

    monkeypatch.setattr("fener.web.door.views.receive_door_report", broken)
    with caplog.at_level(logging.DEBUG):
        answer = send(client)
    assert answer.status_code == 500
    assert "FEN-2744" in answer.content.decode()
    assert WORDS_MARK not in answer.content.decode()
    said = "\n".join(
        logging.Formatter().format(record) for record in caplog.records if not record.name.startswith("django.db")
    )
    assert "ValueError" in said and WORDS_MARK not in said


def test_somebody_who_goes_away_while_sending_leaves_no_line(client, lantern, monkeypatch, caplog):
    def gone(*given, **named):
        raise UnreadablePostError("the client went away")

    monkeypatch.setattr("fener.web.door.views.read_filled", gone)
    with caplog.at_level(logging.DEBUG):
        client.post(FORM, {"message": WORDS_MARK})
    assert not [record for record in caplog.records if record.name.startswith(("fener", "django.request"))]


def test_large_files_never_lie_in_the_clear_on_their_way(client, lantern, settings, monkeypatch):
    seen = []

    def look(stream):
        content = b"".join(path.read_bytes() for path in _files(settings.FILE_UPLOAD_TEMP_DIR))
        seen.append(GPS_MARK in content)
        from fener.gateways.pictures import repaint

        return repaint(stream)

    monkeypatch.setattr("fener.web.door.arrivals.repaint", look)
    large = photo("JPEG") + bytes(3_000_000)
    answer = send(client, files=[SimpleUploadedFile("a.jpg", large, "image/jpeg")])
    assert answer.status_code == 201 and seen == [False]
    assert not _files(settings.FILE_UPLOAD_TEMP_DIR)


def test_addresses_are_forgotten_each_hour_and_stand_nowhere_in_memory_as_they_are():
    now = [0.0]
    buckets = pace.Buckets(burst=2, per_second=0.5, clock=lambda: now[0])
    assert [buckets.take("203.0.113.7") for _ in range(3)] == [True, True, False]
    assert buckets.take("203.0.113.8")
    now[0] = 2.0
    assert buckets.take("203.0.113.7") and not buckets.take("203.0.113.7")
    assert "203.0.113" not in repr(vars(buckets))
    before = set(buckets._left)
    now[0] = 3601.0
    buckets.take("203.0.113.7")
    assert not before & set(buckets._left)


def test_the_form_needs_no_script_and_its_words_come_before_its_files(client, lantern):
    page = client.get(FORM).content.decode()
    names = re.findall(r'name="([a-z_]+)"', page.split("<form", 1)[1].split("</form>")[0])
    assert names[-1] == "files" and names.index("message") < names.index("files")
    assert io.BytesIO(page.encode()).read(15).lower() == b"<!doctype html>"
