"""All rooms of the desk."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("fener.web.account.urls")),
    path("figures/", include("fener.web.figures.urls")),
    path("reports/", include("fener.web.reports.urls")),
    path("audit/", include("fener.web.audit.urls")),
    path("about/", include("fener.web.about.urls")),
    path("coding/", include("fener.web.codings.urls")),
    path("questionnaires/", include("fener.web.questionnaires.urls")),
    path("field-reports/", include("fener.web.field_reports.urls")),
    path("phones/", include("fener.web.phones.urls")),
    path("exports/", include("fener.web.exports.urls")),
    path("protection/", include("fener.web.protection.urls")),
    path("harm/", include("fener.web.harm.urls")),
    path("rights/", include("fener.web.rights.urls")),
    path("law/", include("fener.web.justice.urls")),
    path("door/", include("fener.web.door.urls")),
    path("door-desk/", include("fener.web.door_desk.urls")),
    path("directory/", include("fener.web.directory.urls")),
    path("urgent/", include("fener.web.urgent.urls")),
    path("facility-access/", include("fener.web.facility_access.urls")),
    path("", include("fener.web.pictures.urls")),
    path("", include("fener.web.observations.urls")),
    path("", include("fener.web.cycles.urls")),
]
