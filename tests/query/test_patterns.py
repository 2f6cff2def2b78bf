"""Wildcards, fuzzy words and phrases with slop: what each finds, and where their signs are only punctuation."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("query", "found", "missed"),
    [
        ("ك?تب", "كاتب", "كتب"),
        ("مك*ة", "مكتبة", "مكتب"),
        ("مك*ة", "مكة", "مكان"),
        ("ك?ت*", "كاتبة", "كتاب"),
        ("س?ي?ة", "سفينة", "سفن"),
        ("بني-سو*ف", "بني سويف", "سويف"),
    ],
)
def test_signs_inside_a_word_stand_for_letters(finds, query, found, missed):
    assert finds(query, found)
    assert not finds(query, missed)


def test_a_pattern_is_folded_as_prefixes_are(parse):
    assert parse("إِسـ*ى").tree == parse("اس*ي").tree
    assert parse("٢?٣").tree == parse("2?3").tree


def test_a_pattern_looks_at_words_as_written(finds):
    assert not finds("سف?نة", "السفينة")


@pytest.mark.parametrize("query", ["ميناء? سفينة", "?ميناء سفينة", "ميناء ؟ سفينة", "ميناء؟سفينة", "ميناء ? سفينة?"])
def test_a_question_mark_at_the_edge_of_a_word_is_punctuation(parse, query):
    assert parse(query).tree == parse("ميناء سفينة").tree
    assert parse(query).understood.ignored == ()


def test_a_question_mark_in_a_web_address_only_separates(finds):
    assert finds("https://example.org/search?page=2", "انظر https://example.org/search?page=2 هنا")


def test_a_pattern_stands_wherever_a_word_may(finds):
    assert finds("title:مي*اء", title="ميناء")
    assert not finds("title:مي*اء", "ميناء")
    assert not finds("بحر -ن?ر", "بحر نهر")
    assert finds("جبل OR ن?ر", "نهر")


@pytest.mark.parametrize("near", ["سفينة", "سفيتة", "سفية", "سفيينة", "سيفنة", "السفينة"])
def test_a_fuzzy_word_finds_itself_and_words_a_letter_away(finds, near):
    assert finds("سفينة~", near)
    assert finds("سفينة~1", near)


@pytest.mark.parametrize("far", ["سفن", "سيفتة", "رفينة"])
def test_a_fuzzy_word_keeps_its_distance_and_its_first_letter(finds, far):
    assert not finds("سفينة~1", far)


def test_two_letters_away(finds):
    assert finds("سفينة~2", "سيفتة")
    assert not finds("سفينة~2", "سيفتات")


def test_the_word_itself_scores_above_its_neighbours(parse):
    weights = {type(leaf).__name__: leaf.boost for leaf in parse("title:سفينة~").tree.leaves()}
    assert set(weights) == {"Term", "FuzzyTerm"}


@pytest.mark.parametrize("query", ["سفينة ~ ميناء", "سفينة~ميناء", "سفينة~~ ميناء", "سفينة ~1ميناء"])
def test_a_tilde_elsewhere_only_separates(parse, query):
    assert parse(query).tree == parse(query.replace("~", " ")).tree
    assert parse(query).understood.ignored == ()


def test_a_phrase_with_slop_lets_words_stand_between(finds):
    assert finds('"بحر نهر"~3', "بحر هادئ واسع نهر")
    assert not finds('"بحر نهر"~2', "بحر هادئ واسع نهر")
    assert not finds('"بحر نهر"~3', "نهر بحر")
    assert finds("«بحر نهر»~٣", "بحر هادئ واسع نهر")


def test_a_phrase_with_slop_stays_exact(finds):
    assert not finds('"سفينة كبيرة"~3', "السفينة الكبيرة")


def test_a_slop_of_one_is_a_phrase(parse):
    assert parse('"بحر نهر"~1').tree == parse('"بحر نهر"').tree


def test_different_distances_are_different_queries(parse):
    assert parse('"بحر نهر"~2').tree != parse('"بحر نهر"~3').tree
    assert parse("سفينة~1").tree != parse("سفينة~2").tree
