"""An invented directory for practice: providers in four territories, every one marked as invented."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from fener.actions.protection.keep_provider import add_provider, name_escalation, tell_free_places
from fener.records.base.models import Member
from fener.records.protection.models import ServiceProvider
from fener.safeguards.roles import may_take_step
from fener.terms.providers import ContactEntry, ProviderEntry

_MARK = "(invented)"
_SOURCE = "Invented for practice"
# territory, name, kind, body, municipality, services, languages, opening, always open, capacity, free today, offices
_PROVIDERS: tuple[tuple[str, str, str, str, str, str, str, str, bool, int | None, int | None, str], ...] = (
    ("RS", "Example clinic Loznica", "health", "", "Loznica", "emergency_medical medical_care", "sr en ar",
     "", True, None, None, "Head of the emergency ward; Director's office"),
    ("RS", "Example border police station Loznica", "police", "Example border police directorate", "Loznica",
     "information", "sr en", "", True, None, None, "Shift commander; Regional centre on duty"),
    ("RS", "Example border police station Šid", "police", "Example border police directorate", "Šid",
     "information", "sr en", "", True, None, None, "Shift commander; Regional centre on duty"),
    ("RS", "Example women's shelter Danube", "shelter", "Example women's association", "Novi Sad",
     "safe_shelter psychosocial food_clothing", "sr en ar fa", "Admission at every hour", True, 12, 3,
     "Coordinator on duty; Board of the association"),
    ("RS", "Example centre for social work Loznica", "social_work", "", "Loznica", "child_protection guardian",
     "sr", "Weekdays 8–16; on call at night", False, None, None, "Worker on call; Director"),
    ("RS", "Example legal aid Belgrade", "legal_aid", "", "Belgrade",
     "legal_aid asylum_counselling residence_support compensation_support", "sr en ar fa ps",
     "Weekdays 9–17", False, 20, None, "Lawyer on duty"),
    ("BA", "Example cantonal hospital Bihać", "health", "", "Bihać", "emergency_medical medical_care", "bs en",
     "", True, None, None, "Head of the emergency ward"),
    ("BA", "Example reception centre Una", "shelter", "Example reception service", "Bihać",
     "safe_shelter food_clothing interpretation", "bs en ar ur", "", True, 40, 6,
     "Manager on duty; Head of the service"),
    ("BA", "Example mountain rescue Una", "rescue", "", "Bihać", "emergency_medical", "bs hr en", "",
     True, None, None, "Leader on duty"),
    ("ME", "Example shelter Bojana", "shelter", "Example women's association Coast", "Ulcinj",
     "safe_shelter psychosocial", "cnr sq en", "Admission at every hour", True, 8, 2, "Coordinator on duty"),
    ("ME", "Example legal clinic Podgorica", "legal_aid", "", "Podgorica", "legal_aid asylum_counselling",
     "cnr en fr", "Weekdays 9–16", False, 10, None, "Lawyer on duty"),
    ("ME", "Example counselling centre Podgorica", "psychosocial", "", "Podgorica", "psychosocial", "cnr en ar",
     "Weekdays 9–18", False, 15, 4, "Head of the centre"),
    ("XK", "Example family health centre Prizren", "health", "", "Prizren", "medical_care emergency_medical",
     "sq sr tr", "", True, None, None, "Doctor on duty"),
    ("XK", "Example interpreters' pool", "interpreter", "", "Pristina", "interpretation", "sq sr en ar fa ps ur",
     "By phone 7–22", False, 6, 3, "Coordinator of the pool"),
)  # fmt: skip


def make_demo_directory(actor_by_territory: Mapping[str, Member]) -> list[ServiceProvider]:
    """The invented providers of every territory that has an actor (a coordinator or caseworker of it); those there stay.

    A second run makes nothing twice.
    """
    made = []
    for row in _PROVIDERS:
        actor = actor_by_territory.get(row[0])
        if actor is not None and not ServiceProvider.objects.filter(name=_name(row[1]), territory=row[0]).exists():
            may_take_step(actor.role, "keep_directory").enforce()
            made.append(_made(actor, row))
    return made


def _name(name: str) -> str:
    return f"{name} {_MARK}"


def _made(
    actor: Member, row: tuple[str, str, str, str, str, str, str, str, bool, int | None, int | None, str]
) -> ServiceProvider:
    territory, name, kind, body, town, services, languages, opening, always, capacity, free, offices = row
    word = name.casefold().split()[-1].encode("ascii", "ignore").decode() or "office"
    entry = ProviderEntry(
        name=_name(name), kind=kind, territory=territory, body=body and f"{body} {_MARK}", municipality=town,
        services=tuple(services.split()), languages=tuple(languages.split()), opening=opening, is_always_open=always,
        capacity=capacity, contact="Example street 1, telephone 000 000", email=f"{word}@example.invalid",
        source=_SOURCE, checked_on=timezone.localdate(), is_invented=True,
    )  # fmt: skip
    made = add_provider(actor, entry)
    contacts = [
        ContactEntry(office, f"duty{order}.{word}@example.invalid", "000 000", 15 * order)
        for order, office in enumerate(offices.split("; "), 1)
    ]
    name_escalation(actor, made.key, contacts)
    if free is not None:
        tell_free_places(actor, made.key, free)
    return made
