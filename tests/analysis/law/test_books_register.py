"""The register of claims and the recommendations are held whole, and shown where they matter."""

from __future__ import annotations

import pytest

from fener.analysis.law.books import library

THREE = ("RS", "BA", "ME")
SIX = ("AL", "BA", "XK", "RS", "ME", "MK")

REGISTER = [f"E{number}" for number in range(1, 36)]
REGISTER.insert(3, "E3b")


def test_the_register_has_all_thirty_six_claims_in_order() -> None:
    assert list(library().claims) == REGISTER


@pytest.mark.parametrize(
    ("key", "handling"),
    [
        ("E1", "ISO 3166-2"),
        ("E2", "union"),
        ("E3", "262 is off"),
        ("E3b", "Absorption"),
        ("E4", "follows the Convention"),
        ("E5", "Art. 3(a) and (b)"),
        ("E6", "illegal means"),
        ("E7", "Noted"),
        ("E8", "Noted"),
        ("E9", "permissive"),
        ("E10", "Noted"),
        ("E11", "test of the text"),
        ("E12", "general part comes first"),
        ("E13", "verified by a lawyer"),
        ("E14", "open-ended"),
        ("E15", "separate offence"),
        ("E16", "disputed"),
        ("E17", "held apart"),
        ("E18", "ambiguous"),
        ("E19", "as written"),
        ("E20", "wrong"),
        ("E21", "Operational Task Force"),
        ("E22", "by title"),
        ("E23", "unknown"),
        ("E24", "weak link"),
        ("E25", "row D5"),
        ("E26", "Both are held"),
        ("E27", "gap"),
        ("E28", "caution"),
        ("E29", "scope"),
        ("E30", "checked"),
        ("E31", "checked"),
        ("E32", "to be checked"),
        ("E33", "Noted"),
        ("E34", "Noted"),
        ("E35", "Art. 5 is used"),
    ],
)
def test_a_claim_is_handled_as_the_register_says(key: str, handling: str) -> None:
    assert handling in library().claims[key].handling


def test_a_claim_keeps_report_and_text_apart_and_names_a_page() -> None:
    for claim in library().claims.values():
        assert claim.report_says != claim.text_says
        assert any(source.report and source.page for source in claim.where), claim.key


@pytest.mark.parametrize(
    ("key", "touched"),
    [
        ("E1", "BA-BIH.CC.398"),
        ("E1", "BA-SRP.CC.411"),
        ("E6", "table1.P.6.1.c"),
        ("E12", "table1.P.6.2.b"),
        ("E13", "agg.group"),
        ("E14", "BA.CC.189.5"),
        ("E16", "RS.CC.388.6"),
        ("E19", "R25.V.3"),
        ("E20", "institutional.provider_duty"),
        ("E23", "agg.digital"),
        ("E24", "digital.D4"),
        ("E25", "digital.D6"),
        ("E30", "residence.provision"),
        ("E33", "agg.prior"),
        ("E34", "agg.violence"),
    ],
)
def test_a_claim_is_found_where_it_matters(key: str, touched: str) -> None:
    assert key in [claim.key for claim in library().claims_on[touched]]


def test_only_claims_on_figures_and_prices_touch_nothing_in_the_law_books() -> None:
    assert [claim.key for claim in library().claims.values() if not claim.touches] == ["E27", "E28", "E29"]


def test_recommendations_are_held_whole() -> None:
    expected = [f"R25.V.{number}" for number in range(1, 13)]
    expected += [f"R23.4.{number}" for number in range(1, 14)]
    expected += [f"R23.A1.{number}" for number in range(1, 7)]
    assert list(library().recommendations) == expected


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("R25.V.1", "digital means"),
        ("R25.V.2", "Budapest"),
        ("R25.V.3", "a directive on border protection and oversight of crypto transactions"),
        ("R25.V.4", "safeguards"),
        ("R25.V.5", "specialised teams"),
        ("R25.V.6", "Train"),
        ("R25.V.7", "tabletop"),
        ("R25.V.8", "crypto"),
        ("R25.V.9", "artificial intelligence"),
        ("R25.V.10", "international bodies"),
        ("R25.V.11", "early warning"),
        ("R25.V.12", "languages"),
        ("R23.4.1", "borders"),
        ("R23.4.2", "money"),
        ("R23.4.3", "Coordinate"),
        ("R23.4.4", "Assess"),
        ("R23.4.5", "retaliation"),
        ("R23.4.6", "vulnerable"),
        ("R23.4.7", "compensation"),
        ("R23.4.8", "same rights"),
        ("R23.4.9", "detailed procedures"),
        ("R23.4.10", "police instructions"),
        ("R23.4.11", "partnerships"),
        ("R23.4.12", "statements"),
        ("R23.4.13", "against smuggled migrants"),
        ("R23.A1.1", "MARRI"),
        ("R23.A1.2", "Sharing information"),
        ("R23.A1.3", "access"),
        ("R23.A1.4", "Training"),
        ("R23.A1.5", "Awareness"),
        ("R23.A1.6", "Evaluation"),
    ],
)
def test_a_recommendation_says_what_it_asks_for(key: str, words: str) -> None:
    assert words in library().recommendations[key].words


def test_a_recommendation_is_addressed_to_the_states_of_its_report_and_numbered() -> None:
    for held in library().recommendations.values():
        assert set(held.states) <= set(THREE if held.report == "R25" else SIX)
        assert held.key.endswith(f".{held.number}")


def test_every_recommendation_has_draft_points() -> None:
    assert [held.key for held in library().recommendations.values() if not held.points] == []


@pytest.mark.parametrize(
    "words", ["life, health or safety", "inhuman or degrading", "encrypted channels", "crypto-assets"]
)
def test_the_first_recommendation_drafts_what_the_protocol_and_the_report_miss(words: str) -> None:
    assert words in " ".join(library().recommendations["R25.V.1"].points)
