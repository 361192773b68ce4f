"""What instruments ask for and the books do not show."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from fener.analysis.law import STATES, library
from fener.analysis.law.books import Library
from fener.analysis.law.gaps import BINDING_ORDER, Finding, Gap, gap_matrix, gaps
from fener.analysis.law.holdings import Mark, Yardstick
from fener.terms.errors import SetUpFault

OPEN = (Finding.GAP, Finding.PARTLY)


def found(about: str, state: str, test: str = "") -> list[Gap]:
    """What the yardsticks about something find in a state to which they are laid."""
    return [
        each
        for each in gaps(library(), states=[state])
        if each.yardstick.about == about
        and (not test or each.yardstick.test == test)
        and each.finding is not Finding.NOT_APPLICABLE
    ]


def is_open(about: str, state: str, test: str = "") -> bool:
    listed = found(about, state, test)
    assert listed, f"no yardstick about {about}"
    return all(each.is_open for each in listed)


@pytest.mark.parametrize("state", ["RS", "ME"])
@pytest.mark.parametrize("about", ["agg.safety", "agg.inhuman", "agg.exploitation"])
def test_serbia_and_montenegro_do_not_name_safety_inhuman_treatment_and_exploitation(about: str, state: str) -> None:
    assert is_open(about, state)


def test_bosnia_names_safety_and_inhuman_treatment() -> None:
    assert not is_open("agg.safety", "BA")
    assert not is_open("agg.inhuman", "BA")
    assert [each.finding for each in found("agg.exploitation", "BA")] == [Finding.NOT_KNOWN] * 2


@pytest.mark.parametrize("state", ["ME", "BA"])
def test_montenegro_and_bosnia_have_a_form_without_benefit(state: str) -> None:
    [gap] = found("smuggling", state, "benefit")
    assert gap.finding is Finding.GAP
    assert gap.provisions == {"ME": ("ME.CC.405.2.a",), "BA": ("BA.CC.189.2",)}[state]
    assert "needed in part" in gap.why


def test_serbia_asks_for_a_benefit_everywhere_and_of_north_macedonia_it_is_not_known() -> None:
    assert [each.finding for each in found("smuggling", "RS", "benefit")] == [Finding.MET]
    assert [each.finding for each in found("smuggling", "MK", "benefit")] == [Finding.NOT_KNOWN]


@pytest.mark.parametrize("state", ["RS", "BA", "ME"])
def test_digital_means_are_recognised_by_none_of_the_three(state: str) -> None:
    assert [each.finding for each in found("agg.digital", state)] == [Finding.GAP]


@pytest.mark.parametrize("state", ["ME", "MK"])
def test_montenegro_and_north_macedonia_do_not_name_smuggled_people_in_their_residence_law(state: str) -> None:
    assert [each.finding for each in found("residence.explicit", state)] == [Finding.GAP]


@pytest.mark.parametrize("state", ["AL", "BA", "XK", "RS"])
def test_the_others_name_them(state: str) -> None:
    assert [each.finding for each in found("residence.explicit", state)] == [Finding.MET]


@pytest.mark.parametrize("state", ["BA", "XK", "RS", "MK"])
def test_rights_are_not_specified_in_bosnia_kosovo_serbia_and_north_macedonia(state: str) -> None:
    assert [each.finding for each in found("residence.rights", state)] == [Finding.GAP]


@pytest.mark.parametrize("state", ["AL", "ME"])
def test_rights_are_listed_in_albania_and_montenegro(state: str) -> None:
    assert [each.finding for each in found("residence.rights", state)] == [Finding.MET]


def test_providers_have_no_duty_in_bosnia_and_montenegro_and_of_serbia_it_is_not_said() -> None:
    findings = {state: [each.finding for each in found("institutional.provider_duty", state)] for state in STATES[:3]}
    assert findings == {"RS": [Finding.NOT_KNOWN], "BA": [Finding.GAP], "ME": [Finding.GAP]}


@pytest.mark.parametrize("state", ["RS", "BA", "ME"])
def test_nowhere_is_there_a_strategy_of_prevention(state: str) -> None:
    assert [each.finding for each in found("art15.strategy", state)] == [Finding.GAP]


def test_ranges_meet_the_convention_and_aggravated_forms_the_framework_decision() -> None:
    for state in ("RS", "BA", "ME"):
        assert [each.finding for each in found("smuggling", state, "penalty")] == [Finding.MET]
        assert [each.finding for each in found("smuggling.aggravated", state, "penalty")] == [Finding.MET]
    assert [each.finding for each in found("smuggling.aggravated", "XK", "penalty")] == [Finding.NOT_KNOWN]


def test_every_yardstick_is_laid_to_every_state_what_binds_first() -> None:
    everything = gaps(library())
    assert len(everything) == len(library().yardsticks) * len(STATES)
    assert len({each.key for each in everything}) == len(everything)
    order = [(BINDING_ORDER.index(each.binding), STATES.index(each.state)) for each in everything]
    assert order == sorted(order)
    assert all(each.is_open for each in gaps(library(), only_open=True))


def test_every_finding_says_why_and_what_was_found_has_a_mark() -> None:
    for each in gaps(library()):
        assert each.why, each.key
        if each.finding in (*OPEN, Finding.MET):
            assert each.mark, each.key


def test_an_open_gap_has_a_recommendation_or_draft_points() -> None:
    for each in gaps(library(), only_open=True):
        assert each.recommendation or each.points, each.key
        if each.recommendation:
            assert each.recommendation.words


def test_what_obliges_parties_is_a_standard_for_who_is_none() -> None:
    assert "obligation" not in {each.binding for each in gaps(library(), states=["XK"])}
    [gap] = gaps(with_yardstick(binding="obligation"), states=["XK"])
    assert gap.binding == "standard"
    assert any("Not a party" in note for note in gap.notes)
    [bound] = gaps(with_yardstick(binding="obligation"), states=["RS"])
    assert bound.binding == "obligation"
    assert not any("Not a party" in note for note in bound.notes)


def test_claims_of_the_yardstick_and_of_the_cell_stand_with_the_gap() -> None:
    [explicit] = found("residence.explicit", "MK")
    assert "E31" in {claim.key for claim in explicit.claims}
    [digital] = [each for each in gaps(library(), states=["BA"]) if each.yardstick.about == "digital.D4"]
    assert {"E1", "E24"} <= {claim.key for claim in digital.claims}
    assert digital.mark is Mark.DISPUTED


def test_the_matrix_of_gaps_leaves_out_what_nobody_misses() -> None:
    books = library()
    drawn = gap_matrix(books)
    assert drawn.cell("protocol_6_3.safety", "RS").value == "gap"
    assert "protocol_6_1_a.form" not in {row.key for row in drawn.rows}
    assert len(gap_matrix(books, only_open=False).rows) == len(books.yardsticks)
    assert [column.title for column in drawn.columns][-1] == "Kosovo*"


def with_yardstick(**ways: object) -> Library:
    """The books with one yardstick, of one's own."""
    given = {"test": "cell", "about": "residence.rights", "states": STATES, "binding": "option", **ways}
    one = Yardstick(key="own", instrument="Own", article="1", asks="Own", **given)  # type: ignore[arg-type]
    return replace(library(), yardsticks=MappingProxyType({"own": one}))


@pytest.mark.parametrize(
    ("test", "about"),
    [("cell", "residence.nothing"), ("cell", "nowhere.x"), ("circumstance", "agg.nothing"), ("penalty", "all")],
)
def test_a_yardstick_about_nothing_names_its_place_and_the_remedy(test: str, about: str) -> None:
    with pytest.raises(SetUpFault) as refused:
        gaps(with_yardstick(test=test, about=about))
    assert refused.value.number == "FEN-2941"
    assert about in str(refused.value)


def test_a_cell_a_report_does_not_have_is_not_known_and_a_state_not_listed_is_not_asked() -> None:
    [unsaid] = gaps(with_yardstick(about="art15.strategy"), states=["AL"])
    assert (unsaid.finding, unsaid.mark) == (Finding.NOT_KNOWN, None)
    [unasked] = gaps(with_yardstick(states=("RS",)), states=["AL"])
    assert unasked.finding is Finding.NOT_APPLICABLE


def test_some_forms_below_the_maximum_is_met_in_part_and_all_below_a_gap() -> None:
    [partly] = gaps(with_yardstick(test="penalty", about="smuggling", months=120), states=["RS"])
    assert partly.finding is Finding.PARTLY
    assert "Below: RS.CC.350.2" in partly.why
    [gap] = gaps(with_yardstick(test="penalty", about="smuggling", months=240), states=["RS"])
    assert gap.finding is Finding.GAP
    [exact] = gaps(with_yardstick(test="penalty", about="smuggling", months=96), states=["RS"])
    assert exact.finding is Finding.MET
    [known] = gaps(with_yardstick(test="penalty", about="smuggling.aggravated", months=96), states=["ME"])
    assert "Range not known: ME.CC.401, ME.CC.401a." in known.notes


def test_articles_and_sections_are_cited_as_what_they_are() -> None:
    cited = {each.yardstick.key: each.asked_by for each in gaps(library(), states=["RS"])}
    assert cited["protocol_6_3.safety"].endswith("Art. 6(3)(a)")
    assert cited["report_25.platforms"].endswith("section 2.4")
    assert "Art. Directive" not in cited["eu_2004_81.explicit"]


def test_an_offence_that_asks_for_what_the_convention_asks_for_is_no_gap() -> None:
    found = {each.key: each.finding for each in gaps(library(), states=["RS", "BA", "ME"])}
    assert {found[f"budapest.D5.{state}"] for state in ("RS", "BA", "ME")} == {Finding.MET}
    assert found["budapest.D4.RS"] is Finding.PARTLY
