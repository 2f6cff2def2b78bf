"""A word's guesses: the commonest of the nearest, and a known word is mostly left alone."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.spelling.costs import find_cost
from searchapp.spelling.speller import KNOWN_BONUS, LEAST_SCORE, PER_COST, Speller

WORDS = [("مدينه", 900), ("مدرسه", 400), ("مدرسي", 90), ("سفينه", 60), ("مسءول", 50), ("مدرسا", 2), ("مدرصه", 1)]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(WORDS)


def test_a_slip_is_mended(speller: Speller) -> None:
    assert speller.guess("مسؤل".replace("ؤ", ""))[0].word == "مسءول"
    assert speller.guess("مدينيه")[0].word == "مدينه"


def test_the_score_is_that_of_count_and_cost(speller: Speller) -> None:
    guess = speller.guess("سفنه")[0]
    assert guess.word == "سفينه"
    assert guess.score == pytest.approx(log(60) - PER_COST * find_cost("سفنه", "سفينه"))


def test_guesses_are_ranked_and_limited(speller: Speller) -> None:
    found = speller.guess("مدرسو", 2)
    assert [guess.word for guess in found] == ["مدرسه", "مدرسي"]
    assert found == speller.guess("مدرسو", 9)[:2]


def test_a_known_word_stays_ahead_of_a_common_neighbour(speller: Speller) -> None:
    assert speller.guess("مدرسا")[0] == ("مدرسا", log(2) + KNOWN_BONUS)


def test_a_known_word_that_is_a_cheap_slip_of_a_far_commoner_one_falls_behind() -> None:
    speller = Speller([("هيءه", 40_000), ("هيه", 1)])
    assert [guess.word for guess in speller.guess("هيه")] == ["هيءه", "هيه"]


def test_nothing_is_guessed_for_a_word_like_no_other(speller: Speller) -> None:
    assert speller.guess("قطار") == []
    assert speller.guess("") == []


def test_counts_are_those_given(speller: Speller) -> None:
    assert [speller.count(word) for word, _ in WORDS] == [count for _, count in WORDS]
    assert speller.count("قطار") == speller.count("") == speller.count("مدرزه") == 0


vocabularies = st.dictionaries(
    st.text(alphabet="ابتدرسصمه", min_size=2, max_size=5), st.integers(1, 10_000), min_size=1, max_size=15
).map(lambda counts: sorted(counts.items(), key=lambda item: -item[1]))


@given(vocabularies, st.text(alphabet="ابتدرسصمه", min_size=2, max_size=5))
def test_no_near_word_is_missed_for_speed(vocabulary: list[tuple[str, int]], word: str) -> None:
    speller = Speller(vocabulary)
    near = speller.guess(word, len(vocabulary) + 1)
    assert speller.guess(word, 3) == near[:3]
    for guess in near:
        count = dict(vocabulary)[guess.word]
        bonus = KNOWN_BONUS if guess.word == word else 0
        assert guess.score == pytest.approx(log(count) + bonus - PER_COST * find_cost(word, guess.word))
        assert guess.score > LEAST_SCORE
