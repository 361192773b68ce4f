"""The coder's desk: who enters, what a blind coder sees, what a refusal keeps, and the way back from a record."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from fener.actions.field.code_report import finish_coding, put_statement, start_coding
from fener.queries.codings import coding_page
from fener.records.field.models import Coding, FieldReport, Incident, Observation, PriceReport
from fener.terms.coding import CodedDraft
from fener.terms.errors import NotAllowed
from fener.terms.review import ReviewState
from tests.cast import _member
from tests.phones import small

pytestmark = pytest.mark.django_db
SEEN = "People pay in cash at the station. Some were beaten by guides near the border."


@pytest.fixture(autouse=True)
def _optional(settings):
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def report(phone):
    phone.send(small(seen=SEEN, paid="cash", prices=[("300", "EUR")]))
    found = FieldReport.objects.unscoped("tests look at everything").get()
    found.state = ReviewState.APPROVED
    found.save(update_fields=["state"])
    return found


@pytest.fixture
def second_analyst(db):
    from fener.terms.people import Role

    return _member("second-analyst-test", Role.ANALYST, "Platform of Serbia", "RS")


def places_of(member, report):
    return [f"{u.path}@{u.start}-{u.end}" for u in coding_page(member, report.pk).units if u.path == "seen"]


def written(at, **more):
    return {
        "at": at, "topic": "harm", "statement": "Guides beat people.", "makes": "observation", "codes": ["harms:beating"],
        "questions": ["4.3.2"], "extent": "unknown", "reliability": "B", "credibility": "3", "first_on": "2026-11-02",
    } | more  # fmt: skip


def post(client, report, **given):
    return client.post(reverse("coding_statement", args=[report.pk]), given)


def begun(client, member, report):
    client.force_login(member)
    start_coding(member, report.pk)
    return places_of(member, report)


def finished(member, report, statement="Guides beat people."):
    coding = start_coding(member, report.pk)
    unit = next(u for u in coding_page(member, report.pk).units if u.path == "seen" and u.start)
    draft = CodedDraft(
        path="seen", start=unit.start, end=unit.end, topic="harm", statement=statement, codes={"harms": ("beating",)},
        first_on=date(2026, 11, 2),
    )  # fmt: skip
    put_statement(member, coding.pk, draft)
    return finish_coding(member, coding.pk)


@pytest.mark.parametrize("who", ["monitor", "reader", "administrator"])
def test_only_coordinators_and_analysts_enter(client, request, report, who):
    client.force_login(request.getfixturevalue(who))
    for address in (reverse("codings"), reverse("coding_agreement"), reverse("coding", args=[report.pk])):
        assert client.get(address).status_code == 403, address
    assert client.post(reverse("coding_begin", args=[report.pk])).status_code == 403
    assert not Coding.objects.exists()


def test_a_stranger_sees_no_report_of_another_territory(client, stranger, report):
    client.force_login(stranger)
    assert report.key not in client.get(reverse("codings")).content.decode()
    assert client.get(reverse("coding", args=[report.pk])).status_code == 403


def test_every_page_has_one_heading_and_asks_for_nothing_elsewhere(client, analyst, report):
    finished(analyst, report)
    start_coding(analyst, report.pk, why="the place was named later")
    client.force_login(analyst)
    pages = [
        reverse("codings"), reverse("coding_agreement"), reverse("coding", args=[report.pk]),
        reverse("coding", args=[report.pk]) + "?line=1", reverse("coding", args=[report.pk]) + "?at=nonsense",
        reverse("coding_finish", args=[report.pk]), reverse("coding_history", args=[report.pk]),
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert page.count("<h1") == 1, address
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        for tag in re.findall(r"<script[^>]*>", page):
            assert f'nonce="{nonce}"' in tag or "application/json" in tag, (address, tag)
        for target in re.findall(r'(?:src|href|action)="([^"]+)"', page):
            assert not target.startswith(("http:", "https:", "//")), (address, target)
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), address


def test_a_report_is_begun_coded_and_finished_and_leads_back(client, analyst, report):
    client.force_login(analyst)
    assert "Begin" in client.get(reverse("codings")).content.decode()
    assert client.post(reverse("coding_begin", args=[report.pk])).headers["Location"] == reverse(
        "coding", args=[report.pk]
    )
    page = client.get(reverse("coding", args=[report.pk])).content.decode()
    assert "Proposed by the form" in page
    at = places_of(analyst, report)
    answer = post(client, report, **written(at[1]), save="1")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "(statement </span>3<span" in page
    assert "observations</" in client.get(reverse("coding_finish", args=[report.pk])).content.decode().lower()
    client.post(reverse("coding_finish", args=[report.pk]))
    page = client.get(reverse("coding", args=[report.pk])).content.decode()
    key = Observation.objects.unscoped("tests").get(topic="harm").key
    assert reverse("observation", args=[key]) in page
    record = client.get(reverse("observation", args=[key])).content.decode()
    assert "Where this comes from" in record
    assert "Some were beaten by guides near the border." in record
    assert reverse("coding", args=[report.pk]) in record


def test_a_reader_of_the_record_is_not_led_to_the_report(client, analyst, reader, report):
    finished(analyst, report)
    client.force_login(reader)
    key = Observation.objects.unscoped("tests").get(topic="harm").key
    answer = client.get(reverse("observation", args=[key]))
    assert b"Where this comes from" not in answer.content


def test_save_and_next_opens_the_next_sentence(client, analyst, report):
    at = begun(client, analyst, report)
    answer = post(client, report, **written(at[0]), next="1")
    assert at[1].replace("@", "%40") in answer.headers["Location"]


def test_a_sentence_opens_without_a_script(client, analyst, report):
    at = begun(client, analyst, report)
    page = client.get(reverse("coding", args=[report.pk]), {"at": at[1]}).content.decode()
    assert re.search(r'aria-current="true">Some were beaten', page)
    assert f'name="at" value="{at[1]}"' in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"statement": "Call him at +381 64 123 4567."}, "FEN-2685"),
        ({"persons_low": "9", "persons_high": "2"}, "FEN-2680"),
        ({"topic": ""}, "nothing you typed is lost"),
        ({"place": ["Atlantis of nowhere"]}, "is no place the desk knows"),
        ({"makes": "price", "currency": "EURO"}, "nothing you typed is lost"),
        ({"makes": "price", "currency": "EUR"}, "A price needs an amount"),
        ({"makes": "price", "currency": "EUR", "low": "9", "high": "2"}, "FEN-2680"),
        ({"at": "seen@0-3"}, "no longer in the report"),
    ],
)
def test_a_refusal_keeps_what_was_typed(client, analyst, report, change, said):
    at = begun(client, analyst, report)
    before = Coding.objects.get().statements.count()
    given = written(at[0], conditions="in advance", statement="Words of my own.") | change
    answer = post(client, report, **given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert given["statement"] in page
    assert 'value="harms:beating" id="code-harms:beating" checked' in page
    assert 'value="in advance"' in page
    assert all(f'value="{name}"' in page for name in given.get("place", []))
    assert Coding.objects.get().statements.count() == before


def test_an_ambiguous_place_is_asked_about_and_a_chosen_key_is_taken(client, analyst, report, monkeypatch):
    from fener.queries import places

    at = begun(client, analyst, report)
    both = tuple(
        places.gazetteer()[key] for key in [place.key for place in places.supplement() if place.kind == "town"][:2]
    )
    asked = places.Resolution(None, both, "ambiguous", "which?")
    monkeypatch.setattr("fener.web.codings.typed_places.resolve_place", lambda *args: asked)
    page = post(client, report, **written(at[0], place=["Newtown"])).content.decode()
    assert "may mean several places" in page
    assert f'<option value="{both[0].key}">' in page
    assert post(client, report, **written(at[0], place=[both[1].key])).status_code == 302
    assert Coding.objects.get().statements.get(topic="harm").places == [both[1].key]


def test_a_price_and_an_incident_are_made(client, analyst, report):
    at = begun(client, analyst, report)
    price = {"makes": "price", "topic": "price", "low": "200", "currency": "eur", "scope": "leg", "unit": "per_person"}
    assert post(client, report, **written(at[0], **price, payment_method="cash")).status_code == 302
    incident = {"makes": "incident", "dead": "1", "injured": "2", "cause": "A fall", "location_text": "by the river"}
    assert post(client, report, **written(at[1], **incident)).status_code == 302
    client.post(reverse("coding_finish", args=[report.pk]))
    made = PriceReport.objects.unscoped("tests").get(scope="leg")
    assert (made.low, made.high, made.currency, made.qualifier) == (200, None, "EUR", "over")
    found = Incident.objects.unscoped("tests").get(entered_as="field")
    assert (found.dead, found.dead_or_missing, found.location_text) == (1, 1, "by the river")


def test_editing_a_proposal_makes_it_the_coders_and_keeps_what_the_form_told(client, analyst, report):
    begun(client, analyst, report)
    row = Coding.objects.get().statements.get(makes="price")
    page = client.get(reverse("coding", args=[report.pk]), {"line": row.line}).content.decode()
    assert 'value="EUR"' in page
    given = written(f"{row.path}@", makes="price", topic="price", low="300", high="350", currency="EUR", line=row.line)
    assert post(client, report, **given).status_code == 302
    kept = Coding.objects.get().statements.get(line=row.line)
    assert (kept.by_rule, kept.payload["high"], kept.payload["qualifier"]) == (False, "350", "range")
    assert set(row.payload) <= set(kept.payload)


def test_a_statement_is_deleted(client, analyst, report):
    begun(client, analyst, report)
    client.post(reverse("coding_drop", args=[report.pk, 1]))
    assert not Coding.objects.get().statements.filter(line=1).exists()


def test_recoding_asks_why_and_its_history_shows_what_changed(client, analyst, report):
    finished(analyst, report)
    client.force_login(analyst)
    answer = client.post(reverse("coding_begin", args=[report.pk]), {"why": " "})
    assert answer.status_code == 400
    assert b"FEN-2681" in answer.content
    assert client.post(reverse("coding_begin", args=[report.pk]), {"why": "named later"}).status_code == 302
    at = places_of(analyst, report)
    line = Coding.objects.get(revision=2).statements.get(topic="harm").line
    post(client, report, **written(at[1], line=line, statement="Guides near the border beat people."))
    post(client, report, **written(at[0], topic="payment", codes=[], statement="Cash at the station."))
    client.post(reverse("coding_drop", args=[report.pk, 1]))
    page = client.get(reverse("coding_history", args=[report.pk])).content.decode()
    assert [page.count(f">{kind}</span>") for kind in ("Added", "Removed", "Changed")] == [1, 1, 1]
    assert "named later" in page
    assert "Guides near the border beat people.</ins>" in page


def test_another_coder_only_reads_an_unfinished_coding(client, analyst, coordinator, report):
    at = begun(client, analyst, report)
    client.force_login(coordinator)
    page = client.get(reverse("coding", args=[report.pk]), {"read": "1"}).content.decode()
    assert "is coding this report" in page or "another coder’s statements" in page
    assert 'id="statement-form"' not in page
    assert post(client, report, **written(at[0])).status_code == 400
    assert Coding.objects.get().statements.filter(topic="harm").count() == 0


def test_a_blind_coder_sees_nothing_of_the_first(client, analyst, coordinator, report):
    secret = "Beatings close to the line."
    finished(analyst, report, secret)
    client.force_login(coordinator)
    # Not before beginning, unless asked for ...
    page = client.get(reverse("coding", args=[report.pk])).content.decode()
    assert secret not in page
    assert "could still be the one" in page
    assert secret not in client.get(reverse("coding_history", args=[report.pk])).content.decode()
    # ... and not at all while coding.
    client.post(reverse("coding_begin", args=[report.pk]), {"sample": "1"})
    blind = client.get(reverse("coding", args=[report.pk]), {"sample": "1"}).content.decode()
    assert "second, independent coding" in blind
    assert secret not in blind
    assert "is-coded" not in blind
    for address in (reverse("coding", args=[report.pk]) + "?read=1", reverse("coding_history", args=[report.pk])):
        answer = client.get(address)
        assert answer.status_code == 403
        assert b"FEN-2688" in answer.content
        assert secret not in answer.content.decode()
    assert secret not in client.get(reverse("codings")).content.decode()
    assert secret not in client.get(reverse("coding_agreement")).content.decode()
    client.post(reverse("coding_finish", args=[report.pk]), {"sample": "1"})
    assert secret in client.get(reverse("coding", args=[report.pk])).content.decode()


def test_the_first_coder_sees_nothing_of_a_blind_coding_while_coding(analyst, coordinator, report):
    start_coding(analyst, report.pk)
    start_coding(coordinator, report.pk, sample=True)
    with pytest.raises(NotAllowed, match="FEN-2688"):
        coding_page(analyst, report.pk, sample=True)
    assert coding_page(analyst, report.pk).coding is not None


def test_agreement_is_shown_code_by_code_with_the_sentences_that_differ(client, analyst, coordinator, report):
    client.force_login(coordinator)
    assert "No double-coded report yet" in client.get(reverse("codings")).content.decode()
    finished(analyst, report)
    client.post(reverse("coding_begin", args=[report.pk]), {"sample": "1"})
    at = places_of_sample(coordinator, report)
    post(client, report, **written(at[1], codes=["harms:robbery"], sample="1"))
    client.post(reverse("coding_finish", args=[report.pk]), {"sample": "1"})
    page = client.get(reverse("coding_agreement")).content.decode()
    assert "1 of 3 sentences" in page
    assert "Some were beaten by guides near the border." in page
    assert page.count("analyst-test") == 1
    assert "κ of topics" in client.get(reverse("codings")).content.decode()


def places_of_sample(member, report):
    page = coding_page(member, report.pk, sample=True)
    return [f"{u.path}@{u.start}-{u.end}" for u in page.units if u.path == "seen"]


def test_the_list_is_filtered_by_cycle(client, analyst, report):
    client.force_login(analyst)
    assert report.key in client.get(reverse("codings")).content.decode()
    assert report.key not in client.get(reverse("codings"), {"cycle": "4711"}).content.decode()


def test_a_report_reviewed_again_after_its_coding_asks_to_be_recoded(client, analyst, report):
    coding = finished(analyst, report)
    client.force_login(analyst)
    assert "Reviewed again since" not in client.get(reverse("codings")).content.decode()
    FieldReport.objects.unscoped("tests").update(state_at=coding.finished_at + timedelta(hours=1))
    assert "Reviewed again since" in client.get(reverse("codings")).content.decode()
    assert "recode it" in client.get(reverse("coding", args=[report.pk])).content.decode()


def test_a_coding_stands_on_the_text_that_was_newest_when_it_was_finished(analyst, report):
    coding = start_coding(analyst, report.pk)
    newer = report.versions.get()
    newer.pk, newer.number, newer.instance_id = None, 2, "uuid:a-correction"
    newer.save()
    finish_coding(analyst, coding.pk)
    coding.refresh_from_db()
    assert coding.version.number == 2


def test_a_refused_form_that_is_loaded_again_leads_back(client, analyst, report):
    client.force_login(analyst)
    for name in ("coding_statement", "coding_begin"):
        answer = client.get(reverse(name, args=[report.pk]))
        assert answer.headers["Location"] == reverse("coding", args=[report.pk])
