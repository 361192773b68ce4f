"""``{% load protection %}``: words of states, risk as word and icon, clocks, and values of a person's fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from fener.terms.codelists import code_list
from fener.terms.protection import person_field
from fener.terms.providers import LANGUAGE_NAMES

register = template.Library()

# Risk is told by word and by a shape of its own; colour only adds.
_RISK_ICONS = {
    "critical": "exclamation-octagon-fill",
    "high": "exclamation-triangle-fill",
    "medium": "exclamation-circle",
    "low": "circle",
}


@register.inclusion_tag("protection/risk.html")
def risk_mark(risk: str) -> dict[str, str]:
    """The risk as icon and word."""
    return {"risk": risk, "icon": _RISK_ICONS.get(risk, "question-circle"), "word": words(risk)}


@register.inclusion_tag("protection/clock.html")
def clock(due: datetime | date | None, is_late: bool = False) -> dict[str, object]:
    """A due time with how far it is: ``today 14:30``, ``3 days late``."""
    return {"due": due, "is_late": is_late, "has_time": isinstance(due, datetime), "distance": _distance(due)}


@register.filter
def words(code: object) -> str:
    """``closure_asked`` → ``Closure asked``: a state that has no list of its own."""
    return str(code or "").replace("_", " ").capitalize()


@register.filter
def language_name(code: str) -> str:
    """``ps`` → ``Pashto``; a code that is not known stays."""
    return LANGUAGE_NAMES.get(code, code)


@register.filter
def language_names(codes: list[str]) -> str:
    """Names of languages, with commas."""
    return ", ".join(language_name(code) for code in codes)


@register.filter
def code_labels(codes: list[str], list_name: str) -> str:
    """Labels of a list's codes, with commas."""
    known = code_list(list_name)
    return ", ".join(known.label(code) for code in codes)


@register.filter
def field_label(code: str) -> str:
    """The label of a person field, or the code where a newer list dropped it."""
    return code_list("person_fields").label(code)


@register.filter
def field_labels(codes: list[str]) -> str:
    """Labels of person fields, with commas."""
    return ", ".join(field_label(code) for code in codes)


@register.filter
def field_value(value: Any, code: str) -> str:
    """A value of a person's field as people read it: a code's label, a date in words, a list with commas."""
    if code in code_list("person_fields") and person_field(code).kind == "code":
        listed = str(code_list("person_fields")[code].extra["codes"])
        return code_list(listed).label(str(value))
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


@register.filter
def is_day(value: object) -> bool:
    """Whether it is a day without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _distance(due: datetime | date | None) -> str:
    if due is None:
        return ""
    if not isinstance(due, datetime):
        days = (due - timezone.localdate()).days
        return _days(days)
    left = due - timezone.now()
    minutes = int(left.total_seconds() // 60)
    if abs(minutes) < 60:
        return f"in {minutes} min" if minutes >= 0 else f"{-minutes} min late"
    if abs(minutes) < 48 * 60:
        hours = abs(minutes) // 60
        return f"in {hours} h" if minutes >= 0 else f"{hours} h late"
    return _days(minutes // (24 * 60))


def _days(days: int) -> str:
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} late"
