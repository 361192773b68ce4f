"""``{% load desk %}``: badges, citations, labels from code lists, numbers, pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from fener.terms.codelists import code_list, code_list_names
from fener.terms.reporting import Cell, Column
from fener.terms.sharing import Marking
from fener.terms.territories import territories
from fener.web.reports.panels import Panels

register = template.Library()


@register.inclusion_tag("desk/marking.html")
def marking_badge(marking: str) -> dict[str, str]:
    """The TLP badge of a marking, with its definition as title."""
    known = marking in list(Marking)
    definition = code_list("markings")[marking].definition if known else "Unknown marking: treat it as RED."
    return {"code": marking, "label": Marking(marking).label if known else marking, "definition": definition}


@register.inclusion_tag("desk/grading.html")
def grading_badge(grading: str) -> dict[str, str]:
    """``B3`` with what both signs mean as title."""
    gradings = code_list("source_gradings")
    signs = [gradings.label(sign) for sign in str(grading)[:2]]
    return {"grading": str(grading), "title": "; ".join(signs)}


@register.inclusion_tag("desk/citation.html")
def citation(record: Any) -> dict[str, str]:
    """Where a record's statement stands, ``R23 §2.2 p. 12``, linked where the source has an address of its own."""
    cited = str(getattr(record, "cited", record) or "")
    return {"cited": cited, "link": f"{reverse('source_list')}#{cited.split(' ')[0]}" if cited else ""}


@register.filter
def territory_label(code: str) -> str:
    """``XK`` → ``Kosovo*``; a code that is not known stays as it is."""
    return territories()[code].label if code in territories() else code


@register.filter
def code_label(code: str, list_name: str) -> str:
    """``{{ "beating"|code_label:"harms" }}`` → the list's label, or the code where the list has it not."""
    return code_list(list_name).label(code) if list_name in code_list_names() else code


@register.filter
def number(value: Any) -> str:
    """A number with commas between thousands; no trailing zeros; anything else as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    text = f"{value:,f}" if not isinstance(value, int) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def page_numbers(paginator: Paginator[Any], now: int) -> list[int | None]:
    """Page numbers to show; None stands for an ellipsis."""
    return [
        shown if isinstance(shown, int) else None
        for shown in paginator.get_elided_page_range(now, on_each_side=1, on_ends=1)
    ]


@register.simple_tag(takes_context=True)
def with_page(context: template.Context, page: int) -> str:
    """The present address's parameters with another page."""
    request = context.get("request")
    asked = request.GET.copy() if request else QueryDict(mutable=True)
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"


@register.simple_tag(takes_context=True)
def render_block(context: template.Context, block: Any) -> str:
    """A report's block through its template ``desk/blocks/<kind>.html``; ``panels`` in the context opens its numbers."""
    name = type(block).__name__.lower()
    return render_to_string(f"desk/blocks/{name}.html", {"block": block, "panels": context.get("panels")})


@register.filter
def panel(ids: tuple[str, ...], panels: Panels) -> str:
    """The HTML id of the panel that shows the records behind a number."""
    return panels.name(ids)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Plain text split at empty lines."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@register.filter
def with_columns(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[tuple[Cell, Column]]:
    """Each cell with its column."""
    return list(zip(row, columns, strict=False))
