"""Reading questionnaires: what is refused, where and why."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fener.gateways.odk.compile import compile_questionnaire
from fener.gateways.odk.questions import QuestionnaireSource
from fener.gateways.odk.source import read_source, read_sources, source_from
from fener.gateways.odk.source_rules import conjuncts
from fener.terms.codelists import read_yaml
from fener.terms.errors import FenerError, WrongFormat

FORMS = Path(__file__).resolve().parents[3] / "forms"
OPEN = {"sensitivity": "open"}


def small(**changes: Any) -> dict[str, Any]:
    """A visit report with one question; changes replace keys of the form."""
    return {
        "key": "small",
        "version": "2026.1.0",
        "kind": "visit_report",
        "title": {"en": "Small"},
        "wording_review": {"en": "draft"},
        "choices": {"yes_no": {"yes": {"en": "Yes"}, "no": {"en": "No"}}},
        "questions": [question()],
    } | changes


def question(**changes: Any) -> dict[str, Any]:
    base = {"type": "text", "name": "remarks", "label": {"en": "Remarks"}, "sensitivity": "quasi"}
    return {key: value for key, value in (base | changes).items() if value is not None}


def with_consent(*later: dict[str, Any], **consent: Any) -> dict[str, Any]:
    """An interview whose first group asks for consent."""
    asks = {"type": "select_one yes_no", "name": "consent", "coding": "context:consent", **OPEN} | consent
    first = {"type": "group", "name": "introduction", "label": {"en": "First"}, "questions": [question(**asks)]}
    return small(kind="respondent_interview", questions=[first, *later])


def refusal(raw: object) -> WrongFormat:
    with pytest.raises(WrongFormat) as refused:
        source_from(raw)
    assert refused.value.remedy
    return refused.value


def test_a_small_questionnaire_is_read() -> None:
    source = source_from(small())
    assert [one.name for one in source.walk()] == ["remarks"]
    assert source.languages == ("en",)


@pytest.mark.parametrize(
    ("changes", "number", "where"),
    [
        ({"title": {"sr": "Mali"}}, "FEN-2406", "title"),
        ({"version": "1"}, "FEN-2404", "version"),
        ({"version": 2026.1}, "FEN-2402", "version"),
        ({"key": "Two Words"}, "FEN-2404", "key"),
        ({"kind": "gossip"}, "FEN-2402", "kind"),
        ({"sense": 1}, "FEN-2403", ""),
        ({"questions": []}, "FEN-2402", "questions"),
        ({"languages": ["sr"]}, "FEN-2402", "languages"),
        ({"wording_review": {"en": "perfect"}}, "FEN-2402", "wording_review"),
        ({"choices": {"yes_no": {"yes or no": {"en": "Both"}}}}, "FEN-2405", "choices.yes_no"),
        ({"questions": ["remarks"]}, "FEN-2402", "questions[0]"),
        ({"questions": [question(), question()]}, "FEN-2405", "questions[1].name"),
        ({"instance_name": "concat('Visit ', ${remarks})"}, "FEN-2416", "instance_name"),
        ({"instance_name": "${nothing}"}, "FEN-2415", "instance_name"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(changes: dict[str, Any], number: str, where: str) -> None:
    error = refusal(small(**changes))
    assert (error.number, error.location.path if error.location else "") == (number, where)


@pytest.mark.parametrize(
    ("changes", "number", "key"),
    [
        ({"label": {"sr": "Napomene"}}, "FEN-2406", ".label"),
        ({"label": None}, "FEN-2406", ".label"),
        ({"label": "Remarks"}, "FEN-2402", ".label"),
        ({"hint": {"en": True}}, "FEN-2402", ".hint"),
        ({"name": "Two words"}, "FEN-2404", ".name"),
        ({"name": "meta"}, "FEN-2404", ".name"),
        ({"type": "audit"}, "FEN-2407", ".type"),
        ({"type": "select_one elsewhere"}, "FEN-2407", ".type"),
        ({"type": "select_one codes:elsewhere"}, "FEN-2407", ".type"),
        ({"type": "select_one codes:../secrets"}, "FEN-2407", ".type"),
        ({"type": "select_one_from_file ../people.csv"}, "FEN-2407", ".type"),
        ({"type": "select_one codes:harms", "only": ["joy"]}, "FEN-2407", ".only"),
        ({"type": "select_one codes:harms", "also": ["maybe"]}, "FEN-2402", ".also"),
        ({"type": "select_one codes:harms", "columns": {"family": {"a": ["joy"]}}}, "FEN-2407", ".columns.family.a"),
        ({"guiding": ["4.9.9"]}, "FEN-2408", ".guiding"),
        ({"coding": "observation:weather"}, "FEN-2409", ".coding"),
        ({"coding": "person:name"}, "FEN-2409", ".coding"),
        ({"coding": "price:colour"}, "FEN-2409", ".coding"),
        ({"sensitivity": None}, "FEN-2410", ""),
        ({"type": "image", "sensitivity": None}, "FEN-2410", ""),
        ({"type": "image", "sensitivity": "open"}, "FEN-2410", ".sensitivity"),
        ({"type": "geopoint"}, "FEN-2410", ".decimals"),
        ({"decimals": True}, "FEN-2402", ".decimals"),
        ({"sensitivity": "direct", "required": True}, "FEN-2411", ".required"),
        ({"relevant": "${gone} = 'yes'"}, "FEN-2415", ".relevant"),
        ({"label": {"en": "Hello ${gone}"}}, "FEN-2415", ".label"),
        ({"relevant": "${remarks = 'yes'"}, "FEN-2415", ".relevant"),
        ({"required": "yes"}, "FEN-2402", ".required"),
        ({"questions": [question(name="inner")]}, "FEN-2402", ".questions"),
        ({"type": "group"}, "FEN-2402", ".questions"),
    ],
)
def test_a_wrong_question_is_refused_with_its_place(changes: dict[str, Any], number: str, key: str) -> None:
    error = refusal(small(questions=[question(name="before"), question(**changes)]))
    assert (error.number, error.location.path if error.location else "") == (number, f"questions[1]{key}")


def test_numbers_of_guiding_questions_may_stand_without_quotes() -> None:
    source = source_from(small(questions=[question(guiding=[5.1, "4.1.2"])]))
    assert source.questions[0].guiding == ("5.1", "4.1.2")


def test_answers_come_from_the_code_lists() -> None:
    asked = question(type="select_multiple codes:harms", also=["refused", "unknown"], top=True)
    choices = source_from(small(questions=[asked])).questions[0].choices
    names = [choice.name for choice in choices]
    assert "robbery" in names and "beating" not in names, "only entries without a parent"
    assert names[-2:] == ["refused", "unknown"] and names.count("unknown") == 1
    assert choices[-1].labels["en"] == "Does not know", "the person's answer, not the coder's code"


def test_code_labels_and_special_answers_take_other_languages() -> None:
    raw = small(
        languages=["en", "sr"],
        wording_review={"en": "reviewed", "sr": "draft"},
        code_labels={"harms": {"robbery": {"en": "Robbery", "sr": "Razbojništvo"}}},
        special_answers={"refused": {"en": "Prefers not to say", "sr": "Ne želi da kaže"}},
        questions=[question(type="select_one codes:harms", only=["robbery"], also=["refused"])],
    )
    robbery, refused = source_from(raw).questions[0].choices
    assert (robbery.labels["sr"], refused.labels["sr"]) == ("Razbojništvo", "Ne želi da kaže")


# --- consent ----------------------------------------------------------------------------------------------------------


def test_an_interview_without_consent_is_refused() -> None:
    assert refusal(small(kind="respondent_interview")).number == "FEN-2412"


@pytest.mark.parametrize("kind", ["key_informant_interview", "digital_means", "incident_report", "urgent_need"])
def test_every_form_about_a_person_asks_for_consent(kind: str) -> None:
    assert refusal(small(kind=kind)).number == "FEN-2412"


def test_consent_cannot_be_filled_in_beforehand() -> None:
    assert refusal(with_consent(default="yes")).number == "FEN-2412"


def test_consent_has_no_third_answer() -> None:
    assert refusal(with_consent(also=["unknown"])).number == "FEN-2412"


def test_nothing_touches_a_person_before_she_agreed() -> None:
    raw = with_consent()
    raw["questions"][0]["questions"].insert(0, question())
    assert refusal(raw).number == "FEN-2412"


@pytest.mark.parametrize(
    "relevant",
    [
        None,
        "${consent} = 'no'",
        "${consent} != 'no'",
        "${consent} = 'yes' or true()",
        "true() or ${consent} = 'yes' and true()",
        "not(${consent} = 'yes')",
        "${consent} = 'yes') or (true()",
        "'${consent} = yes'",
    ],
)
def test_what_follows_without_consent_is_refused(relevant: str | None) -> None:
    assert refusal(with_consent(question(relevant=relevant))).number == "FEN-2413"


@pytest.mark.parametrize("relevant", ["${consent}='yes'", '${consent} = "yes" and (1 = 2 or 1 = 1)'])
def test_what_follows_with_consent_is_read(relevant: str) -> None:
    assert source_from(with_consent(question(relevant=relevant))).questions[1].name == "remarks"


def test_a_closed_question_about_a_person_leaves_a_way_out() -> None:
    asked = question(type="select_one yes_no", relevant="${consent} = 'yes'")
    assert refusal(with_consent(asked)).number == "FEN-2414"
    assert source_from(with_consent(asked | {"also": ["refused", "unknown"]}))


def test_conditions_are_taken_apart_at_the_top_only() -> None:
    assert conjuncts("${a} = 'x and y' and (b or c)") == ("${a}='x and y'", "(borc)")
    assert conjuncts("a or b") == ()
    assert conjuncts("") == ("",)


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["key: [", "key: a\nkey: b\n", "a: &x [1]\nb: *x\n", "\x00", "a: &a [*a]", "- 1", "", "? [a]\n: b"]
)
def test_a_file_that_is_no_questionnaire_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongFormat) as refused:
        read_source(path)
    assert refused.value.number in {"FEN-2401", "FEN-2402"}


def test_a_file_is_named_after_its_key(tmp_path: Path) -> None:
    path = tmp_path / "another.yaml"
    path.write_text((FORMS / "price_report.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(WrongFormat, match="FEN-2404"):
        read_source(path)


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(WrongFormat, match="FEN-2401"):
        read_source(tmp_path / "absent.yaml")


def test_a_folder_is_read_by_name() -> None:
    keys = [source.key for source in read_sources(FORMS)]
    assert keys == sorted(keys) and len(keys) == 7


# --- anything at all --------------------------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["en", "yes", "${"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3),
    max_leaves=6,
)
ORIGINALS = [read_yaml(path) for path in sorted(FORMS.glob("*.yaml"))]


def _places(raw: Any) -> list[tuple[Any, Any]]:
    """Every container of a form with each key it holds."""
    found: list[tuple[Any, Any]] = []
    if isinstance(raw, dict):
        found += [(raw, key) for key in raw]
    elif isinstance(raw, list):
        found += [(raw, key) for key in range(len(raw))]
    for container, key in list(found):
        found += _places(container[key])
    return found


def _outcome(raw: object) -> QuestionnaireSource | None:
    number, source = "FEN-24", None
    try:
        source = source_from(raw)
        compile_questionnaire(source)
    except FenerError as error:
        number, source = error.number, None
    assert number.startswith("FEN-24")
    return source


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_changed_source_is_read_or_refused_never_breaks(data: st.DataObject) -> None:
    raw = copy.deepcopy(data.draw(st.sampled_from(ORIGINALS)))
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(raw)
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        if data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(PLAIN)
    _outcome(raw)


@settings(max_examples=100, deadline=None)
@given(raw=PLAIN)
def test_anything_at_all_is_refused(raw: object) -> None:
    assert _outcome(raw) is None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_odd_words_anywhere_in_a_small_form_never_break_the_compiler(data: st.DataObject) -> None:
    words = st.text(min_size=1, max_size=20)
    _outcome(
        small(
            title={"en": data.draw(words)},
            instance_name=data.draw(st.sampled_from(["", "'a'"]) | words),
            choices={"yes_no": {"yes": {"en": data.draw(words)}}},
            questions=[
                question(
                    type=data.draw(st.sampled_from(["text", "select_one yes_no", "integer", "note", "image"])),
                    label={"en": data.draw(words)},
                    hint={"en": data.draw(words)},
                    **{
                        data.draw(st.sampled_from(["relevant", "appearance", "parameters", "default"])): data.draw(
                            words
                        )
                    },
                )
            ],
        )
    )
