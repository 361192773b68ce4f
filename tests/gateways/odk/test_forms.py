"""The questionnaires themselves: what they ask, of whom, and what protects those who answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert

from fener.gateways.odk.compile import compile_questionnaire, workbook
from fener.gateways.odk.questions import CLOSED, QuestionnaireSource, QuestionSource
from fener.gateways.odk.source import read_sources
from fener.gateways.odk.source_rules import ABOUT_A_PERSON, CONSENT, coding_targets, conjuncts
from fener.terms.codelists import code_list
from fener.terms.questionnaires import REFUSED, UNKNOWN, ReportKind, Sensitivity

FORMS = Path(__file__).resolve().parents[3] / "forms"
SOURCES = {source.kind: source for source in read_sources(FORMS)}
K = ReportKind
PERSONAL = [source for kind, source in SOURCES.items() if kind in ABOUT_A_PERSON]
every_form = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.key)
every_personal_form = pytest.mark.parametrize("source", PERSONAL, ids=lambda source: source.key)


def wording(source: QuestionnaireSource) -> str:
    """Everything a form says in English, in lower case."""
    return " ".join(text for q in source.walk() for part in (q.labels, q.hints) for text in part.values()).lower()


def guiding(source: QuestionnaireSource) -> set[str]:
    return {number for question in source.walk() for number in question.guiding}


def named(source: QuestionnaireSource, name: str) -> QuestionSource:
    return next(question for question in source.walk() if question.name == name)


# --- as a set ---------------------------------------------------------------------------------------------------------


def test_there_is_one_questionnaire_of_each_kind() -> None:
    assert set(SOURCES) == set(ReportKind)
    assert len(PERSONAL) == 5


def test_both_interviews_together_ask_every_guiding_question() -> None:
    everything = set(code_list("guiding_questions").codes)
    assert len(everything) == 32
    assert guiding(SOURCES[K.KEY_INFORMANT_INTERVIEW]) | guiding(SOURCES[K.RESPONDENT_INTERVIEW]) == everything


def test_institutions_are_asked_the_full_set_and_people_what_they_can_tell() -> None:
    everything = set(code_list("guiding_questions").codes)
    assert guiding(SOURCES[K.KEY_INFORMANT_INTERVIEW]) == everything
    assert guiding(SOURCES[K.RESPONDENT_INTERVIEW]) >= {n for n in everything if n.startswith(("4.1", "4.2", "4.3"))}


def test_every_attribute_of_prices_and_incidents_is_asked_somewhere() -> None:
    codings = {question.coding for source in SOURCES.values() for question in source.walk()}
    assert {f"price:{name}" for name in coding_targets("price")} <= codings
    assert {f"incident:{name}" for name in coding_targets("incident")} <= codings
    assert {f"context:{name}" for name in coding_targets("context")} - codings == {"context:last_on"}


def test_digital_means_are_asked_by_phase_tool_and_payment() -> None:
    lists = {question.code_list for question in SOURCES[K.DIGITAL_MEANS].walk()}
    assert {"digital_phases", "digital_tools", "payment_methods"} <= lists
    assert any(question.kind == "repeat" for question in SOURCES[K.DIGITAL_MEANS].walk())


# --- each form --------------------------------------------------------------------------------------------------------


@every_form
def test_a_form_compiles_without_warnings(source: QuestionnaireSource) -> None:
    assert compile_questionnaire(source, public_key="MIIB").warnings == ()


def test_odk_validate_accepts_every_form() -> None:
    if shutil.which("java") is None:
        pytest.skip("ODK Validate needs a Java runtime, and none is installed")
    for source in SOURCES.values():
        assert convert(workbook(source), form_name="data", validate=True).warnings == [], source.key


def test_odk_validate_would_notice_a_broken_condition() -> None:
    if shutil.which("java") is None:
        pytest.skip("ODK Validate needs a Java runtime, and none is installed")
    sheets = workbook(SOURCES[K.PRICE_REPORT])
    sheets["survey"][-2]["relevant"] = "nonsense(1 +"
    with pytest.raises(ODKValidateError):
        convert(sheets, form_name="data", validate=True)


@every_form
def test_nothing_that_identifies_is_required(source: QuestionnaireSource) -> None:
    assert [q.name for q in source.walk() if q.sensitivity is Sensitivity.DIRECT and q.is_required] == []


@every_form
def test_hardly_anything_is_required(source: QuestionnaireSource) -> None:
    required = {question.name for question in source.walk() if question.is_required}
    assert required <= {"consent", "territory", "visited_on", "heard_from"}


@every_form
def test_direct_identifiers_are_asked_only_where_somebody_wants_to_be_reached(source: QuestionnaireSource) -> None:
    direct = [question for question in source.walk() if question.sensitivity is Sensitivity.DIRECT]
    assert bool(direct) is (source.kind is K.URGENT_NEED)
    assert all("${wants_contact}='yes'" in conjuncts(question.relevant) for question in direct)


@every_form
def test_wording_is_a_draft_until_somebody_reviewed_it(source: QuestionnaireSource) -> None:
    assert source.wording_review == {"en": "draft"}


@every_form
def test_labels_fit_a_small_screen(source: QuestionnaireSource) -> None:
    long = [q.name for q in source.walk() if not q.is_structure and len(q.labels.get("en", "")) > 120]
    assert long == []


@every_form
def test_the_monitor_is_not_tracked(source: QuestionnaireSource) -> None:
    kinds = {question.kind for question in source.walk()}
    assert kinds.isdisjoint({"start", "end", "geotrace", "geoshape", "audio", "video"})
    assert source.kind is K.VISIT_REPORT or kinds.isdisjoint({"geopoint", "image", "file"})


def test_the_one_photo_and_the_one_point_are_of_the_place_and_optional() -> None:
    visit = SOURCES[K.VISIT_REPORT]
    photo, point = named(visit, "place_photo"), named(visit, "rough_position")
    assert "no faces" in photo.hints["en"] and photo.sensitivity is Sensitivity.QUASI and not photo.is_required
    assert point.decimals == 2 and not point.is_required


def test_lists_on_phones_hold_sites_and_visits_only() -> None:
    files = {q.choice_list for s in SOURCES.values() for q in s.walk() if q.kind == "select_one_from_file"}
    assert files == {"visits.csv", "sites.csv"}


@every_form
def test_the_name_of_a_report_shows_closed_open_answers_at_most(source: QuestionnaireSource) -> None:
    shown = re.findall(r"\$\{(\w+)\}", source.instance_name)
    assert source.instance_name
    assert all(named(source, name).kind == "select_one" for name in shown)
    assert not shown or source.kind not in {K.RESPONDENT_INTERVIEW, K.DIGITAL_MEANS, K.INCIDENT_REPORT, K.URGENT_NEED}


# --- people who answer ------------------------------------------------------------------------------------------------


@every_personal_form
def test_every_group_after_consent_depends_on_it(source: QuestionnaireSource) -> None:
    first, *later = source.questions
    assert [question.name for question in first.walk() if question.coding == CONSENT] == ["consent"]
    assert later
    assert all("${consent}='yes'" in conjuncts(question.relevant) for question in later)


@every_personal_form
def test_consent_in_the_compiled_form_closes_every_later_group(source: QuestionnaireSource) -> None:
    xml = compile_questionnaire(source).xml.decode()
    for group in source.questions[1:]:
        bind = re.search(rf'<bind [^>]*nodeset="/data/{group.name}"[^>]*>', xml)
        assert bind and re.search(r"relevant=\" ?/data/introduction/consent\s+= 'yes'", bind[0]), group.name


@every_personal_form
def test_the_introduction_says_what_a_person_must_know(source: QuestionnaireSource) -> None:
    opening = " ".join(q.labels.get("en", "") for q in source.questions[0].walk()).lower()
    for words in ("safe", "i work for an organisation", "stop", "deleted", "agree", "under 18"):
        assert words in opening, words
    assert any(words in opening for words in ("changes nothing", "no effect"))


@pytest.mark.parametrize("kind", [K.RESPONDENT_INTERVIEW, K.DIGITAL_MEANS, K.INCIDENT_REPORT])
def test_a_child_is_asked_only_with_a_guardian_or_child_protection(kind: ReportKind) -> None:
    consent = named(SOURCES[kind], "consent")
    assert conjuncts(consent.relevant)[1] == "(${may_be_child}='no'or${child_support}='yes')"
    assert named(SOURCES[kind], "child_support").coding == "context:guardian_consent"


def test_a_child_in_need_is_helped_in_any_case() -> None:
    need = SOURCES[K.URGENT_NEED]
    assert "child_support" not in named(need, "consent").relevant
    assert "child protection" in named(need, "child_first").labels["en"]
    assert need.requires_encryption


@pytest.mark.parametrize("kind", [k for k in SOURCES if k in ABOUT_A_PERSON and k is not K.URGENT_NEED])
def test_answers_can_be_taken_back_at_the_end(kind: ReportKind) -> None:
    _first, *later, closing = SOURCES[kind].questions
    assert closing.name == "closing"
    assert all("${still_agrees}!='no'" in conjuncts(group.relevant) for group in later)


@every_personal_form
def test_every_closed_question_on_a_person_has_refused_and_unknown(source: QuestionnaireSource) -> None:
    closed = [q for q in source.walk() if q.kind in CLOSED and q.sensitivity is not Sensitivity.OPEN]
    assert closed
    for question in closed:
        names = {choice.name for choice in question.choices}
        assert {REFUSED, UNKNOWN} <= names, question.name


def test_violence_is_asked_only_of_those_who_want_to_speak_of_it() -> None:
    treatment = named(SOURCES[K.RESPONDENT_INTERVIEW], "treatment")
    assert "${willing_harm}='yes'" in conjuncts(treatment.relevant)
    later = {n for q in treatment.walk() for n in q.guiding}
    assert later == {f"4.3.{n}" for n in range(1, 8)}


def test_the_rights_notice_stands_in_the_digital_form() -> None:
    notice = wording(SOURCES[K.DIGITAL_MEANS])
    for words in (
        "voluntary",
        "no effect on your asylum claim",
        "do not ask for your phone",
        "passwords",
        "your number",
    ):
        assert words in notice, words


@pytest.mark.parametrize("kind", [K.RESPONDENT_INTERVIEW, K.DIGITAL_MEANS, K.INCIDENT_REPORT])
def test_no_name_number_or_account_of_a_person_is_asked_for(kind: ReportKind) -> None:
    asked = [q.labels.get("en", "").lower() for q in SOURCES[kind].walk() if not q.is_structure]
    forbidden = re.compile(r"\b(your name|phone number|surname|date of birth|user ?name|handle|password|account)\b")
    assert [label for label in asked if forbidden.search(label)] == []


def test_consent_is_asked_for_each_recipient() -> None:
    recipients = named(SOURCES[K.URGENT_NEED], "recipients")
    asked = [question for question in recipients.children if question.kind == "select_one"]
    assert len(asked) >= 6
    assert all({"yes", "no"} <= {choice.name for choice in question.choices} for question in asked)


def test_every_harm_belongs_to_a_family_the_incident_form_shows() -> None:
    incident = SOURCES[K.INCIDENT_REPORT]
    shown = {choice.name for choice in named(incident, "families").choices} | {"any"}
    harms = named(incident, "harms").choices
    assert set(code_list("harms").codes) <= {choice.name for choice in harms}
    assert all(choice.columns.get("family") in shown for choice in harms)


def test_an_answer_of_kosovo_is_always_starred() -> None:
    labels = {c.labels["en"] for s in SOURCES.values() for q in s.walk() for c in q.choices if c.name == "XK"}
    assert labels == {"Kosovo*"}
    for source in SOURCES.values():
        for question in source.walk():
            if any(choice.name == "XK" for choice in question.choices):
                assert "without prejudice" in question.hints["en"], question.name
