"""fener door: keys made and letters opened without a desk."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fener.cli import fener
from fener.gateways.vault import Seal
from fener.gateways.vault.door_container import DoorContent, pack


def run(*words):
    return CliRunner().invoke(fener, ["door", *map(str, words)])


def test_a_key_is_made_once_and_opens_what_was_sealed_to_it(tmp_path):
    key, sealed = tmp_path / "key.txt", tmp_path / "SD-1.age"
    made = run("new-key", "--out", key)
    assert made.exit_code == 0 and made.output.startswith("age1")
    assert key.stat().st_mode & 0o077 == 0
    assert run("new-key", "--out", key).exit_code != 0
    content = DoorContent({"message": "[we] are three"}, [("picture-1.jpg", b"\xff\xd8pixels")])
    sealed.write_bytes(Seal(recipient=made.output.strip()).seal(pack(content)))
    opened = run("open", sealed, "--identity", key, "--into", tmp_path / "pictures")
    assert opened.exit_code == 0 and "[we] are three" in opened.output
    assert (tmp_path / "pictures" / "picture-1.jpg").read_bytes() == b"\xff\xd8pixels"
    told = json.loads(run("open", sealed, "--identity", key, "--json").output)
    assert told == {"words": {"message": "[we] are three"}, "files": ["picture-1.jpg"]}


def test_a_key_that_does_not_fit_is_refused_in_plain_words(tmp_path):
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    recipient = run("new-key", "--out", one).output.strip()
    run("new-key", "--out", other)
    sealed = tmp_path / "SD-1.age"
    sealed.write_bytes(Seal(recipient=recipient).seal(pack(DoorContent({}))))
    assert run("open", sealed, "--identity", other).exit_code == 2


@pytest.mark.django_db
def test_disposing_says_what_it_did():
    assert json.loads(run("dispose", "--json").output) == {"days_told": 0, "reports_disposed": 0}
