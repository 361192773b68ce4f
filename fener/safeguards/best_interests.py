"""A child's best interests come first (CRC Art. 3); whoever may be a child is treated as one until the contrary is shown."""

from __future__ import annotations

from fener.safeguards.decision import Decision, allow, deny
from fener.terms.protection import ConsentTerms, DisclosureWish, GroundTerms, PersonSituation

# What cannot wait for a written assessment, and what brings the guardian who takes part in it.
NEEDS_NO_ASSESSMENT = frozenset({"emergency_help", "medical_care", "guardianship"})
_GROUNDS_FOR_CHILDREN = frozenset({"vital_interest", "child_best_interests", "court_order", "statutory_duty"})


def may_act_for_child(wish: DisclosureWish, basis: ConsentTerms | GroundTerms, situation: PersonSituation) -> Decision:
    """For an adult: their own consent. For a child: the guardian's, or a ground; and an assessment unless help cannot wait."""
    if not situation.age_band.is_child:
        return _adult(basis)
    if isinstance(basis, ConsentTerms):
        if basis.given_by != "guardian" or not situation.has_guardian:
            return deny("a child's data need the guardian's consent, or a legal ground where there is no guardian")
    elif basis.code not in _GROUNDS_FOR_CHILDREN:
        return deny("this ground does not serve a child")
    if wish.purpose in NEEDS_NO_ASSESSMENT or wish.purpose in situation.assessed_purposes:
        return allow("in the child's best interests", duties=("The child's views are heard and given weight.",))
    return deny("there is no approved best-interests assessment for this purpose")


def _adult(basis: ConsentTerms | GroundTerms) -> Decision:
    if isinstance(basis, ConsentTerms) and basis.given_by != "person":
        return deny("an adult consents in person; nobody consents for an adult")
    if isinstance(basis, GroundTerms) and basis.code == "child_best_interests":
        return deny("this ground is for children; the person is an adult")
    return allow("the person is an adult")
