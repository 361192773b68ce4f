"""Questionnaires as text: what stands in ``forms/<key>.yaml``, read into values.

The format is described in ``forms/README.md``. Everything that could hurt a person or break a phone is refused here, with
a number, the place in the file and a remedy; the rules between questions stand in ``source_rules.py``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import yaml

from fener.gateways.odk.questions import (
    CLOSED,
    KINDS,
    WORDLESS,
    ChoiceSource,
    Labels,
    QuestionnaireSource,
    QuestionSource,
    refuse,
)
from fener.gateways.odk.source_rules import check_rules
from fener.terms.codelists import CodeList, code_list
from fener.terms.errors import UnknownTerm
from fener.terms.questionnaires import REFUSED, UNKNOWN, ReportKind, Sensitivity

SPECIAL_ANSWERS: Mapping[str, Labels] = {REFUSED: {"en": "Prefers not to say"}, UNKNOWN: {"en": "Does not know"}}

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CHOICE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,59}")
_VERSION = re.compile(r"[0-9]{4}\.[0-9]{1,4}\.[0-9]{1,4}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
_FILE = re.compile(r"[a-z][a-z0-9_]*\.csv")
EXPRESSIONS = (
    "relevant",
    "constraint",
    "choice_filter",
    "appearance",
    "repeat_count",
    "calculation",
    "default",
    "parameters",
)
_WORDINGS = ("label", "hint", "constraint_message", "required_message")
_TAGS = ("sensitivity", "coding", "guiding", "hxl", "decimals")
_CHOOSING = ("also", "only", "top", "columns")
_QUESTION_KEYS = {"type", "name", "required", "questions", *EXPRESSIONS, *_WORDINGS, *_TAGS, *_CHOOSING}
_FORM_KEYS = {"key", "version", "kind", "title", "languages", "requires_encryption", "needs_second_reader"}
_FORM_KEYS |= {"wording_review", "instance_name", "choices", "code_labels", "special_answers", "questions"}


# --- files ------------------------------------------------------------------------------------------------------------


def read_sources(folder: Path) -> list[QuestionnaireSource]:
    """Every questionnaire of a folder, by file name. Raises WrongFormat (FEN-24xx) at the first wrong one."""
    return [read_source(path) for path in sorted(folder.glob("*.yaml"))]


def read_source(path: Path) -> QuestionnaireSource:
    """One questionnaire. Raises WrongFormat (FEN-24xx) with the place in the file and a remedy."""
    try:
        raw = _plain_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        refuse(
            "FEN-2401",
            f"{path.name} cannot be read as YAML: {' '.join(str(error).split())}",
            "Check indentation and quotes near the place named.",
        )
    source = source_from(raw)
    if source.key != path.stem:
        refuse("FEN-2404", f"the key is “{source.key}” but the file is {path.name}", "Give both the same name.", "key")
    return source


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader; a key that stands twice is an error instead of the last one winning silently."""


def _strict_mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    if len({str(key) for key in keys}) != len(keys):
        raise yaml.constructor.ConstructorError(None, None, "a key stands twice in one mapping", node.start_mark)
    return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _strict_mapping)


def _plain_yaml(text: str) -> Any:
    """Plain values. Aliases are refused: they could make a small file endless."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_StrictLoader)):
        raise ValueError("anchors and aliases (& and *) are not used in questionnaires")
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - derived from the safe loader


# --- typed reading of one mapping -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A mapping of the file together with where it stands; every getter refuses a wrong type."""

    raw: Mapping[str, Any]
    where: str

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, expected: str) -> NoReturn:
        found = type(self.raw.get(key)).__name__ if key in self.raw else "nothing"
        refuse(
            "FEN-2402",
            f"{key} must be {expected}; {found} stands there",
            "Correct it; put quotes around yes, no, on, off and numbers that are words.",
            self.at(key),
        )

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(key, "text")
        return value.strip()

    def flag(self, key: str) -> bool:
        value = self.raw.get(key, False)
        return value if isinstance(value, bool) else self.wrong(key, "true or false")

    def words(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or any(
            isinstance(v, bool) or not isinstance(v, str | int | float) for v in value
        ):
            self.wrong(key, "a list of words")
        return tuple(str(entry) for entry in value)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            self.wrong(key, "a mapping whose keys are words")
        return value

    def labels(self, key: str, *, needed: bool = False) -> Labels:
        """Wordings by language; English is always there, for every other language falls back to it."""
        found = self.mapping(key)
        for language, words in found.items():
            if not _LANGUAGE.fullmatch(language) or not isinstance(words, str) or not words.strip():
                self.wrong(f"{key}", "wordings by language code, as in {en: “…”}")
        if (needed or found) and "en" not in found:
            refuse("FEN-2406", f"{key} has no English wording", "Add “en: …”.", self.at(key))
        return {
            language: " ".join(words.split()) if key != "label" else words.strip() for language, words in found.items()
        }

    def entries(self, key: str) -> list[_Entry]:
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, "a list")
        return [_entry(one, f"{self.at(key)}[{n}]") for n, one in enumerate(value)]

    def only_keys(self, known: set[str]) -> None:
        strange = sorted(str(key) for key in self.raw if key not in known)
        if strange:
            refuse("FEN-2403", f"“{strange[0]}” is not a key of the format", "See forms/README.md.", self.where)


def _entry(raw: object, where: str) -> _Entry:
    if not isinstance(raw, dict) or not raw or not all(isinstance(key, str) for key in raw):
        refuse("FEN-2402", "a mapping with keys and values is expected here", "See forms/README.md.", where)
    return _Entry(raw, where)


# --- the form ---------------------------------------------------------------------------------------------------------


def source_from(raw: object) -> QuestionnaireSource:
    """A questionnaire from plain values as YAML gives them. Raises WrongFormat (FEN-24xx)."""
    entry = _entry(raw, "")
    entry.only_keys(_FORM_KEYS)
    languages = _languages(entry)
    lists = _Lists.of(entry)
    source = QuestionnaireSource(
        key=_matching(entry, "key", _NAME, "lower-case letters, digits and _"),
        version=_matching(entry, "version", _VERSION, "a year and two numbers, as in 2026.1.0"),
        kind=_member(entry, "kind", ReportKind),
        titles=entry.labels("title", needed=True),
        languages=languages,
        questions=tuple(_question(one, lists) for one in entry.entries("questions")),
        requires_encryption=entry.flag("requires_encryption"),
        needs_second_reader=entry.flag("needs_second_reader"),
        wording_review=_review_states(entry, languages),
        instance_name=entry.text("instance_name"),
    )
    check_rules(source)
    return source


def _languages(entry: _Entry) -> tuple[str, ...]:
    found = entry.words("languages") or ("en",)
    if found[0] != "en" or len(set(found)) != len(found) or not all(_LANGUAGE.fullmatch(one) for one in found):
        entry.wrong("languages", "language codes, each once, beginning with en")
    return found


def _review_states(entry: _Entry, languages: tuple[str, ...]) -> Labels:
    states = entry.mapping("wording_review")
    if set(states) != set(languages) or not all(state in ("draft", "reviewed") for state in states.values()):
        entry.wrong("wording_review", "draft or reviewed for each language of the questionnaire")
    return dict(states)


def _matching(entry: _Entry, key: str, pattern: re.Pattern[str], expected: str) -> str:
    value = entry.text(key, needed=True)
    if not pattern.fullmatch(value) or value == "meta":
        refuse("FEN-2404", f"{key} “{value[:60]}” is not made as it should be", f"Use {expected}.", entry.at(key))
    return value


def _member(entry: _Entry, key: str, kinds: type[ReportKind] | type[Sensitivity]) -> Any:
    value = entry.text(key, needed=True)
    if value not in {kind.value for kind in kinds}:
        entry.wrong(key, f"one of {', '.join(kind.value for kind in kinds)}")
    return kinds(value)


# --- choices ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lists:
    """The choice lists of one file, and the wording of codes and special answers in other languages than English."""

    own: Mapping[str, tuple[ChoiceSource, ...]]
    code_labels: Mapping[str, Any]
    special: Mapping[str, Labels]

    @classmethod
    def of(cls, entry: _Entry) -> _Lists:
        raw = entry.mapping("choices")
        own = {name: _own_list(_entry(raw[name], f"choices.{name}")) for name in raw}
        code_labels = {
            name: {code: _entry(labels, f"code_labels.{name}").labels(code) for code in labels}
            for name, labels in entry.mapping("code_labels").items()
            if isinstance(labels, dict)
        }
        special = {
            name: _entry(entry.mapping("special_answers"), "special_answers")
            for name in entry.mapping("special_answers")
        }
        given = {name: found.labels(name) for name, found in special.items()}
        return cls(own, code_labels, {**SPECIAL_ANSWERS, **given})


def _own_list(entry: _Entry) -> tuple[ChoiceSource, ...]:
    return tuple(ChoiceSource(_choice_name(name, entry.where), entry.labels(name, needed=True)) for name in entry.raw)


def _choice_name(name: str, where: str) -> str:
    if not _CHOICE_NAME.fullmatch(name):
        refuse(
            "FEN-2405",
            f"“{name[:60]}” cannot name a choice",
            "Use letters, digits, _ . and -; a space would split the answers of a multiple choice.",
            where,
        )
    return name


def _choices(entry: _Entry, list_name: str, lists: _Lists) -> tuple[str, tuple[ChoiceSource, ...]]:
    """The code list's name (or "") and the choices of a closed question."""
    if list_name.startswith("codes:"):
        name = list_name.removeprefix("codes:")
        found = _chosen(entry, _known_list(entry, name))
        choices = tuple(
            ChoiceSource(_choice_name(c, entry.where), _code_labels(lists, name, c, label)) for c, label in found
        )
    elif list_name in lists.own:
        name, choices = "", lists.own[list_name]
    else:
        refuse("FEN-2407", f"there is no choice list “{list_name[:60]}”", "Write it under choices.", entry.at("type"))
    also = _also(entry, lists)
    choices = (*(one for one in choices if one.name not in {extra.name for extra in also}), *also)
    if not choices:
        refuse("FEN-2407", "the question has no answers to choose from", "Fill its list.", entry.at("type"))
    return name, _with_columns(entry, choices)


def _known_list(entry: _Entry, name: str) -> CodeList:
    try:
        return code_list(name if _NAME.fullmatch(name) else "?")
    except UnknownTerm as error:
        refuse("FEN-2407", f"there is no code list “{name[:60]}”", error.remedy, entry.at("type"))


def _chosen(entry: _Entry, codes: CodeList) -> Iterable[tuple[str, str]]:
    only = entry.words("only")
    strange = [code for code in only if code not in codes]
    if strange:
        refuse("FEN-2407", f"“{strange[0]}” is no code of {codes.name}", "Choose among its codes.", entry.at("only"))
    wanted = only or [code.code for code in codes if not (entry.flag("top") and code.parent)]
    return [(code, codes[code].label) for code in dict.fromkeys(wanted)]


def _code_labels(lists: _Lists, name: str, code: str, label: str) -> Labels:
    return {"en": label, **lists.code_labels.get(name, {}).get(code, {})}


def _also(entry: _Entry, lists: _Lists) -> tuple[ChoiceSource, ...]:
    wanted = entry.words("also")
    if not set(wanted) <= set(lists.special):
        entry.wrong("also", f"among {', '.join(lists.special)}")
    return tuple(ChoiceSource(name, lists.special[name]) for name in dict.fromkeys(wanted))


def _with_columns(entry: _Entry, choices: tuple[ChoiceSource, ...]) -> tuple[ChoiceSource, ...]:
    """Columns for a ``choice_filter``: ``columns: {family: {violence: [beating, injury]}}``."""
    columns: dict[str, dict[str, str]] = {choice.name: {} for choice in choices}
    for column, values in entry.mapping("columns").items():
        groups = _entry(values, f"{entry.at('columns')}.{column}")
        if not _NAME.fullmatch(column) or column in {"name", "label", "list_name"}:
            refuse("FEN-2405", f"“{column[:60]}” cannot name a column", "Use lower-case letters.", groups.where)
        for value in groups.raw:
            for name in groups.words(value):
                if name not in columns or column in columns[name]:
                    refuse("FEN-2407", f"“{name[:60]}” is no choice, or stands twice", "Correct it.", groups.at(value))
                columns[name][column] = value
    return tuple(replace(choice, columns=columns[choice.name]) for choice in choices)


# --- questions --------------------------------------------------------------------------------------------------------


def _question(entry: _Entry, lists: _Lists) -> QuestionSource:
    entry.only_keys(_QUESTION_KEYS)
    kind, list_name = _type(entry)
    name = _matching(entry, "name", _NAME, "lower-case letters, digits and _, beginning with a letter")
    codes, choices = _choices(entry, list_name, lists) if kind in CLOSED else ("", ())
    return QuestionSource(
        kind=kind,
        name=name,
        where=entry.where,
        labels=entry.labels("label", needed=kind not in WORDLESS),
        hints=entry.labels("hint"),
        constraint_messages=entry.labels("constraint_message"),
        required_messages=entry.labels("required_message"),
        choice_list=list_name,
        code_list=codes,
        choices=choices,
        is_required=entry.flag("required"),
        expressions={key: text for key in EXPRESSIONS if (text := entry.text(key))},
        sensitivity=_member(entry, "sensitivity", Sensitivity) if "sensitivity" in entry.raw else None,
        coding=entry.text("coding"),
        guiding=entry.words("guiding"),
        hxl=entry.text("hxl"),
        decimals=_decimals(entry),
        children=_children(entry, kind, lists),
    )


def _type(entry: _Entry) -> tuple[str, str]:
    kind, _, list_name = entry.text("type", needed=True).partition(" ")
    if kind not in KINDS:
        refuse(
            "FEN-2407",
            f"“{kind[:60]}” is not a type of question",
            f"Use one of {', '.join(sorted(KINDS))}.",
            entry.at("type"),
        )
    if kind == "select_one_from_file" and not _FILE.fullmatch(list_name):
        refuse("FEN-2407", "a choice from a file names a .csv file", "Use visits.csv or sites.csv.", entry.at("type"))
    if list_name and kind not in CLOSED and kind != "select_one_from_file":
        refuse("FEN-2407", f"{kind} takes no list", "Remove what follows the type.", entry.at("type"))
    return kind, list_name.strip()


def _children(entry: _Entry, kind: str, lists: _Lists) -> tuple[QuestionSource, ...]:
    if kind not in ("group", "repeat"):
        return () if "questions" not in entry.raw else entry.wrong("questions", "left out: only groups hold questions")
    if not entry.raw.get("questions"):
        entry.wrong("questions", "a list of questions")
    return tuple(_question(child, lists) for child in entry.entries("questions"))


def _decimals(entry: _Entry) -> int | None:
    value = entry.raw.get("decimals")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 5):
        return value
    return entry.wrong("decimals", "a number from 0 to 5")
