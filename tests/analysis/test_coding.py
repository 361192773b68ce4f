"""Closed answers propose codes by the form's tags; everything else is left to a coder, sentence by sentence."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.analysis.coding import (
    code_answers,
    merge_codings,
    propose_codings,
    read_context,
    split_sentences,
    text_units,
)
from fener.terms.codelists import code_list
from fener.terms.questionnaires import Choice, QuestionnaireDefinition, QuestionnaireField, ReportKind, Sensitivity

TODAY = date(2026, 11, 1)
PLACES = {"Horgoš": "horgos", "Lojane": "lojane", "Belgrade": "belgrade"}


def field(path: str, kind: str = "text", coding: str = "", codes: str = "", **more: object) -> QuestionnaireField:
    choices = tuple(Choice(code.code, {"en": code.label}) for code in code_list(codes)) if codes else ()
    choices += (
        (Choice("refused", {"en": "Refused"}), Choice("unknown", {"en": "Unknown"}))
        if kind.startswith("select")
        else ()
    )
    return QuestionnaireField(
        path=path,
        kind=kind,
        labels={"en": str(more.pop("label", path.rpartition("/")[2]))},
        sensitivity=Sensitivity(str(more.pop("sensitivity", "open"))),
        repeat=str(more.pop("repeat", "")),
        code_list=codes,
        coding=coding,
        questions=tuple(more.pop("questions", ())),  # type: ignore[arg-type]
        choices=choices + tuple(Choice(name, {"en": name.capitalize()}) for name in more.pop("also", ())),  # type: ignore[attr-defined]
    )


FORM = QuestionnaireDefinition(
    key="respondent",
    version="1",
    kind=ReportKind.RESPONDENT_INTERVIEW,
    titles={"en": "Interview"},
    languages=("en",),
    fields=(
        field("consent", "select_one", "context:consent", also=("yes", "no")),
        field("where", "text", "context:place"),
        field("day", "date", "context:first_on"),
        field("until", "date", "context:last_on"),
        field("territory", "select_one", "context:territory", "territories"),
        field("from", "select_multiple", "context:nationality", "nationalities"),
        field("how_many_low", "integer", "context:persons_low"),
        field("how_many_high", "integer", "context:persons_high"),
        field("reliability", "select_one", "context:reliability", also=("A", "B", "C", "D", "E", "F")),
        field("credibility", "select_one", "context:credibility", also=("1", "2", "3", "4", "5", "6")),
        field("money", "group"),
        field("money/paid", "select_multiple", "observation:payment", "payment_methods", questions=("4.1.9",)),
        field("money/early", "select_one", "observation:payment", label="Was a part paid first?", also=("yes", "no")),
        field("slept", "select_multiple", "observation:lodging", "lodging"),
        field("currency", "select_one", "price:currency", also=("EUR", "USD")),
        field("prices", "repeat"),
        field("prices/origin", "text", "price:origin", repeat="prices"),
        field("prices/destination", "text", "price:destination", repeat="prices"),
        field("prices/low", "decimal", "price:low", repeat="prices"),
        field("prices/high", "decimal", "price:high", repeat="prices"),
        field("prices/unit", "select_one", "price:unit", "price_units", repeat="prices"),
        field("prices/method", "select_multiple", "price:payment_method", "payment_methods", repeat="prices"),
        field("harm", "repeat"),
        field("harm/agreed", "select_one", "context:consent", repeat="harm", also=("yes", "no")),
        field("harm/what", "select_multiple", "incident:harms", "harms", repeat="harm"),
        field("harm/who", "select_multiple", "incident:perpetrators", "harm_perpetrators", repeat="harm"),
        field("harm/injured", "integer", "incident:injured", repeat="harm"),
        field("harm/where", "text", "incident:place", repeat="harm"),
        field("harm/day", "date", "incident:first_on", repeat="harm"),
        field("story", "text", sensitivity="quasi", questions=("4.1.2", "4.1.3")),
        field("name", "text", sensitivity="direct"),
    ),
)
BASE = {
    "consent": "yes",
    "where": "Horgoš",
    "day": "2026-10-12",
    "territory": "RS",
    "from": ["AF", "SY"],
    "how_many_low": 20,
    "how_many_high": 30,
    "reliability": "B",
    "credibility": "3",
}


def propose(**answers: object) -> tuple[object, ...]:
    return propose_codings(FORM, {**BASE, **answers}, today=TODAY, resolve=PLACES.get)


def test_a_closed_answer_becomes_an_observation_with_place_time_and_grading() -> None:
    [found] = propose_codings(FORM, {**BASE, "money": {"paid": ["cash", "hawala"]}}, today=TODAY, resolve=PLACES.get)
    assert (found.makes, found.topic, found.path) == ("observation", "payment", "money/paid")
    assert found.codes["payment_methods"] == ("cash", "hawala")
    assert found.codes["nationalities"] == ("AF", "SY")
    assert found.statement == "Ways of paying for facilitation named: cash; hawala."
    assert (found.territory, found.places, found.questions) == ("RS", ("horgos",), ("4.1.9",))
    assert (found.first_on, found.last_on, found.persons) == (date(2026, 10, 12), date(2026, 10, 12), (20, 30))
    assert str(found.grading) == "B3"
    assert found.key == "observation:payment@money/paid"


def test_a_closed_answer_without_a_list_keeps_the_question_beside_it() -> None:
    [found] = propose_codings(FORM, {"consent": "yes", "money": {"early": "yes"}}, today=TODAY)
    assert found.statement == "Was a part paid first – answer: yes."
    assert found.codes == {}


@pytest.mark.parametrize("answer", ["refused", "unknown", ["refused"], ["unknown"], []])
def test_refused_and_unknown_are_never_coded(answer: object) -> None:
    assert propose(money={"paid": answer}) == ()


def test_what_stands_beside_unknown_is_coded() -> None:
    [found] = propose_codings(FORM, {**BASE, "slept": ["house", "unknown"]}, today=TODAY)
    assert found.codes["lodging"] == ("house",)


@pytest.mark.parametrize(
    "consent", [{"consent": "no"}, {"consent": "refused"}, {"consent": ""}, {}, {"consent": ["yes", "no"]}]
)
def test_without_a_yes_nothing_at_all_is_proposed(consent: dict[str, object]) -> None:
    answers = {**BASE, "money": {"paid": ["cash"]}, "story": "They walked.", "prices": [{"low": 5}]}
    del answers["consent"]
    answers |= consent
    found = code_answers(FORM, answers, today=TODAY, resolve=PLACES.get)
    assert (found.codings, found.issues, found.has_consent) == ((), (), False)
    assert text_units(FORM, answers) == ()


def test_consent_in_a_repeat_governs_that_instance_alone() -> None:
    harm = [{"agreed": "no", "what": ["beating"]}, {"agreed": "yes", "what": ["robbery"]}, {"what": ["threat"]}]
    [found] = propose_codings(FORM, {**BASE, "harm": harm}, today=TODAY)
    assert (found.path, found.codes["harms"]) == ("harm[2]", ("robbery",))


def test_a_form_that_asks_nobody_for_consent_is_coded() -> None:
    form = QuestionnaireDefinition(
        "visit",
        "1",
        ReportKind.VISIT_REPORT,
        {},
        ("en",),
        (field("seen", "select_one", "observation:lodging", "lodging"),),
    )
    assert len(propose_codings(form, {"seen": "house"}, today=TODAY)) == 1


def test_a_child_is_coded_only_with_the_guardians_yes() -> None:
    form = QuestionnaireDefinition(
        "interview",
        "1",
        ReportKind.RESPONDENT_INTERVIEW,
        {},
        ("en",),
        (
            field("age", "select_one", "context:age_gender", "age_gender"),
            field("consent", "select_one", "context:consent", also=("yes", "no")),
            field("guardian", "select_one", "context:guardian_consent", also=("yes", "no")),
            field("slept", "select_one", "observation:lodging", "lodging"),
        ),
    )
    for age, guardian, count in [
        ("boys", None, 0),
        ("boys", "no", 0),
        ("boys", "yes", 1),
        ("men", None, 1),
        ("men", "no", 0),
    ]:
        answers = {"age": age, "consent": "yes", "slept": "house"} | ({"guardian": guardian} if guardian else {})
        assert len(propose_codings(form, answers, today=TODAY)) == count, (age, guardian)


def test_how_common_something_is_keeps_its_question() -> None:
    form = QuestionnaireDefinition(
        "v",
        "1",
        ReportKind.VISIT_REPORT,
        {},
        ("en",),
        (field("s", "select_one", "observation:route", "extents", label="How often is a guide used?"),),
    )
    [found] = propose_codings(form, {"s": "rare"}, today=TODAY)
    assert found.statement == "How often is a guide used – answer: rare."


def test_a_code_the_list_does_not_know_is_an_issue_and_no_code() -> None:
    found = code_answers(FORM, {**BASE, "slept": ["house", "spaceship"]}, today=TODAY, resolve=PLACES.get)
    assert found.codings == ()  # not one of the form's choices: no closed answer any more
    form = QuestionnaireDefinition(
        "v",
        "1",
        ReportKind.VISIT_REPORT,
        {},
        ("en",),
        (field("s", "select_multiple", "observation:lodging", "lodging", also=("x",)),),
    )
    other = code_answers(form, {"s": ["house", "x"]}, today=TODAY)
    assert other.codings[0].codes == {"lodging": ("house",)}
    assert [(issue.number, issue.path) for issue in other.issues] == [("FEN-2569", "s")]


def test_each_price_of_a_repeat_is_one_price_report() -> None:
    prices = [
        {
            "origin": "Lojane",
            "destination": "Belgrade",
            "low": 300,
            "high": 500,
            "unit": "per_person",
            "method": ["cash"],
        },
        {"low": 120.5},
    ]
    first, second = propose_codings(
        FORM, {**BASE, "currency": "EUR", "prices": prices}, today=TODAY, resolve=PLACES.get
    )
    assert (first.path, first.makes) == ("prices[1]", "price")
    assert first.payload == {
        "origin": "lojane",
        "destination": "belgrade",
        "scope": "unknown",
        "unit": "per_person",
        "low": Decimal(300),
        "high": Decimal(500),
        "currency": "EUR",
        "qualifier": "range",
        "who": "",
        "conditions": "",
        "vehicle": "",
        "payment_method": "cash",
        "payment_methods": ("cash",),
        "persons_per_vehicle": (None, None),
    }
    assert first.statement == "Price reported: 300–500 EUR, per person, from Lojane to Belgrade."
    assert (second.payload["low"], second.payload["high"], second.payload["qualifier"]) == (
        Decimal("120.5"),
        None,
        "over",
    )


def test_swapped_amounts_are_put_in_order_and_said() -> None:
    [found] = propose_codings(FORM, {**BASE, "currency": "EUR", "prices": [{"low": 900, "high": 300}]}, today=TODAY)
    assert (found.payload["low"], found.payload["high"]) == (Decimal(300), Decimal(900))
    assert [(issue.number, issue.path) for issue in found.issues] == [("FEN-2564", "prices[1]/low")]


def test_an_amount_without_a_currency_is_an_issue_and_no_price() -> None:
    found = code_answers(FORM, {**BASE, "prices": [{"low": 900}]}, today=TODAY, resolve=PLACES.get)
    assert found.codings == ()
    assert [(issue.number, issue.path) for issue in found.issues] == [("FEN-2571", "prices[1]/low")]


@pytest.mark.parametrize("amount", [-5, "many", "NaN", "Infinity", 1e30])
def test_what_is_no_amount_is_an_issue_and_no_price(amount: object) -> None:
    found = code_answers(
        FORM, {**BASE, "currency": "EUR", "prices": [{"low": amount}]}, today=TODAY, resolve=PLACES.get
    )
    assert found.codings == ()
    assert [issue.number for issue in found.issues] == ["FEN-2570"]


def test_a_currency_alone_is_no_price() -> None:
    assert propose(currency="EUR", prices=[{"unit": "per_person"}]) == ()


def test_an_incident_has_harms_numbers_place_and_day_of_its_own() -> None:
    harm = [
        {
            "agreed": "yes",
            "what": ["beating"],
            "who": ["facilitator"],
            "injured": 2,
            "where": "Lojane",
            "day": "2026-09-01",
        }
    ]
    [found] = propose_codings(FORM, {**BASE, "harm": harm}, today=TODAY, resolve=PLACES.get)
    assert (found.makes, found.topic, found.path) == ("incident", "harm", "harm[1]")
    assert found.codes["harms"] == ("beating",)
    assert found.codes["harm_perpetrators"] == ("facilitator",)
    assert (found.places, found.first_on, found.payload["injured"]) == (("lojane",), date(2026, 9, 1), 2)
    assert found.statement == "Harm reported: beating. Injured: 2."


def test_a_refused_harm_makes_no_incident() -> None:
    assert propose(harm=[{"agreed": "yes", "what": ["refused"]}]) == ()
    assert propose(harm=[{"agreed": "yes", "injured": 0}]) == ()


def test_a_day_to_come_an_unknown_place_and_swapped_numbers_are_issues() -> None:
    answers = {**BASE, "day": "2027-01-01", "where": "Nowhere", "how_many_low": 9, "how_many_high": 3}
    context = read_context(FORM, answers, today=TODAY, resolve=PLACES.get)
    assert [issue.number for issue in context.issues] == ["FEN-2563", "FEN-2567", "FEN-2564"]
    assert (context.places, context.first_on, context.persons) == ((), None, (3, 9))


def test_observations_of_one_topic_and_scope_merge() -> None:
    both = propose_codings(FORM, {**BASE, "money": {"paid": ["cash"], "early": "yes"}}, today=TODAY)
    [merged] = merge_codings(both)
    assert merged.codes["payment_methods"] == ("cash",)
    assert merged.statement == "Ways of paying for facilitation named: cash. Was a part paid first – answer: yes."


@given(st.randoms())
def test_the_same_answers_give_the_same_proposals(chance: random.Random) -> None:
    codes = [code for code in code_list("payment_methods").codes if code != "unknown"]
    answers = {**BASE, "money": {"paid": chance.sample(codes, chance.randint(0, len(codes)))}, "slept": ["house"]}
    first = propose_codings(FORM, answers, today=TODAY, resolve=PLACES.get)
    assert first == propose_codings(FORM, answers, today=TODAY, resolve=PLACES.get)
    assert len({coding.key for coding in first}) == len(first)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["cash", "yes", "2026-10-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([entry.name for entry in FORM.fields]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([entry.name for entry in FORM.fields]), JSON))
def test_no_shape_of_answers_makes_it_fall(answers: dict[str, object]) -> None:
    found = code_answers(FORM, {**answers, "consent": "yes"}, today=TODAY, resolve=PLACES.get)
    assert all(len(coding.statement) <= 600 for coding in found.codings)
    text_units(FORM, answers)


def test_text_comes_in_sentences_with_their_places() -> None:
    story = "They left at 5 p.m. on foot.  “Run!” he said\nThen a van, reg. no. hidden, came."
    units = text_units(FORM, {"consent": "yes", "story": story, "name": "Somebody. Else."})
    assert [unit.text for unit in units] == [
        "They left at 5 p.m. on foot.",
        "“Run!”",
        "he said",
        "Then a van, reg. no. hidden, came.",
    ]
    assert all(story[unit.start : unit.end] == unit.text for unit in units)
    assert units[0].questions == ("4.1.2", "4.1.3")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Platili su npr. 500 evra. Zatim su otišli.", 2),
        ("Došli su 12. maja 2026. godine u 5 h. Spavali su u kući.", 2),
        ("Дошли су 2025. године. Ишли су пешке!", 2),
        ("Чл. 350 важи. Нема више.", 2),
        ("ذهبوا ليلا. هل عادوا؟ لا", 3),
        ("آنها رفتند؟ بله. تمام شد", 3),
        ("Paguan p.sh. 500 euro. Pastaj ikën.", 2),
        ("Dr. M. Petrović came in 2023. They left.", 2),
        ("Cena je 2.500 evra. Ili 3.000!", 2),
        ("One\n\n\nTwo\nThree", 3),
        ("No full stop", 1),
        ("  \n ", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(list(split_sentences(text))) == count, [text[a:b] for a, b in split_sentences(text)]


@given(st.text(alphabet="ab. \n!?؟AБ1…”", max_size=200))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    spans = list(split_sentences(text))
    assert "".join(text[start:end] for start, end in spans).replace(" ", "").replace("\n", "") == text.replace(
        " ", ""
    ).replace("\n", "")
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
