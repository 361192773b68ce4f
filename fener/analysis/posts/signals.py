"""What a post shows: families of phrases, route, price, contact, and who seems to speak. Counted, never judged, here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fener.analysis.posts.lexicon import Family, Hit, Lexicon, languages_of, settled
from fener.analysis.posts.patterns import (
    Money,
    Span,
    arrows_in,
    contacts_in,
    flags_in,
    money_in,
    questions_in,
    quoted_in,
)
from fener.analysis.posts.views import View, hidden_view, plain_view

POSITIVE = (
    Family.ROUTE, Family.MOVEMENT, Family.PRICE, Family.GUARANTEE, Family.CONTACT, Family.DOCUMENTS, Family.SALE, Family.URGENCY,
    Family.EASE, Family.PROOF, Family.ESCROW, Family.DRIVER, Family.OFFER, Family.PERHEAD, Family.CODE,
)  # fmt: skip
AGAINST = (Family.SEEK, Family.WARN, Family.REPORT, Family.LAWFUL, Family.INFORM, Family.CHAT)
_ANCHORS = frozenset(
    {Family.ROUTE, Family.MOVEMENT, Family.DOCUMENTS, Family.DRIVER, Family.ESCROW, Family.CODE, Family.OFFER, Family.EASE, Family.PLACE}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign with its place in the original text, the view it was found in, the lexicon entry and its gloss."""

    family: Family
    start: int
    end: int
    view: str
    lexicon_id: str
    gloss: str
    weight: float


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything found in a post. ``amounts``: capped weight by family; ``features`` are what the score is made of."""

    evidence: tuple[Evidence, ...]
    languages: tuple[str, ...]
    features: dict[str, float]


def signals_of(text: str, lexicon: Lexicon) -> Signals | None:
    """The signals of a post; None where nothing in it could ever make an advert."""
    plain = plain_view(text)
    found = lexicon.find(plain.text)
    hidden = hidden_view(plain)
    seen = lexicon.find(hidden.text) if hidden else []
    if not any(hit.phrase.family in _ANCHORS for hit in found) and not any(h.phrase.family in _ANCHORS for h in seen):
        return None
    return _Counting(plain, found, hidden, seen).signals()


class _Counting:
    def __init__(self, plain: View, found: list[Hit], hidden: View | None, seen: list[Hit]) -> None:
        self.plain, self.hidden = plain, hidden
        amounts = languages_of([*found, *seen])
        most = max(amounts.values())
        self.languages = tuple(
            sorted((key for key in amounts if amounts[key] >= 0.5 * most), key=lambda k: -amounts[k])
        )
        self.hits = _routed(settled(found))
        self.hidden_hits = self._only_hidden(_routed(settled(seen))) if hidden else []

    def _only_hidden(self, seen: Sequence[Hit]) -> list[Hit]:
        """What the plain view does not show."""
        assert self.hidden is not None
        shown = [(hit.phrase.family, *self.plain.span(hit.start, hit.end)) for hit in self.hits]
        kept = []
        for hit in seen:
            start, end = self.hidden.span(hit.start, hit.end)
            if not any(family is hit.phrase.family and start < e and s < end for family, s, e in shown):
                kept.append(hit)
        return kept

    def signals(self) -> Signals:
        text = self.plain.text
        money, contacts, arrows, flags = money_in(text), list(contacts_in(text)), arrows_in(text), flags_in(text)
        evidence = [*self._evidence(self.hits, self.plain), *self._evidence(self.hidden_hits, self.hidden)]
        evidence += [self._shaped(Family.PRICE, each.start, each.end, "pattern.money", "price") for each in money]
        evidence += [
            self._shaped(Family.CONTACT, each.start, each.end, f"pattern.{each.what}", each.what) for each in contacts
        ]
        if arrows:
            evidence += self._routes(arrows, flags)
        features = self._features(evidence, money, contacts, arrows, flags)
        return Signals(tuple(sorted(evidence, key=lambda each: each.start)), self.languages, features)

    def _evidence(self, hits: Iterable[Hit], view: View | None) -> Iterable[Evidence]:
        for hit in hits:
            assert view is not None
            start, end = view.span(hit.start, hit.end)
            phrase = hit.phrase
            yield Evidence(phrase.family, start, end, view.name, phrase.id, phrase.gloss, phrase.weight)

    def _shaped(self, family: Family, start: int, end: int, name: str, gloss: str) -> Evidence:
        begin, stop = self.plain.span(start, end)
        return Evidence(family, begin, stop, self.plain.name, name, gloss, 1.0)

    def _routes(self, arrows: Sequence[Span], flags: Sequence[Span]) -> list[Evidence]:
        """A place, an arrow, a place."""
        stops = sorted(
            [(h.start, h.end) for h in self.hits if h.phrase.family is Family.PLACE] + [(f.start, f.end) for f in flags]
        )
        found = []
        for arrow in arrows:
            before = [each for each in stops if 0 <= arrow.start - each[1] <= 12]
            after = [each for each in stops if 0 <= each[0] - arrow.end <= 12]
            if before and after:
                found.append(
                    self._shaped(Family.ROUTE, before[-1][0], after[0][1], "pattern.route", "route with an arrow")
                )
        return found

    def _features(
        self,
        evidence: Sequence[Evidence],
        money: Sequence[Money],
        contacts: Sequence[Span],
        arrows: Sequence[Span],
        flags: Sequence[Span],
    ) -> dict[str, float]:
        text = self.plain.text
        amounts = _amounts(evidence)
        places = {hit.phrase.gloss for hit in self.hits if hit.phrase.family is Family.PLACE} | {
            flag.what for flag in flags
        }
        most = max((each.euro for each in money), default=0.0)
        sought = questions_in(text)
        features = {
            family.value: amounts.get(family, 0.0) for family in (*POSITIVE, *AGAINST) if family is not Family.PRICE
        }
        features |= {
            "places": min(len(places), 3) / 2,
            "arrow_route": float(any(each.lexicon_id == "pattern.route" for each in evidence)),
            "price_high": float(most >= 400),
            "price_mid": float(120 <= most < 400),
            "price_low": float(0 < most < 120),
            "prices": min(len(money), 4) / 2,
            "phone": float(any(each.what == "phone" for each in contacts)),
            "handle": float(any(each.what == "handle" for each in contacts)),
            "question": min(sought, 2) / 2,
            "quoted": float(bool(quoted_in(text))),
            "hidden": float(any(each.view == "hidden" and each.family in POSITIVE for each in evidence)),
            "long": float(len(text) > 350),
            "short": float(len(text) < 60),
        }
        return features | _pairs(features)


def _routed(hits: list[Hit]) -> list[Hit]:
    """“From … to” says nothing of a route unless a place stands in it or beside it."""
    places = [hit for hit in hits if hit.phrase.family is Family.PLACE]
    return [
        hit
        for hit in hits
        if not (hit.phrase.family is Family.ROUTE and hit.has_gap)
        or any(hit.start <= place.end + 2 and place.start <= hit.end + 2 for place in places)
    ]


def _amounts(evidence: Iterable[Evidence]) -> dict[Family, float]:
    """Capped sums of weights, each lexicon entry once."""
    best: dict[tuple[Family, str], float] = {}
    for each in evidence:
        best[each.family, each.lexicon_id] = max(best.get((each.family, each.lexicon_id), 0.0), each.weight)
    sums: dict[Family, float] = {}
    for (family, _), weight in best.items():
        sums[family] = min(_CAP, sums.get(family, 0.0) + weight)
    return sums


_CAP = 2.5


def _pairs(f: dict[str, float]) -> dict[str, float]:
    """What counts together: a route with money held back, papers with a verb of selling, drivers paid by the head."""

    def both(*names: str) -> float:
        return min(1.0, *(f[name] for name in names))

    routed = min(1.0, f["route"] + f["arrow_route"] + (f["places"] >= 1.0))
    offered = min(1.0, f["contact"] + f["phone"] + f["handle"] + f["offer"])
    priced = min(1.0, f["price_high"] + f["price_mid"] + f["perhead"])
    spoken = min(1.0, f["report"] + f["warn"])
    return {
        "route_movement": routed * min(1.0, f["movement"]),
        "route_price": routed * priced,
        "route_contact": routed * offered,
        "route_guarantee": routed * min(1.0, f["guarantee"]),
        "route_ease": routed * min(1.0, f["ease"]),
        "route_escrow": routed * min(1.0, f["escrow"]),
        "movement_guarantee": both("movement", "guarantee"),
        "movement_contact": min(1.0, f["movement"]) * offered,
        "documents_sale": both("documents", "sale"),
        "documents_contact": min(1.0, f["documents"]) * offered,
        "driver_perhead": both("driver", "perhead"),
        "driver_price": min(1.0, f["driver"]) * min(1.0, f["price_high"] + f["price_mid"] + f["price_low"]),
        "code_offer": min(1.0, f["code"]) * min(1.0, offered + f["guarantee"] + priced),
        "lawful_low": min(1.0, f["lawful"]) * f["price_low"],
        "question_seek": both("question", "seek"),
        "report_quoted": both("report", "quoted"),
        "spoken_of": spoken,
    }
