"""One test for each rule of where words begin and end."""

from __future__ import annotations

import time

import pytest

from searchapp.arabic import analyze
from searchapp.arabic.letters import CONTROLS
from searchapp.arabic.tokenize import find_words


def test_a_vocalized_word_is_one_token_with_its_marks() -> None:
    text = "قَرَأَ كِتَابًا."
    assert [(token.start, token.end) for token in analyze(text)] == [(0, 6), (7, 15)]


def test_a_vocalized_latin_word_is_one_token() -> None:
    assert find_words("cafe\u0301 noir") == ["cafe\u0301", "noir"]


@pytest.mark.parametrize("mark", "،؛؟«»!()[]{}\"'٪…-–—/\\_٫٬.:•\u200b\u2028\ufdfa\ufdfb")
def test_punctuation_separates(mark: str) -> None:
    assert find_words(f"سلام{mark}عليكم") == ["سلام", "عليكم"]


def test_a_hyphenated_name_is_two_tokens() -> None:
    assert [token.exact for token in analyze("جونغ-أون")] == ["جونغ", "اون"]


@pytest.mark.parametrize("control", CONTROLS, ids=lambda char: hex(ord(char)))
def test_a_control_inside_a_word_does_not_split_it(control: str) -> None:
    assert find_words(f"مي{control}خواهم ab{control}cd") == [f"مي{control}خواهم", f"ab{control}cd"]


def test_controls_at_the_edges_stay_outside() -> None:
    (token,) = analyze("\u2067\u202bسلام\u202c\u2069")
    assert token.text == "سلام"
    assert (token.start, token.end) == (2, 6)


@pytest.mark.parametrize("text", ["كوفيد19", "كوفيد-19", "كوفيد 19", "كوفيد\u200f19"])
def test_arabic_letters_and_digits_separate(text: str) -> None:
    assert [token.exact for token in analyze(text)] == ["كوفيد", "19"]


def test_latin_letters_and_digits_stay_together() -> None:
    assert find_words("F16 covid19كورونا") == ["F16", "covid19", "كورونا"]


@pytest.mark.parametrize("number", ["1,500", "١٬٥٠٠", "3.5", "٣٫٥", "1,234,567.89"])
def test_a_number_is_one_token(number: str) -> None:
    assert find_words(f"بلغ {number}.") == ["بلغ", number]


@pytest.mark.parametrize("date", ["5.9.2014", "٥.٩.٢٠١٤", "192.168.10.1"])
def test_numbers_with_points_between_three_are_tokens_each(date: str) -> None:
    assert find_words(f"يوم {date}. 3.5") == ["يوم", *date.split("."), "3.5"]


def test_a_comma_without_three_digits_separates() -> None:
    assert find_words("2019,2020 و3،5 و1,50") == ["2019", "2020", "و", "3", "5", "و", "1", "50"]


def test_a_ligature_keeps_its_offsets() -> None:
    text = "ﻻ ﷲ"
    assert [(token.start, token.end, token.exact) for token in analyze(text)] == [(0, 1, "لا"), (2, 3, "الله")]


def test_a_word_of_tatweel_is_no_token() -> None:
    assert [token.text for token in analyze("نعم ــــ لا")] == ["نعم", "لا"]


def test_other_scripts_form_tokens() -> None:
    assert find_words("서울 東京 Москва हिन्दी") == ["서울", "東京", "Москва", "हिन्दी"]


def test_a_surrogate_separates() -> None:
    assert find_words("سلام\ud800عليكم") == ["سلام", "عليكم"]


@pytest.mark.parametrize("unit", ["ب", "بَ", "a", "1,000,", "ب\u200f", "a\u0301", "1.", "ـ"])
def test_a_megabyte_without_spaces_is_bounded(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.perf_counter()
    analyze(text)
    # Linear work takes a tenth of this; quadratic work would take minutes.
    assert time.perf_counter() - start < 30  # a hang, not a timing: quadratic work takes minutes
