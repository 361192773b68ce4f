"""How offences stand to each other, and how roles stand to the general part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fener.analysis.law.answers import Participation, Qualification, Status
from fener.analysis.law.holdings import Kind, Provision
from fener.terms.conditions import Facts

_ATTEMPT, _TAKING_PART, _ORGANISING = "INT.SP.6.2.a", "INT.SP.6.2.b", "INT.SP.6.2.c"
_ROLE_WORDS = {
    "organiser": "Organising or directing others is named apart by the Protocol; see organised forms and separate offences.",
    "driver": "Usually acts oneself; jointly with others, as a co-perpetrator.",
    "guide": "Usually acts oneself; jointly with others, as a co-perpetrator.",
    "recruiter": "May act jointly, incite or aid.",
    "financier": "May aid, or launder proceeds.",
    "document_maker": "May aid, and commit offences with documents.",
    "official": "May act jointly or aid; abuse of office aggravates.",
    "host": "Letting a room is not smuggling: the Protocol asks for illegal means where stay is enabled, and knowledge (E6).",
    "helper": "May aid.",
}


def related(
    found: Sequence[Qualification], separate: Sequence[Qualification]
) -> tuple[list[Qualification], list[Qualification]]:
    """Both lists with their relations: what consumes, absorbs, stands beside, or must not be counted twice."""
    found = [_with(each, tuple(_consumed(each, found))) for each in found]
    alive = [each for each in found if each.status is not Status.EXCLUDED]
    return (
        found,
        [_with(each, tuple(_beside(each, alive))) for each in separate],
    )


def _with(one: Qualification, relations: tuple[str, ...]) -> Qualification:
    return replace(one, relations=relations) if relations else one


def _consumed(basic: Qualification, found: Iterable[Qualification]) -> Iterable[str]:
    for each in found:
        if each.provision.builds_on == basic.id and each.status is Status.SUPPORTED:
            yield f"consumed by {each.id}"


def _beside(other: Qualification, alive: Sequence[Qualification]) -> Iterable[str]:
    if other.status is Status.EXCLUDED:
        return
    for each in (one for one in alive if not one.relations):
        if other.id in each.provision.absorbs:
            yield f"absorbed by {each.id}: normally no count of its own"
        elif other.id in each.provision.concurs_with:
            yield f"beside {each.id}: rules on joint sentences apply"
        elif _is_listed_by_basic_form(other, each, alive):
            yield f"not beside {each.id}: the same would be counted twice"


def _is_listed_by_basic_form(other: Qualification, form: Qualification, alive: Sequence[Qualification]) -> bool:
    basics = [each for each in alive if each.id == form.provision.builds_on]
    return any(other.id in each.provision.concurs_with for each in basics)


def participation(facts: Facts, in_force: Sequence[Provision]) -> tuple[Participation, ...]:
    """How the general part may see the stated roles, and an attempt."""
    roles = facts.get("actor.role")
    found = []
    for role in sorted(roles) if isinstance(roles, frozenset) else ():
        if role in _ROLE_WORDS:
            about = _ORGANISING if role == "organiser" else _TAKING_PART
            found.append(Participation(role, _ROLE_WORDS[role], _about(in_force, about)))
    if facts.get("act.attempt") is True:
        words = "It remained an attempt: punished where the general part's threshold is reached."
        found.append(Participation("attempt", words, _about(in_force, _ATTEMPT)))
    return tuple(found)


def _about(in_force: Iterable[Provision], article: str) -> tuple[str, ...]:
    return tuple(
        each.id
        for each in in_force
        if article in each.protocol and each.kind in (Kind.GENERAL, Kind.ORGANISING, Kind.SMUGGLING)
    )
