"""Random wishes to disclose, and what they could rest on: mostly near to an allowance, so that both answers come up often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fener.terms.codelists import code_list
from fener.terms.protection import (
    AgeBand,
    AllegedTie,
    ConsentTerms,
    DisclosureWish,
    GroundTerms,
    PersonSituation,
    Recipient,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PURPOSES = [entry.code for entry in code_list("consent_purposes")]
CLASSES = [entry.code for entry in code_list("data_classes")]
KINDS = [entry.code for entry in code_list("provider_kinds")]
GROUNDS = [entry.code for entry in code_list("legal_grounds")]
CAPACITIES = [entry.code for entry in code_list("capacity_kinds")]
MODES = [entry.code for entry in code_list("interpretation_modes")]


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value five times out of six, else one of the others."""
    return st.integers(0, 5).flatmap(lambda n: st.just(usual) if n else st.sampled_from(others))


TIMES = [NOW - 5 * HOUR, NOW - HOUR, NOW, NOW + HOUR, NOW + 5 * HOUR]


@st.composite
def wishes(draw: Any) -> DisclosureWish:
    """Data, purpose and recipient; mostly what the purpose serves."""
    purpose = draw(st.sampled_from(PURPOSES))
    extra = code_list("consent_purposes")[purpose].extra
    kinds, classes = extra["recipient_kinds"], extra["data_classes"]
    return DisclosureWish(
        subject="PC-1",
        purpose=draw(mostly(purpose, "curiosity", "criminal_report")),
        data_classes=frozenset(
            draw(st.one_of(*[st.sets(st.sampled_from(classes), min_size=1)] * 4, st.sets(st.sampled_from(CLASSES))))
        ),
        recipient=Recipient(
            "SP-1",
            draw(st.one_of(*[st.sampled_from(kinds)] * 4, st.sampled_from(KINDS))),
            draw(st.sampled_from(["", "org:1"])),
            "RS",
            draw(st.sampled_from(["", "Loznica"])),
        ),
        at=draw(mostly(NOW, *TIMES)),
        near_tie_accepted=draw(st.booleans()),
    )


@st.composite
def consents(draw: Any, wish: DisclosureWish) -> ConsentTerms:
    """A consent that mostly covers the wish."""
    return ConsentTerms(
        subject=draw(mostly("PC-1", "PC-2")),
        purpose=draw(mostly(wish.purpose, *PURPOSES)),
        data_classes=draw(mostly(wish.data_classes | {"needs"}, frozenset(), frozenset({"needs"}))),
        recipient=draw(mostly("SP-1", "SP-2")),
        given_by=draw(st.sampled_from(["person", "person", "guardian", "guardian", "companion"])),
        capacity=draw(st.one_of(st.just("able"), st.sampled_from([*CAPACITIES, "unheard_of"]))),
        interpretation=draw(mostly("none_needed", *MODES, "unheard_of")),
        given_at=draw(mostly(NOW - 2 * HOUR, *TIMES)),
        valid_until=draw(mostly(NOW + 2 * HOUR, *TIMES)),
        withdrawn_at=draw(mostly(None, *TIMES)),
    )


@st.composite
def grounds(draw: Any, wish: DisclosureWish) -> GroundTerms:
    """A legal ground that mostly covers the wish."""
    return GroundTerms(
        subject=draw(mostly("PC-1", "PC-2")),
        code=draw(st.sampled_from([*GROUNDS, "convenience"])),
        purpose=draw(mostly(wish.purpose, *PURPOSES)),
        data_classes=draw(mostly(wish.data_classes | {"needs"}, frozenset({"needs"}))),
        recipient=draw(mostly("SP-1", "SP-2")),
        asked_by=1,
        approved_by=draw(mostly(2, 1, None)),
        approved_at=draw(mostly(NOW - 2 * HOUR, None, *TIMES)),
        valid_until=draw(mostly(NOW + 2 * HOUR, None, *TIMES)),
    )


@st.composite
def situations(draw: Any) -> PersonSituation:
    """Adult, child or somebody who may be one, with and without guardian and assessments."""
    return PersonSituation(
        draw(st.sampled_from(list(AgeBand))),
        draw(st.booleans()),
        frozenset(draw(st.one_of(st.just(PURPOSES), st.lists(st.sampled_from(PURPOSES), max_size=2)))),
    )


def ties() -> st.SearchStrategy[AllegedTie]:
    """Workplaces of alleged offenders; many of them nowhere near."""
    return st.builds(
        AllegedTie,
        provider=st.sampled_from(["", "", "SP-1", "SP-2"]),
        organisation=st.sampled_from(["", "", "org:1", "org:2"]),
        kind=st.sampled_from(["", *KINDS]),
        territory=st.sampled_from(["", "RS", "AL"]),
        municipality=st.sampled_from(["", "LOZNICA", "Subotica"]),
    )


@st.composite
def questions(draw: Any) -> tuple[DisclosureWish, Any, PersonSituation, list[AllegedTie]]:
    """All that a decision is asked of."""
    wish = draw(wishes())
    basis = draw(st.one_of(st.none(), *[consents(wish)] * 3, *[grounds(wish)] * 3))
    return wish, basis, draw(situations()), draw(st.one_of(st.just([]), st.lists(ties(), max_size=2)))
