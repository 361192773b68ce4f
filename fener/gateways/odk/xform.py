"""What a compiled XForm asks: read back with its tags, from our compiler or from any other.

A form without our tags gets its kinds from bind types and body controls, and its sensitivity from the rule of
``terms/questionnaires.py``: free text, media and points may identify.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from fener.gateways.odk.questions import MEDIA, POINTS, refuse
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

NAMESPACE = "urn:fener:questionnaire"
LARGEST = 8 * 1024 * 1024
"""Bytes of the largest form read; real forms stay under one megabyte."""
DEEPEST = 60
_BIND_KINDS = {
    "string": "text",
    "int": "integer",
    "select1": "select_one",
    "select": "select_multiple",
    "binary": "file",
}
_MEDIA_TYPES = {"image": "image", "audio": "audio", "video": "video"}
_CONTROLS = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "trigger": "acknowledge",
    "range": "range",
}
_PRELOADS = {("timestamp", "start"): "start", ("timestamp", "end"): "end", ("date", "today"): "today"}
_ITEXT = re.compile(r"jr:itext\(\s*'([^']*)'\s*\)")
_INSTANCE = re.compile(r"instance\('([^']*)'\)")
_LANGUAGE_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]{2,8})?)\)\s*$")
_Labels = Mapping[str, str]


def definition_of(xml: bytes, *, kind: ReportKind = ReportKind.VISIT_REPORT) -> QuestionnaireDefinition:
    """The definition a compiled XForm carries; ``kind`` is for forms that do not say theirs.

    Wording of a language that gives no code is kept under ``en``. Raises WrongFormat (FEN-2418) for what is no XForm, has
    a document type or is larger than ``LARGEST``.
    """
    form = _Form(_tree(xml))
    tags = form.tags
    return QuestionnaireDefinition(
        key=form.root.get("id") or _local(form.root),
        version=form.root.get("version") or "",
        kind=tags.kind or kind,
        titles=tags.titles or {"en": form.title},
        languages=form.languages,
        fields=tuple(_fields(form, form.root, "", "")),
        requires_encryption=tags.requires_encryption,
        needs_second_reader=tags.needs_second_reader,
        review_states=tags.wording,
    )


# --- parsing ----------------------------------------------------------------------------------------------------------


def _tree(xml: bytes) -> etree._Element:
    if len(xml) > LARGEST or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        refuse(
            "FEN-2418", "the form is too large or declares a document type", "Use a form as a form builder writes it."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse("FEN-2418", f"the form is not well-formed XML: {error}", "Compile it again.")
    if tree.getroottree().docinfo.internalDTD is not None:
        refuse("FEN-2418", "the form declares a document type", "Use a form as a form builder writes it.")
    return tree


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by local name, whatever its namespace prefix."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


@dataclass(frozen=True, slots=True)
class _FormTags:
    kind: ReportKind | None
    titles: _Labels
    requires_encryption: bool
    needs_second_reader: bool
    wording: _Labels


@dataclass(frozen=True)
class _Form:
    """The parts of an XForm by what they are asked for."""

    tree: etree._Element

    @cached_property
    def root(self) -> etree._Element:
        """The node of the primary instance that becomes a submission."""
        first = next(self._all("instance"), None)
        found = next(iter(first), None) if first is not None else None
        if found is None:
            refuse("FEN-2418", "the form has no primary instance", "Compile it again.")
        return found

    @cached_property
    def title(self) -> str:
        return next((" ".join((one.text or "").split()) for one in self._all("title")), "")

    @cached_property
    def binds(self) -> Mapping[str, etree._Element]:
        """Path below the root → bind."""
        return {self.below_root(bind.get("nodeset") or ""): bind for bind in self._all("bind")}

    @cached_property
    def controls(self) -> Mapping[str, etree._Element]:
        """Path below the root → body control; a repeat wins over the group of its label."""
        found: dict[str, etree._Element] = {}
        for body in self._all("body"):
            for control in body.iter():
                path = self.below_root(control.get("nodeset" if _local(control) == "repeat" else "ref") or "")
                if path and _local(control) not in ("label", "hint", "value", "copy"):
                    found.setdefault(path, control)
        return found

    @cached_property
    def repeats(self) -> frozenset[str]:
        return frozenset(self.below_root(one.get("nodeset") or "") for one in self._all("repeat"))

    @cached_property
    def wordings(self) -> Mapping[str, _Labels]:
        """Text id → wording by language."""
        found: dict[str, dict[str, str]] = {}
        for translation in self._all("translation"):
            for text in translation:
                value = next((one for one in text if _local(one) == "value" and not one.get("form")), None)
                if value is not None:
                    found.setdefault(text.get("id") or "", {})[_language(translation)] = _words(value)
        return found

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Codes, the default language first."""
        found = sorted(self._all("translation"), key=lambda one: one.get("default") is None)
        return tuple(dict.fromkeys(_language(one) for one in found)) or ("en",)

    @cached_property
    def lists(self) -> Mapping[str, tuple[Choice, ...]]:
        """Choices of the secondary instances."""
        found = {}
        for instance in self._all("instance"):
            items = [item for item in instance.iter() if _local(item) == "item"]
            if items and instance.get("id"):
                found[str(instance.get("id"))] = tuple(self._choice(item) for item in items)
        return found

    @cached_property
    def tags(self) -> _FormTags:
        return _form_tags(
            next((found for bind in self.binds.values() if (found := bind.get(f"{{{NAMESPACE}}}form"))), "")
        )

    def _all(self, name: str) -> Iterator[etree._Element]:
        return (one for one in self.tree.iter() if _local(one) == name)

    def below_root(self, nodeset: str) -> str:
        return nodeset.strip().removeprefix(f"/{_local(self.root)}/")

    def label(self, element: etree._Element | None) -> _Labels:
        """The wording of a control or inline choice."""
        label = next((one for one in element if _local(one) == "label"), None) if element is not None else None
        if label is None:
            return {}
        found = _ITEXT.search(label.get("ref") or "")
        return self.wordings.get(found[1], {}) if found else {"en": _words(label)}

    def choices(self, control: etree._Element) -> tuple[Choice, ...]:
        """Answers of a closed question; none where they come with a file."""
        itemset = next((one for one in control if _local(one) == "itemset"), None)
        if itemset is not None:
            found = _INSTANCE.search(itemset.get("nodeset") or "")
            return self.lists.get(found[1], ()) if found else ()
        items = [one for one in control if _local(one) == "item"]
        return tuple(Choice(_child(item, "value"), self.label(item)) for item in items)

    def _choice(self, item: etree._Element) -> Choice:
        text = _child(item, "itextId")
        return Choice(_child(item, "name"), self.wordings.get(text, {}) if text else {"en": _child(item, "label")})


def _form_tags(text: str) -> _FormTags:
    try:
        raw: Any = json.loads(text) if text else {}
        kind = ReportKind(raw["kind"]) if raw else None
        titles, wording = dict(raw.get("titles", {})), dict(raw.get("wording", {}))
        flags = bool(raw.get("requires_encryption")), bool(raw.get("needs_second_reader"))
    except (ValueError, KeyError, TypeError, AttributeError):
        refuse("FEN-2418", "the form's own tags cannot be read", "Compile it again from its source.")
    return _FormTags(kind, titles, *flags, wording)


def _language(translation: etree._Element) -> str:
    name = translation.get("lang") or ""
    code = _LANGUAGE_CODE.search(name)
    return code[1] if code else "en" if name in ("", "default", "English") else name


def _words(value: etree._Element) -> str:
    """Text of a label; what it quotes from another answer stands as ``${name}``."""
    parts = [value.text or ""]
    for child in value:
        if _local(child) == "output":
            parts.append("${" + (child.get("value") or "").strip().rpartition("/")[2] + "}")
        parts.append(child.tail or "")
    return "".join(parts).strip()


def _child(element: etree._Element, name: str) -> str:
    return next((one.text or "" for one in element if _local(one) == name), "")


# --- fields -----------------------------------------------------------------------------------------------------------


def _fields(
    form: _Form, parent: etree._Element, above: str, repeat: str, depth: int = 0
) -> Iterator[QuestionnaireField]:
    if depth > DEEPEST:
        refuse("FEN-2418", "groups stand too deep in one another", "Simplify the form.")
    seen = set()
    for node in parent:
        name = _local(node)
        if name in seen or (name == "meta" and not above):
            continue  # a repeat stands twice: as a template and as its first instance
        seen.add(name)
        path = f"{above}/{name}" if above else name
        field = _field(form, node, path, repeat)
        yield field
        yield from _fields(form, node, path, path if field.kind == "repeat" else repeat, depth + 1)


def _field(form: _Form, node: etree._Element, path: str, repeat: str) -> QuestionnaireField:
    bind, control = form.binds.get(path), form.controls.get(path)
    kind = _kind(form, node, path)
    tags = {name: _tag(bind, name) for name in ("sensitivity", "codes", "coding", "questions", "hxl", "decimals")}
    return QuestionnaireField(
        path=path,
        kind=kind,
        labels=form.label(control),
        sensitivity=_sensitivity(tags["sensitivity"], kind),
        repeat=repeat,
        code_list=tags["codes"],
        coding=tags["coding"],
        questions=tuple(tags["questions"].split()),
        hxl=tags["hxl"],
        decimals=int(tags["decimals"]) if tags["decimals"].isdecimal() else None,
        is_required=bind is not None and (bind.get("required") or "false()") != "false()",
        choices=form.choices(control) if control is not None else (),
    )


def _tag(bind: etree._Element | None, name: str) -> str:
    return (bind.get(f"{{{NAMESPACE}}}{name}") or "") if bind is not None else ""


def _kind(form: _Form, node: etree._Element, path: str) -> str:
    if path in form.repeats:
        return "repeat"
    control, bind = form.controls.get(path), form.binds.get(path)
    if len(node) or (control is not None and _local(control) == "group"):
        return "group"
    return _kind_without_control(bind) if control is None else _kind_of_control(control, bind)


def _kind_of_control(control: etree._Element, bind: etree._Element | None) -> str:
    name = _local(control)
    if name == "upload":
        return _MEDIA_TYPES.get((control.get("mediatype") or "").partition("/")[0], "file")
    if name in _CONTROLS:
        return _CONTROLS[name]
    bind_type = (_attribute(bind, "type") or "string").removeprefix("xsd:")
    if bind_type == "string" and _attribute(bind, "readonly") == "true()" and not _attribute(bind, "calculate"):
        return "note"
    return _BIND_KINDS.get(bind_type, bind_type)


def _kind_without_control(bind: etree._Element | None) -> str:
    preload = _attribute(bind, "preload"), _attribute(bind, "preloadParams")
    if preload in _PRELOADS:
        return _PRELOADS[preload]
    return "calculate" if _attribute(bind, "calculate") else "hidden"


def _sensitivity(tag: str, kind: str) -> Sensitivity:
    if tag:
        try:
            return Sensitivity(tag)
        except ValueError:
            return Sensitivity.DIRECT  # a tag of a newer form: the most careful reading
    return Sensitivity.QUASI if kind in ("text", *MEDIA, *POINTS) else Sensitivity.OPEN
