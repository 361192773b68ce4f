"""The rights navigator: sourced, plain about what is not there, and never worse for somebody who does not testify."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.analysis.rights import (
    GENERAL_RULE,
    HELP_KINDS,
    CheckMark,
    EntryAnswer,
    Kind,
    NeedState,
    Outcome,
    RightsEntry,
    book,
    facts_used,
    general_book,
    navigate,
    provisions_in,
    questions,
    residence_table,
)
from fener.analysis.rights.books import BOOKS_FOLDER, as_book
from fener.terms.codelists import read_yaml
from fener.terms.conditions import evaluate, facts_in
from fener.terms.errors import SetUpFault, UnknownTerm
from fener.terms.territories import region_members

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
TODAY = date(2026, 11, 22)
SIX = region_members()
ENTRIES: tuple[RightsEntry, ...] = tuple(
    entry for source in (*map(book, SIX), general_book()) for entry in source.entries
)
fact_sets = st.dictionaries(st.sampled_from(list(questions())), st.sampled_from([True, False, None]))
territories = st.sampled_from(SIX)


def answered(territory: str, key: str, **facts: bool | None) -> EntryAnswer:
    answer = navigate(facts, territory, TODAY)
    return next(each for each in (*answer.entries, *answer.risks) if each.entry.key == key)


# --- the books --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_entry_says_what_where_from_and_how_far_checked(entry: RightsEntry) -> None:
    for words in (entry.title, entry.provision, entry.paraphrase, entry.law, entry.practice):
        assert words.strip()
    assert entry.sources and entry.mark in CheckMark
    assert entry.needed or entry.kind is Kind.COMPARISON
    for source in entry.sources:
        assert (source.report in {"R23", "R25"} and source.page) or source.statute
        assert not source.report or (source.report, source.page) in {
            *(("R23", page) for page in range(22, 27)),
            *(("R25", page) for page in range(24, 29)),
        }
    if entry.mark is CheckMark.VERIFIED:
        assert any(source.seen for source in entry.sources), "verified means that a text was seen"
    if entry.mark is CheckMark.REPORTED:
        assert any(source.report for source in entry.sources), "reported means that a report says so"


def test_entries_have_keys_of_their_own_and_of_their_territory() -> None:
    keys = [entry.key for entry in ENTRIES]
    assert len(keys) == len(set(keys)) >= 49
    assert all(entry.key.startswith(f"{code}.") for code in SIX for entry in book(code).entries)


def test_every_question_is_used_and_none_is_about_suspicion() -> None:
    used = frozenset().union(*map(facts_used, SIX))
    assert used == frozenset(questions())
    for each in questions().values():
        assert each.ask.endswith("?") and each.why.endswith(".")
        assert not each.after or each.after in questions()
        assert not re.search(r"suspicio|criminal record|smuggler|guilt|offender|risk score", each.ask + each.key)


@pytest.mark.parametrize("territory", SIX)
def test_each_kind_of_need_has_an_entry_or_says_that_the_sources_name_none(territory: str) -> None:
    kinds = {Kind.REFLECTION, Kind.GUARDIAN, Kind.WITNESS, Kind.STATEMENT, Kind.INTERPRETER, Kind.NON_PROSECUTION}
    own = {entry.kind for entry in book(territory).entries}
    silent = {silence.kind for silence in book(territory).silences}
    assert kinds <= own | silent
    assert not own & silent
    assert Kind.RESIDENCE in own


def test_kosovo_is_written_with_its_asterisk() -> None:
    for path in (*BOOKS_FOLDER.glob("*.yaml"), BOOKS_FOLDER.parent / "questions.yaml"):
        assert not re.search(r"Kosovo(?!\*)", path.read_text(encoding="utf-8")), path.name


def test_paraphrases_are_our_own_words() -> None:
    texts = [
        path
        for name in ("monitoring-report-2023", "digitization-report-2025")
        if (path := REPORTS / f"{name}.txt").exists()
    ]
    if not texts:
        pytest.skip("the reports' texts are not here")
    runs: set[tuple[str, ...]] = set()
    for path in texts:
        words = re.findall(r"\w+", path.read_text(encoding="utf-8").casefold())
        runs |= set(zip(*(words[start:] for start in range(7)), strict=False))
    copied = [
        (entry.key, said)
        for entry in ENTRIES
        for said in (entry.title, entry.paraphrase, entry.law, entry.practice, *entry.notes)
        for words in [re.findall(r"\w+", said.casefold())]
        if any(run in runs for run in zip(*(words[start:] for start in range(7)), strict=False))
    ]
    assert copied == []


def broken(**changed: object) -> Iterator[object]:
    raw = read_yaml(BOOKS_FOLDER / "BA.yaml")
    raw["entries"] = [{**raw["entries"][0], **changed}]
    return as_book(raw)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "changed",
    [{"sources": []}, {"mark": ""}, {"paraphrase": ""}, {"colour": "red"}, {"kind": "comparison"},
     {"sources": [{"report": "R23"}]}, {"kind": "medical"}, {"kind": "asylum"}, {"when": {"any": []}}],
)  # fmt: skip
def test_a_book_that_says_too_little_or_ties_help_to_cooperation_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(SetUpFault) as refusal:
        broken(**changed)
    assert refusal.value.location and "BA.FA.humanitarian" in str(refusal.value.location)


def test_an_undeclared_fact_is_refused() -> None:
    with pytest.raises(UnknownTerm):
        broken(when="looks_suspicious")


# --- answers ----------------------------------------------------------------------------------------------------------


@given(fact_sets, territories, st.data())
@settings(max_examples=150, deadline=None)
def test_nothing_is_answered_while_a_fact_that_matters_is_unknown(
    facts: dict[str, bool | None], territory: str, data: st.DataObject
) -> None:
    answer = navigate(facts, territory, TODAY)
    unknown = [key for key in questions() if facts.get(key) is None]
    filled = {**facts, **{key: data.draw(st.booleans()) for key in unknown}}
    later = {each.entry.key: each for each in navigate(filled, territory, TODAY).entries}
    for each in (*answer.entries, *answer.risks):
        assert each.entry.when is not None
        settled = not each.questions
        assert settled is evaluate(each.entry.when, facts).is_decided
        assert settled or each.outcome is Outcome.OPEN
        assert not settled or each.outcome is not Outcome.OPEN or each.entry.mark is CheckMark.CONTRADICTED
        assert set(each.questions) <= set(unknown)
        if settled and each.entry.key in later:
            assert later[each.entry.key].outcome is each.outcome
    assert {key for each in (*answer.entries, *answer.risks) for key in each.questions} == {
        each.question.key for each in answer.questions
    }


@given(fact_sets, territories, st.data())
@settings(max_examples=150, deadline=None)
def test_help_is_never_worse_for_somebody_who_does_not_testify(
    facts: dict[str, bool | None], territory: str, data: st.DataObject
) -> None:
    about = [key for key, each in questions().items() if each.about_cooperation]
    other = facts | {key: data.draw(st.sampled_from([True, False, None])) for key in about}
    before, after = navigate(facts, territory, TODAY), navigate(other, territory, TODAY)
    for left, right in zip(before.entries, after.entries, strict=True):
        if left.entry.kind in HELP_KINDS:
            assert (left.outcome, left.reasons, left.needs) == (right.outcome, right.reasons, right.needs)


def test_the_kinds_of_help_are_free_of_cooperation_by_their_facts_too() -> None:
    assert {Kind.HELP, Kind.MEDICAL, Kind.ASYLUM, Kind.GUARDIAN, Kind.PROTECTION, Kind.NON_PROSECUTION} <= HELP_KINDS
    about = {key for key, each in questions().items() if each.about_cooperation}
    assert {"cooperates_with_authorities", "willing_to_cooperate", "statement_was_taken"} <= about
    for entry in ENTRIES:
        if entry.kind in HELP_KINDS and entry.when is not None:
            named = {
                *facts_in(entry.when),
                *(key for need in entry.needed if need.met_if for key in facts_in(need.met_if)),
            }
            assert not named & about, entry.key


@pytest.mark.parametrize("territory", SIX)
def test_with_nothing_known_nobody_is_told_yes_or_no_but_urgent_care_is_owed(territory: str) -> None:
    answer = navigate({}, territory, TODAY)
    assert [each.entry.key for each in answer.with_outcome(Outcome.MAY_ASK)] == ["G.health.urgent"]
    assert answer.with_outcome(Outcome.NOT_ON_THIS_GROUND) == ()
    assert all(each.outcome is Outcome.OPEN for each in answer.risks)
    assert answer.questions and answer.general_rule == GENERAL_RULE


@pytest.mark.parametrize("territory", SIX)
def test_the_question_that_decides_most_comes_first(territory: str) -> None:
    counts = [len(each.decides) for each in navigate({"was_smuggled": True}, territory, TODAY).questions]
    assert counts == sorted(counts, reverse=True)


def test_a_question_that_no_longer_matters_is_not_asked() -> None:
    asked = {each.question.key for each in navigate({"is_child": False, "is_woman": False}, "BA", TODAY).questions}
    assert not asked & {"is_unaccompanied", "has_guardian"}


def test_a_comparison_is_never_something_to_ask_for() -> None:
    answer = navigate(dict.fromkeys(questions(), True), "RS", TODAY)
    assert [entry.key for entry in answer.comparisons] == ["EU.2004.81"]
    assert "EU.2004.81" not in {each.entry.key for each in answer.entries}


@pytest.mark.parametrize("key", ["RS.CC.388.6", "ME.FA.54.smuggled", "ME.witness"])
def test_what_the_sources_contradict_stays_open_and_says_so(key: str) -> None:
    found = answered(key[:2], key, **dict.fromkeys(questions(), True))
    assert found.outcome is Outcome.OPEN and found.questions == () and "lawyer" in found.caution


def test_a_provision_out_of_force_is_named_but_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = read_yaml(BOOKS_FOLDER / "AL.yaml")
    raw["entries"][0] |= {"valid_from": date(2021, 1, 1), "valid_to": date(2022, 12, 31)}
    entries = as_book(raw).entries + general_book().entries
    monkeypatch.setattr("fener.analysis.rights.navigation.provisions_in", lambda territory: entries)
    answers = {day: navigate({}, "AL", day) for day in (date(2020, 12, 31), date(2021, 1, 1), date(2023, 1, 1))}
    assert [[entry.key for entry in each.not_in_force] for each in answers.values()] == [
        ["AL.FA.52.2"],
        [],
        ["AL.FA.52.2"],
    ]


def test_needs_say_what_is_there_and_what_is_missing() -> None:
    for known, state in ((True, NeedState.THERE), (False, NeedState.MISSING), (None, NeedState.NOT_KNOWN)):
        found = answered("RS", "G.injured_party", was_harmed=True, has_identity_document=known)
        assert found.outcome is Outcome.MAY_ASK
        assert [need.state for need in found.needs if "identity" in need.what] == [state]
        assert (state is NeedState.THERE) is not any("identity" in need.what for need in found.missing)


def test_unknown_territories_and_facts_are_refused() -> None:
    with pytest.raises(UnknownTerm, match="FEN-2704"):
        navigate({}, "WB", TODAY)
    with pytest.raises(UnknownTerm, match="FEN-2703"):
        navigate({"looks_nervous": True}, "RS", TODAY)


# --- single provisions ------------------------------------------------------------------------------------------------

CASES = [
    ("AL", "AL.FA.52.2", {"is_foreigner": True, "willing_to_cooperate": True, "left_territory": False}, "may_ask"),
    ("AL", "AL.FA.52.2", {"is_foreigner": True, "willing_to_cooperate": True}, "open"),
    ("AL", "AL.FA.52.2", {"left_territory": True}, "not_on_this_ground"),
    ("BA", "BA.FA.humanitarian", {"is_foreigner": True, "presence_needed_in_proceedings": True}, "may_ask"),
    ("BA", "BA.FA.humanitarian", {"is_foreigner": True, "is_victim_of_organised_crime": True}, "may_ask"),
    ("BA", "BA.FA.humanitarian", {"is_foreigner": True, "willing_to_cooperate": True}, "open"),
    ("XK", "XK.FA.41.1", {"is_foreigner": True, "willing_to_cooperate": True}, "may_ask"),
    ("XK", "XK.FA.41.1", {"is_foreigner": True, "security_body_asks": True}, "may_ask"),
    ("RS", "RS.FA.61.1.3", {"is_foreigner": True, "was_smuggled": True, "cooperates_with_authorities": True}, "open"),
    ("RS", "RS.FA.61.1.3", {"cooperates_with_authorities": False}, "not_on_this_ground"),
    ("ME", "ME.FA.52.1.1", {"is_foreigner": True, "is_trafficking_indicated": True}, "may_ask"),
    ("ME", "ME.FA.52.1.2", {"is_foreigner": True, "is_child": True, "is_unaccompanied": True}, "may_ask"),
    ("MK", "MK.FA.120.1.child", {"is_foreigner": True, "is_child": False}, "not_on_this_ground"),
    ("MK", "MK.FA.120.other", {"is_foreigner": True, "was_smuggled": True}, "may_ask"),
    ("RS", "RS.FA.misdemeanour", {"was_smuggled": True, "asked_without_delay": False}, "may_ask"),
    ("RS", "RS.FA.misdemeanour", {"asked_without_delay": True, "wants_asylum": True}, "not_on_this_ground"),
    ("RS", "RS.FA.misdemeanour.exempt", {"asked_without_delay": True, "has_valid_explanation": True}, "may_ask"),
    ("BA", "BA.BCA.2.2", {"wants_asylum": True}, "may_ask"),
    (
        "MK",
        "MK.CPC.388.5.read",
        {"statement_was_taken": True, "statement_before_prosecutor": False},
        "not_on_this_ground",
    ),
]


@pytest.mark.parametrize(("territory", "key", "facts", "outcome"), CASES)
def test_single_provisions(territory: str, key: str, facts: dict[str, bool], outcome: str) -> None:
    assert answered(territory, key, **facts).outcome == outcome


@pytest.mark.parametrize("key", ["ME.FA.52.other", "MK.FA.120.other"])
def test_a_ground_that_the_law_does_not_name_is_said_to_be_so(key: str) -> None:
    entry = answered(key[:2], key, is_foreigner=True, was_smuggled=True).entry
    assert not entry.is_explicit and "does not name" in entry.paraphrase


@pytest.mark.parametrize("territory", SIX)
def test_practice_on_residence_is_told_apart_from_law(territory: str) -> None:
    found = [entry for entry in book(territory).entries if entry.kind is Kind.RESIDENCE]
    assert any("is known to have been issued" in entry.practice for entry in found)
    assert all("known to have been issued" not in entry.law for entry in found)


def test_risks_are_shown_as_risks_and_help_against_them_is_legal_help() -> None:
    risks = {entry.key: entry for entry in ENTRIES if entry.kind is Kind.RISK}
    assert {"AL.CC.297", "RS.FA.misdemeanour", "RS.closed_facility", "MK.closed_facility", "XK.closed_facility"} == set(
        risks
    )
    for entry in risks.values():
        assert any("Legal help" in need.what for need in entry.needed)
        assert not re.search(r"avoid|evade|hide|do not tell|stay away", f"{entry.paraphrase} {entry.needed}", re.I)


# --- the table of the notes on law (§9), written out by hand ------------------------------------------------------------------------

GOLDEN = {
    "AL": (
        "Law on Foreigners 52(2)",
        "clear will to cooperate with judicial authorities in investigation or trial",
        (True, "stay only, no re-entry"),
        ("medical care", "financial aid and support", "free legal aid", "translation", "psychological support",
         "work if eligible"),
        "52(2)",
    ),
    "BA": (
        "Law on Foreigners (article not given; to be checked 88/15 Art. 58)",
        "presence needed for proceedings, cooperates in uncovering crime, or victim of organised crime",
        (True, ""),
        (),
        "88/15 Art. 58",
    ),
    "XK": (
        "Law on Foreigners 41(1)",
        "cooperated or agrees to, or at request of security organs",
        (True, ""),
        (),
        "41(1)",
    ),
    "RS": (
        "Law on Foreigners 61(1)(3) (R25: 61 and 64)",
        "victim of serious crime incl. persons involved in facilitation of irregular migration who cooperate and whose "
        "presence is needed (witness or injured party)",
        (True, ""),
        (),
        "61(1)(3)",
    ),
    "ME": (
        "52(1)(1) trafficking, 52(1)(2) unaccompanied minors",
        "others only via “other justified humanitarian grounds”",
        (False, ""),
        ("accommodation", "health care", "education", "employment", "financial aid"),
        "52(1)(1)",
    ),
    "MK": (
        "120(1) trafficking and minors",
        "others only via “other justified humanitarian grounds”",
        (False, ""),
        (),
        "120(1)",
    ),
}  # fmt: skip


def test_the_table_has_the_six_legal_orders() -> None:
    assert {row.territory for row in residence_table()} == set(GOLDEN) == set(SIX)
    assert len(residence_table()) == 6


@pytest.mark.parametrize("territory", list(GOLDEN))
def test_the_table_equals_the_notes_cell_by_cell(territory: str) -> None:
    row = next(row for row in residence_table() if row.territory == territory)
    provision, who, explicit, rights, article = GOLDEN[territory]
    assert row.provision == provision
    assert row.who == who
    assert (row.explicit, row.remark) == explicit
    assert row.rights == rights
    cited = [entry for entry in provisions_in(territory) if entry.key in row.entries]
    assert [entry.key for entry in cited] == list(row.entries)
    assert any(article in entry.provision for entry in cited)
    assert any(entry.is_explicit for entry in cited)
    for entry in cited:
        assert entry.kind is Kind.RESIDENCE
        assert entry.rights == row.rights, "the entries list the same rights as the table"
        assert ("R23", 25) in {(source.report, source.page) for source in entry.sources}
