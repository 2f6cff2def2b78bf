"""The kept offsets of a body's words are those that analysis would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp import arabic
from searchapp.engines.whoosh_engine.records import pack_spans, read_spans

PIECES = st.sampled_from(["كِتَاب", "جونغ-أون", "ـ", "\u200f", " ", "\n\n", "3.5", "COVID19", "_", "، ", "x" * 300])


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_what_is_kept_is_what_is_found(text):
    words, lengths = arabic.split_words(text)
    assert words == arabic.find_words(text)
    assert sum(lengths) == len(text)
    kept = read_spans(pack_spans(lengths))
    assert kept is None if max(lengths) > 255 else kept == arabic.find_spans(text)
