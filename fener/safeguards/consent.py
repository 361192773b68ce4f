"""Whether data of a person may be given to somebody: every disclosure asks here, and without an allowance nothing is created.

In this order: is the purpose a purpose and are these data needed for it; does non-prosecution stand against it; is the
recipient free of conflict; does a live consent or an approved legal ground cover exactly this; and for a child, best
interests. All must allow. Principles: R23 Annex I, 2 (privacy and confidentiality); PIM principles (pim.guide);
IASC Operational Guidance on Data Responsibility 2023; Protocol Arts 5 and 16; CRC Art. 3.
"""

from __future__ import annotations

from collections.abc import Iterable

from fener.safeguards.best_interests import may_act_for_child
from fener.safeguards.conflict import may_receive
from fener.safeguards.decision import Decision, allow, deny
from fener.safeguards.non_prosecution import may_reach_authority
from fener.terms.codelists import code_list
from fener.terms.protection import AllegedTie, ConsentTerms, DisclosureWish, GroundTerms, PersonSituation

Basis = ConsentTerms | GroundTerms


def may_disclose(
    wish: DisclosureWish, basis: Basis | None, situation: PersonSituation, ties: Iterable[AllegedTie] = ()
) -> Decision:
    """Whether this disclosure may be made on this basis; the reasons name every rule that stands against it."""
    if basis is None:
        return deny("there is neither a consent nor a legal ground for this purpose, recipient and kind of data")
    asked = [
        may_serve_purpose(wish),
        may_reach_authority(wish, basis),
        may_receive(wish.recipient, ties, near_tie_accepted=wish.near_tie_accepted),
        may_rest_on(wish, basis),
        may_act_for_child(wish, basis, situation),
    ]
    refused = [reason for decision in asked if not decision.allowed for reason in decision.reasons]
    if refused:
        return deny(*refused)
    return allow(
        *(reason for decision in asked for reason in decision.reasons),
        duties=tuple(dict.fromkeys(duty for decision in asked for duty in decision.duties)),
    )


def may_serve_purpose(wish: DisclosureWish) -> Decision:
    """Purpose limits: only data the purpose can need, only to kinds of recipient that serve it, and never nothing at all."""
    if not wish.data_classes:
        return deny("no data are named; a disclosure says what it gives")
    purposes = code_list("consent_purposes")
    if wish.purpose not in purposes:
        return deny(f"“{wish.purpose}” is no purpose for which data of a person are given")
    purpose = purposes[wish.purpose]
    excess = wish.data_classes - frozenset(purpose.extra["data_classes"])
    if excess:
        return deny(f"for {purpose.label.lower()} these are not needed: {_labels(excess)}")
    if wish.recipient.kind not in purpose.extra["recipient_kinds"]:
        kind = code_list("provider_kinds").label(wish.recipient.kind)
        return deny(f"{kind} does not serve the purpose {purpose.label.lower()}")
    return allow(f"these data serve the purpose {purpose.label.lower()}")


def may_rest_on(wish: DisclosureWish, basis: Basis) -> Decision:
    """Whether the consent or ground covers exactly this person, purpose, recipient and these classes, now."""
    if basis.subject != wish.subject:
        return deny("the consent or ground is about another person")
    wrong = [
        word
        for word, fits in (
            ("purpose", basis.purpose == wish.purpose),
            ("recipient", basis.recipient == wish.recipient.key),
        )
        if not fits
    ]
    if wrong:
        return deny(f"the consent or ground is for another {' and another '.join(wrong)}")
    if excess := wish.data_classes - basis.data_classes:
        return deny(f"not covered: {_labels(excess)}")
    return _live_consent(wish, basis) if isinstance(basis, ConsentTerms) else _live_ground(wish, basis)


def may_be_consent(consent: ConsentTerms) -> Decision:
    """Whether what was recorded is a consent at all: understood, by somebody able to give it, running for some time."""
    capacities, modes = code_list("capacity_kinds"), code_list("interpretation_modes")
    if consent.capacity not in capacities or not capacities[consent.capacity].extra.get("may_consent"):
        return deny("somebody who cannot decide now cannot consent; wait, support the person, or find a legal ground")
    if capacities[consent.capacity].extra.get("needs_guardian") and consent.given_by != "guardian":
        return deny("for a child the guardian consents, after the child was heard")
    if capacities[consent.capacity].extra.get("needs_guardian") and consent.given_by != "guardian":
        return deny("for a child the guardian consents; this was recorded as given by somebody else")
    if consent.interpretation not in modes or not modes[consent.interpretation].extra.get("is_allowed"):
        return deny("consent was not explained through an independent interpreter or in a language of the person")
    if consent.valid_until <= consent.given_at:
        return deny("the consent ends before it begins")
    if not consent.data_classes:
        return deny("the consent names no data")
    return allow("given with understanding by somebody able to give it")


def _live_consent(wish: DisclosureWish, consent: ConsentTerms) -> Decision:
    if consent.withdrawn_at is not None and consent.withdrawn_at <= wish.at:
        return deny("the consent was withdrawn")
    if not consent.is_live(wish.at):
        return deny("the consent has run out" if wish.at >= consent.valid_until else "the consent is not yet given")
    decision = may_be_consent(consent)
    if not decision.allowed:
        return decision
    return allow(
        "the person agreed" if consent.given_by == "person" else "the guardian agreed",
        duties=("Use it for this purpose alone; pass it to nobody; destroy it on request and confirm that.",),
    )


def _live_ground(wish: DisclosureWish, ground: GroundTerms) -> Decision:
    grounds = code_list("legal_grounds")
    if ground.code not in grounds:
        return deny(f"“{ground.code}” is no legal ground")
    entry = grounds[ground.code]
    if ground.approved_by is None or ground.approved_by == ground.asked_by:
        return deny("a legal ground needs the approval of another member than the one who asks")
    if not ground.is_live(wish.at):
        return deny("the approval of the legal ground has run out or does not begin yet")
    if excess := wish.data_classes - frozenset(entry.extra["data_classes"]):
        return deny(f"{entry.label} does not cover: {_labels(excess)}")
    return allow(f"without consent, on the ground: {entry.label.lower()}", duties=tuple(entry.extra.get("duties", ())))


def _labels(classes: Iterable[str]) -> str:
    known = code_list("data_classes")
    return ", ".join(known.label(code).lower() for code in sorted(classes))
