"""What the picture pages are called and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureRoom:
    """A page of pictures. ``topics`` are those of the statements shown below."""

    title: str
    lead: str
    about: str
    topics: tuple[str, ...]


_MATRIX = (
    "Each cell shows how common the sources say something is; the number counts statements. Where sources differ, the "
    "strongest word is shown, and the number leads to all of them."
)
ROOMS: Mapping[str, PictureRoom] = {
    "prices": PictureRoom(
        "Prices",
        "What people are reported to pay for a leg, a crossing, a day of lodging or a whole journey.",
        "A price means something only together with what it covers. Ranges are formed within one leg, scope, unit and currency, "
        "and never across them. Nothing is averaged.",
        ("price",),
    ),
    "methods": PictureRoom(
        "Ways of crossing",
        "How borders are crossed, in what vehicles, and where people stay on the way.",
        _MATRIX,
        ("method", "transport", "lodging"),
    ),
    "payments": PictureRoom(
        "Payments",
        "How facilitators are paid, and what is demanded where money is missing.",
        _MATRIX,
        ("payment", "compensation"),
    ),
    "harms": PictureRoom(
        "Harm suffered",
        "Violence, danger, robbery, extortion and captivity that people suffer while being smuggled, and who causes it.",
        f"{_MATRIX} Statements are about what was done to people; nobody is scored or profiled here.",
        ("harm", "official_conduct"),
    ),
    "nationalities": PictureRoom(
        "Nationalities",
        "Nationalities as the sources report them, and as published detections count them.",
        f"{_MATRIX} Published detections count crossings, not persons.",
        ("nationality", "composition"),
    ),
    "digital": PictureRoom(
        "Digital means",
        "Which tools serve which phase of a smuggling operation.",
        f"{_MATRIX} The research behind most of these statements covers Bosnia and Herzegovina, Montenegro and Serbia.",
        ("digital_tool",),
    ),
    "facilitators": PictureRoom(
        "Facilitators",
        "Roles in smuggling operations, how far they are organised, how contact is made, and what replaces money.",
        f"{_MATRIX} A role names a task, not a person. People made to work off a debt are people harmed.",
        ("organisation_level", "facilitator_role", "local_role", "recruitment"),
    ),
    "map": PictureRoom(
        "Map of routes",
        "Route segments as reported, crossing points that sources name, and incidents.",
        "The map shows where something was reported, for readers of a report. It carries no times and no conditions, and positions "
        "are coarse. Everything on it stands in the list and the table as well.",
        ("route",),
    ),
}
