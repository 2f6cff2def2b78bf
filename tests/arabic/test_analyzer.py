"""The promises of `analyze` and `index_terms` on any text, stop words, and the memo's bound."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import (
    FINGERPRINT,
    analyze,
    analyzer,
    fold,
    index_terms,
    is_homograph,
    is_stop_word,
    stem,
    wordlists,
)
from searchapp.arabic.stopwords import HOMOGRAPHS, STOP_WORDS

MIXED = st.text(
    "ابتوليكةىؤأﻻﷲﷺ کی٣۳12.,،؛«»-_aBé\u0301\u064e\u0651\u0640\u200c\u200f\u202e\u2067\u2069\ud800\n", max_size=80
)
ANY_TEXT = MIXED | st.text(st.characters(exclude_categories=()), max_size=80)


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_offsets_lie_inside_the_text_rise_and_never_overlap(text: str) -> None:
    end = 0
    for token in analyze(text):
        assert end <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.text
        end = token.end


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_index_terms_agrees_with_analyze(text: str) -> None:
    assert index_terms(text) == [token.exact for token in analyze(text)]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_forms_are_those_of_fold(text: str) -> None:
    for token in analyze(text):
        assert token.exact == fold(token.text) != ""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("ابتجدرسعفكلمنهوي", min_size=1, max_size=9), max_size=8))
def test_terms_of_a_word_do_not_depend_on_its_neighbours(words: list[str]) -> None:
    assert index_terms(" ".join(words)) == [form for word in words for form in index_terms(word)]


def test_spellings_of_one_name_share_their_terms() -> None:
    spellings = [
        "كوريا الشمالية",
        "كوريا الشماليه",
        "کوریا الشمالیة",
        "كُورِيا الشَّمالِيَّة",
        "ﻛﻮﺭﻳﺎ ﺍﻟﺸﻤﺎﻟﻴﺔ",
        "كـوريا الشـمالية",
    ]
    assert len({tuple(index_terms(text)) for text in spellings}) == 1


def test_a_proclitic_is_found_by_the_bare_name() -> None:
    assert stem(index_terms("بكوريا")[0]) == stem(index_terms("كوريا")[0])


def test_mixed_directions_keep_their_order() -> None:
    text = "قالت \u202aReuters\u202c إن ٣٫٥ مليون"
    assert [token.exact for token in analyze(text)] == ["قالت", "reuters", "ان", "3.5", "مليون"]


def test_an_empty_text_has_no_tokens() -> None:
    assert analyze("") == []
    assert index_terms(" ،؟ ") == []


@pytest.mark.parametrize("word", ["من", "إلى", "على", "الذي", "هذه", "the"])
def test_function_words_are_known_after_folding(word: str) -> None:
    assert is_stop_word(fold(word))


@pytest.mark.parametrize("word", ["", "كوريا", "إلى"])
def test_other_words_and_unfolded_spellings_are_not(word: str) -> None:
    assert not is_stop_word(word)


def test_stop_words_are_folded() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


@pytest.mark.parametrize("word", ["علي", "منى", "آلية", "إمام", "عَلِيّ"])
def test_a_name_or_noun_that_folds_onto_a_function_word_is_known_by_its_spelling(word: str) -> None:
    assert is_homograph(word)


@pytest.mark.parametrize("word", ["", "على", "إليه", "أمام", "كوريا"])
def test_function_words_and_words_that_are_none_are_no_homographs(word: str) -> None:
    assert not is_homograph(word)


def test_each_homograph_folds_onto_a_function_word() -> None:
    assert {fold(word) for word in HOMOGRAPHS} <= STOP_WORDS


@pytest.mark.parametrize("name", ["stop_words", "homographs"])
def test_the_list_is_sorted_and_names_its_origin(name: str) -> None:
    comment, *lines = wordlists.read_list(name).splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert comment.startswith("# ")
    assert words == sorted(set(words))


def test_the_memo_is_bounded_and_forgets_nothing_wrongly() -> None:
    memo = analyzer.Memo(most=3)
    words = ["الكتاب", "والقلم", "بالمدينة", "للوزير", "كتابها"] * 2
    assert [memo[word] for word in words] == [fold(word) for word in words]
    assert len(memo) <= 3


def test_long_words_are_not_remembered() -> None:
    memo = analyzer.Memo()
    assert memo["ب" * 1000] == "ب" * 100
    assert not memo


def test_the_fingerprint_follows_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert analyzer.compute_fingerprint() == FINGERPRINT
    monkeypatch.setattr(analyzer, "_DATA", ("stop_words.txt",))
    assert analyzer.compute_fingerprint() != FINGERPRINT


DECIDING_NO_TERM = {"__init__", "keyboard", "months", "patterns", "sieve", "sieve_kernel"}
FOLDERS_OF_NO_TERM = {"variants"}
LISTS_OF_NO_TERM = {"homographs.txt", "variants.txt"}
PACKAGE = Path(analyzer.__file__).parent


def test_the_fingerprint_follows_every_module_that_decides_a_term() -> None:
    files = [file.relative_to(PACKAGE).with_suffix("") for file in PACKAGE.rglob("*.py")]
    deciding = [each for each in files if each.parts[0] not in FOLDERS_OF_NO_TERM | DECIDING_NO_TERM]
    assert sorted(analyzer._MODULES) == sorted(each.as_posix() for each in deciding if each.name != "__init__")
    assert {each.parts[0] for each in files} >= FOLDERS_OF_NO_TERM | DECIDING_NO_TERM


def test_the_fingerprint_follows_every_list_that_decides_a_term() -> None:
    assert sorted(analyzer._DATA) == sorted({file.name for file in (PACKAGE / "data").iterdir()} - LISTS_OF_NO_TERM)
