"""A month has as many names in a query as in the Arab world; digits of every kind are one."""

from __future__ import annotations

import pytest

from searchapp.arabic import MONTHS


@pytest.mark.parametrize("row", MONTHS, ids=lambda row: row[-1])
def test_each_name_beside_a_year_finds_all_others(finds, row):
    for typed in row:
        for written in row:
            assert finds(f"{typed} 2023", f"في {written} 2023"), (typed, written)


def test_a_name_of_one_month_finds_no_other(finds):
    assert not finds("سبتمبر", "أكتوبر")
    assert not finds("تشرين الثاني", "تشرين الأول")
    assert not finds("تشرين الثاني", "أكتوبر")


def test_a_name_that_is_no_other_word_needs_no_number(finds):
    assert finds("انتخابات أيلول", "انتخابات سبتمبر")
    assert finds("September", "شتنبر")


@pytest.mark.parametrize(("word", "month"), [("آب", "أغسطس"), ("ماي", "مايو"), ("أوت", "غشت"), ("نيسان", "أبريل")])
def test_an_ordinary_word_is_a_month_beside_a_day_or_a_year(finds, word, month):
    assert not finds(word, month)
    assert not finds(f"{word} العائلة", f"{month} العائلة")
    assert finds(f"5 {word}", f"5 {month}")
    assert finds(f"{word} ٢٠٢٣", f"{month} 2023")
    assert not finds(f"{word} 500", f"{month} 500")


def test_a_name_with_letters_joined_to_it_is_a_name(finds):
    assert finds("وسبتمبر", "أيلول")
    assert finds("أيلول", "وسبتمبر")


def test_the_second_word_needs_no_article(finds):
    assert finds("كانون ثاني", "يناير")
    assert finds("يناير", "كانون ثاني")


def test_quotes_keep_to_the_name(finds):
    assert not finds('"أيلول"', "سبتمبر")
    assert not finds('"تشرين الثاني"', "نوفمبر")


@pytest.mark.parametrize("query", ["انتخابات -أيلول", "انتخابات NOT أيلول", "انتخابات -(أيلول OR بحر)"])
def test_what_is_excluded_is_the_word_that_was_typed(finds, query):
    assert finds(query, "انتخابات سبتمبر")
    assert not finds(query, "انتخابات أيلول")


def test_two_negations_make_a_name_a_month_again(finds):
    assert finds("-(بحر -أيلول) جبل", "بحر جبل سبتمبر")


def test_a_field_name_holds_for_all_names(finds):
    assert finds("title:أيلول", title="سبتمبر")
    assert not finds("title:أيلول", "سبتمبر")


def test_other_names_weigh_less(parse):
    weights = {leaf.text: leaf.boost for leaf in parse("title:أيلول").tree.leaves() if leaf.fieldname == "title_stem"}
    assert weights["سبتمبر"] == weights["شتنبر"] < weights["ايلول"]


def test_any_word_may_be_the_months(finds):
    assert finds("بحر أيلول", "سبتمبر", match="any")


@pytest.mark.parametrize("typed", ["2023", "٢٠٢٣", "۲۰۲۳"])
@pytest.mark.parametrize("written", ["2023", "٢٠٢٣", "۲۰۲۳"])
def test_digits_of_every_kind_meet(finds, typed, written):
    assert finds(typed, written)
    assert finds(f'"عام {typed}"', f"عام {written}")
    assert finds(f"{typed[:3]}*", written)
    assert finds(f"date:{typed}", date="2023-05-01")
