"""The form that writes one statement, and the reason for a new revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from fener.queries.cycles import typed
from fener.records.base.models import Member
from fener.records.field.models import CodedStatement
from fener.terms.codelists import code_list
from fener.terms.coding import CodedDraft
from fener.web.codings.choices import BoxGroup, as_values, box_groups, by_list, code_choices, graded, pairs
from fener.web.codings.lines import amount_words
from fener.web.codings.typed_places import TypedPlace, read_place, read_places

MOST_CHARACTERS = 600  # as long as a statement may be
_MOST_PERSONS = 1_000_000_000
_CURRENCY_LETTERS = 3
_MAKES = [("observation", "Observation only"), ("price", "Observation and price"), ("incident", "Observation and incident")]  # fmt: skip
_PRICE = ("scope", "unit", "currency", "payment_method", "conditions")
_COUNTS = ("dead", "missing", "injured", "children")
_EXTRA_PLACES = 2  # empty boxes beside the places there are


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def _persons(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST_PERSONS)


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=Decimal(0), max_digits=12, decimal_places=2)


def _text(label: str, most: int, words: str = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"} | attributes)
    return forms.CharField(label=label, required=False, max_length=most, help_text=words, widget=widget)


class StatementForm(forms.Form):
    """One statement. ``place`` holds any number of typed names; ``codes`` values are ``list:code``."""

    at = forms.CharField(label="Sentence", widget=forms.HiddenInput, max_length=300)
    line = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    topic = forms.ChoiceField(label="Topic")
    statement = forms.CharField(
        label="Statement, in your own words",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-counted": str(MOST_CHARACTERS)}),
        help_text="Never a name, a phone number, or the person’s exact words: what is coded is read by many.",
    )
    makes = forms.ChoiceField(label="It becomes", choices=_MAKES, widget=forms.RadioSelect, initial="observation")
    codes = forms.MultipleChoiceField(label="Codes", required=False)
    questions = forms.MultipleChoiceField(label="Guiding questions it answers", required=False)
    place = forms.Field(label="Places", required=False, widget=forms.MultipleHiddenInput)
    extent = forms.ChoiceField(label="How common", initial="unknown")
    persons_low = _persons("Persons, at least")
    persons_high = _persons("Persons, at most")
    first_on = _day("From")
    last_on = _day("To")
    reliability = forms.ChoiceField(label="Reliability of who said it", initial="F")
    credibility = forms.ChoiceField(label="Credibility of what is said", initial="6")
    origin = _text("From (place)", 120, list="place-names")
    destination = _text("To (place)", 120, list="place-names")
    scope = forms.ChoiceField(label="What it covers", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    low = _amount("Amount, at least")
    high = _amount("Amount, at most")
    currency = _text("Currency", _CURRENCY_LETTERS, "Three letters: EUR, RSD, USD.")
    payment_method = forms.ChoiceField(label="Way of paying", required=False)
    conditions = _text("Conditions", 400)
    dead = _persons("Dead")
    missing = _persons("Missing")
    injured = _persons("Injured")
    children = _persons("Children among them")
    cause = _text("Cause", 300)
    location_text = _text("Where, in words", 1000, "No finer than a settlement or a stretch of road.")

    def __init__(self, member: Member, territory: str, kept: CodedStatement | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.territory, self.kept = member, territory, kept
        self.more_lists: tuple[str, ...] = tuple(kept.codes) if kept else ()
        self.typed: list[TypedPlace] = []
        for name, choices in self._choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for entry in self.fields.values():
            if not isinstance(entry.widget, forms.HiddenInput):
                entry.widget.attrs.setdefault("class", _style(entry.widget))

    def _choices(self) -> Mapping[str, list[tuple[str, str]]]:
        return {
            "topic": pairs("observation_topics", "Choose a topic"),
            "codes": code_choices(self.more_lists),
            "questions": pairs("guiding_questions"),
            "extent": pairs("extents"),
            "reliability": [(sign, label) for sign, label, _ in graded("reliability")],
            "credibility": [(sign, label) for sign, label, _ in graded("credibility")],
            "scope": pairs("price_scopes"),
            "unit": pairs("price_units"),
            "payment_method": pairs("payment_methods", "Not stated"),
        }

    # --- checks ----------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.typed = read_places(self.member, self._names(), self.territory)
        for name in (place.question for place in self.typed if place.question):
            self.add_error("place", name)
        if given.get("makes") == "price":
            self._clean_price(given)
        return given

    def _clean_price(self, given: dict[str, Any]) -> None:
        for name in ("origin", "destination"):
            found = read_place(self.member, given.get(name) or "", self.territory)
            if found.question:
                choices = ", ".join(f"{words}: {key}" for key, words in found.candidates)
                self.add_error(name, f"{found.question} {choices}".strip())
            given[f"{name}_key"] = found.key
        currency = (given.get("currency") or "").upper()
        if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isalpha()):
            self.add_error("currency", "A currency has three letters, such as EUR.")
        given["currency"] = currency
        if given.get("low") is None and given.get("high") is None:
            self.add_error("low", "A price needs an amount.")

    def _names(self) -> list[str]:
        given: Iterable[str] = self.data.getlist("place") if hasattr(self.data, "getlist") else ()
        return [name[:120] for name in given]

    # --- what the page shows ---------------------------------------------------------------------------------------

    def place_boxes(self) -> list[TypedPlace]:
        """The places so far and two empty boxes."""
        if self.is_bound:
            shown = self.typed or [TypedPlace(name) for name in self._names() if name.strip()]
        else:
            shown = [TypedPlace(name) for name in self.initial.get("place", ())]
        return shown + [TypedPlace("")] * _EXTRA_PLACES

    def groups(self) -> list[BoxGroup]:
        """Code lists with what is ticked."""
        topic = str(self["topic"].value() or "")
        return box_groups(topic, set(self["codes"].value() or ()), self.more_lists)

    def unseen_problems(self) -> list[str]:
        """What is wrong with fields that have no place of their own for it."""
        unseen = ("at", "line", "codes", "questions", "makes", "reliability", "credibility")
        return [
            f"{self.fields[name].label or 'Form'}: {problem}"
            for name in unseen
            for problem in self.errors.get(name, ())
        ]

    def suggested(self) -> list[BoxGroup]:
        """The lists for the topic chosen."""
        return [group for group in self.groups() if group.is_suggested]

    def others(self) -> list[BoxGroup]:
        """Every other list."""
        return [group for group in self.groups() if not group.is_suggested]

    def question_boxes(self) -> list[tuple[str, str, bool]]:
        """(number, question, whether ticked)."""
        chosen = set(self["questions"].value() or ())
        return [(entry.code, entry.label, entry.code in chosen) for entry in code_list("guiding_questions")]

    def gradings(self) -> list[tuple[str, str, list[tuple[str, str, str, bool]]]]:
        """(field, label, signs with meaning and whether chosen)."""
        return [
            (name, str(self[name].label), [(*sign, sign[0] == str(self[name].value())) for sign in graded(name)])
            for name in ("reliability", "credibility")
        ]

    # --- what is written -------------------------------------------------------------------------------------------

    def draft(self, path: str, start: int | None, end: int | None) -> CodedDraft:
        """The statement as typed, on these characters of the answer at ``path``."""
        given = self.cleaned_data
        return CodedDraft(
            path=path,
            start=start,
            end=end,
            topic=given["topic"],
            statement=given["statement"],
            makes=given["makes"],
            codes=by_list(given["codes"]),
            places=tuple(dict.fromkeys(place.key for place in self.typed)),
            questions=tuple(given["questions"]),
            extent=given["extent"],
            persons=(given["persons_low"], given["persons_high"]),
            first_on=given["first_on"],
            last_on=given["last_on"],
            reliability=given["reliability"],
            credibility=int(given["credibility"]),
            payload=self._payload(),
        )

    def _payload(self) -> dict[str, object]:
        """What a price or an incident needs; what the form of the report told beyond these fields stays."""
        given, makes = self.cleaned_data, self.cleaned_data["makes"]
        told = dict(self.kept.payload) if self.kept and self.kept.makes == makes else {}
        if makes == "price":
            low, high = given["low"], given["high"]
            words = {name: given[name] for name in _PRICE}
            ends = {name: None if given[name] is None else str(given[name]) for name in ("low", "high")}
            legs = {name: given[f"{name}_key"] for name in ("origin", "destination")}
            return told | words | ends | legs | {"qualifier": _qualifier(low, high)}
        if makes == "incident":
            return told | {name: given[name] for name in (*_COUNTS, "cause", "location_text")}
        return {}


class ReasonForm(forms.Form):
    """Why a finished coding is done anew."""

    why = forms.CharField(
        label="Why is it coded anew?",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "auto"}),
        help_text="Kept with the history and in the audit trail. No names.",
    )


def initial_of(row: CodedStatement, at: str, territory: str) -> dict[str, object]:
    """The form's values for a statement as it is."""
    told = row.payload
    return {name: told.get(name) for name in (*_PRICE, *_COUNTS, "cause", "location_text")} | {
        "low": amount_words(told.get("low")),
        "high": amount_words(told.get("high")),
        "at": at,
        "line": row.line,
        "topic": row.topic,
        "statement": row.statement,
        "makes": row.makes,
        "codes": as_values(row.codes),
        "questions": row.questions,
        "place": [typed(key, territory) for key in row.places],
        "extent": row.extent,
        "persons_low": row.persons_low,
        "persons_high": row.persons_high,
        "first_on": row.first_on,
        "last_on": row.last_on,
        "reliability": row.reliability,
        "credibility": str(row.credibility),
        "origin": typed(str(told["origin"]), territory) if told.get("origin") else "",
        "destination": typed(str(told["destination"]), territory) if told.get("destination") else "",
    }


def _style(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _qualifier(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return "over" if high is None else "up_to"
    return "exact" if low == high else "range"
