"""``{% load law %}``: marks, statuses and results as word and sign, names of legal orders, links between provisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template

from fener.analysis.law import Status, library, vocabulary
from fener.analysis.law.holdings import Circumstance, Claim, Element, Mark, Provision
from fener.analysis.law.wording import in_words, label_of
from fener.terms.territories import territories

register = template.Library()

# Status and result are told by word and by a shape of their own; colour only adds.
_STATUS_ICONS = {Status.SUPPORTED: "check-circle", Status.OPEN: "question-circle", Status.EXCLUDED: "slash-circle"}
_RESULT_ICONS = {"met": "check-lg", "missing": "x-lg", "unknown": "question-lg"}
_RESULT_WORDS = {"met": "Met", "missing": "Missing", "unknown": "Not known"}
_MARK_TITLES = {
    Mark.REPORTED: "As a report says it; the text was not compared.",
    Mark.VERIFIED: "Compared with a public text.",
    Mark.TO_BE_CHECKED: "Not seen in a text; a lawyer checks it against the gazette before relying on it.",
    Mark.DISPUTED: "The sources contradict each other or the text; see the register.",
}
_OTHER_ORDERS = {"INT": "International", "EU": "European Union"}


@register.inclusion_tag("justice/parts/mark.html")
def law_mark(mark: str) -> dict[str, str]:
    """How far a statement was checked. Shown everywhere, hidden nowhere."""
    known = Mark(mark)
    return {"mark": known.value, "label": known.label, "title": _MARK_TITLES[known]}


@register.inclusion_tag("justice/parts/status.html")
def law_status(status: str) -> dict[str, str]:
    """Supported, open or excluded, as sign and word."""
    known = Status(status)
    return {"status": known.value, "label": known.label, "icon": _STATUS_ICONS[known]}


@register.inclusion_tag("justice/parts/result.html")
def law_result(word: str) -> dict[str, str]:
    """Met, missing or not known, as sign and word."""
    return {"word": word, "label": _RESULT_WORDS[word], "icon": _RESULT_ICONS[word]}


@register.filter
def order_name(code: str) -> str:
    """``BA-SRP`` → ``Republika Srpska``, ``XK`` → ``Kosovo*``, ``INT`` → ``International``."""
    inside = vocabulary().terms["geo.ba_level"].codes
    if code in inside:
        return f"{inside[code]} (BA)"
    return territories()[code].label if code in territories() else _OTHER_ORDERS.get(code, code)


@register.filter
def held(provision_id: str) -> Provision | None:
    """The latest version of a provision, or None where the books do not hold the id."""
    versions = library().provisions.get(provision_id)
    return versions[-1] if versions else None


@register.filter
def claims_about(touched: str) -> tuple[Claim, ...]:
    """Claims of the register about an entry."""
    return library().claims_on.get(touched, ())


@register.filter
def claim_titles(keys: Iterable[str]) -> list[Claim]:
    """Claims by their keys."""
    known = library().claims
    return [known[key] for key in keys if key in known]


@register.filter
def fact_labels(keys: Iterable[str]) -> list[str]:
    """What facts are asked for, in words."""
    terms = vocabulary().terms
    return [terms[key].label if key in terms else key for key in keys]


@register.filter
def evidence_titles(keys: Iterable[str]) -> list[str]:
    """Kinds of evidence in words."""
    known = library().evidence
    return [known.get(key, key) for key in keys]


@register.filter
def at_key(found: Mapping[str, object], key: str) -> object:
    """``{{ row.cells|at_key:state }}``; nothing where the key is not there."""
    return found.get(key)


@register.filter
def field_id(key: str) -> str:
    """The HTML id of a fact's field: ``actor.role`` → ``fact-actor-role``."""
    return "fact-" + key.replace(".", "-")


@register.filter
def condition_words(element: Element) -> str:
    """When an element is met, in words."""
    return in_words(element.measure.condition)


@register.filter
def circumstance_words(circumstance: Circumstance, state: str) -> str:
    """When a circumstance is met there, in words."""
    return in_words(circumstance.measure_in(state).condition)


@register.filter
def words_of(text: str) -> list[str]:
    """``"csv xlsx"`` as a list."""
    return text.split()


@register.filter
def fact_label(key: str) -> str:
    """The label of a fact, or its key."""
    return label_of(key)


@register.filter
def role_label(role: str) -> str:
    """The word for a role; “attempt” and the like stay as they are."""
    return vocabulary().terms["actor.role"].codes.get(role, role.capitalize())
