"""De-identified export: what may leave of an approved report, so that neither the person nor two exports can be joined.

De-identified is not anonymous: with few records a rare combination still points at somebody. :func:`k_note` says how rare.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from fener.safeguards.minimisation_answers import (
    CHOICE_KINDS,
    DAY_KINDS,
    DEVICE_KINDS,
    DROP,
    Answer,
    is_point,
    rebuild,
    sensitivity_of,
    walk,
)
from fener.safeguards.minimisation_finders.positions import coarse_point
from fener.terms.errors import SetUpFault, UnreadableMaterial
from fener.terms.questionnaires import Answers, QuestionnaireDefinition, Sensitivity

LEAST_KEY_BYTES = 16
MOST_DECIMALS = 1
"""0.1° is about 10 km: no finer position leaves in a de-identified export."""
_RECORD_KINDS = {"context:visit": "V", "context:interview": "I"}
_RECORD_NAMES = {"instanceID": "S", "deprecatedID": "S", "rootUuid": "S"}
_NUMBER_KINDS = frozenset({"integer", "int", "decimal", "range"})
_AGE_WORDS = frozenset({"age", "ages", "aged", "starost", "uzrast", "mosha", "yaş", "yas"})
_BANDS = (0, 5, 10, 15, 18, 25, 35, 45, 55, 65)
_MOST_YEARS = 120
_MOST_DIGITS = 9


def fresh_key() -> bytes:
    """A key for one export; thrown away afterwards, so that two exports cannot be joined."""
    return secrets.token_bytes(32)


class Pseudonyms:
    """Stands in for identities within one export: the same identity gives the same pseudonym, another key another one.

    HMAC-SHA256 over kind and identity, ``letters`` of base32 (5 bits each) shown. With the default of 16 (80 bits) a million
    identities collide with a probability below 10⁻¹². Nothing is remembered, so an export streams in constant memory.
    """

    def __init__(self, key: bytes, *, letters: int = 16) -> None:
        self._key = _checked(key)
        self._letters = max(8, min(letters, 48))

    def of(self, kind: str, identity: str) -> str:
        """``R-7F3A2QXK5M7D3B6Y`` for kind ``R``."""
        digest = hmac.digest(self._key, f"pseudonym\0{kind}\0{identity}".encode(errors="surrogatepass"), "sha256")
        return f"{kind}-{base64.b32encode(digest).decode()[: self._letters]}"


def date_shift(key: bytes, record_key: str, days: int = 45) -> timedelta:
    """One shift for all dates of a record, from ``-days`` to ``days`` and never nothing; intervals inside the record stay."""
    digest = hmac.digest(_checked(key), f"shift\0{record_key}".encode(errors="surrogatepass"), sha256)
    step = int.from_bytes(digest, "big") % (2 * days)
    return timedelta(days=step - days if step < days else step - days + 1)


def deidentify(
    definition: QuestionnaireDefinition, answers: Answers, pseudonyms: Pseudonyms, shift: timedelta
) -> dict[str, object]:
    """A new structure with what may leave.

    Closed answers stay; ages become bands; days move by ``shift`` and times of day go; positions keep one decimal of a degree;
    ids of visits, interviews and submissions become pseudonyms. Text, files, traces, whatever identifies directly, and
    whatever the questionnaire does not know are left out.
    """
    kept = {answer.path: _kept(definition, answer, pseudonyms, shift) for answer in walk(definition, answers)}
    return rebuild(answers, lambda path, value: kept.get(path, value if isinstance(value, (Mapping, list)) else DROP))


def age_band(age: int) -> str:
    """``25–34``; five-year bands for children, with the line at eighteen, ten-year bands after; empty for no age of a person."""
    if not 0 <= age <= _MOST_YEARS:
        return ""
    low = max(start for start in _BANDS if start <= age)
    above = next((start for start in _BANDS if start > low), None)
    return f"{low}–{above - 1}" if above else f"{low}+"


@dataclass(frozen=True, slots=True)
class KNote:
    """How alike the records of an export are in their quasi-identifying answers.

    ``k``: size of the smallest group of records that share all of them; ``unique``: how many records stand alone.
    """

    k: int
    records: int
    unique: int
    paths: tuple[str, ...]

    def __str__(self) -> str:
        if not self.records:
            return "No records."
        return (
            f"{self.records} records; the smallest group that shares all {len(self.paths)} quasi-identifying answers has {self.k}; "
            f"{self.unique} stand alone."
        )


def k_note(definition: QuestionnaireDefinition, records: Iterable[Answers]) -> KNote:
    """Counts de-identified records by all answers tagged as quasi-identifying or sensitive. Keeps a digest per group, no answers."""
    paths = tuple(entry.path for entry in definition.answered() if entry.sensitivity is not Sensitivity.OPEN)
    groups = Counter(_group(definition, record, frozenset(paths)) for record in records)
    unique = sum(1 for size in groups.values() if size == 1)
    return KNote(min(groups.values(), default=0), sum(groups.values()), unique, paths)


def _checked(key: bytes) -> bytes:
    if len(key) < LEAST_KEY_BYTES:
        raise SetUpFault(f"a key of {len(key)} bytes is too short", remedy="Use fresh_key().", number="FEN-2562")
    return key


def _group(definition: QuestionnaireDefinition, record: Answers, paths: frozenset[str]) -> bytes:
    told = sorted(
        f"{answer.path}\0{answer.value!r}" for answer in walk(definition, record) if answer.plain_path in paths
    )
    return sha256("\1".join(told).encode(errors="surrogatepass")).digest()


def _kept(definition: QuestionnaireDefinition, answer: Answer, pseudonyms: Pseudonyms, shift: timedelta) -> object:
    sensitivity = sensitivity_of(definition, answer)
    if sensitivity is Sensitivity.DIRECT or answer.kind in DEVICE_KINDS or answer.is_media:
        return DROP
    prefix = _RECORD_NAMES.get(answer.name) or _RECORD_KINDS.get(answer.field.coding if answer.field else "")
    if prefix:
        return pseudonyms.of(prefix, str(answer.value))
    if answer.field is None:
        return DROP
    if answer.is_geo:
        return _far_point(answer)
    if answer.kind in DAY_KINDS:
        return _shifted(answer.value, shift)
    return _kept_value(answer)


def _kept_value(answer: Answer) -> object:
    if answer.kind in CHOICE_KINDS:
        return answer.value if answer.is_closed else DROP
    if answer.kind in {"acknowledge", "trigger"}:
        return "OK" if answer.value == "OK" else DROP
    if answer.kind in _NUMBER_KINDS:
        return _number(answer)
    return DROP


def _number(answer: Answer) -> object:
    value = answer.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return DROP
    if _is_age(answer):
        return age_band(int(value)) or DROP
    return value if len(re.sub(r"\D", "", str(value))) < _MOST_DIGITS else DROP


def _is_age(answer: Answer) -> bool:
    assert answer.field is not None
    attribute = answer.field.coding.partition(":")[2]
    names = re.split(r"[\W_\d]+", f"{answer.name} {attribute} {answer.field.label('en')}".lower())
    return not _AGE_WORDS.isdisjoint(names)


def _far_point(answer: Answer) -> object:
    value = answer.value
    if not is_point(value):
        return DROP  # a trace shows the way a person went
    assert isinstance(value, dict)
    allowed = answer.field.decimals if answer.field and answer.field.decimals is not None else MOST_DECIMALS
    try:
        lat, lon = coarse_point(float(value["lat"]), float(value["lon"]), min(allowed, MOST_DECIMALS))
    except (UnreadableMaterial, TypeError, ValueError):
        return DROP
    return {"lat": lat, "lon": lon}


def _shifted(value: object, shift: timedelta) -> object:
    """The day, moved; a time of day goes. What is no exact day is too coarse to move and says little: a year stays, else DROP."""
    text = str(value)
    try:
        return (datetime.fromisoformat(text).date() + shift).isoformat()
    except (ValueError, OverflowError):
        return text if re.fullmatch(r"\d{4}", text) else DROP
