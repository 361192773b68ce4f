"""The engine on a small library of invented books, answer by answer: what is asserted here is asserted exactly."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fener.analysis.law import INSIDE_BA, Library, Status, qualify, read_facts, read_library
from fener.analysis.law.answers import LawAnswer, Qualification
from fener.analysis.law.gates import actor_gate
from fener.analysis.law.measures import Measure
from fener.analysis.law.vocabulary import StatedFact, StatedFacts
from fener.safeguards.non_prosecution import ART_5, is_only_smuggled, may_be_qualified
from fener.terms.conditions import Truth, parse_condition
from fener.terms.errors import UnknownTerm, UnreadableMaterial
from tests.analysis.law.small_books import write_books

BETWEEN, EARLY, LATE = date(2018, 1, 1), date(2012, 12, 31), date(2024, 5, 1)
DRIVER: dict[str, Any] = {
    "actor.is_object_of_smuggling": False,
    "actor.acts_for_others": True,
    "act.procures_entry": True,
    "benefit.exists": True,
    "mens.knows_irregular": True,
}
DISPUTED = "The sources contradict each other on this text: a lawyer reads it first."
SCREEN_FIRST = "Smuggled too, or working off a debt: coercion and trafficking are screened before anything else."
SUPPORTED, OPEN, EXCLUDED = Status.SUPPORTED, Status.OPEN, Status.EXCLUDED


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return read_library(write_books(tmp_path_factory.mktemp("books")))


class Asked:
    """Facts put to the small library."""

    def __init__(self, books: Library) -> None:
        self.books = books

    def __call__(self, state: str = "RS", on: date = BETWEEN, **more: Any) -> LawAnswer:
        return qualify({**DRIVER, **named(more)}, state, on, books=self.books)


def changed(folder: Path, book: str, old: str, new: str) -> Asked:
    """The small library with one thing written otherwise."""
    path = write_books(folder) / book
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Asked(read_library(folder))


def named(more: dict[str, Any]) -> dict[str, Any]:
    """``act__organises`` is ``act.organises``."""
    return {key.replace("__", "."): value for key, value in more.items()}


@pytest.fixture
def ask(books: Library) -> Asked:
    return Asked(books)


def one(answer: LawAnswer, key: str) -> Qualification:
    found = answer.qualification(key)
    assert found is not None
    return found


def statuses(answer: LawAnswer) -> dict[str, Status]:
    return {each.id: each.status for each in (*answer.qualifications, *answer.separate)}


# --- the whole answer -------------------------------------------------------------------------------------------------


def test_the_whole_is_supported_when_one_smuggling_offence_is(ask: Asked) -> None:
    answer = ask()
    assert (answer.status, answer.why) == (
        SUPPORTED,
        "All elements of at least one smuggling offence are met by stated facts.",
    )
    assert (answer.jurisdiction, answer.on, answer.act_on) == ("RS", BETWEEN, BETWEEN)
    assert answer.books == ask.books.digest
    assert dict(answer.sheet.values) == DRIVER
    assert [each.id for each in answer.qualifications] == ["RS.CC.350.2", "RS.CC.350.3", "RS.CC.350.4", "RS.CC.351"]
    assert [each.id for each in answer.separate] == [
        "RS.CC.347", "RS.CC.355", "RS.CC.357", "RS.CC.299", "RS.CC.134", "RS.CC.214", "RS.CC.350.1",
    ]  # fmt: skip


def test_the_whole_is_open_while_nothing_is_missing(ask: Asked) -> None:
    answer = ask(mens__knows_irregular=None)
    assert (answer.status, answer.why) == (OPEN, "No element is missing, but not all are known.")


def test_the_whole_is_excluded_when_every_offence_misses_an_element(ask: Asked) -> None:
    answer = ask(act__procures_entry=False, act__enables_transit=False, act__enables_stay=False)
    assert (answer.status, answer.why) == (EXCLUDED, "For every smuggling offence at least one element is missing.")


def test_a_missing_gate_says_why_the_whole_is_excluded(ask: Asked) -> None:
    answer = ask(mens__intent_benefit=False, benefit__exists=False)
    assert (answer.status, answer.why) == (
        EXCLUDED,
        "No benefit was received, promised or aimed at: humanitarian or family aid, outside the Protocol.",
    )
    assert ask(mens__knows_irregular=False).why == "The actor did not know: no offence."


def test_a_day_without_any_version_leaves_the_whole_open(ask: Asked) -> None:
    answer = ask("ME")
    assert (answer.status, answer.why) == (OPEN, "The books hold no version of a smuggling offence for that day.")
    assert answer.qualifications == answer.separate == answer.questions == ()


def test_given_books_are_used_and_else_those_of_fener(books: Library) -> None:
    ours = qualify(DRIVER, "RS", BETWEEN)
    assert ours.books != books.digest
    assert ours.qualification("RS.CC.347") is None


def test_facts_that_were_read_are_taken_as_they_are(books: Library) -> None:
    sheet = read_facts(DRIVER)
    assert qualify(sheet, "RS", BETWEEN, books=books).sheet is sheet


# --- wrong questions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["SR", "rs", "", "INT", "BA-RS", "x" * 50])
def test_no_law_book_for_another_jurisdiction(ask: Asked, said: str) -> None:
    with pytest.raises(UnknownTerm) as told:
        ask(said)
    assert (told.value.number, told.value.message) == ("FEN-2921", f"there is no law book for “{said[:40]}”")
    assert told.value.remedy == (
        "There is one for RS, BA, ME, AL, MK, XK, and BA-BIH, BA-SRP, BA-BRC. RS is Serbia; Republika Srpska is BA-SRP."
    )


def test_an_act_after_the_day_of_reading_is_refused(ask: Asked) -> None:
    with pytest.raises(UnreadableMaterial) as told:
        ask(on=date(2018, 1, 1), time__act="2018-01-02")
    assert told.value.number == "FEN-2922"
    assert told.value.message == "the act of 2018-01-02 lies after the day of reading, 2018-01-01"
    assert told.value.remedy == "Correct one of the two dates."
    assert ask(on=date(2018, 1, 1), time__act="2018-01-01").act_on == date(2018, 1, 1)


# --- gates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_object", "acts", "result", "why"),
    [
        (False, None, Truth.TRUE, "The person acted for others, or was not among those who were smuggled."),
        (True, True, Truth.TRUE, "The person acted for others, or was not among those who were smuggled."),
        (None, True, Truth.TRUE, "The person acted for others, or was not among those who were smuggled."),
        (
            True, False, Truth.FALSE,
            "The person is only the object of smuggling: not liable for it in any state, whatever else is true.",
        ),
        (
            None, False, Truth.UNKNOWN,
            "It is not settled whether the person was only smuggled; until it is, they are treated as one who was.",
        ),
        (
            True, None, Truth.UNKNOWN,
            "It is not settled whether the person was only smuggled; until it is, they are treated as one who was.",
        ),
    ],
)  # fmt: skip
def test_the_gate_of_who_acted(ask: Asked, is_object: bool | None, acts: bool | None, result: Truth, why: str) -> None:
    answer = ask(actor__is_object_of_smuggling=is_object, actor__acts_for_others=acts)
    gate = answer.gates[0]
    assert (gate.key, gate.title, gate.result, gate.why) == ("actor", "Acted for others", result, why)
    assert gate.cites == ("INT.SP.5", "INT.SP.6.4")
    assert gate.measure.result(answer.sheet.values) is result
    if result is Truth.FALSE:
        assert answer.why == why


@pytest.mark.parametrize(
    ("intent", "benefit", "result", "why"),
    [
        (True, None, Truth.TRUE, "A financial or other material benefit was received, promised or aimed at."),
        (None, True, Truth.TRUE, "A financial or other material benefit was received, promised or aimed at."),
        (False, None, Truth.UNKNOWN, "Whether there was a benefit, or the aim of one, is not known."),
        (None, False, Truth.UNKNOWN, "Whether there was a benefit, or the aim of one, is not known."),
    ],
)
def test_the_gate_of_gain(ask: Asked, intent: bool | None, benefit: bool | None, result: Truth, why: str) -> None:
    gate = ask(mens__intent_benefit=intent, benefit__exists=benefit).gates[1]
    assert (gate.key, gate.title, gate.result, gate.why, gate.cites) == (
        "benefit", "For gain", result, why, ("INT.SP.6.1.a",),
    )  # fmt: skip
    assert gate.measure.keys == ("mens.intent_benefit", "benefit.exists")


@pytest.mark.parametrize(
    ("knows", "result", "why"),
    [
        (True, Truth.TRUE, "The actor knew that the crossing or stay was not lawful."),
        (False, Truth.FALSE, "The actor did not know: no offence."),
        (None, Truth.UNKNOWN, "Whether the actor knew is not known."),
    ],
)
def test_the_gate_of_knowledge(ask: Asked, knows: bool | None, result: Truth, why: str) -> None:
    gate = ask(mens__knows_irregular=knows).gates[2]
    assert (gate.key, gate.title, gate.result, gate.why, gate.cites) == (
        "knowledge", "Knowing", result, why, ("INT.SP.6.1.a",),
    )  # fmt: skip
    assert gate.measure.keys == ("mens.knows_irregular",)


def test_smuggling_has_three_gates_and_other_offences_only_that_of_who_acted(ask: Asked) -> None:
    answer = ask()
    assert one(answer, "RS.CC.350.2").gates == answer.gates
    assert one(answer, "RS.CC.350.4").gates == answer.gates
    assert one(answer, "RS.CC.355").gates == answer.gates[:1]
    paper = ask(act__document__produce=True, mens__knows_irregular=False, mens__intent_benefit=False)
    assert one(paper, "RS.CC.355").status is SUPPORTED


def test_who_was_only_smuggled_is_excluded_everywhere(ask: Asked) -> None:
    answer = ask(actor__is_object_of_smuggling=True, actor__acts_for_others=False, digital__D1=True, act__attempt=True)
    assert set(statuses(answer).values()) == {EXCLUDED}
    assert answer.status is EXCLUDED
    assert answer.indicators == answer.exposures == answer.questions == ()


def test_who_was_not_smuggled_is_measured_whether_or_not_they_are_known_to_have_acted_for_others(ask: Asked) -> None:
    for acts in (None, False, True):
        answer = ask(actor__is_object_of_smuggling=False, actor__acts_for_others=acts)
        assert one(answer, "RS.CC.350.2").status is answer.status is SUPPORTED


def test_what_is_neither_yes_nor_no_counts_as_not_known() -> None:
    assert actor_gate({"actor.is_object_of_smuggling": "yes", "actor.acts_for_others": False}).result is Truth.UNKNOWN
    odd = StatedFacts({"act.attempt": StatedFact("act.attempt", "yes")})
    assert {each.form for each in qualify(odd, "RS", BETWEEN).qualifications} == {"not settled"}


def test_a_safeguard_says_whether_facts_about_a_person_may_be_qualified() -> None:
    assert is_only_smuggled(True, False) is Truth.TRUE
    assert is_only_smuggled(True, True) is is_only_smuggled(False, None) is Truth.FALSE
    assert (
        is_only_smuggled(True, None) is is_only_smuggled(None, False) is is_only_smuggled(None, None) is Truth.UNKNOWN
    )
    refused, open_, also = may_be_qualified(True, False), may_be_qualified(None, None), may_be_qualified(True, True)
    assert (refused.allowed, refused.reasons[0]) == (
        False,
        f"the person is the object of smuggling, not its author. {ART_5}",
    )
    assert (open_.allowed, open_.reasons[0]) == (
        False,
        "whether the person was only smuggled is not settled; until it is, they are treated as one who was",
    )
    assert (also.allowed, also.duties) == (True, (ART_5, "Coercion and trafficking are screened first."))
    for free in (may_be_qualified(False, True), may_be_qualified(None, True), may_be_qualified(False, None)):
        assert (free.allowed, free.duties) == (True, ())
        assert free.reasons == ("the person acted for others, or was not smuggled",)


# --- versions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2010-01-01", "6 months – 5 years"),
        ("2017-05-31", "6 months – 5 years"),
        ("2017-06-01", "1–8 years"),
        ("2023-12-31", "1–8 years"),
        ("2024-01-01", "6 months – 3 years"),
    ],
)
def test_the_version_of_the_day_of_the_act_is_measured(ask: Asked, on: str, words: str) -> None:
    assert one(ask(on=date.fromisoformat(on)), "RS.CC.350.2").range_words == words
    dated = ask(on=date(2026, 1, 1), time__act=on)
    assert one(dated, "RS.CC.350.2").range_words == words
    assert (dated.act_on, dated.on) == (date.fromisoformat(on), date(2026, 1, 1))


def test_what_was_not_in_force_is_named_and_not_measured(ask: Asked) -> None:
    early, later = ask(on=EARLY), ask(on=date(2013, 1, 1))
    assert early.not_in_force == ()
    assert early.notes == ()
    assert one(early, "RS.CC.346").status is OPEN
    assert later.qualification("RS.CC.346") is None
    assert later.not_in_force == ("RS.CC.346",)
    assert later.notes == ("No version of RS.CC.346 is known for 2013-01-01.",)
    assert ask(on=date(2001, 1, 1)).not_in_force == ("RS.CC.350.2", "RS.CC.350.3", "RS.CC.350.4", "RS.CC.346")


def test_later_versions_are_noted_with_what_they_give_and_whether_they_are_milder(ask: Asked) -> None:
    def later(answer: LawAnswer, key: str) -> list[tuple[str, Status, bool]]:
        return [(str(each.since), each.status, each.is_milder) for each in one(answer, key).later]

    first = ask(on=EARLY)
    assert later(first, "RS.CC.350.2") == [("2017-06-01", SUPPORTED, False), ("2024-01-01", SUPPORTED, True)]
    assert later(ask(), "RS.CC.350.2") == [("2024-01-01", SUPPORTED, True)]
    assert later(ask(on=LATE), "RS.CC.350.2") == []
    basic_form_changed = [("2017-06-01", OPEN, False), ("2024-01-01", OPEN, False)]
    assert later(first, "RS.CC.350.3") == basic_form_changed
    stay = ask(act__enables_stay=True, act__illegal_means=False)
    assert later(stay, "RS.CC.351") == [("2021-01-01", EXCLUDED, True), ("2023-01-01", SUPPORTED, True)]
    stay = ask(act__enables_stay=True, act__illegal_means=True)
    assert later(stay, "RS.CC.351") == [("2021-01-01", SUPPORTED, False), ("2023-01-01", SUPPORTED, True)]
    assert one(stay, "RS.CC.351").later[0].provision.penalty is not None


def test_an_offence_that_was_abolished_since_is_noted_as_milder_law(ask: Asked) -> None:
    found = one(ask(on=date(2026, 1, 1), time__act="2012-06-01", act__organises=True), "RS.CC.346")
    assert found.status is SUPPORTED
    assert found.milder is not None and found.milder.is_abolished
    assert (found.milder.since, found.milder.status) == (date(2013, 1, 1), EXCLUDED)
    assert found.milder.provision is found.provision
    assert found.milder.words == "not in force any more since 2013-01-01"
    read_before = ask(on=date(2012, 12, 31), time__act="2012-06-01", act__organises=True)
    assert one(read_before, "RS.CC.346").later == ()


def test_a_range_that_is_not_known_is_neither_milder_nor_stiffer(tmp_path: Path) -> None:
    ask = changed(tmp_path, "RS.yaml", "penalty: {min: 6 months, max: 3 years", "penalty: {min: 6 months")
    assert [each.is_milder for each in one(ask(), "RS.CC.350.2").later] == [False]


def test_a_later_version_is_itself_not_followed_further(ask: Asked, books: Library) -> None:
    for each in one(ask(on=EARLY), "RS.CC.350.2").later:
        assert not hasattr(each, "later")
    assert books.provisions["RS.CC.350.2"][0].valid.begins == date(2010, 1, 1)


def test_later_versions_are_looked_for_up_to_the_day_of_reading_only(ask: Asked) -> None:
    def later(on: str, act: str) -> list[str]:
        answer = ask(on=date.fromisoformat(on), time__act=act)
        return [str(each.provision.valid.begins) for each in one(answer, "RS.CC.350.2").later]

    assert later("2017-05-31", "2012-01-01") == []
    assert later("2017-06-01", "2012-01-01") == ["2017-06-01"]
    assert later("2023-12-31", "2012-01-01") == ["2017-06-01"]
    assert later("2024-01-01", "2012-01-01") == ["2017-06-01", "2024-01-01"]
    assert later("2026-01-01", "2017-06-01") == ["2024-01-01"]  # an act on the day of the change has the new law


def test_the_mildest_later_version_is_the_one_that_is_told(ask: Asked) -> None:
    assert one(ask(on=EARLY), "RS.CC.350.2").milder.provision.valid.begins == date(2024, 1, 1)  # type: ignore[union-attr]
    assert one(ask(on=LATE), "RS.CC.350.2").milder is None
    assert one(ask(on=date(2020, 1, 1), time__act="2012-01-01"), "RS.CC.350.2").milder is None
    stay = ask(act__enables_stay=True, act__illegal_means=False)
    milder = one(stay, "RS.CC.351").milder
    assert milder is not None and milder.status is EXCLUDED and milder.provision.valid.begins == date(2021, 1, 1)
    free = one(ask(act__enables_stay=True, act__illegal_means=True), "RS.CC.351").milder
    assert free is not None and free.provision.valid.begins == date(2023, 1, 1)


def test_the_mildest_is_told_also_where_another_milder_one_came_before_it(tmp_path: Path) -> None:
    milder = one(changed(tmp_path, "RS.yaml", "max: 8 years", "max: 4 years")(on=EARLY), "RS.CC.350.2").milder
    assert milder is not None and milder.provision.valid.begins == date(2024, 1, 1)


# --- elements ---------------------------------------------------------------------------------------------------------


def test_elements_with_their_results_words_and_marks(ask: Asked) -> None:
    found = one(ask(act__procures_entry=None, mens__knows_irregular=False), "RS.CC.350.2")
    assert [(each.element.key, each.element.title, each.word, each.of.id) for each in found.elements] == [
        ("conduct", "Conduct", "unknown", "RS.CC.350.2"),
        ("intent_benefit", "For some benefit", "met", "RS.CC.350.2"),
        ("knowledge", "Knowledge", "missing", "RS.CC.350.2"),
    ]
    assert [each.result for each in found.elements] == [Truth.UNKNOWN, Truth.TRUE, Truth.FALSE]
    assert list(found.missing()) == ["Knowing", "Knowledge"]
    assert [each.element.evidence for each in found.elements] == [
        ("statement",),
        ("statement", "devices"),
        ("devices",),
    ]


def test_the_mark_of_an_element_is_its_own_then_that_of_the_wording_then_that_of_the_provision(ask: Asked) -> None:
    answer = ask()
    marks = {key: one(answer, key).elements[0].mark for key in ("RS.CC.214", "RS.CC.350.1", "RS.CC.134", "RS.CC.355")}
    assert marks == {
        "RS.CC.214": "disputed", "RS.CC.350.1": "verified", "RS.CC.134": "disputed", "RS.CC.355": "reported",
    }  # fmt: skip


def test_a_qualified_form_has_the_elements_of_its_basic_form_first_then_its_own_then_the_circumstance(
    ask: Asked,
) -> None:
    aggravated = one(ask(), "RS.CC.350.3")
    assert [(each.element.key, each.of.id) for each in aggravated.elements] == [
        ("conduct", "RS.CC.350.2"),
        ("intent_benefit", "RS.CC.350.2"),
        ("knowledge", "RS.CC.350.2"),
        ("circumstance", "RS.CC.350.3"),
    ]
    last = aggravated.elements[-1]
    assert last.element.title == "One of: children among them; danger"
    assert last.element.evidence == ("devices",)
    assert [each.element.key for each in one(ask(), "RS.CC.350.4").elements] == [
        "conduct", "intent_benefit", "knowledge", "means",
    ]  # fmt: skip
    assert one(ask(on=LATE), "RS.CC.350.3").elements[0].of.valid.begins == date(2024, 1, 1)
    assert one(ask(on=EARLY), "RS.CC.350.3").elements[0].of.valid.begins == date(2010, 1, 1)


def test_a_form_built_on_a_repealed_one_loses_none_of_its_elements(ask: Asked) -> None:
    assert [each.element.key for each in one(ask(), "RS.CC.347").elements] == ["conduct", "means"]
    assert [each.element.key for each in one(ask(on=EARLY), "RS.CC.347").elements] == ["conduct", "means"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"migrants.minors": True}, SUPPORTED),
        ({"migrants.conditions.inhuman_treatment": True}, SUPPORTED),
        ({"migrants.minors": False}, OPEN),
        (
            {
                "migrants.minors": False,
                "migrants.conditions.life_endangered": False,
                "migrants.conditions.inhuman_treatment": False,
            },
            EXCLUDED,
        ),
    ],
)
def test_a_qualified_form_needs_one_of_its_circumstances_in_the_reading_of_the_state(
    ask: Asked, more: dict[str, bool], status: Status
) -> None:
    assert one(ask(**more), "RS.CC.350.3").status is status


def test_claims_on_a_provision_come_with_it(ask: Asked) -> None:
    assert [each.key for each in one(ask(), "RS.CC.350.2").claims] == ["E1"]
    assert one(ask(), "RS.CC.350.3").claims == ()


@pytest.mark.parametrize(("attempt", "form"), [(None, "not settled"), (True, "attempt"), (False, "completed")])
def test_the_form(ask: Asked, attempt: bool | None, form: str) -> None:
    assert one(ask(act__attempt=attempt), "RS.CC.350.2").form == form


def test_an_offence_without_a_penalty_says_that_it_is_not_known(ask: Asked) -> None:
    assert one(ask(), "RS.CC.357").range_words == "not known"
    assert one(ask(), "RS.CC.350.4").range_words == "at least 3 years (no maximum named here)"


# --- pleas, the safeguard, disputed texts -----------------------------------------------------------------------------


def test_an_open_plea_holds_what_is_not_excluded_open(ask: Asked) -> None:
    answer = ask(benefit__kind=["debt_relief"], actor__coerced=False, migrants__minors=True, act__organises=False)
    assert [each.key for each in answer.pleas] == ["plea.debt"]
    assert {
        key: (each.status, each.held_by) for key in ("RS.CC.350.2", "RS.CC.350.4") for each in [one(answer, key)]
    } == {
        "RS.CC.350.2": (OPEN, ("A debt is worked off",)),
        "RS.CC.350.4": (EXCLUDED, ()),
    }
    assert (answer.status, answer.why) == (OPEN, "No element is missing, but not all are known.")


def test_an_excluding_plea_excludes_and_is_named_alone(ask: Asked) -> None:
    answer = ask(benefit__kind=["debt_relief"], actor__age=13, actor__coerced=True)
    assert [each.key for each in answer.pleas] == ["plea.debt", "plea.child"]
    held = one(answer, "RS.CC.350.2")
    assert (held.status, held.held_by) == (EXCLUDED, ("Below fourteen",))
    assert (answer.status, answer.why) == (EXCLUDED, "Below fourteen.")
    assert ask(actor__age=14).pleas == ()
    aid = {"benefit.exists": False, "mens.intent_benefit": False, "act.enables_stay": True}
    assert ask(**aid, actor__age=13).exposures == ()
    assert len(ask(**aid, actor__age=14).exposures) == 1
    assert ask("BA", actor__age=13).pleas == ()


def test_coercion_is_screened_first_where_the_actor_was_smuggled_or_works_off_a_debt(ask: Asked) -> None:
    for more in ({"actor.is_object_of_smuggling": True}, {"actor.is_object_of_smuggling": True, "actor.coerced": True}):
        held = one(ask(**more), "RS.CC.350.2")
        assert held.status is OPEN
        assert len(held.held_by) == 1 and held.held_by[0].startswith("Smuggled too")
    assert one(ask(actor__is_object_of_smuggling=True, actor__coerced=False), "RS.CC.350.2").status is SUPPORTED
    assert one(ask(actor__is_object_of_smuggling=None, actor__coerced=True), "RS.CC.350.2").status is SUPPORTED
    owing = one(ask(benefit__kind=["debt_relief"]), "RS.CC.350.2")
    assert owing.status is OPEN
    assert owing.held_by[0] == "A debt is worked off" and owing.held_by[1].startswith("Smuggled too")
    assert one(ask(benefit__kind=["money"]), "RS.CC.350.2").held_by == ()


def test_a_disputed_text_or_element_is_held_open_and_says_so(ask: Asked) -> None:
    answer = ask(victim__detention=True, victim__extortion=True)
    assert {key: (one(answer, key).status, one(answer, key).held_by) for key in ("RS.CC.134", "RS.CC.214")} == {
        "RS.CC.134": (OPEN, (DISPUTED,)),
        "RS.CC.214": (OPEN, (DISPUTED,)),
    }
    both = one(ask(victim__detention=True, actor__is_object_of_smuggling=True), "RS.CC.134").held_by
    assert len(both) == 2 and both[0].startswith("Smuggled too") and both[1] == DISPUTED
    assert one(ask(victim__detention=False), "RS.CC.134").held_by == ()


def test_nothing_is_supported_while_it_is_open_who_acted_even_without_gates_or_elements(ask: Asked) -> None:
    answer = ask(actor__is_object_of_smuggling=None, actor__acts_for_others=None)
    assert SUPPORTED not in statuses(answer).values()
    assert one(answer, "RS.CC.350.2").held_by == ()
    assert answer.status is OPEN


# --- parts of Bosnia and Herzegovina ----------------------------------------------------------------------------------


def test_a_part_of_bosnia_and_herzegovina_has_its_own_code_and_that_of_the_state(ask: Asked) -> None:
    for part in INSIDE_BA:
        answer = ask(part)
        assert [each.id for each in answer.qualifications] == ["BA.CC.1", f"{part}.CC.1"]
        assert [each.status for each in answer.qualifications] == [SUPPORTED, SUPPORTED]
        assert answer.jurisdiction == part
        assert answer.notes == ()
    assert INSIDE_BA == ("BA-BIH", "BA-SRP", "BA-BRC")


def test_the_whole_state_shows_all_orders_below_it_and_says_that_the_part_is_not_known(ask: Asked) -> None:
    answer = ask("BA")
    assert [each.id for each in answer.qualifications] == ["BA.CC.1", "BA-BIH.CC.1", "BA-SRP.CC.1", "BA-BRC.CC.1"]
    assert answer.notes == (
        "The part of Bosnia and Herzegovina is not known: all three orders below the state are shown (E1).",
    )
    assert {each.status for each in answer.qualifications[1:]} == {OPEN}
    assert ask("BA", geo__ba_level="BA-BRC").notes == ()
    assert one(ask("BA", geo__ba_level="BA-BRC"), "BA-SRP.CC.1").status is EXCLUDED


def test_a_stated_part_stands_over_the_one_that_is_asked_for(ask: Asked) -> None:
    assert one(ask("BA-SRP", geo__ba_level="BA-BRC"), "BA-SRP.CC.1").status is EXCLUDED


def test_facts_below_open_families_are_noted_as_described(ask: Asked) -> None:
    answer = ask(**{"migrants.conditions.no_water": True, "evidence.drone": "yes"})
    assert answer.notes == (
        "No version of RS.CC.346 is known for 2018-01-01.",
        "Described, but asked for by no rule: migrants.conditions.no_water, evidence.drone.",
    )


# --- relations --------------------------------------------------------------------------------------------------------


def test_the_basic_form_is_consumed_by_a_qualified_one_that_is_supported(ask: Asked) -> None:
    answer = ask(migrants__minors=True, act__organises=True)
    assert one(answer, "RS.CC.350.2").relations == ("consumed by RS.CC.350.3", "consumed by RS.CC.350.4")
    assert one(answer, "RS.CC.350.3").relations == ()
    assert one(ask(), "RS.CC.350.2").relations == ()


def test_separate_offences_stand_beside_are_absorbed_or_are_not_counted_twice(ask: Asked) -> None:
    answer = ask(act__document__produce=True, digital__D1=True, digital__authority_data=True)
    assert one(answer, "RS.CC.355").status is one(answer, "RS.CC.299").status is SUPPORTED
    assert one(answer, "RS.CC.355").relations == (
        "beside RS.CC.350.2: rules on joint sentences apply",
        "not beside RS.CC.350.3: the same would be counted twice",
        "beside RS.CC.350.4: rules on joint sentences apply",
    )
    assert one(answer, "RS.CC.299").relations == (
        "beside RS.CC.350.2: rules on joint sentences apply",
        "not beside RS.CC.350.3: the same would be counted twice",
        "not beside RS.CC.350.4: the same would be counted twice",
    )
    assert one(answer, "RS.CC.357").relations == ("absorbed by RS.CC.350.2: normally no count of its own",)
    assert one(answer, "RS.CC.350.1").relations == ()


def test_what_is_excluded_stands_beside_nothing(ask: Asked) -> None:
    answer = ask(act__document__produce=False, act__organises=False)
    assert one(answer, "RS.CC.355").relations == ()
    assert one(answer, "RS.CC.299").relations == (
        "beside RS.CC.350.2: rules on joint sentences apply",
        "not beside RS.CC.350.3: the same would be counted twice",
    )
    none = ask(act__procures_entry=False, act__enables_transit=False, act__document__produce=True)
    assert one(none, "RS.CC.355").relations == ()


# --- exposures and risks ----------------------------------------------------------------------------------------------


def test_aid_without_gain_is_shown_as_an_exposure_where_a_text_needs_no_gain(ask: Asked) -> None:
    free = {"benefit.exists": False, "mens.intent_benefit": False, "act.enables_stay": True}
    (exposure,) = ask(**free).exposures
    assert (exposure.provision.id, exposure.status) == ("RS.CC.351", SUPPORTED)
    assert exposure.words == (
        "The national text needs no benefit and reaches this conduct; outside the Protocol, which is about gain. An exposure "
        "of the person who helped, not smuggling."
    )
    assert [each.word for each in exposure.elements] == ["met"]
    (still_open,) = ask(**{**free, "mens.knows_irregular": None}).exposures
    assert still_open.status is OPEN
    (not_settled,) = ask(**{**free, "actor.is_object_of_smuggling": None, "actor.acts_for_others": None}).exposures
    assert not_settled.status is OPEN


def test_a_text_that_needs_a_benefit_exposes_nobody_who_had_none(ask: Asked) -> None:
    assert ask("BA", benefit__exists=False, mens__intent_benefit=False).exposures == ()


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"benefit.exists": None},
        {"mens.knows_irregular": False},
        {"act.enables_stay": False},
        {"actor.is_object_of_smuggling": True, "actor.acts_for_others": False},
    ],
)
def test_where_there_is_gain_or_no_act_there_is_no_exposure(ask: Asked, more: dict[str, bool]) -> None:
    free = {"mens.intent_benefit": False, "act.enables_stay": True, "benefit.exists": False}
    assert ask(**({**free, "benefit.exists": True} if not more else {**free, **more})).exposures == ()


def test_somebody_who_was_smuggled_is_told_what_they_may_be_exposed_to(ask: Asked) -> None:
    smuggled = {"actor.is_object_of_smuggling": True, "actor.acts_for_others": False}
    answer = ask(**smuggled)
    assert [(each.provision.id, each.status) for each in answer.risks] == [("RS.CC.350.1", OPEN), ("RS.LF.1", OPEN)]
    assert {each.words for each in answer.risks} == {
        "May be held against somebody for the way they came. It is no smuggling; see what protects them."
    }
    assert [each.element.key for each in answer.risks[1].elements] == ["conduct"]
    asylum = ask(**smuggled, **{"protection.asylum_intent": True, "act.violent_crossing": True})
    assert [(each.provision.id, each.status) for each in asylum.risks] == [("RS.CC.350.1", SUPPORTED)]
    assert ask().risks == ()
    assert len(ask(actor__is_object_of_smuggling=True, actor__acts_for_others=None).risks) == 2


# --- circumstances, roles, indicators, rules --------------------------------------------------------------------------


def test_circumstances_are_measured_in_the_reading_of_each_state(ask: Asked) -> None:
    def found(state: str) -> list[tuple[str, str, str]]:
        answer = ask(state, migrants__conditions__life_endangered=False, migrants__conditions__inhuman_treatment=True)
        return [(each.circumstance.key, each.word, each.recognition.effect) for each in answer.circumstances]

    assert found("RS") == [("agg.minors", "unknown", "qualifying"), ("agg.danger", "met", "qualifying")]
    assert found("BA-SRP") == [("agg.minors", "unknown", "sentencing_only"), ("agg.danger", "missing", "not_stated")]
    measures = [each.measure.keys for each in ask().circumstances]
    assert measures == [
        ("migrants.minors",),
        ("migrants.conditions.life_endangered", "migrants.conditions.inhuman_treatment"),
    ]
    assert [each.recognition.mark for each in ask("ME").circumstances] == ["to_be_checked", "to_be_checked"]


def test_roles_and_an_attempt_are_shown_against_the_general_part(ask: Asked) -> None:
    answer = ask(**{"actor.role": ["smuggled_person", "organiser", "driver"], "act.attempt": True})
    assert [(each.role, each.words, each.provisions) for each in answer.participation] == [
        ("driver", "Usually acts oneself; jointly with others, as a co-perpetrator.", ("RS.CC.351", "RS.CC.30")),
        (
            "organiser",
            "Organising or directing others is named apart by the Protocol; see organised forms and separate offences.",
            ("RS.CC.350.4",),
        ),
        (
            "attempt",
            "It remained an attempt: punished where the general part's threshold is reached.",
            ("RS.CC.350.2", "RS.CC.30"),
        ),
    ]
    assert ask().participation == ()
    assert ask(act__attempt=False, **{"actor.role": ["smuggled_person"]}).participation == ()


def test_digital_means_are_indicators_with_the_offences_they_might_belong_to(ask: Asked) -> None:
    answer = ask(digital__D1=True, digital__D2=True, digital__D4=True, digital__authority_data=False)
    assert [(each.row.key, dict(each.statuses)) for each in answer.indicators] == [
        ("D1", {"RS.CC.299": EXCLUDED}),
        ("D2", {}),
        ("D4", {}),
    ]
    assert ask(digital__D1=False).indicators == ask().indicators == ()
    (only,) = ask(digital__D1=True, actor__is_object_of_smuggling=None, actor__acts_for_others=None).indicators
    assert dict(only.statuses) == {"RS.CC.299": OPEN}


def test_books_without_a_table_of_digital_means_have_no_indicators(tmp_path: Path) -> None:
    (write_books(tmp_path) / "tables.yaml").unlink()
    assert Asked(read_library(tmp_path))(digital__D1=True).indicators == ()


def test_rules_that_apply_or_might_are_told_by_their_kind(ask: Asked) -> None:
    def found(answer: LawAnswer) -> dict[str, list[tuple[str, Truth]]]:
        names = ("basis", "duties", "cooperation", "evidence", "residence", "leanings")
        return {name: [(each.rule.key, each.result) for each in getattr(answer, name)] for name in names}

    yes, open_ = Truth.TRUE, Truth.UNKNOWN
    smuggled = ask(actor__is_object_of_smuggling=True, actor__acts_for_others=False, migrants__count=10)
    assert found(smuggled) == {
        "basis": [("basis.always", yes), ("basis.asylum", open_)],
        "duties": [("duty.care", open_)],
        "cooperation": [("cooperation.abroad", open_)],
        "evidence": [("evidence.read", yes)],
        "residence": [("residence.rs", yes)],
        "leanings": [("leaning.number", yes)],
    }
    assert found(ask("BA", protection__medical=False, evidence__abroad=True, migrants__count=9)) == {
        "basis": [],
        "duties": [],
        "cooperation": [("cooperation.abroad", yes)],
        "evidence": [("evidence.read", yes)],
        "residence": [("residence.ba", yes)],
        "leanings": [],
    }
    assert len(ask(actor__is_object_of_smuggling=None, actor__acts_for_others=None).basis) == 2


# --- questions --------------------------------------------------------------------------------------------------------


def test_questions_come_with_what_they_decide_smuggling_first(ask: Asked) -> None:
    answer = ask(victim__detention=False, victim__extortion=False, act__violent_crossing=False)
    assert [(each.term.key, each.decides) for each in answer.questions] == [
        ("act.organises", ("RS.CC.350.4", "RS.CC.347")),
        ("act.enables_stay", ("RS.CC.351",)),
        ("migrants.minors", ("RS.CC.350.3",)),
        ("migrants.conditions.life_endangered", ("RS.CC.350.3",)),
        ("migrants.conditions.inhuman_treatment", ("RS.CC.350.3",)),
        ("act.document.produce", ("RS.CC.355",)),
        ("act.document.procure", ("RS.CC.357",)),
        ("group.organised", ("RS.CC.347",)),
        ("digital.D1", ("RS.CC.299",)),
        ("digital.authority_data", ("RS.CC.299",)),
    ]


def test_who_acted_is_asked_before_everything_then_what_decides_most(ask: Asked) -> None:
    answer = ask(
        actor__is_object_of_smuggling=True,
        actor__acts_for_others=None,
        mens__knows_irregular=None,
        act__organises=False,
    )
    keys = [each.term.key for each in answer.questions]
    assert keys[:3] == ["actor.acts_for_others", "actor.coerced", "mens.knows_irregular"]
    everything = ("RS.CC.134", "RS.CC.214", "RS.CC.299", "RS.CC.350.1", "RS.CC.350.2", "RS.CC.350.3")
    assert answer.questions[0].decides == (
        "RS.CC.350.2", "RS.CC.350.3", "RS.CC.351", "RS.CC.355", "RS.CC.357", "RS.CC.299", "RS.CC.134", "RS.CC.214",
        "RS.CC.350.1",
    )  # fmt: skip
    assert answer.questions[1].decides == (*everything, "RS.CC.351", "RS.CC.355", "RS.CC.357")
    assert answer.questions[2].decides == ("RS.CC.350.2", "RS.CC.350.3", "RS.CC.351")


def test_coercion_is_asked_only_while_it_is_not_known_and_can_still_matter(ask: Asked) -> None:
    def asked(**more: Any) -> bool:
        return "actor.coerced" in [each.term.key for each in ask(**more).questions]

    smuggled = {"actor__is_object_of_smuggling": True}
    assert asked(**smuggled)
    assert not asked(**smuggled, actor__coerced=True)
    assert not asked(**smuggled, actor__acts_for_others=False)
    assert not asked()


def test_what_decides_offences_beside_breaks_a_tie(ask: Asked) -> None:
    """Both benefit facts decide smuggling alone; conduct that also decides other offences would come first among equals."""
    answer = ask(mens__intent_benefit=None, benefit__exists=None, act__procures_entry=None)
    ranked = [(each.term.key, len(each.decides)) for each in answer.questions][:3]
    assert ranked == [("mens.intent_benefit", 4), ("benefit.exists", 4), ("act.procures_entry", 3)]


def test_among_facts_that_decide_nothing_about_smuggling_the_one_that_decides_more_comes_first(tmp_path: Path) -> None:
    ask = changed(tmp_path, "RS.yaml", "if: victim.extortion,", "if: {all: [victim.extortion, victim.detention]},")
    asked = [each.term.key for each in ask().questions]
    assert asked.index("victim.detention") < asked.index("act.document.produce")
    assert asked.index("victim.detention") < asked.index("victim.extortion")


# --- what an answer can say -------------------------------------------------------------------------------------------


def test_an_offence_without_a_known_penalty_is_no_graver_than_one_with_a_fine(tmp_path: Path) -> None:
    ask = changed(
        tmp_path, "BA.yaml", "needs_benefit: true}", "needs_benefit: true, penalty: {fine: a fine, mark: reported}}"
    )
    answer = ask("BA", act__procures_entry=None)
    assert [each.id for each in answer.with_status(OPEN)] == ["BA.CC.1", "BA-BIH.CC.1", "BA-SRP.CC.1", "BA-BRC.CC.1"]


def test_offences_of_a_status_are_told_gravest_first(ask: Asked) -> None:
    answer = ask(migrants__minors=True, act__organises=True)
    assert [each.id for each in answer.with_status(SUPPORTED)] == ["RS.CC.350.4", "RS.CC.350.3", "RS.CC.350.2"]
    assert [each.id for each in answer.with_status(OPEN)] == ["RS.CC.351"]
    assert answer.with_status(EXCLUDED) == ()
    bosnia = ask("BA")
    assert [each.id for each in bosnia.with_status(SUPPORTED)] == ["BA.CC.1"]


def test_the_result_of_a_provision_is_found_by_its_id(ask: Asked) -> None:
    answer = ask()
    assert answer.qualification("RS.CC.350.3") is answer.qualifications[1]
    assert answer.qualification("RS.CC.347") is answer.separate[0]
    assert answer.qualification("RS.CC.346") is None


def test_the_facts_behind_a_result_come_with_their_sources(ask: Asked) -> None:
    answer = ask(act__procures_entry={"value": True, "source": "Statement", "exhibit": "A3"})
    behind = answer.facts_behind(one(answer, "RS.CC.350.2").elements[0].element.measure)
    assert [(each.key, each.value, each.source, each.exhibit) for each in behind] == [
        ("act.procures_entry", True, "Statement", "A3")
    ]
    assert answer.facts_behind(one(answer, "RS.CC.350.4").elements[-1].element.measure) == ()
    part = ask("BA-SRP")
    assert part.facts_behind(one(part, "BA-SRP.CC.1").elements[0].element.measure) == ()


def test_words_of_statuses(ask: Asked) -> None:
    assert [each.label for each in Status] == ["Supported", "Open", "Excluded"]
    assert {each.word for each in one(ask(), "RS.CC.350.4").elements} == {"met", "unknown"}


# --- kept answers -----------------------------------------------------------------------------------------------------


def test_a_measure_answers_again_without_asking_again_and_forgets_before_memory_fills() -> None:
    measure = Measure.of(parse_condition({"any": ["a", {"key": "n", "at_least": 3}]}))
    assert measure.keys == ("a", "n")
    assert measure.result({"a": None}) is Truth.UNKNOWN
    assert measure.questions({}) == ("a", "n")
    assert (measure.result({"a": True}), measure.questions({"a": True})) == (Truth.TRUE, ())
    assert measure.reasons({"a": True, "n": 1}) == ("a",)
    first = measure._answer({"a": True})
    assert measure._answer({"a": True}) is first
    measure._answers.clear()
    for number in range(4096):
        assert measure.result({"a": False, "n": number}) is Truth.of(number >= 3)
    assert len(measure._answers) == 4096
    assert measure.result({"a": False, "n": 4096}) is Truth.TRUE
    assert len(measure._answers) == 1
