"""Conditions in three values: Kleene's laws, nothing decided too early, nothing asked that no longer matters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.terms.conditions import (
    ALWAYS,
    All,
    AnyOf,
    AtLeast,
    Condition,
    Facts,
    FactValue,
    IsTrue,
    Not,
    OneOf,
    Truth,
    as_tree,
    deciding_facts,
    evaluate,
    facts_in,
    parse_condition,
    unknown_facts,
)
from fener.terms.errors import SetUpFault, UnknownTerm

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
# Every value that a leaf below can tell from another one.
DOMAINS: dict[str, tuple[FactValue, ...]] = {
    "p": (True, False),
    "q": (True, False),
    "r": (True, False),
    "age": (9, 10, 17, 18),
    "where": tuple(frozenset(codes) for codes in ((), ("RS",), ("BA",), ("RS", "BA"))),
}
LEAVES: tuple[Condition, ...] = (
    IsTrue("p"),
    IsTrue("q"),
    IsTrue("r"),
    AtLeast("age", 10),
    AtLeast("age", 18),
    OneOf("where", frozenset({"RS"})),
    OneOf("where", frozenset({"BA"})),
    OneOf("where", frozenset({"RS", "BA"})),
)


def _grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), parts.map(All), parts.filter(len).map(AnyOf))


conditions = st.recursive(st.sampled_from(LEAVES), _grown, max_leaves=9)
known = st.fixed_dictionaries({}, optional={key: st.sampled_from([None, *values]) for key, values in DOMAINS.items()})


def completions(condition: Condition, facts: Facts) -> Iterator[dict[str, FactValue]]:
    """Every way of filling in the unknown facts: the plain, slow meaning the module is measured against."""
    keys = facts_in(condition)
    choices = [DOMAINS[key] if facts.get(key) is None else (facts[key],) for key in keys]
    return (dict(zip(keys, chosen, strict=True)) for chosen in product(*choices))


def plainly(condition: Condition, facts: Facts) -> bool:
    """Ordinary two-valued logic over facts that are all known."""
    match condition:
        case Not(part):
            return not plainly(part, facts)
        case All(parts):
            return all(plainly(part, facts) for part in parts)
        case AnyOf(parts):
            return any(plainly(part, facts) for part in parts)
        case AtLeast(key, least):
            return facts[key] >= least  # type: ignore[operator]
        case OneOf(key, values):
            return bool(values & facts[key])  # type: ignore[operator]
    return bool(facts[condition.key])


@pytest.mark.parametrize("left", list(Truth))
@pytest.mark.parametrize("right", list(Truth))
def test_the_connectives_follow_kleenes_tables(left: Truth, right: Truth) -> None:
    facts = {"p": {T: True, F: False, U: None}[left], "q": {T: True, F: False, U: None}[right]}
    both, either = All((IsTrue("p"), IsTrue("q"))), AnyOf((IsTrue("p"), IsTrue("q")))
    assert evaluate(both, facts) is (left & right)
    assert evaluate(either, facts) is (left | right)
    assert evaluate(Not(IsTrue("p")), facts) is ~left
    assert (left & right) is (F if F in (left, right) else U if U in (left, right) else T)
    assert (left | right) is (T if T in (left, right) else U if U in (left, right) else F)


@given(conditions, conditions, conditions, known)
def test_kleenes_laws_hold_for_whole_conditions(a: Condition, b: Condition, c: Condition, facts: Facts) -> None:
    def same(left: Condition, right: Condition) -> bool:
        return evaluate(left, facts) is evaluate(right, facts)

    assert same(Not(Not(a)), a)
    assert same(Not(All((a, b))), AnyOf((Not(a), Not(b))))
    assert same(Not(AnyOf((a, b))), All((Not(a), Not(b))))
    assert same(All((a, b)), All((b, a)))
    assert same(All((a, All((b, c)))), All((a, b, c)))
    assert same(All((a, AnyOf((b, c)))), AnyOf((All((a, b)), All((a, c)))))
    assert same(All((a, a)), a)
    assert same(AnyOf((a, All((a, b)))), a)


@given(conditions, known)
def test_it_is_decided_exactly_when_every_completion_agrees(condition: Condition, facts: Facts) -> None:
    results = {plainly(condition, filled) for filled in completions(condition, facts)}
    assert evaluate(condition, facts) is (U if len(results) == 2 else Truth.of(results.pop()))


@given(conditions, known, st.data())
def test_learning_a_fact_never_turns_a_decided_result(condition: Condition, facts: dict, data: st.DataObject) -> None:
    before = evaluate(condition, facts)
    key = data.draw(st.sampled_from(sorted(DOMAINS)))
    if facts.get(key) is None:
        after = evaluate(condition, facts | {key: data.draw(st.sampled_from(DOMAINS[key]))})
        assert after is before or before is U


@given(conditions, known)
def test_what_is_asked_is_what_can_still_decide(condition: Condition, facts: Facts) -> None:
    asked = unknown_facts(condition, facts)
    assert bool(asked) is (evaluate(condition, facts) is U)
    ways = list(completions(condition, facts))
    matter = {
        key
        for key in facts_in(condition)
        for way in ways
        for value in DOMAINS[key]
        if facts.get(key) is None and plainly(condition, way) is not plainly(condition, way | {key: value})
    }
    assert set(asked) == matter
    assert list(asked) == [key for key in facts_in(condition) if key in matter]


@given(conditions, known)
def test_the_deciding_facts_alone_decide_the_same(condition: Condition, facts: Facts) -> None:
    deciding = deciding_facts(condition, facts)
    assert all(facts.get(key) is not None for key in deciding)
    result = evaluate(condition, facts)
    if result is U:
        assert deciding == ()
    else:
        assert evaluate(condition, {key: facts[key] for key in deciding}) is result


@given(conditions)
def test_a_tree_is_read_back_as_it_was(condition: Condition) -> None:
    assert parse_condition(as_tree(condition)) == condition


def test_a_fact_asked_twice_is_not_asked_for_nothing() -> None:
    either = parse_condition({"any": ["p", {"not": "p"}]})
    assert evaluate(either, {}) is T and unknown_facts(either, {}) == ()
    whole = parse_condition({"any": [{"all": ["p", "q"]}, {"all": ["p", {"not": "q"}]}]})
    assert unknown_facts(whole, {}) == ("p",)


def test_for_everybody_is_written_as_no_condition_at_all() -> None:
    assert evaluate(parse_condition({"all": []}), {}) is T
    assert parse_condition({"all": []}) == ALWAYS


def test_numbers_and_codes() -> None:
    child = parse_condition({"key": "age", "below": 18})
    assert [evaluate(child, {"age": age}) for age in (17, 18, None)] == [T, F, U]
    serbia = parse_condition({"key": "where", "in": ["RS"]})
    values: tuple[FactValue, ...] = ("RS", "BA", frozenset({"RS", "BA"}), frozenset(), None)
    assert [evaluate(serbia, {"where": value}) for value in values] == [T, F, T, F, U]


def test_a_truth_is_not_a_boolean() -> None:
    with pytest.raises(TypeError):
        bool(U)


def test_a_long_condition_is_quick_to_answer() -> None:
    pairs = {"any": [{"all": [f"a{number}", {"not": f"b{number}"}]} for number in range(150)]}
    assert len(unknown_facts(parse_condition(pairs), {"a0": False})) == 298


@pytest.mark.parametrize(
    ("tree", "where"),
    [
        (None, "X.when"),
        (True, "X.when"),
        ({"any": []}, "X.when.any"),
        ({"all": "p"}, "X.when.all"),
        ({"all": ["p", {"nor": "q"}]}, "X.when.all[1]"),
        ({"all": ["p"], "any": ["q"]}, "X.when"),
        ({"not": ["p"]}, "X.when.not"),
        ({"any": ["p", {"not": {"key": "age", "at_least": "ten"}}]}, "X.when.any[1].not"),
        ({"key": "where", "in": [False]}, "X.when"),
        ({"key": "age", "at_least": True}, "X.when"),
        ({"key": "age"}, "X.when"),
        ("no such", "X.when"),
        ({"all": ["age", {"key": "age", "below": 18}]}, "X.when"),
        ({}, "X.when"),
    ],
)
def test_a_malformed_tree_is_refused_with_its_place(tree: object, where: str) -> None:
    with pytest.raises(SetUpFault) as refusal:
        parse_condition(tree, place="X.when")
    assert refusal.value.number == "FEN-2700" and refusal.value.remedy
    assert refusal.value.location and refusal.value.location.path == where


def test_an_undeclared_fact_is_refused_with_its_place() -> None:
    with pytest.raises(UnknownTerm) as refusal:
        parse_condition({"all": ["p", "suspect"]}, place="X.when", declared={"p"})
    assert refusal.value.number == "FEN-2701" and "suspect" in refusal.value.message
    assert "X.when" in str(refusal.value)


@pytest.mark.parametrize(("leaf", "value"), [(IsTrue("p"), 1), (IsTrue("p"), "yes"), (AtLeast("age", 3), True)])
def test_a_fact_of_the_wrong_kind_is_refused(leaf: Condition, value: FactValue) -> None:
    with pytest.raises(UnknownTerm) as refusal:
        evaluate(leaf, {leaf.key: value})  # type: ignore[union-attr]
    assert refusal.value.number == "FEN-2702"
