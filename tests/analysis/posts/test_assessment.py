"""Every flag is explained in the original text, words alone never flag, and the same post always gives the same answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fener.analysis.posts import AGAINST, NOTHING, POSITIVE, Band, Family, PostAssessment, assess, lexicon, weights
from fener.analysis.posts.corpus import ComposedPost, composed
from fener.analysis.posts.folding import fold
from fener.analysis.posts.patterns import contacts_in
from fener.analysis.posts.signals import signals_of

POSTS = tuple(composed("dev", renderings=1))
LANGUAGES = sorted({post.language for post in POSTS})
PROTECTED = {
    "question", "complaint", "statement", "distress", "warning", "humanitarian", "legal", "news", "news_quoting", "travel",
    "transport", "carpool", "visa_help", "job", "chat",
}  # fmt: skip
ADVERT = (
    "🔥 Serbia → Austria every day by car, guaranteed, pay after arrival, 3500€ per person, WhatsApp me +44 7700 900123"
)


def explained(text: str, found: PostAssessment) -> None:
    kinds = {Family.ROUTE if each.family is Family.PLACE else each.family for each in found.evidence}
    assert len(kinds & set(POSITIVE)) >= 2
    for each in (*found.evidence, *found.against):
        assert 0 <= each.start < each.end <= len(text)
        assert each.lexicon_id and each.gloss


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_is_explained_with_spans_of_the_original(language: str) -> None:
    for post in POSTS:
        if post.language == language and (found := assess(post.text)).is_flagged:
            explained(post.text, found)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(POSTS), min_size=1, max_size=3), st.text(max_size=20))
def test_whatever_is_put_together_a_flag_stays_explained(posts: list[ComposedPost], noise: str) -> None:
    text = noise.join(post.text for post in posts)
    found = assess(text)
    assert found == assess(text)
    if found.is_flagged:
        explained(text, found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_assessed(text: str) -> None:
    found = assess(text)
    assert 0 <= found.score <= 1
    for each in (*found.evidence, *found.against):
        assert 0 <= each.start < each.end <= len(text)


def test_an_advert_is_flagged_with_its_reasons() -> None:
    found = assess(ADVERT)
    assert found.band is Band.PRIORITY
    assert {"route", "escrow", "price", "contact", "guarantee"} <= {each.family.value for each in found.evidence}
    assert found.states_benefit and found.label == "offer"
    assert found.languages[0] == "en" and found.version == weights().version


@pytest.mark.parametrize(
    "words",
    ["guaranteed guaranteed 100% safe", "smuggler", "Serbia Austria Germany", "passport visa", "pay after arrival"],
)
def test_words_of_one_kind_alone_never_flag(words: str) -> None:
    assert not assess(words).is_flagged


def test_ordinary_talk_comes_back_at_once() -> None:
    assert assess("what a lovely evening with the children") in (
        NOTHING,
        assess("what a lovely evening with the children"),
    )
    assert assess("") is NOTHING


def test_free_help_is_named_as_an_offer_without_stated_benefit() -> None:
    found = assess(
        "We take you from Serbia to Austria by car every day, safe way guaranteed, write me in private on whatsapp"
    )
    assert found.is_flagged and found.label == "offer without stated benefit"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_every_family_for_and_against(language: str) -> None:
    held = {phrase.family for phrase in lexicon().phrases.values() if phrase.language == language}
    assert set(AGAINST) | (set(POSITIVE) - {Family.PRICE}) | {Family.PLACE} <= held


def test_signs_against_never_count_for_an_advert() -> None:
    assert all(weights().by_signal[family.value] <= 0 for family in AGAINST)
    signals = signals_of(ADVERT, lexicon())
    assert signals is not None and set(signals.features) == set(weights().by_signal)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_corpus_holds_no_contact_that_works(split: str) -> None:
    for post in composed(split):
        text = fold(post.text)
        for each in contacts_in(text):
            said = text[each.start : each.end]
            digits = "".join(letter for letter in said if letter.isdigit()).lstrip("0")
            if each.what == "phone":
                assert digits.startswith(("447700900", "1202555", "7700900")), (post.template, said)
            elif said.startswith("@"):
                assert said.startswith("@example"), (post.template, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_protected_kind_is_composed_in_every_language_for_both_splits(language: str) -> None:
    for split in ("dev", "test"):
        kinds = {post.kind for post in composed(split, renderings=1) if post.language == language}
        assert kinds == PROTECTED | {"advert"}


def test_templates_of_the_two_splits_are_different_ones() -> None:
    dev, test = ({post.template for post in composed(split, renderings=1)} for split in ("dev", "test"))
    assert dev and test and not dev & test


def test_most_adverts_nobody_tuned_for_are_found_and_few_protected_posts_are() -> None:
    """A floor, far below what was measured, so that a mistake in the data shows; the measure itself is another matter."""
    found = [(post.is_advert, assess(post.text).is_flagged) for post in composed("test", renderings=1)]
    assert sum(flag for advert, flag in found if advert) > 0.75 * sum(advert for advert, _ in found)
    assert sum(flag for advert, flag in found if not advert) < 0.15 * sum(not advert for advert, _ in found)
