"""A phone's serialiser, for tests: random questionnaires, answers to them, and the XML a phone would write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

CHOICES = tuple(Choice(name, {"en": name}) for name in ("foot", "car", "unknown", "refused"))
INSTANCE_ID = "uuid:0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"

_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1
).filter(lambda text: bool(text.strip()) and "\x85" not in text)
_degrees = st.integers(-89_000_000, 89_000_000).map(lambda millionths: millionths / 1_000_000)
_names = st.sampled_from([choice.name for choice in CHOICES])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "text": _texts,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.floats(-1e15, 1e15, allow_nan=False),
    "date": st.dates().map(str),
    "time": st.times().map(lambda value: value.isoformat("milliseconds")),
    "dateTime": st.datetimes().map(lambda value: value.isoformat("T", "milliseconds") + "+01:00"),
    "select_one": _names,
    "select_multiple": st.lists(_names, min_size=1, unique=True),
    "geopoint": st.fixed_dictionaries({"lat": _degrees, "lon": _degrees}).flatmap(
        lambda point: st.sampled_from([point, {**point, "alt": 520.0, "acc": 4.5}])
    ),
    "image": st.integers(1, 9).map(lambda number: f"снимак {number}.jpg"),
}


def field_of(path: str, kind: str, repeat: str = "") -> QuestionnaireField:
    """A field with the choices of the tests."""
    choices = CHOICES if kind.startswith("select") else ()
    return QuestionnaireField(path, kind, {"en": path}, Sensitivity.OPEN, repeat=repeat, choices=choices)


def definition_of(*fields: QuestionnaireField) -> QuestionnaireDefinition:
    """A definition with these fields."""
    return QuestionnaireDefinition("visit", "2026.1", ReportKind.VISIT_REPORT, {"en": "Visit"}, ("en",), fields)


@st.composite
def definitions(draw: st.DrawFn) -> QuestionnaireDefinition:
    """A questionnaire with groups and repeats inside each other."""
    fields: list[QuestionnaireField] = []

    def fill(prefix: str, depth: int) -> None:
        for number in range(draw(st.integers(1, 4))):
            inner = ["group", "repeat"] if depth < 3 else []
            kind = draw(st.sampled_from([*VALUES, *inner]))
            path = f"{prefix}{'abc'[depth - 1]}{number}"
            fields.append(field_of(path, kind))
            if kind in {"group", "repeat"}:
                fill(path + "/", depth + 1)

    fill("", 1)
    return definition_of(*fields)


def answers_to(definition: QuestionnaireDefinition) -> st.SearchStrategy[dict[str, Any]]:
    """Answers in the questionnaire's order; some questions are left out."""
    return _level(definition, "")


def _level(definition: QuestionnaireDefinition, prefix: str) -> st.SearchStrategy[dict[str, Any]]:
    depth = prefix.count("/")
    below = [one for one in definition.fields if one.path.startswith(prefix) and one.path.count("/") == depth]
    return st.fixed_dictionaries({}, optional={one.name: _value(definition, one) for one in below})


def _value(definition: QuestionnaireDefinition, one: QuestionnaireField) -> st.SearchStrategy[Any]:
    if one.kind == "group":
        return _level(definition, one.path + "/").filter(bool)
    if one.kind == "repeat":
        return st.lists(_level(definition, one.path + "/"), min_size=1, max_size=3).filter(any)
    return VALUES[one.kind]


def submission_xml(
    answers: Mapping[str, Any],
    *,
    instance_id: str = INSTANCE_ID,
    form_id: str = "visit",
    shuffle: Random | None = None,
    meta: str = "",
) -> bytes:
    """The XML of these answers; ``shuffle`` puts siblings in another order (instances of a repeat stay in theirs)."""
    body = _children(answers, shuffle)
    head = f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID>{meta}</orx:meta>"
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="2026.1">'
        f"{head}{body}</data>"
    ).encode()


def _children(answers: Mapping[str, Any], shuffle: Random | None) -> str:
    parts = ["".join(_element(name, entry, shuffle) for entry in _entries(value)) for name, value in answers.items()]
    if shuffle:
        shuffle.shuffle(parts)
    return "".join(parts)


def _entries(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]


def _element(name: str, value: Any, shuffle: Random | None) -> str:
    return f"<{name}>{_content(value, shuffle)}</{name}>"


def _content(value: Any, shuffle: Random | None) -> str:
    if isinstance(value, dict) and "lat" in value:
        return " ".join(str(value[part]) for part in ("lat", "lon", "alt", "acc") if part in value)
    if isinstance(value, dict):
        return _children(value, shuffle)
    if isinstance(value, list):
        return " ".join(value)
    return escape(str(value), {"\r": "&#13;"})
