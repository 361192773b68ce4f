"""The protection desk with many files: pages, sealing, withdrawal, disposal. Run: ``python bench/bench_protection.py [files]``.

Floors in the same run: the bare cipher over the same bytes, and a commit of one row on the same database.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from desk import machine, open_desk

TIMES = 9


def median_ms(step: Callable[[], object], times: int = TIMES) -> float:
    """The median of some runs after one to warm up."""
    step()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        step()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Fill the desk, measure, print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    open_desk()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from fener.actions.protection.case_work import raise_concern, write_note
    from fener.actions.protection.consents import record_consent, withdraw_consent
    from fener.actions.protection.dispose_cases import erase_case
    from fener.actions.protection.open_case import open_case
    from fener.actions.protection.referrals import request_referral
    from fener.queries.protection.case_list import case_lines, desk_counts
    from fener.queries.protection.duplicates import possible_duplicates
    from fener.queries.protection.sealed import desk_cipher
    from fener.records.base.audit import record_audit
    from fener.records.base.models import Member, MemberTerritory, Organisation
    from fener.records.protection.models import ServiceProvider
    from fener.terms.people import Role
    from fener.terms.protection import AgeBand

    settings.SECOND_FACTOR = "optional"
    home = Organisation.objects.create(name="Bench house (invented)", territory="RS", kind="cso", is_invented=True)
    worker = Member.objects.create(username="bench-worker", role=Role.CASEWORKER.value, organisation=home)
    MemberTerritory.objects.create(member=worker, territory="RS")
    clinic = ServiceProvider.objects.create(
        name="Bench clinic (invented)", kind="health", territory="RS", services=["medical_care"], is_invented=True
    )
    begin = time.perf_counter()
    for number in range(files):
        person = {
            "given_name": f"Invented {number}",
            "age": 20 + number % 50,
            "languages": "Pashto",
            "injuries": "invented",
        }
        made = open_case(worker, territory="RS", age_band=AgeBand.ADULT, person=person)
        if number % 4 == 0:
            raise_concern(worker, made.pk, "injury", note="invented")
    opened = files * 1.25 / (time.perf_counter() - begin)
    for number in range(50):
        write_note(worker, made.pk, f"invented note {number}, " * 20)

    client = Client(HTTP_HOST="localhost")
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    cipher, key = desk_cipher(), bytes(made.record_key.wrapped)
    content = {"text": "invented " * 60}
    sealed = cipher.seal(key, content, "bench")

    from django.db import transaction

    def one_commit() -> None:
        with transaction.atomic():
            record_audit("bench", actor=None)

    def consent():  # type: ignore[no-untyped-def]
        return record_consent(
            worker, made.key, purpose="medical_care", data_classes=["needs", "health", "contact"], recipient=clinic,
            given_by="person", capacity="able", interpretation="none_needed", language="en",
            valid_until=timezone.now() + timedelta(days=1),
        )  # fmt: skip

    consent()
    floor = median_ms(one_commit)
    rows = [
        ("floor: one audited commit", floor),
        ("a sealed note opened (540 characters)", median_ms(lambda: cipher.open(key, sealed, "bench"), 200)),
        ("the list of cases, query", median_ms(lambda: (case_lines(worker), desk_counts(worker)))),
        ("the list of cases, page", median_ms(lambda: client.get("/protection/"))),
        ("a case with 50 notes, page (noted reading)", median_ms(lambda: client.get(f"/protection/{made.key}/"))),
        ("possible duplicates among all files", median_ms(lambda: possible_duplicates(worker, made))),
        ("a referral", median_ms(lambda: request_referral(worker, made.key, service="medical_care", provider=clinic))),
    ]
    given = consent()
    for _ in range(200):
        request_referral(worker, made.key, service="medical_care", provider=clinic)
    begin = time.perf_counter()
    for one in made.consents.filter(withdrawn_at=None):
        withdraw_consent(worker, made.key, one.pk, way="in_person")
    rows.append(("withdrawal that stops and recalls 200 referrals", (time.perf_counter() - begin) * 1000))
    begin = time.perf_counter()
    erase_case(worker, made.key, why="in_person")
    rows.append(("erasing that file", (time.perf_counter() - begin) * 1000))
    assert given.pk
    print(
        f"{machine()}; {files:,} invented files, SQLite; median of {TIMES}; {opened:,.0f} files or concerns written a second"
    )
    for what, taken in rows:
        print(f"{what:52}{taken:10.2f} ms{taken / floor:10.1f} × floor")


if __name__ == "__main__":
    main()
