"""About the desk: refusals, sources and licences, code lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fener.queries.sources import source_list
from fener.terms.codelists import Code, CodeList, code_list, code_list_names
from fener.web.requests import member_of

PARTS = (
    ("Fener", "Apache License 2.0"),
    ("Bootstrap and Bootstrap Icons", "MIT"),
    ("htmx", "Zero-Clause BSD"),
    ("MapLibre GL JS", "BSD 3-Clause"),
    ("Vega, Vega-Lite, Vega-Embed", "BSD 3-Clause"),
    ("Noto Sans, Noto Sans Arabic", "SIL Open Font License 1.1"),
    ("Base map: Natural Earth, by way of world-atlas", "public domain; ISC"),
    ("Place names: GeoNames", "CC BY 4.0"),
)


@login_not_required
@require_GET
def refuses(request: HttpRequest) -> HttpResponse:
    """What the desk refuses to do; open to everybody."""
    return render(request, "about/refuses.html")


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, with its licence."""
    return render(request, "about/sources.html", {"sources": source_list(member_of(request)), "parts": PARTS})


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """All code lists."""
    # A template looks names up as keys first, and an unknown key of a code list is an error: so rows, not lists.
    rows = sorted((found.title, found.name, found.version, len(found)) for found in map(code_list, code_list_names()))
    return render(request, "about/code_lists.html", {"rows": rows})


@require_GET
def one_list(request: HttpRequest, name: str) -> HttpResponse:
    """One code list; UnknownTerm where there is none of that name."""
    found = code_list(name)
    lead = f"Version {found.version}, {len(found)} codes."
    context = {"list_title": found.title, "lead": lead, "entries": list(_entries(found))}
    return render(request, "about/code_list.html", context)


def _entries(found: CodeList) -> Iterator[tuple[Code, int, str]]:
    for entry in found:
        yield entry, _depth(found, entry), "; ".join(_origin(ref) for ref in entry.refs)


def _depth(found: CodeList, entry: Code) -> int:
    depth = 0
    while entry.parent in found.codes and depth < 2:
        entry, depth = found[str(entry.parent)], depth + 1
    return depth


def _origin(ref: Mapping[str, Any]) -> str:
    name = str(ref.get("report") or ref.get("standard") or "")
    page = f", p. {ref['page']}" if ref.get("page") else ""
    section = f" {'§' if ref.get('report') else ''}{ref['section']}" if ref.get("section") else ""
    return f"{name}{section}{page}"
