"""Link files of people who belong together; judge possible duplicates. Neither ever merges anything."""

from __future__ import annotations

from django.db import transaction

from fener.actions.protection.holding import held_case, record_audit_on
from fener.records.base.models import Member
from fener.records.protection.models import CaseLink, DuplicateJudgement
from fener.terms.codelists import code_list
from fener.terms.errors import UnreadableMaterial
from fener.terms.keys import number_of_key

_OTHER_WAY = {"parent": "child", "child": "parent", "guardian": "ward", "ward": "guardian"}
JUDGEMENTS = ("same", "not_same", "unsure")


def link_cases(actor: Member, name: str | int, other_name: str | int, kind: str) -> CaseLink:
    """``kind`` says what the other is to this one: link_cases(…, "parent"): the other is the parent. Both ways are kept."""
    kinds = code_list("link_kinds")
    kinds[kind]
    with transaction.atomic():
        case_file, other = _two(actor, name, other_name)
        back = _OTHER_WAY.get(kind, kind)
        back = back if back in kinds else "other_family"
        link, _ = CaseLink.objects.update_or_create(
            case_file=case_file, other=other, defaults={"kind": kind, "by": actor}
        )
        CaseLink.objects.update_or_create(case_file=other, other=case_file, defaults={"kind": back, "by": actor})
        record_audit_on(actor, "link_cases", case_file, other=other.key)
    return link


def judge_duplicate(actor: Member, name: str | int, other_name: str | int, judgement: str) -> DuplicateJudgement:
    """Same, not the same, or unsure. It is shown on both files; nothing moves between them."""
    if judgement not in JUDGEMENTS:
        raise UnreadableMaterial(
            f"“{judgement[:20]}” is no judgement", remedy=f"Use {', '.join(JUDGEMENTS)}.", number="FEN-2800"
        )
    with transaction.atomic():
        case_file, other = _two(actor, name, other_name)
        for one, two in ((case_file, other), (other, case_file)):
            DuplicateJudgement.objects.update_or_create(
                case_file=one, other=two, defaults={"judgement": judgement, "by": actor}
            )
        record_audit_on(actor, "judge_duplicate", case_file, other=other.key, judgement=judgement)
    return DuplicateJudgement.objects.get(case_file=case_file, other=other)


def _two(actor: Member, name: str | int, other_name: str | int):  # type: ignore[no-untyped-def]
    """Both files, held in the order of their numbers so that two who do this at once do not wait for each other."""
    first = number_of_key(name, "PC")
    numbers = sorted({first, number_of_key(other_name, "PC")} - {0})
    if len(numbers) != 2:
        raise UnreadableMaterial("two different cases are needed", remedy="Name another case.", number="FEN-2801")
    held = {number: held_case(actor, number) for number in numbers}
    return held.pop(first), held.popitem()[1]
