"""Lists a phone may load beside a form: sites, visits and planned interviews. Never persons.

The lists and their columns are fixed here, and every value but the label is a code, a day or a point: a call that tries
anything else is refused, and a label that holds a phone number or an address too. A lost phone must not be a list of people.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from fener.terms.errors import NotAllowed, UnreadableMaterial

LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sites": ("territory", "border_segment", "place_kind", "geometry"),
    "visits": ("cycle", "site", "territory", "border_segment", "planned_on", "due_on"),
    "interviews_planned": ("cycle", "visit", "site", "territory", "interview_kind", "stakeholder_kind", "due_on"),
}
"""The only lists there are, each with its properties in the order of its columns."""

# fmt: off
PERSON_PROPERTIES: Final = frozenset(
    {
        "person", "first_name", "last_name", "full_name", "surname", "given_name", "family_name", "nickname",
        "alias", "initials", "pseudonym", "respondent", "key_informant", "migrant", "child", "case_number",
        "phone", "telephone", "mobile", "whatsapp", "telegram", "viber", "signal", "email", "address",
        "account", "handle", "birth_date", "date_of_birth", "birth_year", "age", "gender", "sex", "nationality",
        "citizenship", "ethnicity", "religion", "language", "document", "passport", "id_number", "national_id",
        "health", "photo", "picture", "portrait", "voice", "fingerprint"
    }
)
# fmt: on
"""Properties refused by name with a plain word; the lists above are what decides."""

RESERVED: Final = frozenset({"name", "label"})
LABEL_LENGTH: Final = 120

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_VALUE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99})?")
_DEGREES = r"-?[0-9]{1,3}(?:\.[0-9]{1,7})?"
_POINT = re.compile(rf"(?:{_DEGREES} {_DEGREES}(?: -?[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?){{0,2}})?")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./] ?\d{1,2}[./] ?\d{4}\b")
_CONTACT = re.compile(r"@|(?:\d[ ./()-]*){7,}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PersonsStayHere(NotAllowed):
    """Persons are never sent to phones; only lists of sites, visits and planned interviews are."""

    number = "FEN-2531"
    remedy = "Leave the property out; name a person only inside the protected record."


class UnfitEntity(UnreadableMaterial):
    """A row of a list for phones cannot be written."""

    number = "FEN-2532"
    remedy = "Correct the site, visit or planned interview it is made from."


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One entry: ``name`` is a uuid or our own key, ``label`` what the monitor chooses by, ``version`` from 1."""

    name: str
    label: str
    properties: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


def entity_list_csv(list_name: str, rows: Iterable[EntityRow]) -> bytes:
    """The list as CSV (RFC 4180, UTF-8), ordered by name, with the same columns whatever the rows hold.

    Raises ``PersonsStayHere`` for another list or property, ``UnfitEntity`` for a bad or repeated name, label or value.
    """
    listed = sorted(rows, key=lambda row: row.name)
    assert_no_person_fields(list_name, {name for row in listed for name in row.properties})
    _refuse_twins(listed)
    columns = LISTS[list_name]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["name", "label", "__version", *columns])
    for row in listed:
        _check(row)
        writer.writerow([row.name, _safe(row.label), row.version, *(row.properties.get(name, "") for name in columns)])
    return out.getvalue().encode("utf-8")


def assert_no_person_fields(list_name: str, property_names: Iterable[str]) -> None:
    """Refuse any list but the fixed ones, and any property but theirs."""
    if list_name not in LISTS:
        raise PersonsStayHere(f"there is no list “{list_name}” for phones; there are {', '.join(LISTS)}")
    for name in sorted(property_names):
        if name.lower() in PERSON_PROPERTIES:
            raise PersonsStayHere(f"“{name}” is of a person")
        if name in RESERVED or name.startswith("__") or name not in LISTS[list_name]:
            raise PersonsStayHere(f"“{name}” is not a property of the list “{list_name}”")


def _refuse_twins(rows: list[EntityRow]) -> None:
    names = [row.name for row in rows]
    twins = {name for name, following in pairwise(names) if name == following}
    if twins:
        raise UnfitEntity(f"the list names “{min(twins)}” twice")


def _check(row: EntityRow) -> None:
    if not _NAME.fullmatch(row.name) or row.version < 1:
        raise UnfitEntity(f"“{row.name[:60]}” (version {row.version}) is not a key")
    is_contact = _CONTACT.search(_DAY.sub(" on ", row.label)) is not None
    if is_contact or not row.label.strip() or len(row.label) > LABEL_LENGTH or not row.label.isprintable():
        raise UnfitEntity(
            f"the label of “{row.name}” is empty, too long, or holds a phone number or an address",
            remedy="Write the place or the kind of interview there, nothing of a person.",
        )
    for name, text in row.properties.items():
        pattern = _POINT if name == "geometry" else _VALUE
        if not pattern.fullmatch(text):
            raise UnfitEntity(f"“{name}” of “{row.name}” is not a code, a day or a point")


def _safe(label: str) -> str:
    """A spreadsheet must not take a label for a formula."""
    return f"'{label}" if label.lstrip().startswith(_FORMULA) else label
