"""All addresses of the desk."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("fener.api.openrosa.urls")),
    path("", include("fener.api.odata.urls")),
    path("", include("fener.web.urls")),
]

handler400 = "fener.web.errors.bad_request"
handler403 = "fener.web.errors.refused"
handler404 = "fener.web.errors.not_found"
handler500 = "fener.web.errors.server_fault"
