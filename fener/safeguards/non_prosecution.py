"""Nobody becomes liable for having been smuggled (Protocol Art. 5), and nothing said for help is turned against who said it."""

from __future__ import annotations

from fener.safeguards.decision import Decision, allow, deny
from fener.terms.conditions import Truth
from fener.terms.protection import ConsentTerms, DisclosureWish, GroundTerms

ART_5 = (
    "Nothing of this may be used against the person for having been smuggled (Protocol against the Smuggling of "
    "Migrants, Article 5)."
)
# What could serve to proceed against the person: how they came, where they stand in law, what they said.
SELF_INCRIMINATING = frozenset({"journey", "legal", "statement"})
_ENFORCING = frozenset({"police", "prosecutor"})
_FOR_THE_PERSON = frozenset(
    {
        "emergency_help",
        "medical_care",
        "guardianship",
        "asylum_access",
        "residence_application",
        "compensation_claim",
        "criminal_report",
        "trafficking_identification",
        "witness_protection",
    }
)


def may_reach_authority(wish: DisclosureWish, basis: ConsentTerms | GroundTerms) -> Decision:
    """Whether these data may go to an authority: for the person's own good only, and what could incriminate by consent alone.

    A court's order stands above consent; even then the duty of Article 5 goes with the data.
    """
    if not wish.recipient.is_authority:
        return allow("the recipient is no authority")
    if wish.recipient.kind in _ENFORCING and wish.purpose not in _FOR_THE_PERSON:
        return deny(f"to police and prosecution nothing goes for this purpose. {ART_5}")
    exposed = wish.data_classes & SELF_INCRIMINATING
    if exposed and not isinstance(basis, ConsentTerms) and basis.code != "court_order":
        return deny(
            "how the person came, their legal situation and what they stated go to an authority with their consent or by "
            f"a court's order only. {ART_5}"
        )
    return allow("it goes to an authority for the person's own good", duties=(ART_5,))


def may_make_help_depend(on: str) -> Decision:
    """Whether help may be made to depend on this. It may not: not on testifying, not on cooperating, not on a report."""
    return deny(f"help never depends on {on or 'anything the person does for others'}")


def is_only_smuggled(is_object: bool | None, acts_for_others: bool | None) -> Truth:
    """Whether somebody was the object of smuggling and nothing more; unknown where either is not known and still decides."""
    return Truth.of(is_object) & ~Truth.of(acts_for_others)


def may_be_qualified(is_object: bool | None, acts_for_others: bool | None) -> Decision:
    """Whether facts about a person may be qualified as smuggling at all. Never for having been smuggled; not while that is open."""
    only = is_only_smuggled(is_object, acts_for_others)
    if only is Truth.TRUE:
        return deny(f"the person is the object of smuggling, not its author. {ART_5}")
    if only is Truth.UNKNOWN:
        return deny("whether the person was only smuggled is not settled; until it is, they are treated as one who was")
    duties = (ART_5, "Coercion and trafficking are screened first.") if is_object else ()
    return allow("the person acted for others, or was not smuggled", duties=duties)
