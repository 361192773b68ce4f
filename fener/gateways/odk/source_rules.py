"""Rules between the questions of a questionnaire: what may never reach a phone, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fener.gateways.odk.questions import (
    CLOSED,
    MEDIA,
    POINTS,
    SELF_FILLING,
    QuestionnaireSource,
    QuestionSource,
    refuse,
)
from fener.terms.codelists import code_list
from fener.terms.questionnaires import REFUSED, UNKNOWN, ReportKind, Sensitivity

ABOUT_A_PERSON = frozenset(
    {
        ReportKind.KEY_INFORMANT_INTERVIEW,
        ReportKind.RESPONDENT_INTERVIEW,
        ReportKind.DIGITAL_MEANS,
        ReportKind.INCIDENT_REPORT,
        ReportKind.URGENT_NEED,
    }
)
"""Reports in which somebody tells something: nothing is asked before she agreed."""

CONSENT = "context:consent"
_GATEKEEPERS = {CONSENT, "context:guardian_consent"}
_PRICE = "origin destination scope unit low high currency payment_method who conditions vehicle persons_low persons_high nationality"
_INCIDENT = "harms perpetrators dead missing injured children first_on place cause"
_CONTEXT = (
    "territory place first_on last_on persons_low persons_high stakeholder_kind visit interview reliability credibility "
    "consent guardian_consent interpreter nationality age_gender"
)
_TARGETS = {"price": _PRICE.split(), "incident": _INCIDENT.split(), "context": _CONTEXT.split()}
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def check_rules(source: QuestionnaireSource) -> None:
    """Raise WrongFormat (FEN-2405…2416) at the first rule that is broken."""
    _names_are_unique(source)
    _references_exist(source)
    for question in source.walk():
        _tags_are_known(question)
        _sensitivity_is_said(question)
        if source.kind in ABOUT_A_PERSON:
            _may_be_left_unanswered(question)
    _instance_name_reveals_nothing(source)
    if source.kind in ABOUT_A_PERSON:
        _consent_comes_first(source)


def coding_targets(target: str) -> list[str]:
    """Attributes a target takes: ``price`` → origin, destination …; an unknown target has none."""
    return list(code_list("observation_topics").codes) if target == "observation" else _TARGETS.get(target, [])


# --- names and references ---------------------------------------------------------------------------------------------


def _names_are_unique(source: QuestionnaireSource) -> None:
    seen: set[str] = set()
    if not source.questions:
        refuse("FEN-2402", "a questionnaire has questions", "Write them under questions.", "questions")
    for question in source.walk():
        if question.name in seen:
            refuse(
                "FEN-2405", f"the name “{question.name}” stands twice", "Give each its own.", f"{question.where}.name"
            )
        seen.add(question.name)


def _references_exist(source: QuestionnaireSource) -> None:
    names = {question.name for question in source.walk()}
    for where, text in _texts(source):
        for name in _REFERENCE.findall(text):
            if name not in names:
                refuse("FEN-2415", f"${{{name[:60]}}} is no question of this form", "Use a name of the form.", where)
        if text.count("${") != len(_REFERENCE.findall(text)):
            refuse("FEN-2415", "a ${ has no end", "Close it with }.", where)


def _texts(source: QuestionnaireSource) -> Iterator[tuple[str, str]]:
    yield "instance_name", source.instance_name
    for question in source.walk():
        yield from ((f"{question.where}.{key}", text) for key, text in question.expressions.items())
        for words in (question.labels, question.hints, question.constraint_messages, question.required_messages):
            yield from ((f"{question.where}.label", text) for text in words.values())


# --- tags -------------------------------------------------------------------------------------------------------------


def _tags_are_known(question: QuestionSource) -> None:
    strange = [number for number in question.guiding if number not in code_list("guiding_questions")]
    if strange:
        refuse(
            "FEN-2408",
            f"“{strange[0][:60]}” is no guiding question",
            "Numbers run from 4.1.1 to 5.2; see the code list guiding_questions.",
            f"{question.where}.guiding",
        )
    target, _, attribute = question.coding.partition(":")
    if question.coding and attribute not in coding_targets(target):
        refuse(
            "FEN-2409",
            f"“{question.coding[:60]}” is nothing an answer can be coded into",
            f"Targets are observation, price, incident, context; {target[:20]} takes: {' '.join(coding_targets(target))}.",
            f"{question.where}.coding",
        )


def _sensitivity_is_said(question: QuestionSource) -> None:
    if question.is_structure or question.kind in SELF_FILLING:
        return
    if question.sensitivity is None:
        refuse(
            "FEN-2410",
            f"{question.name} does not say its sensitivity",
            "Add open, quasi, sensitive or direct.",
            question.where,
        )
    if question.sensitivity is Sensitivity.OPEN and question.kind in (*MEDIA, *POINTS):
        refuse(
            "FEN-2410",
            f"a {question.kind} is never open",
            "Say quasi, sensitive or direct.",
            f"{question.where}.sensitivity",
        )
    if question.kind in POINTS and question.decimals is None:
        refuse(
            "FEN-2410",
            "a point says how fine it may stay",
            "Add decimals: 2 (about 1 km).",
            f"{question.where}.decimals",
        )
    if question.sensitivity is Sensitivity.DIRECT and question.is_required:
        refuse(
            "FEN-2411",
            f"{question.name} identifies a person and is required",
            "Make it optional.",
            f"{question.where}.required",
        )


def _may_be_left_unanswered(question: QuestionSource) -> None:
    if question.kind not in CLOSED or question.coding in _GATEKEEPERS or question.sensitivity is Sensitivity.OPEN:
        return
    if not {REFUSED, UNKNOWN} <= {choice.name for choice in question.choices}:
        refuse(
            "FEN-2414",
            f"{question.name} asks about a person and gives no way out",
            "Add also: [refused, unknown].",
            f"{question.where}.also",
        )


def _instance_name_reveals_nothing(source: QuestionnaireSource) -> None:
    by_name = {question.name: question for question in source.walk()}
    for name in _REFERENCE.findall(source.instance_name):
        if by_name[name].sensitivity is not Sensitivity.OPEN or by_name[name].kind == "text":
            refuse(
                "FEN-2416",
                f"the name of a report would show {name} in the list of any phone",
                "Use fixed words, or closed answers tagged open.",
                "instance_name",
            )


# --- consent ----------------------------------------------------------------------------------------------------------


def _consent_comes_first(source: QuestionnaireSource) -> None:
    first, *later = source.questions
    opening = list(first.walk())
    asked = next((n for n, question in enumerate(opening) if question.coding == CONSENT), None)
    if asked is None:
        refuse(
            "FEN-2412",
            "the first group asks nobody for consent",
            "Add a question with coding: context:consent to the first group.",
            first.where,
        )
    consent = opening[asked]
    if {choice.name for choice in consent.choices} != {"yes", "no"} or consent.kind != "select_one":
        refuse("FEN-2412", "consent is a yes or a no", "Use a list with yes and no only.", f"{consent.where}.type")
    if {"default", "calculation"} & set(consent.expressions):
        refuse("FEN-2412", "consent cannot be filled in beforehand", "Remove default and calculation.", consent.where)
    for question in opening[:asked]:
        _touches_nobody(question)
    gate = f"${{{consent.name}}}='yes'"
    for question in [*opening[asked + 1 :], *later]:
        if question.kind != "note" and gate not in conjuncts(question.relevant):
            refuse(
                "FEN-2413",
                f"{question.name} would be asked without consent",
                f"Begin its relevant with ${{{consent.name}}} = 'yes'.",
                f"{question.where}.relevant",
            )


def _touches_nobody(question: QuestionSource) -> None:
    harmless = question.kind in CLOSED or question.sensitivity in (None, Sensitivity.OPEN)
    if not harmless or question.sensitivity in (Sensitivity.SENSITIVE, Sensitivity.DIRECT) or question.kind in MEDIA:
        refuse(
            "FEN-2412", f"{question.name} touches a person before she agreed", "Ask it after consent.", question.where
        )


def conjuncts(expression: str) -> tuple[str, ...]:
    """Conditions that must all hold, without spaces: ``${a} = 'yes' and (b or c)`` → ``${a}='yes'``, ``(borc)``.

    Empty where the expression could hold without them: an ``or`` at its top level.
    """
    bare = expression.replace("\0", "")
    literals = _QUOTED.findall(bare)
    parts: list[list[str]] = [[]]
    depth = 0
    for word in re.findall(r"\0|\$\{[^}]*\}|[\w.\-]+|\s+|.", _QUOTED.sub("\0", bare), re.S):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth <= 0 and word == "or":
            return ()
        if depth <= 0 and word == "and":
            parts.append([])
        elif not word.isspace():
            parts[-1].append(f"'{literals.pop(0)[1:-1]}'" if word == "\0" else word)
    return tuple("".join(part) for part in parts)
