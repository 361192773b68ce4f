"""The terminal: answers for people and for programs, refusals with number and remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fener.cli import fener
from tests.iom import file_of, row

pytestmark = pytest.mark.django_db


def run(*words: str):
    return CliRunner().invoke(fener, list(words), catch_exceptions=False)


def test_an_inflected_name_resolves():
    answer = json.loads(run("places", "resolve", "u Bihaću", "--json").stdout)
    assert answer["place"]["key"] == "bihac"
    assert answer["place"]["territories"] == ["BA"]


def test_an_ambiguous_name_asks_and_a_territory_settles_it():
    asked = run("places", "resolve", "Tuzla")
    assert asked.exit_code == 2
    assert "FEN-3002" in asked.stderr
    assert run("places", "resolve", "Tuzla", "--territory", "BA").exit_code == 0


def test_an_unknown_name_says_so():
    answer = run("places", "resolve", "Qwxyzzy")
    assert answer.exit_code == 2
    assert "FEN-3003" in answer.stderr


def test_observations_are_listed_for_programs(reference_base, administrator):
    rows = json.loads(
        run(
            "observations", "list", "--as", administrator.username, "--territory", "MK", "--limit", "3", "--json"
        ).stdout
    )
    assert len(rows) == 3
    assert all({"key", "statement", "cited", "grading"} <= set(row) for row in rows)


def test_without_a_member_nothing_is_answered(reference_base):
    answer = run("observations", "list")
    assert answer.exit_code == 2
    assert "FEN-9010" in answer.stderr


def test_a_file_is_imported_and_a_bad_one_names_its_rows(administrator, tmp_path: Path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(file_of(row()), encoding="utf-8")
    bad.write_text(file_of(row(), row(2, on="yesterday")), encoding="utf-8")
    refused = run("figures", "import", "missing-migrants", str(bad), "--as", administrator.username)
    assert refused.exit_code == 2
    assert "FEN-2300" in refused.stderr
    assert "Incident date" in refused.stderr
    answer = json.loads(
        run("figures", "import", "missing-migrants", str(good), "--as", administrator.username, "--json").stdout
    )
    assert (answer["rows_read"], answer["incidents_kept"], answer["rows_rejected"]) == (1, 1, 0)


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf"])
def test_a_national_report_is_written(reference_base, administrator, tmp_path: Path, suffix: str):
    target = tmp_path / f"report.{suffix}"
    answer = run("report", "national", "ME", "--out", str(target), "--as", administrator.username, "--json")
    assert answer.exit_code == 0, answer.stderr
    assert json.loads(answer.stdout)["bytes"] == target.stat().st_size > 10_000


def test_a_report_for_an_unknown_territory_or_ending_is_refused(reference_base, administrator, tmp_path: Path):
    one = run("report", "national", "XX", "--out", str(tmp_path / "r.pdf"), "--as", administrator.username)
    two = run("report", "regional", "--out", str(tmp_path / "r.odt"), "--as", administrator.username)
    assert (one.exit_code, two.exit_code) == (2, 2)
    assert "FEN-2020" in one.stderr
    assert "FEN-2022" in two.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_audit_chain_is_checked(reference_base, administrator):
    answer = json.loads(run("audit", "check", "--as", administrator.username, "--json").stdout)
    assert (answer["entries"], answer["broken_at"]) == (1, None)


def test_questionnaires_are_checked_published_and_written_as_workbooks(administrator, tmp_path: Path):
    assert "visit_report 2026" in run("questionnaires", "check").stdout
    published = run("questionnaires", "publish", "--as", administrator.username, "--json")
    assert len(json.loads(published.stdout)) == 7
    out = tmp_path / "visit.xlsx"
    assert run("questionnaires", "xlsform", "visit_report", "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"PK")
    assert "FEN-2541" in run("questionnaires", "xlsform", "no_such", "--out", str(out)).stderr


def test_a_questionnaires_key_is_made_at_the_terminal(administrator):
    run("questionnaires", "publish", "--as", administrator.username)
    ways = ["--as", administrator.username, "--passphrase", "four words make a wall"]
    assert run("questionnaires", "key", "urgent_need", *ways).exit_code == 0
    assert "FEN-2625" in run("questionnaires", "key", "urgent_need", *ways).stderr
    assert "FEN-2624" in run("questionnaires", "key", "visit_report", *ways).stderr


def test_cycles_are_listed_and_what_is_due_is_disposed_of(coordinator):
    assert run("cycle", "list", "--as", coordinator.username).exit_code == 0
    assert json.loads(run("retention", "dispose", "--json").stdout)["originals"] == 0
