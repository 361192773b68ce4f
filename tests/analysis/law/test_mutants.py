"""Do the engine's tests notice when it is changed? A few changes, put in while it is read, each caught by some question.

The long form, with every change mutmut knows, is ``make mutation``. Properties and module constants, which mutmut leaves alone,
are changed here. Nothing is written to disk and the engine that other tests use stays as it is: changed modules are made anew
under names of their own.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import inspect
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import fener.analysis.law.qualify
from tests.analysis.law.small_books import write_books

SAFEGUARD = "fener.safeguards.non_prosecution"
GATES, QUALIFY, RELATIONS, ANSWERS, MEASURES, HOLDINGS = (
    f"fener.analysis.law.{name}" for name in ("gates", "qualify", "relations", "answers", "measures", "holdings")
)
# (module, what stands there, what is put there)
MUTANTS = (
    (SAFEGUARD, "Truth.of(is_object) & ~Truth.of(acts_for_others)", "Truth.of(is_object) & Truth.of(acts_for_others)"),
    (SAFEGUARD, "Truth.of(is_object) & ~Truth.of(acts_for_others)", "Truth.of(is_object) | ~Truth.of(acts_for_others)"),
    (SAFEGUARD, "    if only is Truth.UNKNOWN:\n", "    if False:\n"),
    (SAFEGUARD, "if is_object else ()", "if not is_object else ()"),
    (GATES, '"benefit.exists"]}))', '"mens.intent_benefit"]}))'),
    (GATES, '{"any": ["mens.intent_benefit"', '{"all": ["mens.intent_benefit"'),
    (GATES, 'parse_condition("mens.knows_irregular")', 'parse_condition("mens.intent_benefit")'),
    (GATES, "_ACTOR_WHY[~only]", "_ACTOR_WHY[only]"),
    (GATES, "yes_no(facts, COERCED) is not False", "yes_no(facts, COERCED) is True"),
    (QUALIFY, "_SMUGGLING = frozenset({Kind.SMUGGLING, Kind.ORGANISING})", "_SMUGGLING = frozenset({Kind.SMUGGLING})"),
    (QUALIFY, "Kind.RELATED, Kind.BORDER})", "Kind.RELATED})"),
    (QUALIFY, "frozenset({Kind.ADMINISTRATIVE, Kind.BORDER})", "frozenset({Kind.ADMINISTRATIVE})"),
    (QUALIFY, "return (self.actor, self.benefit, self.knowledge)", "return (self.actor, self.benefit)"),
    (QUALIFY, "return (self.actor, self.benefit, self.knowledge)", "return (self.benefit, self.knowledge)"),
    (QUALIFY, "if self.act_on > on:", "if self.act_on >= on:"),
    (QUALIFY, "    if Truth.FALSE in results:\n        return Status.EXCLUDED\n", ""),
    (QUALIFY, "Status.OPEN if Truth.UNKNOWN in results else Status.SUPPORTED", "Status.SUPPORTED"),
    (HOLDINGS, "if each.valid.holds(on)), None)", "), None)"),
    (QUALIFY, "in_force(versions, self.act_on)", "in_force(versions, self.on)"),
    (QUALIFY, "other.penalty.weight < one.penalty.weight", "other.penalty.weight <= one.penalty.weight"),
    (QUALIFY, "_is_lighter(provision, later) or status is Status.EXCLUDED", "_is_lighter(provision, later)"),
    (QUALIFY, "<= until]", "< until]"),
    (QUALIFY, "Status.EXCLUDED, True, day", "Status.EXCLUDED, False, day"),
    (QUALIFY, "each.needs_benefit is False", "each.needs_benefit is True"),
    (QUALIFY, "table is None or self.gates.actor.result is Truth.FALSE", "table is None"),
    (QUALIFY, "(SCREEN_FIRST,) if self.screen_first else ()", "()"),
    (RELATIONS, "if other.id in each.provision.absorbs:", "if False:"),
    (RELATIONS, "and each.status is Status.SUPPORTED", ""),
    (RELATIONS, 'about = _ORGANISING if role == "organiser" else _TAKING_PART', "about = _TAKING_PART"),
    (ANSWERS, "min(found, key=_severity)", "max(found, key=_severity)"),
    (ANSWERS, "[each for each in self.later if each.is_milder]", "list(self.later)"),
    (ANSWERS, "self.element.mark or self.of", "self.of"),
    (ANSWERS, "key=_gravity, reverse=True", "key=_gravity"),
    (MEASURES, "tuple(map(facts.get, self.keys))", "tuple(map(facts.get, self.keys[:1]))"),
)
LOADED = fener.analysis.law.qualify  # and with it all the others
ENGINE = (SAFEGUARD, MEASURES, HOLDINGS, ANSWERS, GATES, RELATIONS, QUALIFY)


class _Changed(importlib.abc.Loader):
    """Loads a module from its source with one thing written otherwise."""

    def __init__(self, source: str, path: str) -> None:
        self.source, self.path = source, path

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.path, "exec"), module.__dict__)


def source_of(name: str) -> tuple[str, str]:
    """The source of a module as it stands on disk, and where."""
    path = Path(str(sys.modules[name].__file__))
    return path.read_text(encoding="utf-8"), str(path)


@contextmanager
def engine(mutant: tuple[str, str, str] | None) -> Iterator[ModuleType]:
    """The engine made anew, with that change; afterwards the one that was there is there again.

    All its modules and the test file are made anew, so that they know each other and not the unchanged ones.
    """
    tests = importlib.import_module("tests.analysis.law.test_qualify")
    law = [name for name in sys.modules if name.startswith("fener.analysis.law")]
    sources = {name: source_of(name) for name in ENGINE}
    if mutant:
        text, path = sources[mutant[0]]
        assert text.count(mutant[1]) >= 1, f"{mutant[1]} no longer stands in {mutant[0]}: choose another change"
        sources[mutant[0]] = (text.replace(mutant[1], mutant[2], 1), path)
    names = [*law, SAFEGUARD, tests.__name__]
    # A package may know something else under a module's name: fener.analysis.law.qualify is also the function.
    known = {name: _known_to_parent(name) for name in names}
    before = {name: sys.modules.pop(name) for name in names}
    finder = _Finder(sources)
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module(tests.__name__)
    finally:
        sys.meta_path.remove(finder)
        for name in [each for each in sys.modules if each.startswith("fener.analysis.law")]:
            del sys.modules[name]
        sys.modules.update(before)
        for name, what in known.items():
            parent, _, child = name.rpartition(".")
            setattr(sys.modules[parent], child, what)


def _known_to_parent(name: str) -> Any:
    parent, _, child = name.rpartition(".")
    return getattr(sys.modules[parent], child)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of the engine in memory."""

    def __init__(self, sources: dict[str, tuple[str, str]]) -> None:
        self.sources = sources

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        if fullname not in self.sources:
            return None
        source, where = self.sources[fullname]
        return importlib.util.spec_from_file_location(fullname, where, loader=_Changed(source, where))


def noticed(tests: ModuleType, folder: Path) -> str:
    """The first test on the small library that does not pass; empty where all do."""
    ask = tests.Asked(tests.read_library(write_books(folder)))
    given = {"ask": ask, "books": ask.books}
    folders = (folder.parent / f"{folder.name}-{number}" for number in itertools.count())
    for name, test in vars(tests).items():
        if name.startswith("test_") and (
            {"ask", "tmp_path"} & (wanted := {*inspect.signature(test).parameters}) or name in _ALSO
        ):
            for each in _arguments(test):
                if "tmp_path" in wanted:
                    given["tmp_path"] = next(folders)
                    given["tmp_path"].mkdir()
                try:
                    test(**{key: value for key, value in {**given, **each}.items() if key in wanted})
                except (Exception, pytest.fail.Exception) as told:  # noqa: BLE001 - whatever it is, it was noticed
                    return f"{name}: {told!r}"
    return ""


_ALSO = (
    "test_a_safeguard_says_whether_facts_about_a_person_may_be_qualified",
    "test_a_measure_answers_again_without_asking_again_and_forgets_before_memory_fills",
)


def _arguments(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """What a test is given, once for each of its parameters."""
    (mark, *more) = [*getattr(test, "pytestmark", ()), None]
    assert not more or more == [None], "one parametrize a test"
    if mark is None:
        yield {}
        return
    names = mark.args[0] if not isinstance(mark.args[0], str) else [each.strip() for each in mark.args[0].split(",")]
    for values in mark.args[1]:
        yield dict(zip(names, values if len(names) > 1 else [values], strict=True))


def test_the_engine_as_it_is_passes(tmp_path: Path) -> None:
    with engine(None) as tests:
        assert noticed(tests, tmp_path) == ""


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_a_change_to_the_engine_is_noticed(tmp_path: Path, number: int) -> None:
    with engine(MUTANTS[number]) as tests:
        assert noticed(tests, tmp_path), f"nobody noticed {MUTANTS[number][2]!r} in {MUTANTS[number][0]}"


def test_the_changed_engine_is_the_one_that_was_asked_and_is_gone_afterwards() -> None:
    """Kept honest: what is put there is what runs."""
    facts = {"actor.is_object_of_smuggling": True, "actor.acts_for_others": False}
    before = sys.modules[QUALIFY]
    with engine((SAFEGUARD, "Truth.of(is_object) & ~Truth.of(acts_for_others)", "Truth.FALSE")) as tests:
        assert tests.actor_gate(facts).result.value == "true"
    assert sys.modules[QUALIFY] is before
    assert callable(sys.modules["fener.analysis.law"].qualify)
    assert sys.modules[GATES].actor_gate(facts).result.value == "false"
