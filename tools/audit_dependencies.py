"""Are there known vulnerabilities in what the desk installs? Part of ``make check``.

Python packages are asked for with pip-audit over requirements/desk.txt, front-end packages with ``npm audit`` (what the
desk serves, high and critical). A known vulnerability fails the check unless requirements/accepted-advisories.yaml names
it with a reason and a date. Where an advisory database cannot be reached, that is said in so many words and the check
goes on: no answer is not a good answer. ``--strict``, for releases, fails then too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements" / "desk.txt"
ACCEPTED = ROOT / "requirements" / "accepted-advisories.yaml"
PATIENCE = 180  # seconds for one program
SEVERE = {"high", "critical"}


@dataclass(frozen=True)
class Advisory:
    """A known vulnerability of an installed package; ``names`` are all the numbers it goes by."""

    package: str
    names: frozenset[str]
    says: str


@dataclass(frozen=True)
class Answer:
    """What one program said: advisories, how many packages it looked up, and why it could not, if so."""

    of: str
    advisories: list[Advisory] = field(default_factory=list)
    checked: int = 0
    unchecked: int = 0
    silent_because: str = ""


# --- asking ------------------------------------------------------------------------------------------------------------
def ask_pip_audit() -> Answer:
    program = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--format", "json", "--aliases", "on"]
    run = _run([*program, "--disable-pip", "--no-deps", "--require-hashes", "--requirement", str(REQUIREMENTS)])
    return read_pip_audit(*run)


def ask_npm() -> Answer:
    return read_npm_audit(*_run(["npm", "audit", "--omit=dev", "--audit-level=high", "--json"]))


def _run(words: list[str]) -> tuple[str, str]:
    try:
        run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    except FileNotFoundError:
        return "", f"{words[0]} is not installed"
    except subprocess.TimeoutExpired:
        return "", f"no answer within {PATIENCE} seconds"
    return run.stdout, run.stderr


def read_pip_audit(out: str, err: str) -> Answer:
    """Its JSON. A package it skips was not checked, though it leaves with exit code 0."""
    told = _json(out)
    if not isinstance(told.get("dependencies"), list):
        return Answer("Python packages", silent_because=_last_line(err) or "pip-audit gave no answer")
    skipped = [one for one in told["dependencies"] if "skip_reason" in one]
    found = [
        Advisory(one["name"], frozenset({bad["id"], *bad.get("aliases", [])}), f"fixed in {_fixed(bad)}")
        for one in told["dependencies"]
        for bad in one.get("vulns", [])
    ]
    checked = len(told["dependencies"]) - len(skipped)
    why = "" if checked else "the database knows none of the packages, so it is not the real one, or cut off"
    return Answer("Python packages", found, checked, len(skipped), why)


def read_npm_audit(out: str, err: str) -> Answer:
    """Its JSON, format 2."""
    told = _json(out)
    if not isinstance(told.get("vulnerabilities"), dict):
        return Answer(
            "front-end packages", silent_because=str(told.get("message") or _last_line(err) or "npm said nothing")
        )
    found = {
        via["url"]: Advisory(name, frozenset({via["url"].rsplit("/", 1)[-1]}), f"{via['severity']}: {via['title']}")
        for name, one in told["vulnerabilities"].items()
        for via in one.get("via", [])
        if isinstance(via, dict) and via.get("severity") in SEVERE
    }
    checked = told.get("metadata", {}).get("dependencies", {}).get("prod", 0)
    return Answer("front-end packages", list(found.values()), checked)


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def _fixed(bad: dict[str, Any]) -> str:
    return ", ".join(bad.get("fix_versions") or []) or "no version yet"


# --- judging -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Accepted:
    """An advisory somebody looked at and lives with, until a day."""

    advisory: str
    reason: str
    accepted_on: date
    until: date


def read_accepted(path: Path = ACCEPTED) -> list[Accepted]:
    """The list. ValueError names the entry that lacks a reason or a day."""
    entries = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("accepted") or []
    return [_accepted(entry) for entry in entries]


def _accepted(entry: dict[str, Any]) -> Accepted:
    days = [entry.get("accepted_on"), entry.get("until")]
    if not (
        entry.get("advisory") and str(entry.get("reason") or "").strip() and all(type(day) is date for day in days)
    ):
        raise ValueError(f"{ACCEPTED.name}: {entry!r} needs advisory, reason, accepted_on and until")
    return Accepted(str(entry["advisory"]), str(entry["reason"]), *days)


def unaccepted(advisories: list[Advisory], accepted: list[Accepted], today: date) -> list[Advisory]:
    """Those nobody has accepted, or no longer."""
    live = {one.advisory for one in accepted if one.until >= today}
    return [one for one in advisories if not one.names & live]


def report(answers: list[Answer], accepted: list[Accepted], today: date) -> tuple[list[str], bool, bool]:
    """(lines to print, is anything wrong, was everything checked)."""
    lines, is_wrong, is_whole = [], False, True
    for answer in answers:
        bad = unaccepted(answer.advisories, accepted, today)
        is_wrong |= bool(bad)
        lines += [f"VULNERABLE {one.package}: {', '.join(sorted(one.names))} ({one.says})" for one in bad]
        if answer.silent_because:
            is_whole = False
            lines.append(f"NOT CHECKED: known vulnerabilities of {answer.of}. {answer.silent_because}")
        else:
            lines.append(
                f"{answer.of}: {answer.checked} checked, {len(answer.advisories)} advisories, {len(bad)} not accepted"
            )
        if answer.unchecked and not answer.silent_because:
            is_whole = False
            lines.append(f"NOT CHECKED: {answer.unchecked} of the {answer.of}, which the database does not know")
    return lines, is_wrong, is_whole


def main() -> int:
    try:
        accepted = read_accepted()
    except ValueError as problem:
        print(problem)
        return 1
    lines, is_wrong, is_whole = report([ask_pip_audit(), ask_npm()], accepted, datetime.now(tz=UTC).date())
    print("\n".join(lines))
    if not is_whole:
        print("The dependency audit is INCOMPLETE. Run it again where the advisory databases can be reached.")
    return 1 if is_wrong or ("--strict" in sys.argv and not is_whole) else 0


if __name__ == "__main__":
    sys.exit(main())
