"""The answers of a submission, read along its questionnaire. Nothing is dropped and nothing fails here.

What does not fit stays as text and becomes an ``AnswerIssue``; what the questionnaire does not know is kept under
``_unknown`` (path → text). Left out by name, because they are no answers: ``meta`` (the envelope has it), notes, templates
of repeats (``jr:template``) and the counters pyxform writes beside a repeat (``<repeat>_count``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from fener.gateways.odk.answer_values import (
    FILE_KINDS,
    READERS,
    Misfit,
    Reader,
    is_file_name,
    read_choices,
    read_text,
    unknown_choice,
)
from fener.gateways.odk.submission import SubmissionEnvelope, local_name, sealed_file_names
from fener.terms.questionnaires import AnswerIssue, QuestionnaireDefinition, QuestionnaireField

UNKNOWN_ANSWERS = "_unknown"
"""Top-level key of what the questionnaire does not know; no question may have this name."""

ISSUE_LIMIT = 500
UNKNOWN_LIMIT = 1_000
_SHOWN = 100  # characters of an unknown element's name that are kept
_TEMPLATE = "{http://openrosa.org/javarosa}template"
_HAS_LOOSE_TEXT = etree.XPath("boolean(//*[*]/text()[normalize-space()])")
_LEFT_OUT_BY_NAME = frozenset({"meta"})


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """``answers`` as ``terms.questionnaires.Answers`` (JSON-safe, in the order asked), what to look at, and the files named.

    ``files`` are the names the submission says belong to it, each once, safe to look for. Of an encrypted submission the
    answers are empty and the files are the sealed ones.
    """

    answers: dict[str, object]
    issues: tuple[AnswerIssue, ...] = ()
    files: tuple[str, ...] = ()


def read_answers(envelope: SubmissionEnvelope, definition: QuestionnaireDefinition) -> AnswerSheet:
    """The answers of one submission. Keep the definition object between calls: its reading plan is kept with it."""
    if envelope.is_encrypted:
        return AnswerSheet({}, (), tuple(dict.fromkeys(filter(is_file_name, sealed_file_names(envelope)))))
    reading = _Reading()
    answers = reading.level(envelope.root, _plan(_Same(definition)), "")
    if _HAS_LOOSE_TEXT(envelope.root):
        reading.loose_texts(envelope.root)
    if is_file_name(envelope.audit_file):
        reading.files.append(envelope.audit_file)
    if reading.unknown:
        answers[UNKNOWN_ANSWERS] = reading.unknown
    return AnswerSheet(answers, reading.all_issues(), tuple(dict.fromkeys(reading.files)))


@dataclass(slots=True)
class _Node:
    """One element a questionnaire knows: ``read`` is set for answers, ``children`` for groups and repeats."""

    read: Reader | None = None
    choices: frozenset[str] = frozenset()
    children: dict[str, _Node] = field(default_factory=dict)
    is_repeat: bool = False
    is_list: bool = False
    is_file: bool = False
    is_left_out: bool = False


class _Same:
    """A definition compared by identity: it holds mappings and so has no hash of its own."""

    __slots__ = ("definition",)

    def __init__(self, definition: QuestionnaireDefinition) -> None:
        self.definition = definition

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definition is self.definition


@lru_cache(maxsize=128)
def _plan(same: _Same) -> _Node:
    top = _Node()
    for name in _LEFT_OUT_BY_NAME:
        top.children[name] = _Node(is_left_out=True)
    for asked in same.definition.fields:
        *groups, name = asked.path.split("/")
        parent = top
        for group in groups:
            parent = parent.children.setdefault(group, _Node())
        if not parent.is_left_out:
            parent.children[name] = _node(asked)
            if asked.kind == "repeat":
                parent.children.setdefault(f"{name}_count", _Node(is_left_out=True))
    return top


def _node(asked: QuestionnaireField) -> _Node:
    if asked.is_structure:
        return _Node(is_repeat=asked.kind == "repeat", is_left_out=asked.kind == "note")
    read = READERS.get(asked.kind, read_text)
    return _Node(
        read=read,
        choices=frozenset(choice.name for choice in asked.choices),
        is_list=read is read_choices,
        is_file=asked.kind in FILE_KINDS,
    )


class _Reading:
    """One pass over one submission."""

    def __init__(self) -> None:
        self.unknown: dict[str, str] = {}
        self.files: list[str] = []
        self._issues: list[AnswerIssue] = []
        self._further = 0
        self._kept: Counter[str] = Counter()

    def level(self, element: etree._Element, node: _Node, where: str) -> dict[str, object]:
        """The answers in one element and all below it, in the order asked; ``where`` is its path with a closing slash."""
        found: dict[str, object] = {}
        rows: dict[str, list[dict[str, object]]] = {}
        seen: set[str] = set()
        for child in element:
            tag: str = child.tag
            name = tag[tag.rfind("}") + 1 :]
            known = node.children.get(name)
            if known is None:
                self._keep_unknown(child, where + name[:_SHOWN], "FEN-2513", "the questionnaire has no such question")
            elif known.is_left_out:
                continue
            elif known.is_repeat:
                self._row(child, known, f"{where}{name}", rows.setdefault(name, []))
            elif name in seen:
                self._keep_unknown(child, where + name, "FEN-2514", "the answer came more than once; the first counts")
            else:
                seen.add(name)
                value = (
                    self._answer(child, known, where, name) if known.read else self._group(child, known, where, name)
                )
                if value is not None:
                    found[name] = value
        # A repeat nobody answered anything in says nothing; else its empty instances stay, so that positions hold.
        found.update((name, instances) for name, instances in rows.items() if any(instances))
        return {name: found[name] for name in node.children if name in found}

    def _group(self, child: etree._Element, node: _Node, where: str, name: str) -> object:
        return self.level(child, node, f"{where}{name}/") or None

    def _row(self, child: etree._Element, node: _Node, path: str, rows: list[dict[str, object]]) -> None:
        if child.get(_TEMPLATE) is None:
            rows.append(self.level(child, node, f"{path}[{len(rows) + 1}]/"))

    def _answer(self, child: etree._Element, node: _Node, where: str, name: str) -> object:
        if len(child):
            for below in child:
                path = f"{where}{name}/{local_name(below)[:_SHOWN]}"
                self._keep_unknown(below, path, "FEN-2518", "there are elements inside an answer")
        text = child.text
        if not text or text.isspace():
            return None
        value = node.read(text, node.choices) if node.read else text
        if isinstance(value, Misfit):
            self._issue(value.number, where + name, value.message, value.remedy)
            return text
        if node.is_file:
            self.files.append(str(value))
        elif node.is_list and node.choices and isinstance(value, list) and not node.choices.issuperset(value):
            misfit = unknown_choice(value, node.choices)
            self._issue(misfit.number, where + name, misfit.message, misfit.remedy)
        return value

    def loose_texts(self, root: etree._Element) -> None:
        """Text that stands between elements, where a questionnaire has no place for it."""
        for element in root.iter():
            loose = " ".join(text.strip() for text in _own_texts(element) if text.strip()) if len(element) else ""
            if loose and len(self.unknown) >= UNKNOWN_LIMIT:
                self._further += 1  # naming its place would cost more than it tells
            elif loose:
                path = _path(element)
                self._put(path, loose)
                self._issue(
                    "FEN-2518", path, "there is text between the answers", "The text is kept; read it beside them."
                )

    def all_issues(self) -> tuple[AnswerIssue, ...]:
        """The issues found, with a last one that counts those beyond the limit."""
        if not self._further:
            return tuple(self._issues)
        last = AnswerIssue(
            number="FEN-2519",
            path="",
            message=f"{self._further} further things to look at are not listed",
            remedy="Open the original; it may be of another form or not from a phone.",
        )
        return (*self._issues, last)

    def _keep_unknown(self, element: etree._Element, path: str, number: str, message: str) -> None:
        """Keep every text below as path → text, and say so once for the topmost element."""
        first = ""
        for below, text in _texts_below(element, path):
            first = first or below
            self._put(below, text)
        if first:
            self._issue(number, first, message, "The text is kept; compare with the version of the form.")

    def _put(self, path: str, text: str) -> None:
        if len(self.unknown) >= UNKNOWN_LIMIT:
            self._further += 1  # the original keeps it
            return
        self._kept[path] += 1
        nth = self._kept[path]
        self.unknown[path if nth == 1 else f"{path}[{nth}]"] = text

    def _issue(self, number: str, path: str, message: str, remedy: str) -> None:
        if len(self._issues) < ISSUE_LIMIT:
            self._issues.append(AnswerIssue(number, path, message, remedy))
        else:
            self._further += 1


def _texts_below(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """Path and text of every element without children that has text, the element itself included."""
    text = element.text
    if not len(element) and text and text.strip():
        yield path, text
    for child in element:
        yield from _texts_below(child, f"{path}/{local_name(child)[:_SHOWN]}")


def _own_texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _path(element: etree._Element) -> str:
    """The path below the root with ``#text``; the root's own is ``#text``."""
    names = [local_name(element)[:_SHOWN], *(local_name(above)[:_SHOWN] for above in element.iterancestors())]
    return "/".join([*reversed(names[:-1]), "#text"])
