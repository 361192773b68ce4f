"""What is published stays as it is, and earlier reports stay readable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fener.actions.field.publish_questionnaire import make_questionnaire_keys, publish_questionnaires
from fener.gateways.odk.encryption import open_private_key
from fener.queries.questionnaires import form_xml, questionnaires_for
from fener.records.base.models import AuditEntry
from fener.records.field.models import Questionnaire, QuestionnaireVersion
from fener.terms.errors import FenerError, NotAllowed, StateRefused
from tests.phones import FORMS

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FORMS, tmp_path / "forms")
    return tmp_path / "forms"


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "small.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_publishing_twice_changes_nothing(folder: Path) -> None:
    first = {one.key: one for one in publish_questionnaires(None, folder=folder)}
    assert first["small"].is_new and first["sealed"].waits_for_key
    assert not any(one.is_new for one in publish_questionnaires(None, folder=folder))
    assert QuestionnaireVersion.objects.count() == 1
    assert AuditEntry.objects.filter(action="publish_questionnaires").count() == 1


def test_other_content_under_the_same_version_is_refused(folder: Path) -> None:
    publish_questionnaires(None, folder=folder)
    change(folder, "What was seen?", "What was heard?")
    with pytest.raises(StateRefused, match="FEN-2626"):
        publish_questionnaires(None, folder=folder)


def test_a_raised_version_stands_beside_the_older_one(folder: Path, monitor) -> None:
    publish_questionnaires(None, folder=folder)
    change(folder, "What was seen?", "What was heard?")
    change(folder, "2026.1.0", "2026.2.0")
    assert [one.is_new for one in publish_questionnaires(None, folder=folder) if one.key == "small"] == [True]
    assert b"What was heard?" in form_xml(monitor, "small").content
    assert b"What was seen?" in form_xml(monitor, "small", "2026.1.0").content
    assert [line.version for line in questionnaires_for(monitor)] == ["2026.2.0"]


def test_a_change_that_would_break_earlier_reports_is_refused_whole(folder: Path) -> None:
    publish_questionnaires(None, folder=folder)
    change(folder, "- type: decimal\n        name: low", "- type: text\n        name: low")
    change(folder, "2026.1.0", "2026.2.0")
    with pytest.raises(StateRefused, match="FEN-2627"):
        publish_questionnaires(None, folder=folder)
    assert QuestionnaireVersion.objects.count() == 1


def test_a_source_that_does_not_compile_publishes_nothing(folder: Path) -> None:
    change(folder, "sensitivity: quasi", "sensitivity: whatever")
    with pytest.raises(FenerError):
        publish_questionnaires(None, folder=folder)
    assert Questionnaire.objects.count() == 0


def test_a_key_is_made_once_and_opens_with_its_passphrase_only(folder: Path, administrator) -> None:
    publish_questionnaires(None, folder=folder)
    row = make_questionnaire_keys(administrator, "sealed", "a passphrase for tests", folder=folder)
    assert open_private_key(row.sealed_private_key, "a passphrase for tests").key_size == 2048
    with pytest.raises(FenerError):
        open_private_key(row.sealed_private_key, "another passphrase")
    with pytest.raises(StateRefused, match="FEN-2625"):
        make_questionnaire_keys(administrator, "sealed", "a passphrase for tests", folder=folder)
    version = QuestionnaireVersion.objects.get(questionnaire__key="sealed")
    assert row.public_key.encode() in bytes(version.xml)
    assert "passphrase" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("who", ["monitor", "analyst", "reader"])
def test_who_may_not_publish_does_not(request, folder: Path, who: str) -> None:
    with pytest.raises(NotAllowed):
        publish_questionnaires(request.getfixturevalue(who), folder=folder)


def test_the_desks_own_questionnaires_publish() -> None:
    found = publish_questionnaires(None)
    assert len(found) == 7
    assert [one.key for one in found if one.waits_for_key] == ["urgent_need"]
