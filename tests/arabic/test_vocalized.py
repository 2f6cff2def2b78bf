"""What the vowels of a word say, and which words of the same letters they keep apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import SIGN, bare_form, contradicts, find_words, fold, vocalize
from searchapp.arabic.letters import ARABIC_MARKS

LETTERS = st.sampled_from("كتبدرسيا")
VOWELS = st.sampled_from(["", "\u064e", "\u064f", "\u0650", "\u0652", "\u064b"])
SHADDA = st.sampled_from(["", "\u0651"])
SPELLINGS = st.lists(st.tuples(LETTERS, SHADDA, VOWELS).map("".join), min_size=1, max_size=6).map("".join)
MARKED = st.text(
    "كتاىبﻻ\u0640\u064e\u064f\u064b\u0651\u0652\u0653\u0654\u0670\u06e5\u0301ﱞﴼ", min_size=1, max_size=12
)


def disagree(one: str, other: str) -> bool:
    return contradicts(vocalize(one), vocalize(other))


@settings(max_examples=300)
@given(MARKED | st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_vocalized_form_is_the_exact_form_and_its_vowels(text: str) -> None:
    for word in find_words(text):
        assert bare_form(vocalize(word)) == fold(word)
        assert len(vocalize(word)) <= 2 * len(fold(word)) + 1


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_what_is_written_without_vowels_is_the_exact_form_alone(text: str) -> None:
    bare = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in ARABIC_MARKS)
    assert [vocalize(word) for word in find_words(bare)] == [fold(word) for word in find_words(bare)]


@given(st.lists(MARKED | SPELLINGS, max_size=20))
def test_sorted_forms_have_those_of_one_exact_form_side_by_side(words: list[str]) -> None:
    found = sorted(map(vocalize, words))
    assert list(map(bare_form, found)) == sorted(map(fold, words))


@given(SPELLINGS, st.randoms(use_true_random=False))
def test_the_order_of_signs_on_a_letter_does_not_matter(word: str, random) -> None:
    signs = [(char, []) for char in word if char not in ARABIC_MARKS]
    place = -1
    for char in word:
        if char in ARABIC_MARKS:
            signs[place][1].append(char)
        else:
            place += 1
    for _, row in signs:
        random.shuffle(row)
    assert vocalize("".join(letter + "".join(row) for letter, row in signs)) == vocalize(word)


@given(SPELLINGS, SPELLINGS)
def test_contradicting_is_mutual_and_no_word_contradicts_itself(one: str, other: str) -> None:
    assert disagree(one, other) == disagree(other, one)
    assert not disagree(one, one)
    assert not disagree(one, fold(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كَتَبَ", "كُتُب"),
        ("كَتَبَ", "كتِب"),
        ("كتابٌ", "كتابٍ"),
        ("كتابُ", "كتابٌ"),
        ("أنْ", "أنَ"),
    ],
)
def test_two_vowels_of_one_letter_contradict_each_other(one, other):
    assert disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("كَتَبَ", "كتب"), ("كَتَبَ", "كَتب"), ("كَتب", "كتَب"), ("كُتّاب", "كتاب")])
def test_a_letter_without_signs_goes_with_any(one, other):
    assert fold(one) == fold(other)
    assert not disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("درَس", "درّس"), ("درَس", "درَّس"), ("حَمَام", "حَمَّام"), ("أنْ", "أنّ")])
def test_a_vowel_without_a_shadda_says_that_there_is_none(one, other):
    assert disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("مدرّس", "مُدَرِّس"), ("محمّد", "محمَّد"), ("جدًّا", "جدًا"), ("كلٍ", "كلّ")])
def test_a_shadda_goes_with_its_vowel_and_a_tanween_without_it(one, other):
    assert not disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("شكرًا", "شكراً"), ("كِتَابَاً", "كِتَابًا"), ("هدًى", "هدىً"), ("جدّاً", "جدًّا")])
def test_fathatan_stands_on_the_final_alef_or_before_it(one, other):
    assert vocalize(one).rstrip("0") != fold(one)
    assert not disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("السُّلطة", "السُلطة"), ("والشّمس", "والشَمس")])
def test_a_shadda_after_the_article_says_nothing(one, other):
    assert not disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("هٰذا", "هَذا"), ("هَٰذا", "هَـٰذا"), ("قُرۡءَان", "قُرءَان"), ("ﻛُﺘُﺐ", "كُتُب"), ("ﴽ", "ً"), ("كُـتُـب", "كُتُب"), ("آن", "ان")],
)
def test_other_ways_to_write_the_same_signs(one, other):
    assert not disagree(one, other)
    assert disagree("هٰذا", "هُذا")


def test_a_letter_with_two_vowels_says_nothing_of_them():
    assert vocalize("كَُتب") == "كتب"
    assert vocalize("كَُّتب") == vocalize("كّتب")


def test_words_with_other_letters_have_no_vowels():
    assert vocalize("caféَ") == "cafe"
    assert vocalize("19َ") == "19"


def test_a_long_word_is_cut_with_its_vowels():
    assert vocalize("بَ" * 200) == "ب" * 100 + SIGN + "1" * 100
