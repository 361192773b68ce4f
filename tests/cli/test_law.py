"""fener law: facts in, an explanation out; books and cases checked from the terminal."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fener.analysis.law.schemas import BOOKS_FOLDER
from fener.cli import fener

CASES = Path(__file__).parents[1] / "analysis" / "law" / "cases"
FACTS = """
the actor was smuggled: no
the actor acted for others: yes
act: {procures_entry: {value: yes, source: a witness, exhibit: A-3}, attempt: no}
mens.knows_irregular: yes
there was a benefit: yes
migrants: {foreigner: yes, count: 10}
geo: {states: [RS, ME]}
group.size: 1
"""


def run(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(fener, ["law", *map(str, words)], input=stdin, catch_exceptions=False)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A sheet of facts, half nested, half in words."""
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


def test_the_explanation_goes_from_element_to_fact_to_source_to_provision_to_mark(facts: Path) -> None:
    said = run("qualify", facts, "--jurisdiction", "RS", "--on", "2016-05-01")
    assert said.exit_code == 0
    lines = [line.strip() for line in said.stdout.splitlines()]
    at = lines.index("met     The conduct")
    assert lines[at + 1] == "fact: procures the entry of others: yes (a witness; exhibit A-3)"
    assert lines[at + 2] == "RS.CC.350.2 [to be checked]"
    assert "range: 6 months – 5 years [verified]; completed" in lines
    assert any("In the light of the cited judgments" in line for line in lines)


def test_it_fits_eighty_columns_without_colour_and_ends_with_what_it_is_not(facts: Path) -> None:
    for state in ("RS", "BA", "BA-SRP", "ME", "AL", "MK", "XK"):
        said = run("qualify", facts, "-j", state, "--on", "2024-05-01").stdout
        assert "\x1b" not in said and max(map(len, said.splitlines())) <= 80
        assert said.rstrip().endswith("a lawyer confirms\nor rejects each qualification with reasons.")
    assert "UNSCR 1244" in said


def test_programs_get_the_whole_answer(facts: Path) -> None:
    answer = json.loads(run("qualify", facts, "-j", "rs", "--on", "2016-05-01", "--json").stdout)
    assert answer["jurisdiction"] == "RS" and answer["act_on"] == "2016-05-01"
    assert answer["qualifications"][0]["id"] == "RS.CC.350.2" and answer["disclaimer"]
    both = json.loads(run("qualify", facts, "-j", "RS", "-j", "ME", "--on", "2016-05-01", "--json").stdout)
    assert [each["jurisdiction"] for each in both] == ["RS", "ME"]


def test_several_states_stand_side_by_side(facts: Path) -> None:
    said = run("qualify", facts, "-j", "RS", "-j", "ME", "--on", "2024-05-01")
    assert said.exit_code == 0 and max(map(len, said.stdout.splitlines())) <= 80
    assert "Serbia" in said.stdout and "Montenegro" in said.stdout and "RS.CC.350.2" in said.stdout
    assert "Nobody is" in said.stdout


def test_the_day_may_stand_among_the_facts(facts: Path, tmp_path: Path) -> None:
    refused = run("qualify", facts, "-j", "RS")
    assert refused.exit_code == 2 and "FEN-2930" in refused.stderr and "--on" in refused.stderr
    dated = tmp_path / "dated.yaml"
    dated.write_text(FACTS + "when it happened: 2016-05-01\n", encoding="utf-8")
    answer = json.loads(run("qualify", dated, "-j", "RS", "--json").stdout)
    assert answer["act_on"] == "2016-05-01" and answer["on"] == datetime.now().astimezone().date().isoformat()
    assert answer["qualifications"][0]["milder"] is None


def test_facts_may_be_piped_in_and_stand_under_a_heading() -> None:
    inner = "".join(f"  {line}\n" for line in FACTS.strip().splitlines())
    answer = json.loads(
        run("qualify", "-", "-j", "RS", "--on", "2016-05-01", "--json", stdin=f"facts:\n{inner}").stdout
    )
    assert answer["status"] == "supported"
    refused = run("qualify", "-", "-j", "RS", "--on", "2016-05-01", stdin="the actor looked nervous: yes\n")
    assert refused.exit_code == 2 and "FEN-2901" in refused.stderr and "standard input, line 1" in refused.stderr


@pytest.mark.parametrize(
    ("text", "number", "where"),
    [
        ("mens.knows_irregular: yes\nactor:\n  looks_nervous: yes\n", "FEN-2901", "wrong.yaml, line 3"),
        ("mens.knows_irregular: yes\nthe actor knew: no\n", "FEN-2903", "wrong.yaml, line 2"),
        ("\nactor.role: [pilot]\n", "FEN-2902", "wrong.yaml, line 2"),
        ("migrants:\n  count: {value: many, source: press}\n", "FEN-2903", "wrong.yaml, line 2"),
        ("mens: [\n", "FEN-2910", "wrong.yaml, line 2"),
        ("- a list\n", "FEN-2931", "wrong.yaml, line 1"),
        ("", "FEN-2931", "wrong.yaml, line 1"),
        ("facts: 3\n", "FEN-2931", "wrong.yaml, line 1"),
        ("facts: {the actor knew: yes}\nwhere it happened: [RS]\n", "FEN-2931", "wrong.yaml, line 2"),
        ("mens: {knows_irregular: yes}\nmens: {intent_benefit: yes}\n", "FEN-2910", "wrong.yaml, line 2"),
    ],
)
def test_a_mistake_in_the_facts_names_file_and_line(tmp_path: Path, text: str, number: str, where: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    refused = run("qualify", path, "-j", "RS", "--on", "2024-01-01")
    assert (
        refused.exit_code == 2 and number in refused.stderr and where in refused.stderr and "remedy" in refused.stderr
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("-j", "HU", "--on", "2024-01-01"), "FEN-2921"),
        (("-j", "SRP", "--on", "2024-01-01"), "FEN-2921"),
    ],
)
def test_another_legal_order_is_refused(facts: Path, words: tuple[str, ...], number: str) -> None:
    refused = run("qualify", facts, *words)
    assert refused.exit_code == 2 and number in refused.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    refused = run("qualify", tmp_path / "none.yaml", "-j", "RS", "--on", "2024-01-01")
    assert refused.exit_code == 2 and "FEN-2910" in refused.stderr and "none.yaml" in refused.stderr


def test_a_provision_shows_its_versions_elements_marks_and_both_sides_of_a_claim() -> None:
    said = run("show", "rs.cc.350.2").stdout
    assert "1–8 years" in said and "6 months – 5 years" in said
    assert "until 2017-05-31" in said and "“the actor wanted a benefit” or “there was a benefit”" in said
    assert "report says: " in said and "text says: " in said and "RS.yaml, line " in said
    assert max(map(len, said.splitlines())) <= 80
    versions = json.loads(run("show", "RS.CC.350.2", "--json").stdout)
    assert [each["version"]["from"] for each in versions] == ["2017-06-01", "2009-09-11"]


def test_an_unknown_provision_is_refused_with_the_nearest() -> None:
    refused = run("show", "RS.CC.350.9")
    assert refused.exit_code == 2 and "FEN-2920" in refused.stderr and "RS.CC.350" in refused.stderr
    assert run("show", "zzz").exit_code == 2


def test_the_list_can_be_narrowed() -> None:
    digital = json.loads(run("show", "--state", "ba-srp", "--kind", "digital", "--json").stdout)
    assert {each["jurisdiction"] for each in digital} == {"BA-SRP"} and {each["kind"] for each in digital} == {
        "digital"
    }
    inside = json.loads(run("show", "--state", "BA", "--search", "computer fraud", "--json").stdout)
    assert {"BA-BIH.CC.395", "BA-SRP.CC.410"} <= {each["id"] for each in inside}
    assert "ME.CC.405.3" in run("show", "--state", "ME", "--kind", "smuggling").stdout


def test_facts_are_listed_with_what_they_take() -> None:
    said = run("facts", "--group", "actor").stdout
    assert "actor.role: role of the actor (organiser, recruiter" in said and "migrants.count" not in said
    assert len(json.loads(run("facts", "--json").stdout)) > 60
    refused = run("facts", "--group", "planets")
    assert refused.exit_code == 2 and "FEN-2936" in refused.stderr


def test_the_books_are_counted() -> None:
    said = run("check")
    assert said.exit_code == 0 and "provisions" in said.stdout and "No mistake found" in said.stdout
    counts = json.loads(run("check", BOOKS_FOLDER, "--json").stdout)
    assert counts["provisions"] > 100 and counts["versions of provisions"] > counts["provisions"]


def test_the_first_mistake_of_a_book_is_told_with_file_line_and_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    shutil.copytree(BOOKS_FOLDER, folder)
    book = folder / "RS.yaml"
    text = book.read_text(encoding="utf-8")
    book.write_text(text.replace("mark: reported\n", "mark: certain\n", 1), encoding="utf-8")
    line = next(
        number for number, each in enumerate(book.read_text(encoding="utf-8").splitlines(), 1) if "certain" in each
    )
    refused = run("check", folder)
    assert refused.exit_code == 2 and f"RS.yaml, line {line}" in refused.stderr and "verified" in refused.stderr
    facts = folder / "facts.yaml"
    book.write_text(text, encoding="utf-8")
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("    kind: yes_no\n", "    kind: maybe\n", 1), encoding="utf-8"
    )
    refused = run("check", folder)
    assert refused.exit_code == 2 and "facts.yaml, line " in refused.stderr


def test_a_folder_without_books_is_refused(tmp_path: Path) -> None:
    refused = run("check", tmp_path)
    assert refused.exit_code == 2 and "FEN-2937" in refused.stderr
    refused = run("cases", tmp_path)
    assert refused.exit_code == 2 and "FEN-2938" in refused.stderr


def test_cases_are_run_and_what_differs_is_told(tmp_path: Path) -> None:
    passed = run("cases", CASES / "time.yaml")
    assert passed.exit_code == 0 and "9 cases, 0 differ" in passed.stdout
    path = tmp_path / "mine.yaml"
    text = (CASES / "time.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("status: supported", "status: excluded", 1), encoding="utf-8")
    failed = run("cases", path)
    assert failed.exit_code == 1 and "9 cases, 1 differs" in failed.stdout
    assert "mine.yaml, line " in failed.stdout and "expected excluded" in failed.stdout
    path.write_text("cases: [{case: x}]\n", encoding="utf-8")
    refused = run("cases", tmp_path)
    assert refused.exit_code == 2 and "mine.yaml, line 1" in refused.stderr


@pytest.mark.parametrize("about", ["elements", "circumstances", "penalties", "reports"])
def test_legal_orders_are_compared_as_table_json_and_csv(about: str) -> None:
    states = ("-s", "RS", "-s", "ME")
    said = run("compare", about, *states)
    assert said.exit_code == 0 and "┃" in said.stdout
    assert json.loads(run("compare", about, *states, "--json").stdout)
    rows = list(csv.reader(run("compare", about, *states, "--csv").stdout.splitlines()))
    assert len(rows) > 5


def test_gaps_name_what_is_asked_and_what_would_close_them() -> None:
    said = run("gaps", "-s", "RS").stdout
    assert "Gap: " in said and "would be closed by R25" in said and "draft point: " in said
    assert max(map(len, said.splitlines())) <= 80 and "no legal advice" in " ".join(said.split())
    found = json.loads(run("gaps", "-s", "RS", "--json").stdout)
    assert {each["state"] for each in found} == {"RS"} and {each["finding"] for each in found} <= {"gap", "partly"}
    everything = json.loads(run("gaps", "-s", "RS", "--all", "--json").stdout)
    assert len(everything) > len(found)
    assert len(list(csv.reader(run("gaps", "-s", "RS", "--csv").stdout.splitlines()))) > 5


def test_a_state_without_a_book_cannot_be_compared() -> None:
    refused = run("compare", "elements", "-s", "HU")
    assert refused.exit_code == 2 and "FEN-2940" in refused.stderr
