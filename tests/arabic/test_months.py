"""The names of the months: no country's are missing, and none stands for two."""

from __future__ import annotations

import pytest
from babel import Locale, localedata

from searchapp.arabic import MONTHS, fold_text, list_ordinary_months, list_other_names, number_months

LOCALES = [name for name in localedata.locale_identifiers() if name.split("_")[0] == "ar"] + ["en"]


def test_every_name_that_a_locale_gives_is_known():
    missing = {
        (name, number)
        for locale in LOCALES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(locale).months[context][width].items()
        if number_months().get(fold_text(name)) != number
    }
    assert missing == set()


def test_no_name_stands_for_two_months():
    names = [fold_text(name) for row in MONTHS for name in row]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["كانون ثاني", "كانون الثاني"])
def test_a_name_without_its_article_is_no_other_name(name):
    assert list_other_names(name) == ("يناير", "جانفي", "january")


@pytest.mark.parametrize("name", ["إبريل", "أبريل", "ابريل"])
def test_spellings_that_fold_alike_are_one_name(name):
    assert list_other_names(fold_text(name)) == ("نيسان", "افريل", "april")


def test_ordinary_words_are_months_too():
    assert list_ordinary_months() <= set(number_months())
