"""Folding many words at once is folding each."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import find_words, vocalize
from searchapp.arabic.normalize import MAX_TERM_CHARS
from searchapp.arabic.scanning.folding import vocalize_words

WORD = st.text("ءآأؤإئابةتهوىيكگی\u064e\u0640\u200c\ufefb٣F", min_size=1, max_size=9)


@settings(max_examples=300)
@given(st.lists(WORD, max_size=12) | st.text(st.characters(exclude_categories=())).map(find_words))
def test_words_fold_as_each_does(words: list[str]) -> None:
    assert vocalize_words(words) == [vocalize(word) for word in words]


def test_a_long_word_is_cut_as_elsewhere() -> None:
    assert vocalize_words(["ب" * (MAX_TERM_CHARS + 1), "ة" * MAX_TERM_CHARS]) == [
        "ب" * MAX_TERM_CHARS,
        "ه" * MAX_TERM_CHARS,
    ]
