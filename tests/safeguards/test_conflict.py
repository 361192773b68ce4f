"""Nobody is referred to where the accused works."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.safeguards.conflict import Nearness, may_receive, nearness, safe_first
from fener.terms.protection import AllegedTie, Recipient
from tests.safeguards.wishes import KINDS, ties

STATION = Recipient("SP-7", "police", "body:RS:ministry of the interior", "RS", "Loznica")
OF_KIND = AllegedTie(kind="police", territory="RS", municipality="Loznica")


@pytest.mark.parametrize(
    ("tie", "near"),
    [
        (AllegedTie(provider="SP-7"), Nearness.CERTAIN),
        (AllegedTie(provider="SP-8", organisation=STATION.organisation), Nearness.CERTAIN),
        (OF_KIND, Nearness.POSSIBLE),
        (replace(OF_KIND, municipality="LOZNICA"), Nearness.POSSIBLE),
        (replace(OF_KIND, municipality=""), Nearness.POSSIBLE),
        (replace(OF_KIND, territory=""), Nearness.POSSIBLE),
        (replace(OF_KIND, municipality="Subotica"), Nearness.SAME_TERRITORY),
        (replace(OF_KIND, territory="AL"), Nearness.NONE),
        (replace(OF_KIND, kind="health"), Nearness.NONE),
        (AllegedTie(), Nearness.NONE),
        (AllegedTie(provider="SP-8", organisation="org:3"), Nearness.NONE),
    ],
)
def test_how_near_a_recipient_stands(tie: AllegedTie, near: Nearness) -> None:
    assert nearness(STATION, [tie]) is near


def test_where_the_recipients_place_is_not_known_it_may_be_this_one() -> None:
    assert nearness(replace(STATION, municipality=""), [OF_KIND]) is Nearness.POSSIBLE


def test_two_providers_without_a_body_are_not_one_body() -> None:
    assert nearness(Recipient("SP-1", "health"), [AllegedTie(provider="SP-2", kind="police")]) is Nearness.NONE


def test_a_certain_tie_is_refused_even_where_weighed_a_possible_one_is_weighed() -> None:
    certain = [AllegedTie(provider="SP-7")]
    assert (
        not may_receive(STATION, certain).allowed and not may_receive(STATION, certain, near_tie_accepted=True).allowed
    )
    assert not may_receive(STATION, [OF_KIND]).allowed
    weighed = may_receive(STATION, [OF_KIND], near_tie_accepted=True)
    assert weighed.allowed and weighed.duties
    assert may_receive(STATION, [replace(OF_KIND, municipality="Subotica")]).allowed


def test_the_safe_alternatives_come_first_and_the_accused_never() -> None:
    far = Recipient("SP-9", "police", "", "RS", "Subotica")
    other = Recipient("SP-10", "ombudsperson", "", "RS", "")
    near = Recipient("SP-11", "police", "", "RS", "Loznica")
    offered = safe_first([("own", STATION), ("near", near), ("far", far), ("other", other)], [
        OF_KIND, AllegedTie(provider="SP-7"),
    ])  # fmt: skip
    assert [name for name, _ in offered] == ["other", "far", "near"]
    assert offered[-1][1] is Nearness.POSSIBLE


@settings(max_examples=150)
@given(
    st.builds(
        Recipient, st.sampled_from(["SP-1", "SP-3"]), st.sampled_from(KINDS), st.sampled_from(["", "org:1"]),
        st.sampled_from(["RS", "AL"]), st.sampled_from(["", "Loznica", "Subotica"]),
    ),
    st.lists(ties(), max_size=4),
)  # fmt: skip
def test_the_nearest_tie_counts_in_whatever_order_they_were_noted(
    recipient: Recipient, alleged: list[AllegedTie]
) -> None:
    found = nearness(recipient, alleged)
    assert (
        found == nearness(recipient, alleged[::-1]) == max((nearness(recipient, [tie]) for tie in alleged), default=0)
    )
    if any(tie.provider == recipient.key for tie in alleged):
        assert found is Nearness.CERTAIN
    assert (found is Nearness.CERTAIN) is not bool(safe_first([("it", recipient)], alleged))
