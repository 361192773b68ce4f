"""The walls of the house: imports, foreign keys, names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["base", "field", "reporting", "protection", "justice"]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff"}


def test_import_contracts_hold() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("floor", ["terms", "safeguards", "analysis", "gateways"])
def test_lower_floors_import_without_django(floor: str) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "fener" / floor).rglob("*.py"))
    ]
    lines = "\n".join(f"importlib.import_module({name!r})" for name in modules)
    program = f"import importlib, sys\nsys.modules['django'] = None\n{lines}\n"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_foreign_keys_keep_the_order_of_the_rooms() -> None:
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model._meta.label}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model is not None
        and field.related_model._meta.app_label in ROOMS
        and ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(room)
    ]
    assert wrong == []


def test_keys_across_rooms_leave_no_way_back() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.many_to_one
        and field.related_model._meta.app_label in ROOMS
        and field.related_model._meta.app_label != room
        and not field.remote_field.hidden
    ]
    assert wrong == []


def test_every_record_that_carries_a_marking_is_scoped() -> None:
    from fener.records.base.scope import Scoped, ScopedQuerySet

    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if any(field.name == "marking" for field in model._meta.fields):
                assert issubclass(model, Scoped), model
                assert isinstance(model._default_manager.get_queryset(), ScopedQuerySet), model


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [path for path in (ROOT / "fener").rglob("*.py") if path.stem in FORBIDDEN_NAMES]
    assert wrong == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_writer_checks_first_and_audits_last() -> None:
    """Each action that opens a transaction records it; each action a member may take asks a safeguard or says why not."""
    for path in (ROOT / "fener" / "actions").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "transaction.atomic" in text:
            assert re.search(r"record_audit(s|_on)?\(", text), f"{path.name} writes without an audit entry"
        if "actor: Member," in text or "actor: Member)" in text:
            asks = ("may_take_step(", "_report(", "held_case(", "basis_for(")
            assert any(word in text for word in asks), f"{path.name} asks no safeguard"


def test_html_is_written_in_templates_only() -> None:
    wrong = [path for path in (ROOT / "fener").rglob("*.py") if "mark_safe(" in path.read_text(encoding="utf-8")]
    assert wrong == []


@pytest.mark.parametrize("word", ["pip.conf", "pypi.org", "registry.npmjs", "/tmp/", "/root/", "/work/"])
def test_the_project_speaks_of_the_project_alone(word: str) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    here = Path(__file__).relative_to(ROOT).as_posix()
    wrong = [
        name
        for name in listed
        if name != here and (ROOT / name).is_file() and word.encode() in (ROOT / name).read_bytes()
    ]
    assert wrong == []
