"""The directory of service providers: what is known of one, why one is closed, and when what is known grows old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STALE_AFTER_DAYS = 183
LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "English",
    "sq": "Albanian",
    "bs": "Bosnian",
    "hr": "Croatian",
    "cnr": "Montenegrin",
    "mk": "Macedonian",
    "sr": "Serbian",
    "tr": "Turkish",
    "rom": "Romani",
    "ar": "Arabic",
    "bn": "Bangla",
    "fa-AF": "Dari",
    "fa": "Farsi",
    "fr": "French",
    "hi": "Hindi",
    "kmr": "Kurmanji",
    "ne": "Nepali",
    "ps": "Pashto",
    "pa": "Punjabi",
    "ru": "Russian",
    "so": "Somali",
    "ckb": "Sorani",
    "es": "Spanish",
    "ti": "Tigrinya",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "zh": "Chinese",
}


class ProviderClosure(StrEnum):
    """Why a provider is no longer in the pathway."""

    SERVICE_ENDED = "service_ended"
    MOVED = "moved"
    MERGED = "merged"
    UNSAFE = "unsafe"
    ENTERED_TWICE = "entered_twice"

    @property
    def label(self) -> str:
        """The words a screen shows."""
        return _CLOSURES[self]


_CLOSURES = {
    ProviderClosure.SERVICE_ENDED: "The service ended",
    ProviderClosure.MOVED: "Moved; the new place has its own entry",
    ProviderClosure.MERGED: "Merged into another provider",
    ProviderClosure.UNSAFE: "Referring there is not safe",
    ProviderClosure.ENTERED_TWICE: "Entered twice",
}


def is_stale(checked_on: date | None, today: date) -> bool:
    """Whether nobody checked the entry for half a year, or ever."""
    return checked_on is None or (today - checked_on).days > STALE_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """An office that an unanswered urgent request goes to next, and how long it has before the request goes on."""

    title: str
    email: str = ""
    phone: str = ""
    after_minutes: int = 30


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """What the directory holds of a provider. Lists are codes: protection_services, :data:`LANGUAGE_NAMES`.

    ``contact`` and ``email`` are an office's. ``organisation_id`` ties it to an organisation whose members use the desk.
    """

    name: str
    kind: str
    territory: str
    services: tuple[str, ...]
    body: str = ""
    municipality: str = ""
    languages: tuple[str, ...] = ()
    opening: str = ""
    is_always_open: bool = False
    capacity: int | None = None
    contact: str = ""
    email: str = ""
    source: str = ""
    checked_on: date | None = None
    organisation_id: int | None = None
    is_invented: bool = False
