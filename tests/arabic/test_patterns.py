"""Wildcards and near spellings, against the plainest ways of saying what they mean."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import is_like
from whoosh.support.levenshtein import damerau_levenshtein

from searchapp.arabic import read_beginning, select_like, select_near

WORDS = st.text("ابكت[]\ud800", max_size=7)
PATTERNS = st.text("ابكت[]*?", max_size=7)


@given(st.lists(WORDS, max_size=8), PATTERNS)
def test_a_star_is_any_letters_and_a_question_mark_is_one(words, pattern):
    assert select_like(words, pattern) == [word for word in words if is_like(word, pattern)]


@given(st.lists(WORDS, max_size=8), PATTERNS)
def test_every_word_like_a_pattern_begins_as_it_does(words, pattern):
    assert all(word.startswith(read_beginning(pattern)) for word in select_like(words, pattern))


@given(st.lists(WORDS, max_size=8), WORDS, st.integers(1, 3), st.integers(0, 3))
def test_near_words_are_those_that_whoosh_calls_near(words, word, maxdist, prefixlength):
    begun = [other for other in words if other.startswith(word[:prefixlength])]
    near = [other for other in begun if damerau_levenshtein(other, word) <= maxdist]
    assert select_near(words, word, maxdist, prefixlength) == near


@pytest.mark.parametrize("pattern", ["ا*" * 50 + "ب", "?*" * 50 + "ب", "*" * 100 + "ب", "*ا" * 50 + "ب"])
def test_no_pattern_takes_exponential_time(pattern):
    started = time.perf_counter()
    assert select_like(["ا" * 100] * 100, pattern) == []
    assert time.perf_counter() - started < 30  # a hang, not a timing
