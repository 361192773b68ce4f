"""The documentation is held to the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from fener.cli import fener

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_generated_parts_are_up_to_date() -> None:
    run = subprocess.run([sys.executable, "tools/write_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, f"run “make docs”: {run.stdout}{run.stderr}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_floor_is_on_the_map() -> None:
    floors = {path.name for path in (ROOT / "fener").iterdir() if (path / "__init__.py").is_file()}
    drawn = README.split("## Map of the house")[1].split("## ")[0]
    assert all(re.search(rf"\b{floor}\b", drawn) for floor in floors), floors


@pytest.mark.parametrize("line", re.findall(r"^fener [^#\n]+", README, re.M))
def test_every_command_of_the_readme_exists(line: str) -> None:
    command: click.Command = fener
    for word in line.split()[1:]:
        if not isinstance(command, click.Group):
            break
        assert word in command.commands, line
        command = command.commands[word]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in line.split() if word.startswith("--")} <= options, line


@pytest.mark.parametrize("target", re.findall(r"^make ([a-z]+)", README, re.M))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_python_example_of_the_readme_compiles_and_names_what_exists() -> None:
    import importlib

    for block in re.findall(r"```python\n(.*?)```", README, re.S):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert all(hasattr(module, alias.name) for alias in node.names), node.module


def _room_of(parts: tuple[str, ...]) -> str:
    """The room, whatever the floor: who reads a case and who writes it miss the same thing."""
    return parts[2] if len(parts) > 3 and parts[1] in {"actions", "queries", "web"} else ".".join(parts[:3])


def test_error_numbers_mean_one_thing() -> None:
    """A number that is raised in several rooms says the same kind of thing: at most one room names it outside its class."""
    rooms: dict[str, set[str]] = {}
    for path in (ROOT / "fener").rglob("*.py"):
        for number in re.findall(r'number="(FEN-\d{4})"', path.read_text(encoding="utf-8")):
            rooms.setdefault(number, set()).add(_room_of(path.relative_to(ROOT).parts))
    same_in_both = {"FEN-3011", "FEN-9141"}  # an unknown section; fonts that are not installed
    shared = {number: names for number, names in rooms.items() if len(names) > 1 and number not in same_in_both}
    assert shared == {}, "one number, several meanings?"
