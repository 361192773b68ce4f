"""The caseworker's pages: they render for the team, tell strangers nothing, and every step on them works."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from fener.actions.protection.case_safety import note_alleged_tie
from fener.actions.protection.case_work import add_task, plan_service, raise_concern, screen_person, write_note
from fener.actions.protection.consents import withdraw_consent
from fener.actions.protection.legal_grounds import ask_legal_ground
from fener.actions.protection.referrals import answer_referral, assign_member, request_referral
from fener.queries.protection.sealed import unseal
from fener.records.base.models import AuditEntry
from fener.records.protection.models import Consent, LegalGround, ProtectionCase, ReferralRequest
from fener.terms.protection import AccessLevel, AgeBand, ReferralState
from tests.protection_cast import PERSON, SECRET, adult_case, agreed, provider

pytestmark = pytest.mark.django_db

# Every page of a case that a GET opens without a row of its own.
PAGES = [
    "", "person/", "screening/", "concern/", "step/", "plan/", "task/", "note/", "consent/", "ground/", "refer/",
    "transfer/", "team/", "assessment/", "safety/", "tie/", "link/", "duplicate/", "close/", "close/decide/", "reopen/",
    "own-data/", "erase/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_second_factor(settings):  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def full(caseworker):  # type: ignore[no-untyped-def]
    """A case with something in every part, all of it marked."""
    case_file = adult_case(caseworker)
    screen_person(caseworker, case_file.key, {"held": "yes", "injury_seen": "no"}, note=f"screened {SECRET}")
    raise_concern(caseworker, case_file.key, "fear_of_reprisal", note=f"fears {SECRET}")
    add_task(caseworker, case_file.key, what=f"call {SECRET}", due_at=timezone.now() - timedelta(hours=1))
    due = timezone.localdate()
    plan_service(caseworker, case_file.key, service="legal_aid", goal=f"goal {SECRET}", due_on=due)
    write_note(caseworker, case_file.key, f"note {SECRET}")
    note_alleged_tie(caseworker, case_file.key, kind="police", municipality="Loznica", note=f"tie {SECRET}")
    clinic = provider()
    agreed(caseworker, case_file, clinic, notes={"explained": f"explained {SECRET}"})
    request_referral(caseworker, case_file.key, service="medical_care", provider=clinic, message=f"said {SECRET}")
    ask_legal_ground(
        caseworker, case_file.key, code="vital_interest", purpose="medical_care", data_classes=["health"],
        recipient=clinic, reasons=f"the reasons are {SECRET}",
    )  # fmt: skip
    return case_file


def text(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


def at(case_file, page: str = "") -> str:  # type: ignore[no-untyped-def]
    return f"/protection/{case_file.key}/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_the_team(client, caseworker, full, page: str) -> None:
    client.force_login(caseworker)
    assert client.get(at(full, page)).status_code == 200


def test_the_desk_lists_cases_without_saying_who_anybody_is(client, caseworker, full) -> None:
    client.force_login(caseworker)
    page = text(client.get("/protection/"))
    assert full.key in page and full.pseudonym in page and "Critical" in page
    assert SECRET not in page
    assert full.key in text(client.get(f"/protection/?find={full.pk}"))
    assert full.key not in text(client.get("/protection/?find=zzzz"))


def test_the_case_shows_its_team_what_it_holds_and_notes_the_reading(client, caseworker, full) -> None:
    client.force_login(caseworker)
    page = text(client.get(at(full)))
    for said in ("screened", "fears", "call", "goal", "note", "tie", "said", "explained", "Given", "walked"):
        assert f"{said} {SECRET}" in page
    entry = AuditEntry.objects.filter(action="read_case").latest("sequence")
    assert entry.subject_key == full.key and entry.actor == caseworker


def test_what_now_stands_before_everything_else_with_the_most_pressing_first(client, caseworker, full) -> None:
    client.force_login(caseworker)
    page = text(client.get(at(full)))
    assert page.index("What now</h2>") < page.index("Held captive") < page.index('id="h-person"')
    assert page.index("Held captive") < page.index("Fear of reprisal")
    assert "Safe shelter</button>" in page


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_learns_nothing_not_even_that_there_is_a_case(client, outsider, full, page: str) -> None:
    client.force_login(outsider)
    for answer in (client.get(at(full, page)), client.post(at(full, page), {"send": "1", "reason": "x" * 20})):
        assert answer.status_code in (404, 405), page
        assert SECRET not in text(answer) and full.pseudonym not in text(answer)


@pytest.mark.parametrize("role", ["investigator", "colleague"])
@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_on_the_team_meets_no_protected_value(client, request, full, role: str, page: str) -> None:
    # The needs are open to caseworkers of the territory: their marker is taken out, to look for all others.
    full.sealed = _without_open_values(full)
    full.save(update_fields=["sealed"])
    client.force_login(request.getfixturevalue(role))
    answers = [client.get(at(full, page)), client.post(at(full, page), {"send": "1"}), client.get("/protection/")]
    for answer in answers:
        assert SECRET not in text(answer), page
    assert answers[0].status_code in ((200,) if role == "colleague" and page == "" else (403, 404))


def _without_open_values(case_file):  # type: ignore[no-untyped-def]
    from fener.queries.protection.sealed import seal_for

    held = unseal(case_file.record_key, case_file) | {"needs_summary": "a doctor"}
    return seal_for(case_file.record_key, case_file, held)


def test_a_colleague_sees_why_it_is_withheld_and_breaks_the_glass_with_a_reason(client, colleague, full) -> None:
    client.force_login(colleague)
    page = text(client.get(at(full)))
    assert "Not shown to you" in page and "break the glass" in page
    refused = client.post(at(full, "break-glass/"), {"reason": "short"})
    assert refused.status_code == 400 and "FEN-2806" in text(refused) and "short" in text(refused)
    assert client.post(at(full, "break-glass/"), {"reason": "the clinic is on the telephone now"}).status_code == 302
    assert f"Given {SECRET}" in text(client.get(at(full)))


def test_glass_that_was_broken_waits_for_the_approver(client, caseworker, colleague, full) -> None:
    client.force_login(colleague)
    client.post(at(full, "break-glass/"), {"reason": f"the clinic calls {SECRET}"})
    client.force_login(caseworker)
    desk = text(client.get("/protection/"))
    assert "glass was broken" in desk and SECRET not in desk
    address = re.search(rf"/protection/{full.key}/glass/\d+/", desk)[0]  # type: ignore[index]
    assert f"the clinic calls {SECRET}" in text(client.get(address))
    assert client.post(address, {"decision": "wrong"}).status_code == 302
    client.force_login(colleague)
    assert f"Given {SECRET}" not in text(client.get(at(full)))


def test_a_case_needs_nothing_but_territory_and_age(client, caseworker) -> None:
    client.force_login(caseworker)
    page = text(client.get("/protection/new/"))
    assert "In doubt a child" in page and "A code is enough" in page
    answer = client.post("/protection/new/", {"territory": "RS", "age_band": "presumed_child", "access": "open"})
    made = ProtectionCase.objects.unscoped("test").get()
    assert answer.status_code == 302 and made.key in answer["Location"] and made.age_band == AgeBand.PRESUMED_CHILD
    assert "Screen first" in text(client.get(answer["Location"]))


def test_what_was_typed_stays_when_a_step_is_refused(client, caseworker, full) -> None:
    client.force_login(caseworker)
    answer = client.post(at(full, "note/"), {"send": "1", "note": "ab"})
    assert (
        answer.status_code == 400 and "FEN-2768" in text(answer) and ">ab</textarea>" in text(answer).replace("\n", "")
    )


STEPS = [
    ("screening/", {"needs_doctor_now": "yes"}),
    ("concern/", {"concern": "injury"}),
    ("step/", {"step": "screen_first", "outcome": "done", "note": "done well"}),
    ("plan/", {"service": "legal_aid", "goal": "advice", "due_on": "2030-01-01"}),
    ("note/", {"note": "all well", "is_follow_up": "on"}),
    ("safety/", {"measures": "code_word", "review_on": "2030-01-01", "triggers": "a call"}),
    ("tie/", {"kind": "police", "territory": "RS"}),
    ("person/", {"age_band": "adult", "access": "protected", "given_name": "Other"}),
    ("ground/", {"purpose": "medical_care", "code": "vital_interest", "data_classes": "health", "reasons": "unconscious now"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "given"), STEPS)
def test_a_step_is_taken_and_comes_back_to_its_part(client, caseworker, page: str, given) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    client.force_login(caseworker)
    more = {"recipient": clinic.key} if page == "ground/" else {}
    answer = client.post(at(case_file, page), given | more | {"send": "1"})
    assert answer.status_code == 302, text(answer)
    assert answer["Location"].startswith(at(case_file) + "#")


def test_a_task_is_added_and_done(client, caseworker) -> None:
    case_file = adult_case(caseworker)
    client.force_login(caseworker)
    given = {"send": "1", "what": "call", "due_at": "2030-01-01T10:00", "assigned_to": caseworker.pk}
    client.post(at(case_file, "task/"), given)
    client.post(at(case_file, f"task/{case_file.tasks.get().pk}/done/"))
    assert case_file.tasks.get().done_at is not None


CONSENT = {
    "purpose": "medical_care", "data_classes": ["needs", "contact", "health"], "given_by": "person", "capacity": "able",
    "interpretation": "interpreter_present", "language": "ps", "manner": "spoken", "was_read": "on", "send": "1",
    "valid_until": "2030-01-01",
}  # fmt: skip


def test_consent_is_read_out_in_plain_words_before_it_is_recorded(client, caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    client.force_login(caseworker)
    first = text(client.post(at(case_file, "consent/"), {"purpose": "medical_care", "choose": "1"}))
    assert "You may say no" in first and "Clinic" in first and "Statement" not in first
    shown = CONSENT | {"recipient": clinic.key, "show": "1"}
    words = text(client.post(at(case_file, "consent/"), {k: v for k, v in shown.items() if k != "send"}))
    assert "Clinic (Loznica, RS)</strong>" in words and "needs and profile, contact and whereabouts, health" in words
    assert client.post(at(case_file, "consent/"), CONSENT | {"recipient": clinic.key}).status_code == 302
    assert Consent.objects.get().recipient == clinic


def test_a_consent_that_was_not_read_out_or_not_understood_is_none(client, caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    client.force_login(caseworker)
    unread = {k: v for k, v in CONSENT.items() if k != "was_read"} | {"recipient": clinic.key}
    assert "Read the words first" in text(client.post(at(case_file, "consent/"), unread))
    wrong = CONSENT | {"recipient": clinic.key, "interpretation": "fellow_traveller_refused"}
    refused = client.post(at(case_file, "consent/"), wrong)
    assert refused.status_code == 400 and "FEN-2773" in text(refused)
    assert not Consent.objects.exists()


def test_a_referral_shows_exactly_what_would_be_given_then_sends_it(client, caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    client.force_login(caseworker)
    asked = {"service": "medical_care", "provider": clinic.key}
    before = text(client.post(at(case_file, "refer/"), asked))
    assert "Nothing may be given yet" in before and "Record a consent" in before and f"left arm {SECRET}" in before
    assert f"walked {SECRET}" not in before and f"Given {SECRET}" not in before
    consent = agreed(caseworker, case_file, clinic)
    assert f"It rests on {consent.key}" in text(client.post(at(case_file, "refer/"), asked))
    sent = client.post(at(case_file, "refer/"), asked | {"chosen": "1", "fields": ["injuries"], "send": "1"})
    assert sent.status_code == 302
    assert ReferralRequest.objects.get().disclosure.fields == ["injuries"]  # type: ignore[union-attr]


def test_where_consent_covers_less_the_preview_offers_the_less(client, caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    agreed(caseworker, case_file, clinic, classes=("needs",))
    client.force_login(caseworker)
    page = text(client.post(at(case_file, "refer/"), {"service": "medical_care", "provider": clinic.key}))
    assert "Give only what is agreed: age, gender, languages" in page


def test_a_provider_in_conflict_is_left_out_and_nothing_more_is_said(client, caseworker) -> None:
    case_file, clinic, other = adult_case(caseworker), provider(), provider("Hospital")
    note_alleged_tie(caseworker, case_file.key, provider=clinic, note=f"because {SECRET}")
    client.force_login(caseworker)
    page = text(client.post(at(case_file, "refer/"), {"service": "medical_care"}))
    assert "left out: conflict of interest" in page and SECRET not in page
    assert f'value="{clinic.key}"' not in page and f'value="{other.key}"' in page
    assert "I weighed it with the person" in page


def test_withdrawing_says_what_will_happen_then_lists_the_recalls(client, caseworker) -> None:
    case_file, clinic = adult_case(caseworker), provider()
    consent = agreed(caseworker, case_file, clinic)
    request_referral(caseworker, case_file.key, service="medical_care", provider=clinic)
    client.force_login(caseworker)
    address = at(case_file, f"consent/{consent.pk}/withdraw/")
    page = text(client.get(address))
    assert "1 referral" in page and "Clinic" in page
    answer = client.post(address, {"way": "by_phone", "send": "1"})
    assert answer["Location"].endswith("#recalls") and "No receipt yet" in text(client.get(at(case_file)))
    given = case_file.disclosures.get()
    client.post(at(case_file, f"receipt/{given.pk}/"), {"destroyed": "yes", "said": "by phone, the nurse", "send": "1"})
    assert "Destroyed, confirmed" in text(client.get(at(case_file)))


@pytest.fixture
def sent_out(caseworker, outsider):  # type: ignore[no-untyped-def]
    """A referral to the outsider's organisation."""
    case_file = adult_case(caseworker)
    shelter = provider("Shelter clinic", organisation=outsider.organisation)
    agreed(caseworker, case_file, shelter)
    return request_referral(caseworker, case_file.key, service="medical_care", provider=shelter)


def test_the_recipient_reads_what_was_given_notes_it_and_answers(client, outsider, sent_out) -> None:
    client.force_login(outsider)
    assert sent_out.key in text(client.get("/protection/"))
    page = text(client.get(f"/protection/incoming/{sent_out.key}/"))
    assert f"left arm {SECRET}" in page and f"Given {SECRET}" not in page and sent_out.case_file.key not in page
    assert AuditEntry.objects.filter(action="read_incoming", actor=outsider).count() == 1
    client.post(f"/protection/incoming/{sent_out.key}/", {"to_state": "accepted"})
    sent_out.refresh_from_db()
    assert sent_out.state == "accepted"


def test_declining_asks_why(client, outsider, sent_out) -> None:
    client.force_login(outsider)
    address = f"/protection/incoming/{sent_out.key}/"
    assert "Say why" in text(client.post(address, {"to_state": "declined"}))
    assert client.post(address, {"to_state": "declined", "decline_reason": "no_capacity"}).status_code == 302
    assert "must be destroyed" in text(client.get(address))


def test_what_was_recalled_shows_only_the_duty_to_destroy_and_the_receipt_comes_back(
    client, caseworker, outsider, sent_out
) -> None:
    case_file = sent_out.case_file
    withdraw_consent(caseworker, case_file.key, case_file.consents.get().pk, way="by_phone")
    client.force_login(outsider)
    page = text(client.get(f"/protection/incoming/{sent_out.key}/"))
    assert "must be destroyed" in page and SECRET not in page
    address = f"/protection/destroy/{sent_out.disclosure.key}/"
    assert sent_out.disclosure.key in text(client.get("/protection/")) and SECRET not in text(client.get(address))
    assert "Name the ground" in text(client.post(address, {"destroyed": "no"}))
    assert client.post(address, {"destroyed": "yes"}).status_code == 302
    assert case_file.disclosures.get().recall == "confirmed"
    assert "FEN-2872" in text(client.post(address, {"destroyed": "yes"}))


def test_the_asker_opens_the_recipients_page_no_more_than_a_stranger(client, caseworker, sent_out) -> None:
    client.force_login(caseworker)
    assert client.get(f"/protection/incoming/{sent_out.key}/").status_code == 404
    assert client.get(f"/protection/destroy/DC-{sent_out.disclosure_id}/").status_code == 404


def test_a_legal_ground_is_decided_by_another_and_the_reading_is_noted(client, caseworker, colleague, full) -> None:
    ground = LegalGround.objects.get()
    client.force_login(caseworker)
    assert "a colleague or a lawyer decides" in text(client.get(f"/protection/grounds/{ground.key}/"))
    client.force_login(colleague)
    assert f"the reasons are {SECRET}" in text(client.get(f"/protection/grounds/{ground.key}/"))
    assert AuditEntry.objects.filter(action="read_ground", actor=colleague).exists()
    client.post(f"/protection/grounds/{ground.key}/", {"decision": "approve"})
    ground.refresh_from_db()
    assert ground.approved_by == colleague


def test_a_colleague_joins_closes_and_reopens(client, caseworker, colleague) -> None:
    case_file = adult_case(caseworker)
    asked = assign_member(caseworker, case_file.key, colleague)
    client.force_login(colleague)
    page = text(client.get(f"/protection/incoming/{asked.key}/"))
    assert case_file.key not in page
    for state in ("accepted", "done"):
        client.post(f"/protection/incoming/{asked.key}/", {"to_state": state})
    client.force_login(caseworker)
    client.post(at(case_file, "close/"), {"reason": "goals_reached", "summary": "all was reached", "send": "1"})
    refused = client.post(at(case_file, "close/decide/"), {"decision": "approve", "send": "1"})
    assert "FEN-2804" in text(refused)
    client.force_login(colleague)
    client.post(at(case_file, "close/decide/"), {"decision": "approve", "send": "1"})
    assert "The case is closed" in text(client.get(at(case_file)))
    assert client.get(at(case_file, "note/")).status_code == 403
    client.post(at(case_file, "reopen/"), {"why": "he came back", "send": "1"})
    case_file.refresh_from_db()
    assert case_file.state == "open"


def test_own_data_hold_everything_of_the_person_and_nothing_of_others(client, caseworker, colleague, full) -> None:
    from fener.actions.protection.open_case import change_person

    change_person(caseworker, full.key, {"guardian_name": "Somebody else"})
    client.force_login(caseworker)
    answer = client.post(at(full, "own-data/"), {"language": "ps"})
    assert answer["Content-Type"] == "application/zip" and SECRET not in str(answer.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = json.loads(archive.read("own-data.json"))
        assert archive.read("own-data.pdf")[:5] == b"%PDF-"
    assert held["person"]["given_name"]["value"] == PERSON["given_name"]
    assert held["alleged_ties"] == [{"at": held["alleged_ties"][0]["at"], "note": f"tie {SECRET}"}]
    assert "Somebody else" not in json.dumps(held) and caseworker.username not in json.dumps(held)
    assert AuditEntry.objects.filter(action="export_own_data").exists()
    client.force_login(colleague)
    client.post(at(full, "break-glass/"), {"reason": "the clinic is on the telephone"})
    assert client.post(at(full, "own-data/")).status_code == 403


def test_erasing_asks_for_the_key_and_leaves_nothing(client, caseworker, outsider, sent_out) -> None:
    case_file = sent_out.case_file
    client.force_login(caseworker)
    assert "Shelter clinic" in text(client.get(at(case_file, "erase/")))
    wrong = text(client.post(at(case_file, "erase/"), {"way": "in_person", "typed_key": "PC-0", "send": "1"}))
    assert "Nothing was erased" in wrong
    done = client.post(at(case_file, "erase/"), {"way": "in_person", "typed_key": case_file.key, "send": "1"})
    assert done["Location"] == "/protection/"
    page = client.get(at(case_file))
    assert page.status_code == 200 and SECRET not in text(page) and "erased" in text(page)
    client.force_login(outsider)
    given = case_file.disclosures.get()
    assert client.post(f"/protection/destroy/{given.key}/", {"destroyed": "yes"}).status_code == 302


def test_titles_addresses_and_messages_say_nothing_of_the_person(client, caseworker, full) -> None:
    client.force_login(caseworker)
    answer = client.post(at(full, "note/"), {"send": "1", "note": f"new {SECRET}"}, follow=True)
    page = text(answer)
    assert SECRET not in re.search(r"<title>(.*?)</title>", page, re.S)[1]  # type: ignore[index]
    assert not any(SECRET in address or "medical" in address for address in re.findall(r'href="([^"]*)"', page))
    assert SECRET not in page[page.index('id="messages"') : page.index("page-head")]


def test_a_closed_file_is_closed_to_the_colleague_without_glass(client, caseworker, colleague) -> None:
    case_file = adult_case(caseworker, access=AccessLevel.CLOSED)
    client.force_login(colleague)
    page = text(client.get(at(case_file)))
    assert SECRET not in page and "break the glass" not in page.casefold()


def test_a_code_an_older_list_had_is_shown_as_it_was(client, caseworker, full) -> None:
    Consent.objects.update(purpose="a_purpose_of_old")
    client.force_login(caseworker)
    assert "a_purpose_of_old" in text(client.get(at(full)))


def test_two_files_of_one_person_are_suggested_and_judged(client, caseworker) -> None:
    one, two = adult_case(caseworker), adult_case(caseworker)
    client.force_login(caseworker)
    assert "Perhaps the same person" not in text(client.get(at(one)))
    page = text(client.get(at(one, "?look=doubles")))
    assert "Perhaps the same person" in page and two.key in page
    client.post(at(one, "duplicate/"), {"other": two.key, "judgement": "not_same", "send": "1"})
    assert "not same" in text(client.get(at(two, "?look=doubles")))
    client.post(at(one, "link/"), {"other": two.key, "kind": "sibling", "send": "1"})
    assert "Sister or brother" in text(client.get(at(two)))


def test_asking_for_a_case_tells_nobody_whether_there_is_one(client, caseworker, outsider) -> None:
    case_file, own = adult_case(caseworker), provider("Shelter", kind="cso", organisation=outsider.organisation)
    client.force_login(outsider)
    answers = [
        text(client.post("/protection/ask/", {"key": key, "provider": own.key}, follow=True))
        for key in (case_file.key, "PC-99999")
    ]
    assert all("If there is such a case" in answer for answer in answers)
    client.force_login(caseworker)
    assert f"your case {case_file.key} is asked for" in text(client.get("/protection/"))


def test_consent_and_referral_come_on_paper_for_the_team_alone(client, caseworker, colleague, outsider, full) -> None:
    papers = [
        at(full, f"consent/{full.consents.get().pk}/paper/"),
        at(full, f"referral/{full.referrals.get().pk}/paper/"),
    ]
    client.force_login(caseworker)
    for paper in papers:
        answer = client.post(paper)
        assert answer.status_code == 200 and answer.content[:5] == b"%PDF-"
        assert answer["Cache-Control"] == "private, no-store" and client.get(paper).status_code == 405
    assert AuditEntry.objects.filter(action="print_paper").count() == 2
    for stranger, code in ((colleague, 403), (outsider, 404)):
        client.force_login(stranger)
        assert {client.post(paper).status_code for paper in papers} == {code}


def test_a_recalled_referral_is_not_put_on_paper(client, caseworker, full) -> None:
    withdraw_consent(caseworker, full.key, full.consents.get().pk, way="in_person")
    client.force_login(caseworker)
    assert client.post(at(full, f"referral/{full.referrals.get().pk}/paper/")).status_code == 404


def test_the_team_changes_hands_on_its_pages(client, caseworker, colleague) -> None:
    case_file = adult_case(caseworker)
    asked = assign_member(caseworker, case_file.key, colleague)
    answer_referral(colleague, asked.pk, ReferralState.ACCEPTED)
    client.force_login(caseworker)
    assert b"Hand over" in client.get(f"/protection/{case_file.key}/").content
    done = client.post(f"/protection/{case_file.key}/team/responsible/", {"send": "1", "member": colleague.pk})
    assert done.status_code == 302
    left = client.post(f"/protection/{case_file.key}/team/leave/", {"send": "1", "member": caseworker.pk}, follow=True)
    assert left.status_code == 200 and "left arm" not in left.content.decode()


def test_a_case_without_team_offers_itself_to_a_colleague(client, caseworker, colleague) -> None:
    case_file = adult_case(caseworker)
    client.force_login(colleague)
    assert b"take the case over" not in client.get(f"/protection/{case_file.key}/").content
    caseworker.is_active = False
    caseworker.save(update_fields=["is_active"])
    assert b"take the case over" in client.get(f"/protection/{case_file.key}/").content
    refused = client.post(f"/protection/{case_file.key}/adopt/", {"reason": "short"})
    assert refused.status_code == 400 and b"FEN-2768" in refused.content
    taken = client.post(f"/protection/{case_file.key}/adopt/", {"reason": "her whole team has left"}, follow=True)
    assert "left arm" in taken.content.decode()
