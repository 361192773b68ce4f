"""What is erased is gone: from the file, its write-ahead log, a backup made afterwards, the logs, and the desk's folder."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from fener.actions.protection.dispose_cases import dispose_cases
from fener.queries.protection.sealed import desk_cipher, unseal
from fener.queries.protection.sealed_parts import sealed_parts
from fener.records.protection.models import DisposalRecord, ProtectionCase, RecordKey
from fener.safeguards.retention import keep_days
from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial
from fener.terms.protection import person_field
from tests.actions.protection.test_crash import told_by
from tests.full_case import FullCase, fill_case, person_of
from tests.protection_cast import SECRET, provider


# --- on a real file -----------------------------------------------------------------------------------------------------
def _forms(text: str) -> list[bytes]:
    """How a text could lie in a file."""
    return [text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()]


def _everywhere(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, copies of the database made while the desk ran among them; not what the story told us."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "found.json"]
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.slow
@pytest.mark.parametrize("story", ["erase", "dispose"])
def test_no_byte_of_an_erased_case_is_left_on_disk(tmp_path: Path, story: str) -> None:
    mark = f"Zq{secrets.token_hex(8)}"
    found = told_by(tmp_path, story, MARK=mark)
    assert found["status"] == 0 and found["after"]["cases"][0] == ["disposed", False, False]
    files = _everywhere(tmp_path)
    assert {"fener.sqlite3", "live-fener.sqlite3", "live-fener.sqlite3-wal", "backup.sqlite3", "log"} <= set(files)
    looked_for = {mark: _forms(mark), "pseudonym": _forms(found["made"]["pseudonym"])}
    looked_for |= {f"key {n}": [bytes.fromhex(key)] for n, key in enumerate(found["secrets"]["keys"])}
    sealed = [bytes.fromhex(one) for one in found["secrets"]["sealed"]]
    # The first bytes are the nonce; a cut in the middle finds what a page boundary parted.
    looked_for |= {f"sealed {n}": [one[:24], one[-24:]] for n, one in enumerate(sealed)}
    assert len(sealed) > 20
    left = {
        (what, name)
        for what, forms in looked_for.items()
        for form in forms
        for name, held in files.items()
        if form in held
    }
    assert left == set()


# --- the list of parts is complete --------------------------------------------------------------------------------------
# Under a key of their own, with a clock of their own: the harm register goes with its case, urgent requests by their days.
OWN_KEY = {"HarmRecord", "HarmRevision", "UrgentRequest", "UrgentStep", "RoleConfirmation"}
OF_NO_CASE = {"DoorReport", "DoorLetter", "RecordKey"}


def test_every_sealed_field_of_every_model_is_named_somewhere() -> None:
    for model in apps.get_app_config("protection").get_models():
        if any(isinstance(field, models.BinaryField) for field in model._meta.local_fields):
            assert _leads_to_a_case(model) or model.__name__ in OWN_KEY | OF_NO_CASE, model


def _leads_to_a_case(model: type[models.Model]) -> bool:
    """Through a key that goes with the case (CASCADE), over any number of rows."""
    if model is ProtectionCase:
        return True
    ways = [field.related_model for field in model._meta.local_fields if field.many_to_one]
    return any(way is not model and way.__name__ not in OWN_KEY and _leads_to_a_case(way) for way in ways if way)


@pytest.fixture
def full(caseworker: Any, colleague: Any, outsider: Any) -> FullCase:
    place = provider(organisation=outsider.organisation)
    return fill_case(caseworker, colleague, place, SECRET)


def held(full: FullCase) -> ProtectionCase:
    return ProtectionCase.objects.unscoped("test").select_related("record_key").get(pk=full.case)


@pytest.mark.django_db
def test_the_parts_of_a_full_case_are_all_there_is_under_its_key(full: FullCase) -> None:
    """Every sealed field of the database that opens under the case's key is one of its parts: none is forgotten."""
    case_file = held(full)
    named = {(type(part.row).__name__, part.row.pk, part.field) for part in sealed_parts(case_file)}
    opened = set()
    for model in apps.get_app_config("protection").get_models():
        for field in (one.name for one in model._meta.local_fields if isinstance(one, models.BinaryField)):
            for row in model._base_manager.exclude(**{field: None}):
                if model is not RecordKey and _opens(case_file, row, getattr(row, field)):
                    opened.add((model.__name__, row.pk, field))
    assert opened <= named, f"forgotten: {opened - named}"
    kinds = {name for name, _, _ in opened}
    of_a_case = {
        model.__name__ for model in apps.get_app_config("protection").get_models()
        if _leads_to_a_case(model) and any(isinstance(one, models.BinaryField) for one in model._meta.local_fields)
    }  # fmt: skip
    assert kinds == of_a_case - OWN_KEY, f"the full case has nothing in {of_a_case - OWN_KEY - kinds}"


def _opens(case_file: ProtectionCase, row: models.Model, sealed: bytes) -> bool:
    try:
        unseal(case_file.record_key, row, bytes(sealed))
    except UnreadableMaterial:
        return False
    return True


# --- class by class -----------------------------------------------------------------------------------------------------
def close(full: FullCase) -> date:
    from tests.actions.protection.real_desk import _closed

    _closed(full.case)
    return timezone.localdate()


def content_of(case_file: ProtectionCase) -> dict[tuple[str, int, str], tuple[str, dict[str, Any]]]:
    return {
        (type(part.row).__name__, part.row.pk, part.field): (
            part.data_class,
            unseal(case_file.record_key, part.row, bytes(getattr(part.row, part.field))),
        )
        for part in sealed_parts(case_file)
        if getattr(part.row, part.field) is not None
    }


def without(content: dict[str, Any], over: set[str]) -> dict[str, Any]:
    return {code: value for code, value in content.items() if person_field(code).data_class not in over}


@pytest.mark.django_db
def test_class_by_class_what_is_over_goes_and_the_rest_opens_under_a_new_key(full: FullCase) -> None:
    closed_on, before = close(full), content_of(held(full))
    every = [entry.code for entry in code_list("data_classes")]
    for days in sorted({keep_days(code) for code in every})[:-1]:
        old_key = bytes(held(full).record_key.wrapped or b"")
        old_pk = held(full).record_key_id
        told = dispose_cases(closed_on + timedelta(days=days))
        assert (told.files, told.thinned) == (0, 0), "the last day is still kept"
        assert dispose_cases(closed_on + timedelta(days=days + 1)).thinned == 1
        over = {code for code in every if keep_days(code) <= days}
        expected = {
            name: content if data_class else without(content, over)
            for name, (data_class, content) in before.items()
            if data_class not in over
        }
        now = {name: content for name, (_, content) in content_of(held(full)).items()}
        assert {name: content for name, content in now.items() if content} == {
            name: content for name, content in expected.items() if content
        }
        assert RecordKey.objects.get(pk=old_pk).wrapped is None
        _old_key_opens_nothing(full, old_key, old_pk)
        for again in (1, 2, 5):
            assert dispose_cases(closed_on + timedelta(days=days + again)).thinned == 0, "once is enough"
    assert dispose_cases(closed_on + timedelta(days=max(keep_days(code) for code in every) + 1)).files == 1
    assert held(full).record_key.wrapped is None and held(full).state == "disposed"


def _old_key_opens_nothing(full: FullCase, old_key: bytes, old_pk: int) -> None:
    for part in sealed_parts(held(full)):
        sealed = getattr(part.row, part.field)
        if sealed is not None:
            with pytest.raises(UnreadableMaterial):
                desk_cipher().open(old_key, bytes(sealed), f"{part.row._meta.model_name}:{old_pk}")


@pytest.mark.django_db
def test_a_claim_that_runs_keeps_its_evidence_and_nothing_else(full: FullCase) -> None:
    closed_on = close(full)
    held(full).claims.update(state="handed_in")
    assert dispose_cases(closed_on + timedelta(days=4000)).files == 0
    needed = set(code_list("consent_purposes")["compensation_claim"].extra["data_classes"])
    known = unseal(held(full).record_key, held(full))
    assert {person_field(code).data_class for code in known} == needed & {
        person_field(code).data_class for code in person_of(SECRET)
    }
    assert dispose_cases(closed_on + timedelta(days=4001)).thinned == 0
    held(full).claims.update(state="decided")
    assert dispose_cases(closed_on + timedelta(days=4002)).files == 1


@pytest.mark.django_db
def test_a_class_that_a_disclosures_ground_belongs_to_does_not_stop_the_clock(full: FullCase) -> None:
    """The ground's reasons go; the row stays, because what was given on it hangs there."""
    assert dispose_cases(close(full) + timedelta(days=keep_days("protection") + 1)).thinned == 1
    ground = held(full).legal_grounds.get()
    assert ground.sealed is None and ground.disclosures.exists()


@pytest.mark.django_db
def test_the_register_of_disposals_and_the_audit_say_what_and_when_and_no_word_of_it(full: FullCase) -> None:
    from fener.records.base.models import AuditEntry

    closed_on = close(full)
    dispose_cases(closed_on + timedelta(days=200))
    dispose_cases(closed_on + timedelta(days=4000))
    thinned, whole = DisposalRecord.objects.order_by("pk")
    assert thinned.data_classes == ["contact", "photo"] or thinned.data_classes == ["contact"]
    assert set(whole.data_classes) == {entry.code for entry in code_list("data_classes")}
    assert {row.subject_key for row in (thinned, whole)} == {f"PC-{full.case}"}
    told = str(list(AuditEntry.objects.values())) + str(list(DisposalRecord.objects.values()))
    assert SECRET not in told and full.pseudonym not in told


@pytest.mark.django_db
def test_after_an_erasure_the_team_still_takes_the_holders_receipts(full: FullCase, caseworker: Any) -> None:
    from fener.actions.protection.consents import record_disposal_receipt
    from fener.actions.protection.dispose_cases import erase_case

    erase_case(caseworker, full.case, why="by_phone")
    waiting = list(held(full).disclosures.all())
    assert waiting and all(row.recall == "asked" and row.sealed is None for row in waiting)
    for row in waiting:
        told = record_disposal_receipt(caseworker, full.case, row.pk, destroyed=True, said=f"shredded {SECRET}")
        assert told.recall == "confirmed" and told.sealed_receipt is None


@pytest.mark.django_db
def test_erasing_takes_the_harm_register_of_the_case_with_it(full: FullCase, caseworker: Any) -> None:
    from fener.actions.protection.dispose_cases import erase_case
    from fener.records.protection.models import HarmRecord

    erase_case(caseworker, full.case, why="by_phone")
    harm = HarmRecord.objects.get(pk=full.harm)
    assert harm.sealed is None and harm.record_key.wrapped is None and harm.case_file is None
