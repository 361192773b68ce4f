"""Take an organisation into the platform of a territory; the platform is made where there is none yet."""

from __future__ import annotations

from django.db import transaction

from fener.actions.field.planning import must_work_in
from fener.records.base.audit import record_audit
from fener.records.base.models import Member, Organisation
from fener.records.field.models import NationalPlatform, PlatformOrganisation
from fener.safeguards.roles import may_take_step
from fener.terms.errors import UnknownTerm
from fener.terms.territories import territory


def join_platform(actor: Member, place: str, organisation_id: int | None = None) -> PlatformOrganisation:
    """``organisation_id`` None: the actor's own. Joining twice changes nothing and is not written twice."""
    may_take_step(actor.role, "plan_cycle").enforce()
    must_work_in(actor, place)
    wanted = actor.organisation_id or 0 if organisation_id is None else organisation_id
    organisation = Organisation.objects.filter(pk=wanted).first()
    if organisation is None:
        raise UnknownTerm(
            "there is no such organisation on the desk",
            remedy="Ask an administrator to add its first member; the organisation comes with it.",
            number="FEN-2606",
        )
    with transaction.atomic():
        link, is_new = PlatformOrganisation.objects.get_or_create(
            platform=platform_of(place, actor), organisation=organisation
        )
        if is_new:
            subject = ("NationalPlatform", place)
            record_audit("join_platform", actor=actor, subject=subject, details={"organisation": organisation.pk})
    return link


def platform_of(place: str, actor: Member) -> NationalPlatform:
    """The territory's platform, inside the caller's transaction; a new one has the actor's organisation as its first."""
    platform, is_new = NationalPlatform.objects.get_or_create(
        territory=place,
        defaults={"name": f"National platform, {territory(place).label}", "is_invented": actor.is_demo},
    )
    if is_new and actor.organisation is not None:
        PlatformOrganisation.objects.get_or_create(platform=platform, organisation=actor.organisation)
    return platform
