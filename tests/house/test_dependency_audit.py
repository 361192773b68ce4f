"""The dependency audit fails on what is known, and never takes silence for a good answer."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def tool():
    import sys

    spec = importlib.util.spec_from_file_location("audit_dependencies", ROOT / "tools" / "audit_dependencies.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit_dependencies"] = module
    spec.loader.exec_module(module)
    return module


def _pip(*dependencies) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


BAD = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}]}
GOOD = {"name": "b", "version": "1", "vulns": []}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found"}
NPM = {
    "vulnerabilities": {
        "x": {"via": [{"url": "https://github.com/advisories/GHSA-1", "severity": "high", "title": "t"}, "y"]},
        "y": {"via": [{"url": "https://github.com/advisories/GHSA-2", "severity": "low", "title": "t"}]},
    },
    "metadata": {"dependencies": {"prod": 12}},
}


def test_a_known_vulnerability_fails(tool):
    for answer in (tool.read_pip_audit(_pip(BAD, GOOD), ""), tool.read_npm_audit(json.dumps(NPM), "")):
        lines, is_wrong, is_whole = tool.report([answer], [], TODAY)
        assert is_wrong
        assert is_whole
        assert sum(line.startswith("VULNERABLE") for line in lines) == 1


def test_an_accepted_one_passes_until_its_day_under_any_of_its_names(tool):
    answer = tool.read_pip_audit(_pip(BAD, GOOD), "")
    accepted = tool.Accepted("CVE-1", "not used", date(2026, 1, 1), TODAY)
    assert not tool.report([answer], [accepted], TODAY)[1]
    assert tool.report([answer], [accepted], date(2026, 6, 2))[1]


@pytest.mark.parametrize("out", ["", "no json", "[]", "{}"])
def test_silence_is_said_and_is_no_good_answer(tool, out):
    for read in (tool.read_pip_audit, tool.read_npm_audit):
        lines, is_wrong, is_whole = tool.report([read(out, "connection refused\n")], [], TODAY)
        assert (is_wrong, is_whole) == (False, False)
        assert "NOT CHECKED" in lines[0]
        assert "connection refused" in lines[0]


def test_packages_that_the_database_does_not_know_count_as_not_checked(tool):
    every = tool.report([tool.read_pip_audit(_pip(UNKNOWN, UNKNOWN), "")], [], TODAY)
    some = tool.report([tool.read_pip_audit(_pip(UNKNOWN, GOOD), "")], [], TODAY)
    assert not every[2]
    assert not some[2]
    assert any("NOT CHECKED: 1 of" in line for line in some[0])


def test_the_list_of_accepted_advisories_gives_a_reason_and_days(tool, tmp_path):
    tool.read_accepted()
    (tmp_path / "list.yaml").write_text("accepted:\n- {advisory: CVE-1, accepted_on: 2026-01-01}\n")
    with pytest.raises(ValueError, match="CVE-1"):
        tool.read_accepted(tmp_path / "list.yaml")
