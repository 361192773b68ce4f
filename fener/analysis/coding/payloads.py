"""Attributes of one price or one incident, read from the answers of one scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from fener.analysis.coding.scopes import Sheet, count_of, day_of, number_range, resolved, swapped, told
from fener.analysis.coding.statements import incident_statement, price_statement
from fener.safeguards.minimisation_answers import Answer
from fener.terms.codelists import code_list
from fener.terms.questionnaires import AnswerIssue

_MOST_AMOUNT = Decimal(10) ** 10
_CURRENCY_LETTERS = 3
_COUNTS = ("dead", "missing", "injured", "children")
_PRICE_LISTS = {
    "scope": "price_scopes",
    "unit": "price_units",
    "payment_method": "payment_methods",
    "vehicle": "vehicles",
}
_INCIDENT_LISTS = {"harms": "harms", "perpetrators": "harm_perpetrators"}


def price_payload(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> Mapping[str, object] | None:
    """A PriceReport's attributes, or None where the scope names no amount or no currency for it.

    What is asked once for several prices (currency, unit, payment method) is taken from around the repeat.
    """
    if not sheet.tagged(scope, "price").keys() & {"low", "high"}:
        return None
    ends = _amounts(sheet, scope, issues)
    currency = _first(sheet, scope, "currency").upper()
    if ends is None or not _is_currency(sheet, scope, currency, issues):
        return None
    low, high = ends
    coded = {name: _coded(sheet, scope, name, codes, issues) for name, codes in _PRICE_LISTS.items()}
    ways = {name: _place(sheet, scope, name, issues) for name in ("origin", "destination")}
    unit = next(iter(coded["unit"]), "unknown")
    nationalities = _coded(sheet, scope, "nationality", "nationalities", issues)
    return {
        **ways,
        "scope": next(iter(coded["scope"]), "unknown"),
        "unit": unit,
        "low": low,
        "high": high,
        "currency": currency,
        "qualifier": _qualifier(low, high),
        "who": _first(sheet, scope, "who")[:200],
        "conditions": _first(sheet, scope, "conditions")[:400],
        "vehicle": next(iter(coded["vehicle"]), ""),
        "payment_method": next(iter(coded["payment_method"]), ""),
        "payment_methods": coded["payment_method"],
        "persons_per_vehicle": number_range(sheet, scope, "price", issues),
        "statement": price_statement(low, high, currency, unit, *(_first(sheet, scope, name)[:60] for name in ways)),
        "codes": _present({"payment_methods": coded["payment_method"], "nationalities": nationalities}),
    }


def incident_payload(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> Mapping[str, object] | None:
    """An Incident's attributes, or None where the scope names neither a harm nor a number of persons harmed."""
    tagged = sheet.tagged(scope, "incident")
    codes = {codes: _own_codes(tagged.get(name, ()), codes, issues) for name, codes in _INCIDENT_LISTS.items()}
    counts = {name: count_of(tagged[name][0], issues) for name in _COUNTS if name in tagged}
    if not codes["harms"] and not any(counts.values()):
        return None
    places = resolved(sheet, tagged.get("place", ()), issues)
    return {
        **{name: counts.get(name) for name in _COUNTS},
        "first_on": day_of(sheet, tagged.get("first_on", ()), issues),
        "place": next(iter(places), ""),
        "places": places,
        "location_text": "; ".join(value for answer in tagged.get("place", ()) for value in told(answer)),
        "cause": "; ".join(_labels(answer) for answer in tagged.get("cause", ()))[:300],
        "statement": incident_statement(codes["harms"], [(name, count) for name, count in counts.items() if count]),
        "codes": _present(codes),
    }


def _qualifier(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return "over" if high is None else "up_to"
    return "exact" if low == high else "range"


def _amounts(sheet: Sheet, scope: str, issues: list[AnswerIssue]) -> tuple[Decimal | None, Decimal | None] | None:
    tagged = sheet.tagged(scope, "price")
    ends = {name: _amount(tagged[name][0], issues) for name in ("low", "high") if name in tagged}
    low, high = ends.get("low"), ends.get("high")
    if None in ends.values():
        return None
    if low is not None and high is None and sheet.definition.tagged("price:high") is None:
        return low, low  # the form asks for one amount
    if low is not None and high is not None and low > high:
        issues.append(swapped(tagged["low"][0].path, low, high))
        return high, low
    return low, high


def _amount(answer: Answer, issues: list[AnswerIssue]) -> Decimal | None:
    try:
        amount = Decimal(str(answer.value).strip())
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < _MOST_AMOUNT:
        issues.append(
            AnswerIssue("FEN-2570", answer.path, f"“{answer.value}” is no amount of money", "Enter the amount by hand.")
        )
        return None
    return amount


def _is_currency(sheet: Sheet, scope: str, currency: str, issues: list[AnswerIssue]) -> bool:
    if len(currency) == _CURRENCY_LETTERS and currency.isalpha() and currency.isascii():
        return True
    tagged = sheet.tagged(scope, "price")
    path = (tagged.get("low") or tagged["high"])[0].path
    issues.append(
        AnswerIssue("FEN-2571", path, "an amount without a currency", "Ask the monitor which money was meant.")
    )
    return False


def _first(sheet: Sheet, scope: str, attribute: str) -> str:
    found = sheet.nearest(scope, "price", attribute)
    return (
        _labels(found[0])
        if found and attribute in {"who", "conditions"}
        else next(iter(told(found[0])), "")
        if found
        else ""
    )


def _labels(answer: Answer) -> str:
    if answer.field is None or not answer.is_closed:
        return " ".join(told(answer))
    return "; ".join(answer.field.choice_label(name) for name in told(answer))


def _coded(sheet: Sheet, scope: str, attribute: str, name: str, issues: list[AnswerIssue]) -> tuple[str, ...]:
    return _own_codes(sheet.nearest(scope, "price", attribute), name, issues)


def _own_codes(answers: Sequence[Answer], name: str, issues: list[AnswerIssue]) -> tuple[str, ...]:
    codes = [(answer, code) for answer in answers for code in told(answer)]
    issues += [
        AnswerIssue("FEN-2569", answer.path, f"“{code}” is not a code of the list {name}", "Code this answer by hand.")
        for answer, code in codes
        if code not in code_list(name)
    ]
    return tuple(dict.fromkeys(code for _, code in codes if code in code_list(name)))


def _place(sheet: Sheet, scope: str, attribute: str, issues: list[AnswerIssue]) -> str:
    return next(iter(resolved(sheet, sheet.nearest(scope, "price", attribute), issues)), "")


def _present(codes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: found for name, found in codes.items() if found}
