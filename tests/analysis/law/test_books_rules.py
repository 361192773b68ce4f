"""Rules and yardsticks: each is reached and missed, help hangs on nothing, and the two rooms of law say the same of residence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from fener.analysis.law.books import STATES, library
from fener.analysis.law.holdings import Effect, Rule, RuleKind, Yardstick
from fener.analysis.law.schemas import BOOKS_FOLDER
from fener.analysis.law.vocabulary import FactKind, vocabulary
from fener.analysis.rights import residence_table
from fener.terms.conditions import Facts, FactValue, Truth

RULES = tuple(library().rules.values())
MEASURED = tuple(rule for rule in RULES if rule.measure is not None)
YARDSTICKS = tuple(library().yardsticks.values())
COUNTS: tuple[FactValue, ...] = (0, 1, 3, 5, 6, 9, 10, 13, 14, 31, 32, 100)
NEVER_DEPENDS = "help never depends on testifying"


def named(held: Rule | Yardstick) -> str:
    return held.key


def of_kind(kind: RuleKind) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.kind is kind)


def values_of(key: str) -> tuple[FactValue, ...]:
    """Values worth trying for a fact."""
    term = vocabulary().terms[key]
    match term.kind:
        case FactKind.YES_NO:
            return (False, True)
        case FactKind.NUMBER:
            return COUNTS
        case _:
            return tuple(frozenset({code}) for code in term.codes)


def possible_facts(rule: Rule) -> Iterator[Facts]:
    assert rule.measure is not None
    keys = rule.measure.keys
    return (dict(zip(keys, values, strict=True)) for values in product(*map(values_of, keys)))


def applies(rule: Rule, facts: Facts) -> bool:
    return rule.measure is None or rule.measure.result(facts) is Truth.TRUE


# Measures


@pytest.mark.parametrize("rule", MEASURED, ids=named)
def test_every_rule_with_a_condition_is_met_by_some_facts_and_missed_by_others(rule: Rule) -> None:
    assert rule.measure is not None
    assert {rule.measure.result(facts) for facts in possible_facts(rule)} == {Truth.TRUE, Truth.FALSE}


@pytest.mark.parametrize("rule", MEASURED, ids=named)
def test_where_nothing_is_known_a_condition_asks_and_does_not_answer(rule: Rule) -> None:
    assert rule.measure is not None
    assert rule.measure.result({}) is Truth.UNKNOWN
    assert rule.measure.questions({})


def test_all_kinds_of_rules_are_there_and_each_state_has_a_basis_and_a_residence_rule() -> None:
    assert {rule.kind for rule in RULES} == set(RuleKind)
    for state in STATES:
        assert any(rule.states == (state,) for rule in of_kind(RuleKind.BASIS)), state
        assert library().rules[f"residence.{state}"].states == (state,)


# Pleas


def test_a_plea_says_what_it_does_and_no_other_rule_claims_an_effect() -> None:
    assert {rule.key: rule.effect for rule in RULES if rule.effect} == {
        "plea.coercion": "open",
        "plea.debt_bondage": "open",
        "plea.trafficking_signs": "open",
        "plea.below_14": "excluded",
    }
    assert all(rule.effect and rule.measure and not rule.states for rule in of_kind(RuleKind.PLEA))


def test_relief_of_a_debt_calls_for_screening_only_where_the_actor_was_smuggled() -> None:
    rule = library().rules["plea.debt_bondage"]
    debt = frozenset({"debt_relief"})
    assert applies(rule, {"actor.is_object_of_smuggling": True, "benefit.kind": debt})
    assert not applies(rule, {"actor.is_object_of_smuggling": False, "benefit.kind": debt})
    assert not applies(rule, {"actor.is_object_of_smuggling": True, "benefit.kind": frozenset({"money"})})


@pytest.mark.parametrize(("age", "excluded"), [(13, True), (14, False)])
def test_who_was_below_fourteen_is_not_liable_and_who_was_fourteen_may_be(age: int, excluded: bool) -> None:
    assert applies(library().rules["plea.below_14"], {"actor.age": age}) is excluded


# Bases


def test_article_five_is_a_basis_in_every_state_and_covers_all_who_were_smuggled() -> None:
    basis = library().rules["basis.protocol_5"]
    assert basis.measure is None and not basis.states and basis.provision == "INT.SP.5"
    assert {"E17", "E35"} <= set(basis.claims)


def test_law_and_practice_stand_apart_where_they_contradict_each_other() -> None:
    rules = library().rules
    assert all(rules[key].practice for key in ("basis.RS", "basis.BA", "basis.ME", "basis.MK", "basis.XK"))
    assert "E16" in rules["basis.RS"].claims and "E18" in rules["basis.ME"].claims
    assert "297" in rules["basis.AL"].law and "misdemeanour" in rules["basis.RS"].practice


# Duties


def test_no_duty_asks_whether_somebody_cooperates() -> None:
    assert not [
        rule.key for rule in of_kind(RuleKind.DUTY) if rule.measure and "protection.cooperates" in rule.measure.keys
    ]


def test_help_without_testimony_is_owed_always_and_duties_of_help_say_so() -> None:
    always = library().rules["duty.help_without_testimony"]
    assert always.measure is None and not always.states
    helping = (
        "help_without_testimony 16_2 16_3 asylum_access guardian trafficking_referral vulnerable_witness medical revenge "
        "document_circumstances compensation no_confinement RS.witness BA.interview ME.reflection"
    )
    assert all(NEVER_DEPENDS in library().rules[f"duty.{key}"].law.casefold() for key in helping.split())


@pytest.mark.parametrize(
    ("key", "fact", "provision"),
    [
        ("duty.9_sea", "geo.sea", "INT.SP.9"),
        ("duty.16_2", "protection.fears_reprisal", "INT.SP.16.2"),
        ("duty.16_3", "migrants.conditions.safety_endangered", "INT.SP.16.3"),
        ("duty.16_4", "migrants.minors", "INT.SP.16.4"),
        ("duty.16_5", "protection.in_detention", "INT.SP.16.5"),
        ("duty.asylum_access", "protection.asylum_intent", "INT.SP.19"),
        ("duty.guardian", "protection.unaccompanied_minor", "INT.SP.16.4"),
        ("duty.trafficking_referral", "protection.trafficking_indicators", ""),
    ],
)
def test_each_duty_of_the_protocol_follows_from_its_fact(key: str, fact: str, provision: str) -> None:
    rule = library().rules[key]
    assert applies(rule, {fact: True}) and rule.provision == provision


def test_the_right_to_life_and_the_record_at_interception_wait_for_no_fact() -> None:
    assert all(
        library().rules[key].measure is None for key in ("duty.16_1", "duty.19_saving", "duty.document_circumstances")
    )


# Cooperation


def test_treaties_of_cooperation_need_borders_and_a_group() -> None:
    rule = library().rules["cooperation.untoc_18"]
    across = {"geo.transnational": True}
    assert applies(rule, {**across, "group.ocg_indicators": True})
    assert applies(rule, {**across, "group.organised": True, "group.size": 3})
    assert not applies(rule, {**across, "group.organised": True, "group.size": 2})
    assert not applies(rule, {"geo.transnational": False, "group.ocg_indicators": True})


def test_powers_for_electronic_evidence_need_no_computer_offence() -> None:
    assert library().rules["cooperation.budapest_14"].measure is not None
    assert applies(library().rules["cooperation.budapest_14"], {"evidence.electronic": True})
    assert not applies(
        library().rules["cooperation.budapest_31"], {"evidence.electronic": True, "evidence.abroad": False}
    )


def test_what_is_not_in_force_says_so() -> None:
    rules = library().rules
    assert "not in force" in rules["cooperation.cets_224"].title
    assert "not in force" in rules["cooperation.un_cybercrime"].title
    assert "EU Member State" in rules["cooperation.e_evidence"].title


def test_no_treaty_is_shown_as_binding_a_state_that_is_not_among_its_parties() -> None:
    shown = {rule.key for rule in library().rules_of(RuleKind.COOPERATION, "XK")}
    assert shown == {"cooperation.cets_224", "cooperation.e_evidence", "cooperation.un_cybercrime", "cooperation.XK"}
    assert not [each.key for each in YARDSTICKS if "XK" in each.states and each.binding == "obligation"]


# Evidence


def test_all_seven_rules_of_evidence_are_there() -> None:
    numbers = {re.match(r"evidence\.(E-\d)", rule.key).group(1) for rule in of_kind(RuleKind.EVIDENCE)}  # type: ignore[union-attr]
    assert numbers == {f"E-{number}" for number in range(1, 8)}
    assert all(rule.title.startswith(rule.key.split(".")[1]) for rule in of_kind(RuleKind.EVIDENCE))


def test_a_statement_that_was_read_and_stands_alone_needs_corroboration() -> None:
    rule = library().rules["evidence.E-2.corroboration"]
    assert applies(rule, {"evidence.statement_to_be_read": True, "evidence.corroborated": False})
    assert not applies(rule, {"evidence.statement_to_be_read": True, "evidence.corroborated": True})
    assert rule.provision == "INT.ECHR.6.3.d"


def test_every_state_learns_what_is_known_of_reading_statements() -> None:
    for state in STATES:
        assert [rule for rule in library().rules_of(RuleKind.EVIDENCE, state) if rule.key.startswith("evidence.E-1")], (
            state
        )
    assert library().rules["evidence.E-1.RS"].provision == "RS.CPC.406"
    assert library().rules["evidence.E-1.MK"].provision == "MK.CPC.388.5"


def test_smuggled_persons_are_injured_parties_of_other_offences_alone() -> None:
    assert library().rules["evidence.E-6"].measure is None
    assert applies(library().rules["evidence.E-6.concurrent"], {"victim.extortion": True})


# Residence


def test_residence_is_the_same_here_and_among_the_rights() -> None:
    rows = {row.territory: row for row in residence_table()}
    assert set(rows) == set(STATES)
    for state, row in rows.items():
        rule = library().rules[f"residence.{state}"]
        explicit = rule.measure is not None and "protection.cooperates" in rule.measure.keys
        assert (rule.title, explicit, rule.values) == (row.provision, row.explicit, row.rights), state
        assert rule.law.startswith("Explicit" if row.explicit else "Not explicit"), state


def test_residence_is_the_same_here_and_in_the_table_of_the_report() -> None:
    table = {row.key: row for row in library().tables["residence"].rows}
    for row in residence_table():
        assert (table["explicit"].cells[row.territory].answer == "yes") is row.explicit
        assert (table["rights"].cells[row.territory].answer == "yes") is bool(row.rights)
        assert (
            library().rules[f"residence.{row.territory}"].provision
            in table["provision"].cells[row.territory].provisions
        )


def test_where_the_law_names_cooperation_residence_asks_for_it_and_elsewhere_it_does_not() -> None:
    willing = {"protection.cooperates": True}
    assert {state for state in STATES if applies(library().rules[f"residence.{state}"], willing)} == {
        "AL",
        "BA",
        "RS",
        "XK",
    }
    assert all("No permit" in rule.practice for rule in of_kind(RuleKind.RESIDENCE))


# Leanings


@pytest.mark.parametrize(
    ("count", "leaning"),
    [
        (1, "not met"),
        (5, "not met"),
        (6, "open"),
        (9, "open"),
        (10, "leaning met"),
        (31, "leaning met"),
        (32, "met"),
        (73, "met"),
    ],
)
def test_a_number_leans_one_way_in_serbia_and_stays_open_in_montenegro(count: int, leaning: str) -> None:
    facts = {"migrants.count": count}
    assert [r.values for r in library().rules_of(RuleKind.LEANING, "RS") if applies(r, facts)] == [(leaning,)]
    assert [r.values for r in library().rules_of(RuleKind.LEANING, "ME") if applies(r, facts)] == [("open",)]


# Yardsticks


def asked_by(instrument: str) -> set[str]:
    return {each.about for each in YARDSTICKS if each.instrument == instrument and each.test == "circumstance"}


def test_every_circumstance_of_protocol_and_model_law_is_asked_for() -> None:
    for instrument, begin in (("Smuggling of Migrants Protocol", "INT.SP.6.3"), ("UNODC Model Law", "INT.ML")):
        listed = {
            each.key
            for each in library().circumstances.values()
            if any(one.startswith(begin) for one in each.instruments)
        }
        assert listed and asked_by(instrument) == listed
    assert "agg.digital" in asked_by("Digitization report 2025")


def test_the_protocol_binds_and_the_model_law_offers() -> None:
    circumstances = [each for each in YARDSTICKS if each.test == "circumstance"]
    bindings = {(each.instrument, each.binding) for each in circumstances}
    assert bindings == {
        ("Smuggling of Migrants Protocol", "obligation"),
        ("UNODC Model Law", "option"),
        ("Digitization report 2025", "recommendation"),
    }
    assert all(each.recommendation == "R25.V.1" and each.points for each in circumstances)


@pytest.mark.parametrize("yardstick", YARDSTICKS, ids=named)
def test_every_yardstick_looks_where_the_books_say_something(yardstick: Yardstick) -> None:
    held = library()
    rows = {f"{table.key}.{row.key}": row for table in held.tables.values() for row in table.rows}
    match yardstick.test:
        case "circumstance":
            assert set(yardstick.states) <= set(held.circumstances[yardstick.about].by_state)
        case "cell":
            assert set(yardstick.states) <= set(rows[yardstick.about].cells)
        case _:
            assert yardstick.about in {"smuggling", "smuggling.aggravated"}
    assert (yardstick.months > 0) is (yardstick.test == "penalty")


def test_the_european_standard_is_asked_of_aggravated_forms_and_as_a_minimum_of_the_maximum() -> None:
    one = library().yardsticks["eu_946.aggravated"]
    assert (one.about, one.months, one.claims, one.binding) == ("smuggling.aggravated", 96, ("E11",), "standard")
    assert library().yardsticks["untoc_2_b.serious_crime"].months == 48


def test_the_gaps_the_report_found_are_found_by_a_yardstick() -> None:
    held = library()
    for key in ("agg.safety", "agg.inhuman", "agg.exploitation"):
        assert held.circumstances[key].in_state("RS").effect is not Effect.QUALIFYING
        assert held.circumstances[key].in_state("ME").effect is not Effect.QUALIFYING
    asked = {each.about for each in YARDSTICKS}
    assert {
        "art15.strategy",
        "institutional.provider_duty",
        "residence.explicit",
        "residence.rights",
        "smuggling",
    } <= asked
    assert {f"digital.D{number}" for number in range(1, 7)} <= asked


def test_masking_an_address_and_wiping_messages_are_never_asked_to_be_offences() -> None:
    asks = library().yardsticks
    assert all("never" in asks[key].asks for key in ("budapest.D2", "budapest.D4", "untoc_6.D6"))
    assert any("encryption" in point for point in asks["report_digital.circumstance"].points)


@pytest.mark.parametrize("name", ["rules.yaml", "yardsticks.yaml"])
def test_kosovo_has_its_asterisk_everywhere(name: str) -> None:
    assert not re.findall(r"Kosovo(?!\*)", (BOOKS_FOLDER / name).read_text(encoding="utf-8"))
