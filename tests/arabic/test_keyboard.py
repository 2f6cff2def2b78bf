"""Keyboards: what keys give in another layout, and which keys touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.keyboard import ARABIC_ROWS, LATIN_ROWS, NEIGHBOURS, read_as_arabic, read_as_latin

SINGLE = [letter for row in ARABIC_ROWS for letter in row if len(letter) == 1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hguvhr", "العراق"),
        ("lwv", "مصر"),
        (";vd]", "كريد"),
        ("hgHvfuhx", "الأربعاء"),
        ("fghl", "بلام"),
        ("uf]b", "عبدلا"),
        ("HGUVHR 2015", "العراق 2015"),
    ],
)
def test_latin_keys_give_arabic_of_the_101_layout(typed: str, meant: str) -> None:
    assert next(read_as_arabic(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("hguvhr", "العراق"), ("zwv", "صئر"), (",;v", "ةور"), ("hgqvùj", "الشرطت")]
)
def test_latin_keys_give_arabic_of_the_azerty_layout(typed: str, meant: str) -> None:
    assert meant in list(read_as_arabic(typed))


@pytest.mark.parametrize(("typed", "meant"), [("لخخلمث", "google"), ("شةشئخى", "amazon"), ("فصهففثق", "twitter")])
def test_arabic_keys_give_latin(typed: str, meant: str) -> None:
    assert meant in list(read_as_latin(typed))


def test_the_same_keys_give_other_latin_letters_of_the_azerty_layout() -> None:
    assert list(read_as_latin("حشقهس")) == ["paris", "pqris"]
    assert "paris" in list(read_as_latin("حضقهس"))


def test_lam_alef_may_be_one_key_or_two() -> None:
    assert {"facebook", "faceghook"} <= set(read_as_latin("بشؤثلاخخن"))


def test_many_lam_alefs_do_not_multiply_without_end() -> None:
    assert len(list(read_as_latin("لا" * 200))) <= 16


def test_a_text_without_letters_to_read_has_no_reading() -> None:
    assert list(read_as_arabic("العراق 2023")) == []
    assert list(read_as_latin("iraq 2023")) == []


@given(st.lists(st.sampled_from(SINGLE)).map("".join), st.sampled_from(LATIN_ROWS))
def test_a_word_comes_back_from_the_other_layout(word: str, rows: tuple[str, ...]) -> None:
    keys = {
        letter: key
        for row, line in zip(ARABIC_ROWS, rows, strict=True)
        for letter, key in zip(row, line, strict=True)
    }
    typed = "".join(keys[letter] for letter in word)
    if any("a" <= key <= "z" for key in typed):
        assert word in list(read_as_arabic(typed))


def test_neighbours_are_keys_that_touch() -> None:
    assert ("ن", "ت") in NEIGHBOURS
    assert ("ق", "ي") not in NEIGHBOURS
    assert ("ق", "ب") in NEIGHBOURS
    assert ("ض", "د") not in NEIGHBOURS
    assert all((other, one) in NEIGHBOURS and one != other for one, other in NEIGHBOURS)
