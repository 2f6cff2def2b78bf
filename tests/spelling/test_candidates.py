"""Near words are found by the keys that they share."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.spelling import candidates
from searchapp.spelling.candidates import Neighbourhood, compute_keys

words = st.text(alphabet="ابتدذرسصكقء", min_size=1, max_size=6)
vocabularies = st.lists(words, max_size=12, unique=True)


def list_forms(word: str) -> set[str]:
    """The word with confused letters as one and without hamzas, and what it is without one letter."""
    for group in candidates.ALIKE:
        for letter in group:
            word = word.replace(letter, group[0])
    word = word.replace("ء", "")
    return {word} | {"".join(kept) for kept in combinations(word, max(len(word) - 1, 0))}


@given(vocabularies, words)
def test_near_words_share_what_is_left_without_a_letter(vocabulary: list[str], word: str) -> None:
    forms = list_forms(word)
    expected = [place for place, other in enumerate(vocabulary) if forms & list_forms(other)]
    assert Neighbourhood(vocabulary).find(word) == expected


@given(vocabularies, words)
def test_looking_further_finds_no_less(vocabulary: list[str], word: str) -> None:
    near = Neighbourhood(vocabulary)
    assert set(near.find(word)) <= set(near.find(word, further=True))


def test_looking_further_finds_words_two_letters_shorter() -> None:
    near = Neighbourhood(["مستشفي"])
    assert near.find("مستخشنفي") == []
    assert near.find("مستخشنفي", further=True) == [0]


@pytest.mark.parametrize(("typed", "meant"), [("السيايس", "السياسيه"), ("الفنضه", "الفوضي"), ("املتنبا", "المتنبي")])
def test_looking_further_finds_words_a_swap_or_a_final_letter_and_another_slip_away(typed: str, meant: str) -> None:
    near = Neighbourhood([meant])
    assert near.find(typed) == []
    assert near.find(typed, further=True) == [0]


@given(st.text(alphabet="بتجرسكلم", min_size=5, max_size=8), st.data())
def test_looking_further_finds_any_word_with_two_neighbours_swapped_and_a_letter_left_out(
    meant: str, data: st.DataObject
) -> None:
    lost = data.draw(st.integers(0, len(meant) - 1))
    typed = meant[:lost] + meant[lost + 1 :]
    place = data.draw(st.integers(0, len(typed) - 2))
    typed = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
    assert Neighbourhood([meant]).find(typed, further=True) == [0]


@given(vocabularies)
def test_every_word_is_near_itself_and_found_whole(vocabulary: list[str]) -> None:
    near = Neighbourhood(vocabulary)
    for place, word in enumerate(vocabulary):
        assert place in near.find(word)
        assert place in near.find_whole(word)


@given(vocabularies, st.data())
def test_what_is_near_shares_a_key(vocabulary: list[str], data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(vocabulary) if vocabulary else st.just("كتاب"))[1:]
    wanted = set(compute_keys(typed, further=True))
    expected = [place for place, word in enumerate(vocabulary) if not wanted.isdisjoint(compute_keys(word))]
    assert Neighbourhood(vocabulary).find(typed, further=True) == expected


def test_an_empty_vocabulary_has_nothing_near() -> None:
    assert Neighbourhood([]).find("كتاب") == []


def test_the_empty_word_has_one_key() -> None:
    assert len(compute_keys("")) == 1


def test_too_large_a_vocabulary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_WORDS", 2)
    with pytest.raises(ValueError, match="3 words are more than 2"):
        Neighbourhood(["ا", "ب", "ت"])
