"""A month has as many names in a query as in the Arab world; digits of every kind are one."""

from __future__ import annotations

import pytest
from whoosh.query import AndMaybe, ConstantScoreQuery, Phrase

from searchapp.arabic import MONTHS
from searchapp.query import flatten_or


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


@pytest.mark.parametrize("typed", ["يوليو/تموز", "تموز/يوليو", "تموز-يوليو", "آب/أغسطس 2023", "أغسطس/آب"])
def test_two_names_of_one_month_together_are_that_month(finds, typed):
    july = "آب" not in typed
    for written in ("يوليو 2023", "تموز 2023", "يوليو/تموز 2023") if july else ("أغسطس 2023", "غشت 2023", "آب 2023"):
        assert finds(typed, written), written
    assert not finds(typed, "أيلول 2023")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("كانون ثاني/يناير", {"كانون الثاني", "يناير", "جانفي", "january"}),
        ("Sept/September", {"سبتمبر", "ايلول", "شتنبر", "شتمبر", "september"}),
        ("أيلول/Sep", {"سبتمبر", "ايلول", "شتنبر", "شتمبر", "september"}),
    ],
)
def test_two_names_of_one_month_stand_for_all_full_names_each_once(parse, typed, names):
    (month,) = [word for word in parse(typed).understood.words if word.kind == "month"]
    assert sorted(month.names) == sorted(names)


def test_two_names_of_one_month_may_have_three_words(finds):
    assert finds("تشرين الثاني/نوفمبر", "في نوفمبر")
    assert finds("تشرين الثاني/نوفمبر", "في تشرين الثاني")
    assert not finds("تشرين الثاني/أكتوبر", "في أكتوبر")


@pytest.mark.parametrize("typed", ["شهر 9", "شهر ٩", "لشهر 9", "شهر 09"])
def test_a_month_by_its_number_finds_its_names(finds, typed):
    assert finds(typed, "في سبتمبر")
    assert finds(typed, "في أيلول")
    assert not finds(typed, "في أكتوبر")
    assert finds(f"{typed} 2014", "9/2014")


@pytest.mark.parametrize("typed", ["شهر 13", "شهر 0", "9 شهر", "شهر", '"شهر 9"'])
def test_what_is_no_month_by_its_number_finds_no_name(finds, typed):
    assert not finds(typed, "في سبتمبر")


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


@pytest.mark.parametrize("typed", ["9/2014", "٩/٢٠١٤", "2014-09", "09.2014"])
def test_a_month_in_digits_finds_its_names_beside_the_year(finds, typed):
    for name in MONTHS[8]:
        assert finds(typed, f"في {name} 2014"), name
    assert finds(typed, f"في {typed}")
    assert not finds(typed, "في أكتوبر 2014")
    assert not finds(typed, "في سبتمبر 2015")


@pytest.mark.parametrize("typed", ["15/9/2014", "15-09-2014", "2014-09-15"])
def test_a_day_in_digits_finds_the_day_with_each_name_of_its_month(finds, typed):
    assert finds(typed, "يوم 15 أيلول 2014")
    assert finds(typed, f"يوم {typed}")
    assert not finds(typed, "يوم 16 أيلول 2014")
    assert not finds(typed, "أيلول 2014")


@pytest.mark.parametrize(
    "written", ["9/2014", "09/2014", "15-9-2014", "15.9.2014", "٩/٢٠١٤", "2014-09", "2014-09-15", "9 / 2014"]
)
@pytest.mark.parametrize("typed", ["سبتمبر 2014", "أيلول ٢٠١٤", "بحر سبتمبر 2014", "9/2014", "2014-09"])
def test_a_month_beside_a_year_finds_it_in_digits(finds, typed, written):
    assert finds(typed, f"بحر {written}")


@pytest.mark.parametrize("written", ["9/2015", "10/2014", "9 مقاعد في 2014", "في 2014، 9 مقاعد", "19/2014", "2014"])
def test_a_month_finds_no_other_numbers(finds, written):
    assert not finds("سبتمبر 2014", written)


@pytest.mark.parametrize(
    "written",
    ["5/9/2014", "05/09/2014", "5/09/2014", "05-9-2014", "2014-09-05", "2014/9/5", "5.9.2014", "٠٥.٠٩.٢٠١٤"],
)
@pytest.mark.parametrize(
    "typed", ["5 سبتمبر 2014", "05 أيلول 2014", "٥ سبتمبر ٢٠١٤", "5/9/2014", "2014-09-05", "5.9.2014"]
)
def test_a_day_finds_itself_in_digits_of_every_order(finds, typed, written):
    assert finds(typed, f"يوم {written}")


@pytest.mark.parametrize("written", ["15/9/2014", "5/10/2014", "5/9/2015", "9/2014", "9/5/2014", "5 و 9/2014"])
def test_a_day_finds_no_other_date_in_digits(finds, written):
    assert not finds("5 سبتمبر 2014", written)


def test_a_name_without_a_year_finds_no_digits(finds):
    assert not finds("سبتمبر", "9/2014")
    assert not finds("5 سبتمبر", "5/9/2014")
    assert not finds("سبتمبر 500", "9/500")


def test_a_year_that_is_joined_otherwise_makes_no_date(finds):
    assert not finds("سبتمبر OR 2014", "في 9 مقاعد")
    assert not finds("سبتمبر -2014", "9/2014")
    assert not finds('"سبتمبر" 2014', "9/2014")


@pytest.mark.parametrize("typed", ["9.5", "10-12", "13/14/2014", "9/20145", "192.168.9.2014"])
def test_numbers_that_are_no_date_mean_themselves(finds, typed):
    assert finds(typed, f"الرقم {typed}")
    assert not finds(typed, "سبتمبر 2014")


def test_digits_in_quotes_or_excluded_mean_what_was_typed(finds):
    assert not finds('"9/2014"', "سبتمبر 2014")
    assert finds("انتخابات -9/2014", "انتخابات سبتمبر 2014")


def list_days(parsed):
    """The words of the phrases that add a step where they stand, of texts."""
    ranking = flatten_or(parsed.tree.subqueries[1]) if isinstance(parsed.tree, AndMaybe) else ()
    steps = (leaf for leaf in ranking if isinstance(leaf, ConstantScoreQuery))
    found = (phrase for step in steps for phrase in flatten_or(step.child) if isinstance(phrase, Phrase))
    return {" ".join(phrase.words) for phrase in found}


@pytest.mark.parametrize("typed", ["5 سبتمبر", "٥ أيلول", "بحر 5 سبتمبر", "5 سبتمبر بحر", "September 5"])
def test_a_day_beside_a_month_is_looked_for_side_by_side_by_each_name(parse, typed):
    assert {"5 سبتمبر", "5 ايلول", "5 شتنبر", "5 september"} <= list_days(parse(typed, stem=str))


@pytest.mark.parametrize("typed", ["5 سبتمبر 2014", "September 5, 2014", "5 أيلول ٢٠١٤"])
def test_a_whole_day_is_looked_for_in_digits_too(parse, typed):
    assert {"5 9 2014", "05 09 2014", "2014 09 05", "5 سبتمبر"} <= list_days(parse(typed, stem=str))


@pytest.mark.parametrize("typed", ["سبتمبر 2014", "32 سبتمبر", "5 OR سبتمبر", "5 بحر", "شهر 5", "-(5 سبتمبر)"])
def test_what_is_no_day_is_not_looked_for_as_one(parse, typed):
    assert not list_days(parse(typed, stem=str))
