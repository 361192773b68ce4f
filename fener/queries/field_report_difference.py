"""What changed between two versions of a report: answer by answer, repeats laid side by side, texts word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from fener.queries.field_report_answers import answer_text
from fener.queries.field_report_contents import readable_answers
from fener.queries.field_report_scope import ReportName, report_for, version_of
from fener.queries.questionnaires import definition_of_version
from fener.records.base.models import Member
from fener.records.field.models import FieldReport, FieldReportVersion
from fener.terms.questionnaires import Answers, QuestionnaireDefinition, QuestionnaireField

_WORD = re.compile(r"\s+|\w+|[^\w\s]+")
_MOST_PAIRS = 10_000
_MOST_WORDS = 4_000
_ALIKE = 0.34


class ChangeKind(StrEnum):
    """What happened to an answer."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text: ``kept``, ``added`` or ``removed``."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs. ``older`` and ``newer`` are in words; ``words`` only where a text changed.

    ``path`` has the position in the newer version, of what was removed that in the older one.
    """

    path: str
    label: str
    kind: ChangeKind
    older: str
    newer: str
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """Two versions and what differs, in the order asked."""

    report: FieldReport
    older: FieldReportVersion
    newer: FieldReportVersion
    changes: tuple[Change, ...]


def report_difference(
    member: Member, name: ReportName, older: int, newer: int, workspace_key: str = ""
) -> ReportDifference:
    """Between two versions by number. Of encrypted versions both need the open workspace."""
    report = report_for(member, name)
    first, second = version_of(report, older), version_of(report, newer)
    before, after = (readable_answers(member, report, one, workspace_key) for one in (first, second))
    definition = definition_of_version(second.form)
    return ReportDifference(report, first, second, tuple(changes_between(definition, before, after)))


def changes_between(definition: QuestionnaireDefinition, older: Answers, newer: Answers) -> Iterator[Change]:
    """Every answer that is not the same in both."""
    return _level(definition, older, newer, "", "", "")


def _level(
    definition: QuestionnaireDefinition,
    older: Mapping[str, object],
    newer: Mapping[str, object],
    was: str,
    path: str,
    plain: str,
) -> Iterator[Change]:
    for name in _in_order(definition, plain, older, newer):
        before, after = older.get(name), newer.get(name)
        asked = definition.by_path.get(f"{plain}{name}")
        if _is_group(before) or _is_group(after):
            yield from _level(
                definition, _group(before), _group(after), f"{was}{name}/", f"{path}{name}/", f"{plain}{name}/"
            )
        elif _is_repeat(before) or _is_repeat(after):
            yield from _repeat(
                definition, _rows(before), _rows(after), f"{was}{name}", f"{path}{name}", f"{plain}{name}/"
            )
        elif before != after:
            yield _change(asked, f"{path}{name}" if after is not None else f"{was}{name}", before, after)


def _repeat(
    definition: QuestionnaireDefinition,
    before: Sequence[Mapping[str, object]],
    after: Sequence[Mapping[str, object]],
    was: str,
    path: str,
    plain: str,
) -> Iterator[Change]:
    nothing: Mapping[str, object] = {}
    for left, right in _aligned(before, after):
        yield from _level(
            definition,
            nothing if left is None else before[left],
            nothing if right is None else after[right],
            f"{was}[{(left or 0) + 1}]/",
            f"{path}[{(right or 0) + 1}]/",
            plain,
        )


def _aligned(
    before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]]
) -> list[tuple[int | None, int | None]]:
    """Instances that belong together, keeping their order: those most alike; by position where there are too many."""
    if len(before) * len(after) > _MOST_PAIRS:
        longest = max(len(before), len(after))
        return [(at if at < len(before) else None, at if at < len(after) else None) for at in range(longest)]
    rows = [_leaves(row) for row in before], [_leaves(row) for row in after]
    alike = [[_likeness(left, right) for right in rows[1]] for left in rows[0]]
    return _path_through(alike, len(before), len(after))


def _path_through(alike: list[list[float]], lefts: int, rights: int) -> list[tuple[int | None, int | None]]:
    """The pairing of greatest total likeness that crosses nothing (Needleman and Wunsch, gaps for free)."""
    best = [[0.0] * (rights + 1) for _ in range(lefts + 1)]
    for left in range(lefts - 1, -1, -1):
        for right in range(rights - 1, -1, -1):
            paired = alike[left][right] + best[left + 1][right + 1] if alike[left][right] >= _ALIKE else -1.0
            best[left][right] = max(best[left + 1][right], best[left][right + 1], paired)
    pairs: list[tuple[int | None, int | None]] = []
    left = right = 0
    while left < lefts and right < rights:
        if best[left][right] == alike[left][right] + best[left + 1][right + 1] and alike[left][right] >= _ALIKE:
            pairs.append((left, right))
            left, right = left + 1, right + 1
        elif best[left][right] == best[left + 1][right]:
            pairs.append((left, None))
            left += 1
        else:
            pairs.append((None, right))
            right += 1
    pairs += [(at, None) for at in range(left, lefts)] + [(None, at) for at in range(right, rights)]
    return _lone_neighbours_paired(pairs)


def _lone_neighbours_paired(pairs: list[tuple[int | None, int | None]]) -> list[tuple[int | None, int | None]]:
    """One that left directly beside one that came, and nothing between: the same instance, changed throughout."""
    joined: list[tuple[int | None, int | None]] = []
    for left, right in pairs:
        if joined and left is None and joined[-1][1] is None:
            joined[-1] = (joined[-1][0], right)
        elif joined and right is None and joined[-1][0] is None:
            joined[-1] = (left, joined[-1][1])
        else:
            joined.append((left, right))
    return joined


def _likeness(left: Mapping[str, str], right: Mapping[str, str]) -> float:
    """Share of answers that are the same, of all that either has; a little more for similar texts."""
    names = left.keys() | right.keys()
    if not names:
        return 1.0
    return sum(_alike(left.get(name), right.get(name)) for name in names) / len(names)


def _alike(left: str | None, right: str | None) -> float:
    if left is None or right is None:
        return 0.0
    if left == right:
        return 1.0
    return 0.5 * SequenceMatcher(None, left[:200], right[:200], autojunk=False).quick_ratio()


def _leaves(row: Mapping[str, object], path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        if _is_group(value):
            found |= _leaves(_group(value), f"{path}{name}/")
        else:
            found[f"{path}{name}"] = repr(value)
    return found


def _change(asked: QuestionnaireField | None, path: str, before: object, after: object) -> Change:
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    older, newer = ("" if value is None else answer_text(asked, value) for value in (before, after))
    is_text = kind is ChangeKind.CHANGED and isinstance(before, str) and isinstance(after, str)
    is_free = asked is None or not asked.choices
    words = tuple(word_changes(older, newer)) if is_text and is_free else ()
    return Change(path, asked.label() if asked else path.rpartition("/")[2], kind, older, newer, words)


def word_changes(older: str, newer: str) -> Iterator[Words]:
    """The newer text with the words that came and went; very long texts as a whole."""
    left, right = _WORD.findall(older), _WORD.findall(newer)
    if len(left) + len(right) > _MOST_WORDS:
        yield from (Words("removed", older), Words("added", newer))
        return
    for how, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if how == "equal":
            yield Words("kept", "".join(left[a:b]))
            continue
        if a < b:
            yield Words("removed", "".join(left[a:b]))
        if c < d:
            yield Words("added", "".join(right[c:d]))


def _in_order(
    definition: QuestionnaireDefinition, plain: str, older: Mapping[str, object], newer: Mapping[str, object]
) -> list[str]:
    names = older.keys() | newer.keys()
    depth = plain.count("/")
    asked = [
        entry.name
        for entry in definition.fields
        if entry.path.count("/") == depth and entry.path.startswith(plain) and entry.name in names
    ]
    return [*dict.fromkeys(asked), *sorted(names.difference(asked))]


def _is_group(value: object) -> bool:
    return isinstance(value, Mapping) and not {"lat", "lon"} <= value.keys()


def _is_repeat(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_group(one) for one in value)


def _group(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return [_group(one) for one in value] if isinstance(value, list) else []
