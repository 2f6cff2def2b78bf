"""The names of the months in every part of the Arab world and in English: سبتمبر, أيلول and شتنبر are September."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from searchapp.arabic.normalize import fold

MONTHS: tuple[tuple[str, ...], ...] = (
    ("يناير", "كانون الثاني", "جانفي", "January"),
    ("فبراير", "شباط", "فيفري", "February"),
    ("مارس", "آذار", "March"),
    ("أبريل", "نيسان", "أفريل", "April"),
    ("مايو", "أيار", "ماي", "مايس", "May"),
    ("يونيو", "حزيران", "جوان", "يونيه", "June"),
    ("يوليو", "تموز", "جويلية", "يوليوز", "يوليه", "July"),
    ("أغسطس", "آب", "أوت", "غشت", "أغشت", "August"),
    ("سبتمبر", "أيلول", "شتنبر", "شتمبر", "September"),
    ("أكتوبر", "تشرين الأول", "October"),
    ("نوفمبر", "تشرين الثاني", "نونبر", "November"),
    ("ديسمبر", "كانون الأول", "دجنبر", "دجمبر", "December"),
)
"""January first. Egypt and the Gulf, the Levant and Iraq, the Maghreb, English; إبريل folds to أبريل."""

_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MORE_SHORT = {"sept": 9}

_ORDINARY = ("مارس", "نيسان", "ماي", "جوان", "آب", "أوت", "March", "May")
"""These are also ordinary words or names: to practise, Nissan, Juan, father, out."""

_SIGNS = str.maketrans({"،": ",", "؍": "/", "\u2010": "-", "\u2011": "-", "\u2212": "-"})
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~–—]+")
"""What stands between white space and punctuation: a word, digits, or both."""


def fold_text(text: str) -> str:
    """Each word of a text folded, one space between them, punctuation kept: how dates are read.

    >>> fold_text("٥  أيلول، ٢٠٢٣")
    '5 ايلول, 2023'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(_WORD.sub(lambda word: fold(word[0]), text.translate(_SIGNS)).split())


@lru_cache(maxsize=1)
def number_months() -> Mapping[str, int]:
    """Every name of a month, short ones too, as `fold_text` folds it, and its number from 1.

    >>> number_months()["ايلول"]
    9
    """
    names = {name: number for number, row in enumerate(MONTHS, 1) for name in map(fold_text, row)}
    # «كانون ثاني» is written as often as «كانون الثاني».
    names |= {name.replace(" ال", " "): number for name, number in names.items()}
    return names | {name: number for number, name in enumerate(_SHORT, 1)} | _MORE_SHORT


def match_month() -> str:
    """A pattern for `re` that matches any name of a month in folded text."""
    # The longest first, or «ماي» would hide «مايو».
    return "|".join(re.escape(name) for name in sorted(number_months(), key=len, reverse=True))


@lru_cache(maxsize=1)
def list_ordinary_months() -> frozenset[str]:
    """The folded names, short ones too, that are ordinary words as well."""
    return frozenset({*map(fold_text, _ORDINARY), *_SHORT, *_MORE_SHORT})


def list_other_names(name: str) -> tuple[str, ...]:
    """The other full names of the month that has this folded name, folded, each once.

    >>> list_other_names("ايلول")
    ('سبتمبر', 'شتنبر', 'شتمبر', 'september')
    """
    whole = _add_article(name)
    return tuple(other for other in _list_full_names(name) if other not in (name, whole))


def find_full_name(name: str) -> str:
    """The full name, folded, that this folded name of a month is, or is short for.

    >>> find_full_name("ايلول"), find_full_name("كانون ثاني"), find_full_name("sept")
    ('ايلول', 'كانون الثاني', 'september')
    """
    names = _list_full_names(name)
    whole = _add_article(name)
    # What no row has is short for English, which stands last.
    return whole if whole in names else names[-1]


def _list_full_names(name: str) -> list[str]:
    return list(dict.fromkeys(map(fold_text, MONTHS[number_months()[name] - 1])))


def _add_article(name: str) -> str:
    return name.replace(" ", " ال") if " " in name and " ال" not in name else name
