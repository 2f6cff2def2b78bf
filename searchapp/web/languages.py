"""The two languages of the pages and of the API's messages, from one message catalogue.

English sentences are the message ids; `translations/ar` holds the Arabic. Nothing here needs a request, so the
command line can use it too. Templates reach the same catalogue through Flask-Babel.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations

LANGS = ("ar", "en")
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
WEIGHT_DECIMALS = 3
TRANSLATIONS_DIR = Path(__file__).parent / "translations"


def msgid(message: str) -> str:
    """The message itself: marks a sentence that stands far from its translation, for the extraction.

    >>> msgid("Unknown")
    'Unknown'
    """
    return message


@lru_cache(maxsize=len(LANGS))
def load_catalog(lang: str) -> NullTranslations:
    """The messages of a language; for English, which has no catalogue, one that gives every id back."""
    return Translations.load(TRANSLATIONS_DIR, [lang])


def translate(lang: str, message: str, /, **values: object) -> str:
    """A message in a language, with its `%(name)s` filled in.

    >>> translate("en", "Parameter %(name)s", name="page")
    'Parameter page'
    """
    text = load_catalog(lang).gettext(message)
    return text % values if values else text


@lru_cache(maxsize=4096)
def format_day(day: dt.date, lang: str) -> str:
    """A day in words, with Latin digits.

    >>> format_day(dt.date(2023, 9, 5), "ar")
    '5 سبتمبر 2023'
    """
    return format_date(day, "d MMMM y", locale=lang)


@lru_cache(maxsize=4096)
def format_period(value: str, lang: str) -> str:
    """The label of a value of the date facet: a year, a month in words, or "Unknown" for an empty one.

    >>> format_period("2023-09", "en"), format_period("2023", "ar")
    ('September 2023', '2023')
    """
    if not value:
        return translate(lang, UNKNOWN_LABEL)
    year, _, month = value.partition("-")
    if not month:
        return year
    return format_date(dt.date(int(year), int(month), 1), "LLLL y", locale=lang)


@lru_cache(maxsize=4096)
def format_number(number: float, lang: str) -> str:
    """A number with its thousands parted and at most one decimal.

    >>> format_number(31030, "ar")
    '31,030'
    """
    return format_decimal(number, "#,##0.#", locale=lang)


def format_weight(weight: float, lang: str) -> str:
    """A part of a score, with so many decimals.

    >>> format_weight(3.46025, "ar")
    '3.460'
    """
    return format_decimal(weight, f"#,##0.{'0' * WEIGHT_DECIMALS}", locale=lang)


UNKNOWN_LABEL = msgid("Unknown")


def label_value(facet: str, value: str, lang: str) -> str:
    """What a reader sees for a value of a facet.

    >>> label_value("source", "", "ar")
    'غير معروف'
    """
    if facet == "date":
        return format_period(value, lang)
    return value or translate(lang, UNKNOWN_LABEL)
