"""One spelling for many, hidden spellings undone, and every character still known by its place in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.analysis.posts.folding import fold, offsets
from fener.analysis.posts.views import hidden_view, plain_view


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Crna Góra ĐAK čšž", "crna gora dak csz"),
        ("İstanbul ığdır", "istanbul igdir"),
        ("صَرَّاف ـــ كيف", "صراف  کیف"),
        ("٤٥٠٠ ۴۵۰۰", "4500 4500"),
        ("می‌رویم", "میرویم"),
        ("Београд ЌЃЙ", "београд ќѓй"),
        ("ঢাকা থেকে ইতালি", "ঢাকা থেকে ইতালি"),
        ("𝐓𝐑𝐀𝐕𝐄𝐋 ①", "travel 1"),
        ("➡️ ➔ ►", "→ → →"),
        ("v\u200bi\u00ads\u2060a", "visa"),
    ],
)
def test_what_is_written_in_many_ways_is_folded_into_one(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@given(st.text(max_size=60))
def test_every_folded_character_is_known_by_its_place(text: str) -> None:
    places = offsets(text)
    assert len(places) == len(fold(text)) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


@pytest.mark.parametrize(
    ("written", "undone"),
    [
        ("g u a r a n t e e d trip", "guaranteed trip"),
        ("v.i.s.a for sale", "visa for sale"),
        ("gu4r4nt33d way", "guaranteed way"),
        ("g\u0430r\u0430ntovano put", "garantovano put"),
        ("gar🔥anti", "garanti"),
        ("t-u-r-k-e-y", "turkey"),
        ("п у т о в а њ е", "путовање"),
    ],
)
def test_hidden_spellings_are_undone(written: str, undone: str) -> None:
    view = hidden_view(plain_view(written))
    assert view is not None and view.text == undone


@pytest.mark.parametrize(
    "plain", ["a nice day at the sea", "20h, 100 eur", "I am 25 years old", "رحلة سعيدة", "Beograd – Beč"]
)
def test_where_nothing_is_hidden_there_is_no_second_view(plain: str) -> None:
    assert hidden_view(plain_view(plain)) is None


@given(st.text(alphabet="abcde0134 .-_*🔥аеор$!", max_size=40))
def test_spans_of_both_views_lie_in_the_original(text: str) -> None:
    plain = plain_view(text)
    for view in (plain, hidden_view(plain)):
        if view is None:
            continue
        for start in range(len(view.text)):
            begin, end = view.span(start, start + 1)
            assert 0 <= begin < end <= len(text)


def test_a_span_of_a_hidden_word_covers_it_as_written() -> None:
    written = "now g.u.a.r.a.n.t.e.e.d way"
    view = hidden_view(plain_view(written))
    assert view is not None
    start = view.text.index("guaranteed")
    begin, end = view.span(start, start + len("guaranteed"))
    assert written[begin:end] == "g.u.a.r.a.n.t.e.e.d"
