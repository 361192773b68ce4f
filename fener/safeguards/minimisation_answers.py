"""Walking the answers of a submission with the questionnaire in hand, and building changed copies of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fener.terms.questionnaires import Answers, QuestionnaireDefinition, QuestionnaireField, Sensitivity

GEO_KINDS = frozenset({"geopoint", "geotrace", "geoshape", "start-geopoint"})
MEDIA_KINDS = frozenset(
    {"image", "audio", "video", "file", "background-audio", "audit", "annotate", "draw", "signature"}
)
CHOICE_KINDS = frozenset({"select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file"})
DAY_KINDS = frozenset({"date", "dateTime", "datetime", "start", "end", "today"})
DEVICE_KINDS = frozenset({"deviceid", "phonenumber", "simserial", "subscriberid", "username", "email", "device-id"})
RECORD_NAMES = frozenset({"instanceID", "deprecatedID", "rootUuid"})

DROP: Final = object()
"""What a change answers with to take an answer out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer where it stands.

    ``path`` has 1-based positions for repeats (``prices[2]/note``); ``field`` is None for a name the questionnaire does not
    know; ``instances`` are the repeat instances around it, outermost first, beginning with ``""`` for the report itself.
    """

    path: str
    plain_path: str
    field: QuestionnaireField | None
    value: object
    instances: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The field's kind; empty for an unknown field."""
        return self.field.kind if self.field else ""

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.plain_path.rpartition("/")[2]

    @property
    def is_geo(self) -> bool:
        """Whether it is a position, by its field or by its look."""
        return self.kind in GEO_KINDS or is_point(self.value) or _is_trace(self.value)

    @property
    def is_media(self) -> bool:
        """Whether it names a file."""
        return self.kind in MEDIA_KINDS

    @property
    def is_closed(self) -> bool:
        """Whether every part of it is one of the field's choices."""
        if self.field is None or self.kind not in CHOICE_KINDS:
            return False
        names = {choice.name for choice in self.field.choices}
        return bool(chosen(self.value)) and all(name in names for name in chosen(self.value))


def chosen(value: object) -> tuple[str, ...]:
    """The choices of a closed answer: one name, a list of names, or names with spaces between."""
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, (list, tuple)):
        return tuple(str(name) for name in value)
    return ()


def is_point(value: object) -> bool:
    """``{"lat": …, "lon": …}``, whatever else it holds."""
    return isinstance(value, Mapping) and {"lat", "lon"} <= value.keys()


def _is_trace(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(map(is_point, value))


def walk(definition: QuestionnaireDefinition, answers: Answers) -> Iterator[Answer]:
    """Every answer, in the order of the submission."""
    return _walk(definition, answers, "", "", ("",))


def sensitivity_of(definition: QuestionnaireDefinition, answer: Answer) -> Sensitivity:
    """The answer's tag, or DIRECT where a group around it says so; what the questionnaire does not know is QUASI."""
    parts = answer.plain_path.split("/")
    around = (definition.by_path.get("/".join(parts[:count])) for count in range(1, len(parts)))
    if any(entry is not None and entry.sensitivity is Sensitivity.DIRECT for entry in around):
        return Sensitivity.DIRECT
    return answer.field.sensitivity if answer.field else Sensitivity.QUASI


def rebuild(answers: Answers, change: Callable[[str, object], object]) -> dict[str, object]:
    """A new structure. ``change(path, value)`` is asked for every answer, group and repeat, outermost first.

    It gives the same value to leave it or to go into it, a new value, or DROP. Groups left empty are taken out; instances of
    repeats stay, so that their number does.
    """
    return _rebuild(answers, "", change)


def _walk(
    definition: QuestionnaireDefinition, part: Mapping[str, object], path: str, plain: str, around: tuple[str, ...]
) -> Iterator[Answer]:
    for name, value in part.items():
        here, plain_here = f"{path}{name}", f"{plain}{name}"
        field = definition.by_path.get(plain_here)
        answer = Answer(here, plain_here, field, value, around)
        if answer.is_geo:
            yield answer
        elif isinstance(value, Mapping):
            yield from _walk(definition, value, f"{here}/", f"{plain_here}/", around)
        elif _is_repeat(value):
            assert isinstance(value, (list, tuple))
            for number, instance in enumerate(value, start=1):
                at = f"{here}[{number}]"
                yield from _walk(definition, instance, f"{at}/", f"{plain_here}/", (*around, at))
        else:
            yield answer


def _is_repeat(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(isinstance(entry, Mapping) for entry in value)


def _rebuild(part: Mapping[str, object], path: str, change: Callable[[str, object], object]) -> dict[str, object]:
    built: dict[str, object] = {}
    for name, value in part.items():
        new = _rebuilt(value, f"{path}{name}", change)
        if new is not DROP:
            built[name] = new
    return built


def _rebuilt(value: object, path: str, change: Callable[[str, object], object]) -> object:
    asked = change(path, value)
    if asked is not value or is_point(value):
        return asked
    if isinstance(value, Mapping):
        return _rebuild(value, f"{path}/", change) or DROP
    if _is_repeat(value):
        assert isinstance(value, (list, tuple))
        return [_rebuild(entry, f"{path}[{number}]/", change) for number, entry in enumerate(value, start=1)]
    return value
