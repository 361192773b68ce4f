"""All rooms of the desk."""

from __future__ import annotations

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("fener.web.account.urls")),
    path("figures/", include("fener.web.figures.urls")),
    path("reports/", include("fener.web.reports.urls")),
    path("audit/", include("fener.web.audit.urls")),
    path("about/", include("fener.web.about.urls")),
]


def _soon(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return render(request, "desk/soon.html")


for room in ("fener.web.pictures.urls", "fener.web.observations.urls"):
    if find_spec(room.rpartition(".")[0]) and find_spec(room):
        urlpatterns.append(path("", include(room)))
    else:
        names = [
            "map",
            "prices",
            "methods",
            "payments",
            "harms",
            "nationalities",
            "digital",
            "facilitators",
            "institutions",
        ]
        names += ["figures", "incidents", "observations", "inconsistencies", "questions"]
        urlpatterns += [path(f"{name}/", _soon, name=name) for name in names]
        urlpatterns += [path("", _soon, name="overview"), path("territory/<code>/", _soon, name="territory")]
        urlpatterns += [path("observations/<key>/", _soon, name="observation")]
        break
