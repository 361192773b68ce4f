"""Propose weights for the detector of adverts from the composed corpus: a bounded logistic regression, the same for the same seed.

What speaks against an advert never gets a positive weight, what speaks for it never a negative one. Prints how each language is
judged by weights learnt on the others, and with ``--write`` puts the proposal into ``weights.yaml`` for a person to look at.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import yaml

from fener.analysis.posts.corpus import ComposedPost, composed
from fener.analysis.posts.lexicon import lexicon
from fener.analysis.posts.scoring import WEIGHTS_FILE, may_be_flagged
from fener.analysis.posts.signals import AGAINST, Signals, signals_of

BELOW = {family.value for family in AGAINST} | {
    "lawful_low", "question_seek", "report_quoted", "spoken_of", "question", "quoted",
}  # fmt: skip
EITHER = {"long", "short", "price_low"}
STEPS, RATE, PULL = 4000, 0.3, 0.002


def main() -> int:
    """Fit, tell, and write where asked."""
    posts = list(composed("dev"))
    found = [signals_of(post.text, lexicon()) for post in posts]
    names = list(next(each for each in found if each is not None).features)
    table = np.array([[each.features[name] if each else 0.0 for name in names] for each in found])
    wanted = np.array([float(post.is_advert) for post in posts])
    shares = _shares(posts)
    _tell_of_each_language(posts, found, table, wanted, shares, names)
    fitted = fit(table, wanted, shares, names)
    if "--write" in sys.argv:
        _write(names, fitted)
    return 0


def _shares(posts: Sequence[ComposedPost]) -> np.ndarray:
    """Every language counts the same, and in it adverts as much as the rest."""
    counts: dict[tuple[str, bool], int] = defaultdict(int)
    for post in posts:
        counts[post.language, post.is_advert] += 1
    return np.array([1 / counts[post.language, post.is_advert] for post in posts])


def fit(table: np.ndarray, wanted: np.ndarray, shares: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Weights and, last, the bias."""
    low = np.array([-9.0 if name in BELOW | EITHER else 0.0 for name in names] + [-99.0])
    high = np.array([0.0 if name in BELOW else 9.0 for name in names] + [99.0])
    rows = np.hstack([table, np.ones((len(table), 1))])
    share = shares / shares.sum()
    held, push = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-rows @ held))
        slope = rows.T @ (share * (expected - wanted))
        slope[:-1] += PULL * held[:-1]
        push = 0.9 * push + slope
        held = np.clip(held - RATE * push, low, high)
    return held


def _tell_of_each_language(
    posts: Sequence[ComposedPost],
    found: Sequence[Signals | None],
    table: np.ndarray,
    wanted: np.ndarray,
    shares: np.ndarray,
    names: Sequence[str],
) -> None:
    may = np.array([bool(each) and may_be_flagged(each.evidence) for each in found])
    languages = np.array([post.language for post in posts])
    for language in sorted(set(languages)):
        others = languages != language
        held = fit(table[others], wanted[others], shares[others], names)
        flags = ((table @ held[:-1] + held[-1]) > 0) & may
        own = ~others
        recall, alarms = flags[own & (wanted == 1)].mean(), flags[own & (wanted == 0)].mean()
        print(f"{language}: learnt on the others, recall {recall:.2f}, false alarms {alarms:.3f}")


def _write(names: Sequence[str], fitted: np.ndarray) -> None:
    signals = {name: round(float(value), 3) for name, value in zip(names, fitted, strict=False)}
    book = {
        "title": "Weights of the detector of adverts",
        "version": f"{datetime.now(UTC):%Y-%m-%d}",
        "note": "Proposed by tools/train_posts.py from the composed corpus (dev templates); nobody's post was used.",
        "review": 0.5,
        "priority": 0.9,
        "bias": round(float(fitted[-1]), 3),
        "signals": signals,
    }
    WEIGHTS_FILE.write_text(yaml.safe_dump(book, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
