"""Questionnaires: which a member may fill, and the files phones and browsers need for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fener.gateways.odk.openrosa import md5_of
from fener.gateways.odk.stored import definition_from_json
from fener.queries.entity_lists import entity_list
from fener.records.base.models import Member
from fener.records.field.models import Questionnaire, QuestionnaireVersion
from fener.safeguards.roles import may_take_step
from fener.terms.errors import NotAllowed, UnknownListForPhones, UnknownQuestionnaire, UnknownTerm
from fener.terms.questionnaires import QuestionnaireDefinition, ReportKind


@dataclass(frozen=True, slots=True)
class QuestionnaireLine:
    """A questionnaire in its newest version. ``wording_state`` is the review state of its wording."""

    key: str
    title: str
    version: str
    kind: ReportKind
    wording_state: str
    is_closed: bool
    requires_encryption: bool
    md5: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormFile:
    """Bytes to hand out; ``digest`` is their MD5 in hex, which OpenRosa uses as update key."""

    content: bytes
    digest: str
    version: str
    media_type: str = "text/xml; charset=utf-8"


def questionnaires_for(member: Member, only: Iterable[str] = ()) -> list[QuestionnaireLine]:
    """The newest version of every open questionnaire the member may fill; ``only`` narrows to some."""
    if not may_take_step(member.role, "fill_questionnaire").allowed:
        return []
    keys = frozenset(only)
    newest: dict[int, QuestionnaireVersion] = {}
    rows = QuestionnaireVersion.objects.filter(questionnaire__closed_at__isnull=True).defer("xml", "definition")
    for row in rows.select_related("questionnaire").order_by("pk"):
        newest[row.questionnaire_id] = row
    lines = (_line(row) for row in newest.values() if not keys or row.questionnaire.key in keys)
    return sorted(lines, key=lambda line: line.title)


def all_questionnaires() -> list[tuple[str, str]]:
    """(key, title) of every open questionnaire that has a version; wordings are public."""
    rows = Questionnaire.objects.filter(closed_at__isnull=True, versions__isnull=False).distinct()
    return list(rows.order_by("title").values_list("key", "title"))


def _line(row: QuestionnaireVersion) -> QuestionnaireLine:
    definition = definition_of_version(row)
    return QuestionnaireLine(
        key=row.questionnaire.key,
        title=definition.title(),
        version=row.version,
        kind=definition.kind,
        wording_state=definition.review_states.get("en", "draft"),
        is_closed=row.questionnaire.closed_at is not None,
        requires_encryption=row.questionnaire.requires_encryption,
        md5=row.md5,
        lists=tuple(row.lists),
    )


def definition_of_version(row: QuestionnaireVersion) -> QuestionnaireDefinition:
    """The definition; parsed once a process, since a version never changes."""
    return _definition(row.pk, row.digest)


@lru_cache(maxsize=64)
def _definition(pk: int, digest: str) -> QuestionnaireDefinition:
    return definition_from_json(QuestionnaireVersion.objects.values_list("definition", flat=True).get(pk=pk))


def form_xml(member: Member, key: str, version: str = "") -> FormFile:
    """The compiled form of a version, the newest where none is named."""
    row = version_for(member, key, version)
    return FormFile(bytes(row.xml), row.md5, row.version)


def form_lists(member: Member, key: str, version: str) -> dict[str, str]:
    """File name → MD5 of every list a version chooses from, as this member would get it."""
    row = version_for(member, key, version)
    return {f"{name}.csv": md5_of(entity_list(member, name)) for name in row.lists}


def form_media(member: Member, key: str, version: str, name: str) -> FormFile:
    """A list that a version chooses from, as this member may see it."""
    row = version_for(member, key, version)
    if name.removesuffix(".csv") not in row.lists:
        raise UnknownListForPhones(f"the questionnaire has no file “{name}”")
    content = entity_list(member, name.removesuffix(".csv"))
    return FormFile(content, md5_of(content), row.version, "text/csv; charset=utf-8")


def version_for(member: Member, key: str, version: str = "") -> QuestionnaireVersion:
    """The version asked for, closed ones included: what a phone began it may finish. Refuses roles that fill nothing."""
    may_take_step(member.role, "fill_questionnaire").enforce()
    # Form and definition are large and asked for by few; they are read when somebody touches them.
    rows = QuestionnaireVersion.objects.filter(questionnaire__key=key).select_related("questionnaire")
    rows = rows.defer("xml", "definition", "questionnaire__sealed_private_key", "questionnaire__public_key")
    found = (rows.filter(version=version) if version else rows).order_by("-pk").first()
    if found is None:
        if version and Questionnaire.objects.filter(key=key).exists():
            raise UnknownTerm(
                f"“{key}” has no version “{version}” here",
                remedy="Get the newest blank form, or ask the coordinator to publish that version.",
                number="FEN-2542",
            )
        raise UnknownQuestionnaire(f"there is no questionnaire “{key}”")
    return found


def must_be_open_to(member: Member, key: str, only: Iterable[str]) -> None:
    """NotAllowed where a collector key names questionnaires and this is none of them."""
    wanted = frozenset(only)
    if wanted and key not in wanted:
        raise NotAllowed(
            f"this key does not open the questionnaire “{key}”",
            remedy="Ask your coordinator for a key that does.",
            number="FEN-2544",
        )
