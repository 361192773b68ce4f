"""Overview, pictures, and the records behind them."""

from __future__ import annotations

from django.urls import path

from fener.web.pictures import behind, map, views

_ROOMS = ("prices", "methods", "payments", "harms", "nationalities", "digital", "facilitators")

urlpatterns = [
    path("", views.overview, name="overview"),
    path("territory/<str:code>/", views.territory, name="territory"),
    path("map/", map.map_page, name="map"),
    path("map/ground.json", map.map_ground, name="map_ground"),
    path("map/marks.json", map.map_marks, name="map_marks"),
    *(path(f"{room}/", views.picture_room, {"room": room}, name=room) for room in _ROOMS),
    path("behind/<slug:key>/", behind.behind, name="behind"),
    path("tables/<slug:key>.<slug:form>", behind.picture_export, name="picture_export"),
    path("records/<path:record_id>/", behind.record, name="record"),
]
