"""Write the generated parts of the documentation: errors, settings, commands, code lists and the map of the house.

``python tools/write_docs.py`` writes; ``--check`` only says whether what stands there is up to date (exit code 1 if not).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fener.cli import fener as commands  # noqa: E402
from fener.terms.codelists import code_list, code_list_names  # noqa: E402

BEGIN, END = "<!-- generated: {} -->", "<!-- end -->"
FLOORS = (
    "terms",
    "safeguards",
    "analysis",
    "records",
    "gateways",
    "queries",
    "actions",
    "web",
    "api",
    "cli",
    "jobs",
    "config",
)


def errors() -> str:
    """A table of every error number in the code, with the first words of its message and where it is raised."""
    found: dict[str, tuple[str, str, str]] = {}
    for path in sorted((ROOT / "fener").rglob("*.py")):
        for number, message, remedy in _numbers(ast.parse(path.read_text(encoding="utf-8"))):
            room = ".".join(path.relative_to(ROOT).with_suffix("").parts[:3])
            if number not in found or (message and not found[number][0]):
                found[number] = (message, remedy, room)
    lines = ["| number | what it says | remedy | raised in |", "|---|---|---|---|"]
    lines += [
        f"| <a id='{number}'></a>{number} | {_cell(message)} | {_cell(remedy)} | `{room}` |"
        for number, (message, remedy, room) in sorted(found.items())
    ]
    return "\n".join(lines)


def _numbers(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _class_number(node)
        if isinstance(node, ast.Call):
            texts = [_text(argument) for argument in node.args]
            named = {keyword.arg: _text(keyword.value) for keyword in node.keywords if keyword.arg}
            number = named.get("number") or next(
                (text for text in texts if text.startswith("FEN-") and len(text) == 8), ""
            )
            if number.startswith("FEN-"):
                rest = [text for text in texts if text and not text.startswith("FEN-")]
                yield (
                    number,
                    named.get("message") or (rest[0] if rest else ""),
                    named.get("remedy") or (rest[1] if len(rest) > 1 else ""),
                )


def _class_number(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    values = {
        target.id: _text(line.value)
        for line in node.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    if values.get("number", "").startswith("FEN-"):
        yield values["number"], (ast.get_docstring(node) or "").split("\n")[0], values.get("remedy", "")


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def settings() -> str:
    """A table of every FENER_ variable with its default and the settings it makes."""
    rows = []
    tree = ast.parse((ROOT / "fener/config/settings.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            name = _text(node.args[0])
            if name.startswith("FENER_"):
                default = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
                rows.append(f"| `{name}` | {node.func.attr.replace('_', ' ')} | `{_cell(default)}` |")
    return "\n".join(["| variable | kind | default |", "|---|---|---|", *sorted(set(rows))])


def cli() -> str:
    """Every command with its help."""
    parts: list[str] = []
    for name, command in _commands(commands, "fener"):
        with click.Context(command, info_name=name) as context:
            parts.append(f"### {name}\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts)


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _commands(command.commands[child], f"{name} {child}")


def terms() -> str:
    """Every code list with its codes."""
    parts = []
    for name in code_list_names():
        listed = code_list(name)
        rows = [f"| `{entry.code}` | {_cell(entry.label)} | {_cell(entry.definition)} |" for entry in listed]
        parts.append(
            f"### {name}\n\n{listed.title}, {listed.version}.\n\n| code | label | meaning |\n|---|---|---|\n"
            + "\n".join(rows)
        )
    return "\n\n".join(parts)


def house_map() -> str:
    """The floors with their rooms and the first line each says of itself."""
    lines = ["```text"]
    for floor in reversed(FLOORS):
        folder = ROOT / "fener" / floor
        lines.append(f"fener/{floor:<11} {_first_line(folder)}")
        rooms = [
            room for room in sorted(folder.iterdir()) if (room / "__init__.py").is_file() and room.name != "migrations"
        ]
        lines += [f"  {room.name + '/':<15} {_first_line(room)}" for room in rooms if _first_line(room)]
    return "\n".join([*lines, "```"])


def _first_line(folder: Path) -> str:
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").split("\n")[0]


PARTS = {
    "docs/reference/errors.md": {"errors": errors},
    "docs/reference/settings.md": {"settings": settings},
    "docs/reference/cli.md": {"commands": cli},
    "docs/reference/terms.md": {"code lists": terms},
    "docs/house.md": {"map": house_map},
}


def fill(text: str, name: str, content: str) -> str:
    """The text with what stands between the marks replaced."""
    begin = BEGIN.format(name)
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(END)
    return f"{head}{begin}\n{content}\n{END}{tail}"


def main() -> int:
    """Write or check every generated part."""
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = after = path.read_text(encoding="utf-8")
        for part, make in parts.items():
            after = fill(after, part, make())
        if after != before:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(after, encoding="utf-8")
    print("\n".join(stale) if stale else "up to date")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
