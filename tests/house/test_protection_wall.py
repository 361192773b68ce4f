"""The protection wall: who may import what lies behind it, by code, by name, by key, directly or over others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from fener.actions.follow_up import JOBS

ROOT = Path(__file__).resolve().parents[2]
RECORDS = "fener.records.protection"
BEHIND = ("fener.actions.protection", "fener.queries.protection", RECORDS)
FLOORS = ("terms", "safeguards", "analysis", "records", "gateways", "queries", "actions", "web", "api", "cli", "jobs")
# Nothing of the protection desk is of use to these, now or when they are built.
NEVER_REACH = ("evidence", "intelligence", "justice", "sharing", "field", "reporting", "base")
# What starts the desk names every room; it is the one place that may stand above the wall.
STARTS_ALL = ("fener.config",)
# Follow-up work is named by its path and gets ids alone; which room names which job is looked at below.
NAMES_JOBS = "fener.actions.follow_up"

Graph = Mapping[str, frozenset[str]]


# --- who imports whom, read from the source: imports inside functions and under TYPE_CHECKING count ---------------------
def imports_of(root: Path, package: str = "fener") -> dict[str, frozenset[str]]:
    """Every module of the package → the modules of it that its source imports."""
    sources = {_name_of(path, root): path for path in sorted((root / package).rglob("*.py"))}
    return {
        name: frozenset(_resolved(_imported(ast.parse(path.read_text(encoding="utf-8")), name, path), sources))
        for name, path in sources.items()
    }


def _name_of(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.AST, name: str, path: Path) -> Iterator[str]:
    here = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = here.split(".")[: len(here.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("fener."):
            yield node.value  # import_string("fener.…"), include("fener.…"), jobs named by their path


def _resolved(named: Iterable[str], sources: Mapping[str, Path]) -> Iterator[str]:
    for one in named:
        while one and one not in sources:
            one = one.rpartition(".")[0]
        if one:
            yield one


def way_to(graph: Graph, start: str, walls: tuple[str, ...]) -> list[str]:
    """A chain of imports from the module to one behind the walls; empty where there is none."""
    seen, waiting = {start}, [[start]]
    while waiting:
        way = waiting.pop(0)
        if len(way) > 1 and is_in(way[-1], walls):
            return way
        for following in sorted(graph.get(way[-1], ())):
            is_named_job = way[-1] == NAMES_JOBS and is_in(following, ("fener.jobs",))
            if following not in seen and not is_named_job and not is_in(following, STARTS_ALL):
                seen.add(following)
                waiting.append([*way, following])
    return []


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    """Whether the module is one of the packages, or in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def rooms_of(graph: Graph, rooms: tuple[str, ...]) -> list[str]:
    """Modules of these rooms, on whatever floor, whether or not the room is there yet."""
    return [name for name in graph if is_in(name, tuple(f"fener.{floor}.{room}" for floor in FLOORS for room in rooms))]


def holes(graph: Graph, rooms: tuple[str, ...] = NEVER_REACH) -> list[str]:
    """Every way from a room that must not reach protection to what lies behind the wall."""
    ways = (way_to(graph, name, BEHIND) for name in rooms_of(graph, rooms))
    return [" → ".join(way) for way in ways if way]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return imports_of(ROOT)


def test_the_records_are_imported_by_their_own_writers_and_readers_alone(graph: Graph) -> None:
    wrong = [
        f"{name} → {target}"
        for name, targets in graph.items()
        for target in targets
        if is_in(target, (RECORDS,)) and not is_in(name, BEHIND) and not _names_the_app(name, target)
    ]
    assert wrong == []


def _names_the_app(name: str, target: str) -> bool:
    # INSTALLED_APPS lists the room by its name; that is how Django finds its tables.
    return name == "fener.config.settings" and target == RECORDS


def test_no_room_that_must_not_reach_protection_does_so_over_others(graph: Graph) -> None:
    assert len(rooms_of(graph, NEVER_REACH)) > 50
    assert holes(graph) == []


def test_no_room_of_the_other_side_starts_work_of_protection(graph: Graph) -> None:
    theirs = {job for job, path in JOBS.items() if is_in(path, ("fener.jobs.protection",))}
    assert theirs, "the jobs of protection moved: look for them where they are now"
    for name in rooms_of(graph, NEVER_REACH):
        path = ROOT / Path(*name.split("."))
        source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        said = {one.value for one in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(one, ast.Constant)}
        assert not said & theirs, f"{name} starts {said & theirs}"


def test_the_room_is_reached_by_no_name_in_quotes() -> None:
    """``apps.get_model("protection", …)``, a raw table name, a key written as a string: all say the room's label."""
    wrong = []
    for path in sorted((ROOT / "fener").rglob("*.py")):
        name = _name_of(path, ROOT)
        if is_in(name, BEHIND):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined]
        wrong += [
            f"{name}:{node.lineno} {node.value[:60]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
            if _names_the_room(node.value)
        ]
    assert wrong == []


def _has_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and bool(node.body)
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    )


def _names_the_room(text: str) -> bool:
    """``protection.ProtectionCase`` or a table of the room, ``protection_…``: tables are what the registry knows."""
    tables = {model._meta.db_table for model in apps.get_app_config("protection").get_models()}
    labels = {model._meta.label.lower() for model in apps.get_app_config("protection").get_models()}
    lowered = text.lower()
    return any(label in lowered for label in labels) or any(table in lowered.split() for table in tables)


def test_no_module_looks_a_model_up_by_the_rooms_label() -> None:
    wrong = []
    for path in sorted((ROOT / "fener").rglob("*.py")):
        name = _name_of(path, ROOT)
        if is_in(name, BEHIND):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            said = {
                one.value for one in [*node.args, *(k.value for k in node.keywords)] if isinstance(one, ast.Constant)
            }
            looks = node.func.attr in {
                "get_model",
                "get_app_config",
                "get_models",
                "get_by_natural_key",
                "get_for_model",
            }
            if looks and ("protection" in said or not said):
                wrong.append(f"{name}:{node.lineno} {ast.unparse(node)[:80]}")
    assert wrong == []


# --- keys ---------------------------------------------------------------------------------------------------------------
def relations_of(model: type[models.Model]) -> Iterator[models.Field]:  # type: ignore[type-arg]
    """Foreign keys, one to one and many to many (their through tables are models too), as declared on the model."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields]
    yield from (field for field in fields if field.is_relation)


def test_no_record_of_another_room_points_into_protection() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in relations_of(model)
        if model._meta.app_label != "protection"
        and field.related_model is not None
        and field.related_model._meta.app_label == "protection"
    ]
    assert wrong == []


def test_no_record_anywhere_points_by_a_generic_key() -> None:
    """A generic key could point at a case without saying so."""
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("fener."):
            continue
        wrong += [f"{model._meta.label}.{one.name}" for one in model._meta.private_fields]
        wrong += [
            f"{model._meta.label}.{one.name}"
            for one in relations_of(model)
            if one.related_model is not None and one.related_model._meta.label == "contenttypes.ContentType"
        ]
    assert wrong == []


def test_protection_points_at_members_and_organisations_alone_and_leaves_no_way_back() -> None:
    for model in apps.get_app_config("protection").get_models(include_auto_created=True):
        for field in relations_of(model):
            target = field.related_model._meta  # type: ignore[union-attr]
            if target.app_label != "protection":
                assert target.label in {"base.Member", "base.Organisation"}, f"{model._meta.label}.{field.name}"
                assert field.remote_field.hidden, f"{model._meta.label}.{field.name} can be walked backwards"


# --- the checks themselves are sound, and know of rooms that are not there yet ------------------------------------------
FUTURE = {
    "fener/records/protection/models.py": "",
    "fener/queries/protection/cases.py": "from fener.records.protection import models\n",
    "fener/queries/bridges.py": "def found():\n    from fener.queries.protection.cases import models\n",
    "fener/queries/innocent.py": "import json\n",
    "fener/actions/justice/assemble.py": "from fener.queries import bridges\n",
    "fener/actions/evidence/acquire.py": "from ...queries import innocent\n",
    "fener/web/sharing/views.py": "from django.utils.module_loading import import_string\n"
    "cases = import_string('fener.queries.protection.cases.models')\n",
    "fener/queries/intelligence/ties.py": "from .. import innocent\n",
    "fener/analysis/intelligence.py": "from fener.queries.bridges import found\n",
}


def _built(folder: Path, files: Mapping[str, str]) -> Graph:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for parent in path.relative_to(folder).parents:
            if parent.parts:
                (folder / parent / "__init__.py").touch()
    return imports_of(folder)


def test_a_hole_in_a_room_that_is_yet_to_be_built_is_found(tmp_path: Path) -> None:
    found = holes(_built(tmp_path, FUTURE))
    assert {line.split(" → ")[0] for line in found} == {
        "fener.actions.justice.assemble",
        "fener.analysis.intelligence",
        "fener.web.sharing.views",
    }
    assert "fener.actions.justice.assemble → fener.queries.bridges → fener.queries.protection.cases" in found


def test_rooms_that_stay_on_their_side_are_left_in_peace(tmp_path: Path) -> None:
    innocent = {name: text for name, text in FUTURE.items() if "evidence" in name or "innocent" in name}
    assert holes(_built(tmp_path, innocent)) == []
    assert holes(_built(tmp_path, innocent | {"fener/web/protection/views.py": "import fener.queries.innocent"})) == []
