"""Change the law engine in every small way mutmut knows, and see whether its fast tests notice: ``make mutation``.

Works on a copy in a folder of its own, so that nothing is left here and no other run sees a changed engine. What survived is
compared with docs/explanation/law-mutants.md: each is explained there, or this fails; so does a share below 85 %.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXPLAINED = ROOT / "docs" / "explanation" / "law-mutants.md"
LEAST = 0.85
LEFT_OUT = shutil.ignore_patterns("__pycache__", "static", "var")
# Functions of the safeguards' file that are no part of the engine have tests of their own.
NOT_ENGINE = ("x_may_reach_authority", "x_may_make_help_depend")
_KILLED = frozenset({1, 3, 24, 36, 152, 255, -24})  # a failing test, an error, or more time than the engine takes


def main() -> int:
    """Run, tell, compare; 0 where enough was killed and all that survived is explained."""
    with tempfile.TemporaryDirectory(prefix="fener-mutants-") as folder:
        place = Path(folder)
        for name in ("fener", "tests"):
            shutil.copytree(ROOT / name, place / name, ignore=LEFT_OUT)
        shutil.copy2(ROOT / "pyproject.toml", place)
        done = subprocess.run([Path(sys.executable).with_name("mutmut"), "run", "--max-children", "2"], cwd=place)
        codes = exit_codes(place / "mutants")
        survived = [name for name, code in codes.items() if code not in _KILLED]
        for name in survived:
            shown = subprocess.run(
                [Path(sys.executable).with_name("mutmut"), "show", name], cwd=place, capture_output=True, text=True
            )
            print(f"\n{name}: {codes[name]}\n" + "\n".join(_changed(shown.stdout)))
    if done.returncode or not codes:
        print("mutmut did not run to its end: nothing is said about the engine.")
        return 1
    return judged(codes, survived)


def exit_codes(mutants: Path) -> Mapping[str, int | None]:
    """What pytest said of each mutant; 0 where it noticed nothing."""
    found: dict[str, int | None] = {}
    for path in sorted(mutants.rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {name: code for name, code in found.items() if not any(each in name for each in NOT_ENGINE)}


def judged(codes: Mapping[str, int | None], survived: list[str]) -> int:
    """Say the share, and which survivors nobody explained."""
    share = 1 - len(survived) / len(codes)
    print(f"\n{len(codes)} mutants, {len(codes) - len(survived)} killed ({share:.1%}), {len(survived)} survived.")
    text = EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else ""
    new = [name for name in survived if name not in text]
    if new:
        print(f"Not explained in {EXPLAINED.relative_to(ROOT)}:", *new, sep="\n  ")
    return 1 if new or share < LEAST else 0


def _changed(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


if __name__ == "__main__":
    raise SystemExit(main())
