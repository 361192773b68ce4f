"""Cases a lawyer wrote, each a test of its own; and that a wrong expectation never passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fener.analysis.law.cases import LawCase, read_cases, run_case
from fener.terms.errors import FenerError, SetUpFault, UnknownTerm, UnreadableMaterial

FOLDER = Path(__file__).parent / "cases"
CASES = {f"{path.stem}: {each.title}": each for path in sorted(FOLDER.glob("*.yaml")) for each in read_cases(path)}


@pytest.mark.parametrize("name", CASES)
def test_the_case_is_answered_as_a_lawyer_expects(name: str) -> None:
    assert run_case(CASES[name]) == ()


def test_there_are_cases_for_all_six_legal_orders_and_all_three_answers() -> None:
    assert len(CASES) >= 36
    states = {state for case in CASES.values() for state in case.expect}
    assert states >= {"RS", "BA", "BA-SRP", "ME", "AL", "MK", "XK"}
    said = {expected.get("status") for case in CASES.values() for expected in case.expect.values()}
    assert said >= {"supported", "open", "excluded"}


# --- wrong expectations are reported --------------------------------------------------------------------------------


def expecting(name: str, **expected: Any) -> tuple[str, ...]:
    """What differs when a case of ``time.yaml`` expects something else of Serbia."""
    return run_case(replace(CASES[f"time: {name}"], expect={"RS": expected}))


DRIVER = "driver with ten people, paid, before the amendment"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"status": "open"}, "the whole is expected open, and is supported"),
        ({"excluded": ["RS.CC.350.2"]}, "RS.CC.350.2 is expected excluded, and is supported"),
        ({"supported": ["RS.CC.350.3"]}, "RS.CC.350.3 is expected supported, and is open (open: One of"),
        ({"supported": ["RS.CC.999"]}, "RS.CC.999 stands in no book"),
        ({"supported": ["ME.CC.405.3"]}, "ME.CC.405.3 is not measured in RS"),
        ({"supported": []}, "no smuggling offence is expected supported, but RS.CC.350.2 is"),
        ({"only_supported": []}, "RS.CC.350.2 is supported, and not expected to be"),
        ({"only_supported": ["RS.CC.350.2", "RS.CC.245"]}, "RS.CC.245 is expected supported, and is not"),
        (
            {"range": {"RS.CC.350.2": "1–8 years"}},
            "range of RS.CC.350.2: expected “1–8 years”, is “6 months – 5 years”",
        ),
        ({"range": {"RS.CC.999": "1–8 years"}}, "RS.CC.999 stands in no book"),
        ({"milder": {"RS.CC.350.2": "1–8 years"}}, "milder of RS.CC.350.2: expected “1–8 years”, is “none”"),
        ({"form": {"RS.CC.350.2": "attempt"}}, "form of RS.CC.350.2: expected “attempt”, is “completed”"),
        ({"missing": {"RS.CC.350.2": ["knowledge"]}}, "RS.CC.350.2: “knowledge” is not among its missing"),
        ({"relations": {"RS.CC.350.2": ["consumed"]}}, "RS.CC.350.2: “consumed” is not among its relations"),
        ({"ask": ["the actor knew"]}, "the actor knew is not among the questions"),
        ({"ask": []}, "the questions should be none, and are"),
        ({"exposed": ["RS.CC.350.2"]}, "RS.CC.350.2 is not among the exposures"),
        ({"risks": ["RS.MISD.entry"]}, "RS.MISD.entry is not among the risks"),
        ({"pleas": ["plea.coercion"]}, "plea.coercion is not among the pleas"),
        ({"duties": ["duty.9_sea"]}, "duty.9_sea is not among the rules on duties (duty."),
        ({"basis": ["basis.RS"]}, "basis.RS is not among the rules on basis (there is none)"),
        ({"leanings": ["leaning.many.RS.from_32"]}, "leaning.many.RS.from_32 is not among"),
        ({"indicators": ["D2"]}, "D2 is not among the digital indicators"),
        ({"participation": ["organiser"]}, "organiser is not among the roles (driver)"),
        ({"participation": []}, "the roles should be none, and are driver"),
        ({"circumstances": {"agg.many": "qualifying"}}, "agg.many is expected qualifying, and is open"),
        ({"circumstances": {"agg.nothing": "open"}}, "there is no circumstance agg.nothing"),
        ({"not_in_force": ["RS.CC.350.2"]}, "RS.CC.350.2 is not among the provisions not in force"),
        ({"notes_say": ["a dragon"]}, "no note says “a dragon”"),
    ],
)
def test_a_wrong_expectation_is_reported(expected: Mapping[str, Any], said: str) -> None:
    differences = expecting(DRIVER, **expected)
    assert any(each.startswith("RS: ") and said in each for each in differences), differences


def test_a_provision_without_a_version_is_reported_as_such() -> None:
    assert expecting("the day before any version held", supported=["RS.CC.350.2"]) == (
        "RS: RS.CC.350.2 has no version for 2009-09-10",
    )


def test_missing_elements_where_none_should_be_are_reported() -> None:
    case = CASES["gates: unaware driver"]
    differences = run_case(replace(case, expect={"RS": {"missing": {"RS.CC.350.2": []}}}))
    assert differences and "no missing expected, found Knowing" in differences[0]


_OPPOSITE = {"supported": "excluded", "open": "supported", "excluded": "supported"}


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if any("status" in e for e in case.expect.values())]
)
def test_no_case_passes_with_the_opposite_status(name: str) -> None:
    case = CASES[name]
    for state, expected in case.expect.items():
        if "status" in expected:
            other = replace(case, expect={state: {"status": _OPPOSITE[expected["status"]]}})
            assert run_case(case) != () or run_case(other)


# --- reading --------------------------------------------------------------------------------------------------------

GOOD = """cases:
  - case: a driver
    why: for gain, knowing
    facts: {the actor acted for others: yes, the actor was smuggled: no}
    on: 2023-05-01
    expect:
      RS: {status: open}
"""


def written(tmp_path: Path, text: str) -> Path:
    """A file of cases."""
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_case_is_read_with_the_bare_word_on(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path, GOOD))
    assert isinstance(case, LawCase)
    assert (case.title, case.on.isoformat(), case.place) == ("a driver", "2023-05-01", "mine.yaml, line 2")
    assert case.facts.values == {"actor.acts_for_others": True, "actor.is_object_of_smuggling": False}
    assert run_case(case) == ()


@pytest.mark.parametrize(
    ("change", "kind", "number", "line"),
    [
        (("RS: {status: open}", "RS: {}"), SetUpFault, "FEN-2933", 7),
        (("expect:\n      RS: {status: open}", "expect: {}"), SetUpFault, "FEN-2933", 6),
        (("status: open", "status: guilty"), SetUpFault, "FEN-2912", 7),
        (("status: open", "verdict: open"), SetUpFault, "FEN-2912", 7),
        (("RS: {status", "SRB: {status"), SetUpFault, "FEN-2912", 6),
        (("    why: for gain, knowing\n", ""), SetUpFault, "FEN-2912", 2),
        (("2023-05-01", "2023-13-01"), SetUpFault, "FEN-2910", 1),
        (("2023-05-01", "the first of May"), SetUpFault, "FEN-2932", 5),
        (("status: open", "ask: [looks nervous]"), SetUpFault, "FEN-2935", 7),
        (("the actor was smuggled: no", "the actor looked nervous: yes"), UnknownTerm, "FEN-2901", 4),
        (("the actor was smuggled: no", "role of the actor: [pilot]"), UnknownTerm, "FEN-2902", 4),
        (("the actor was smuggled: no", "the actor was smuggled: perhaps"), UnreadableMaterial, "FEN-2903", 4),
        (("cases:", "cases: ["), SetUpFault, "FEN-2910", 2),
        (("    on:", "    why: twice\n    on:"), SetUpFault, "FEN-2910", 5),
    ],
)
def test_a_mistake_is_told_with_file_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], kind: type[FenerError], number: str, line: int
) -> None:
    with pytest.raises(kind) as refused:
        read_cases(written(tmp_path, GOOD.replace(*change)))
    assert refused.value.number == number and refused.value.remedy
    assert str(refused.value.location).startswith(f"mine.yaml, line {line}")


def test_a_case_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault) as refused:
        read_cases(written(tmp_path, GOOD.replace("RS: {status: open}", "RS: {}")))
    assert "expects nothing" in refused.value.message and "status: supported" in refused.value.remedy


def test_two_cases_with_one_title_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault) as refused:
        read_cases(written(tmp_path, GOOD + GOOD.removeprefix("cases:\n")))
    assert refused.value.number == "FEN-2934" and "line 8" in str(refused.value.location)


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetUpFault):
        read_cases(written(tmp_path, "cases: []\n"))
    with pytest.raises(SetUpFault):
        read_cases(written(tmp_path, "- a list\n"))
