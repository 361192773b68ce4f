"""fener rights: the same answers in the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fener.cli import fener

pytestmark = pytest.mark.django_db


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(fener, ["rights", *words], catch_exceptions=False)


def test_facts_are_answered_for_programs(monitor) -> None:  # type: ignore[no-untyped-def]
    facts = ("--fact", "is_child=yes", "--fact", "is_unaccompanied=yes", "--fact", "has_guardian=no")
    answer = json.loads(run("navigate", "ba", *facts, "--on", "2026-11-22", "--as", monitor.username, "--json").stdout)
    found = {entry["key"]: entry for entry in answer["entries"]}
    assert answer["on"] == "2026-11-22" and answer["territory"] == "BA"
    assert found["BA.guardian"]["outcome"] == "may_ask"
    assert found["BA.guardian"]["because"] == {"is_child": True, "is_unaccompanied": True, "has_guardian": False}
    assert found["BA.guardian"]["sources"] == ["R25 p. 27"]
    assert found["BA.FA.humanitarian"]["outcome"] == "open"
    assert answer["questions"] and all(entry["law"] and entry["practice"] for entry in found.values())


def test_people_read_a_table_and_the_open_questions(monitor) -> None:  # type: ignore[no-untyped-def]
    said = run("navigate", "XK", "--as", monitor.username)
    assert said.exit_code == 0
    assert "Help never depends on testifying" in said.stdout and "1. " in said.stdout


def test_the_table_of_six(monitor) -> None:  # type: ignore[no-untyped-def]
    rows = json.loads(run("compare", "--as", monitor.username, "--json").stdout)
    assert [row["territory"] for row in rows if not row["explicit"]] == ["ME", "MK"]
    assert "Kosovo*" in run("compare", "--as", monitor.username).stdout


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("RS", "--fact", "is_child"), "FEN-2706"),
        (("RS", "--fact", "is_child=maybe"), "FEN-2706"),
        (("RS", "--fact", "looks_nervous=yes"), "FEN-2703"),
        (("HU",), "FEN-2704"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_number(monitor, words: tuple[str, ...], number: str) -> None:  # type: ignore[no-untyped-def]
    refused = run("navigate", *words, "--as", monitor.username)
    assert refused.exit_code == 2 and number in refused.stderr


def test_a_reader_is_refused(reader) -> None:  # type: ignore[no-untyped-def]
    refused = run("navigate", "RS", "--as", reader.username)
    assert refused.exit_code == 2 and "FEN-1000" in refused.stderr
