"""Dates as newspapers write them → calendar days. What is not stated in full is unknown, never guessed.

The month names come from Babel's copy of the CLDR, from all its Arabic locales: سبتمبر in Egypt, أيلول in Syria,
شتنبر in Morocco, جويلية in Algeria; no name means two months.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from babel import Locale, localedata

FIRST_YEAR, LAST_YEAR = 1800, 2100
_MAX_CHARS = 120

_FOLD = str.maketrans(
    {
        **{0x0660 + digit: str(digit) for digit in range(10)},
        **{0x06F0 + digit: str(digit) for digit in range(10)},
        **dict.fromkeys("آأإٱ", "ا"),
        **dict.fromkeys("یى", "ي"),
        "ک": "ك",
        "،": ",",
        "ـ": None,
        **dict.fromkeys([*range(0x064B, 0x0660), 0x0670, 0x200E, 0x200F, *range(0x202A, 0x202F)]),
        **dict.fromkeys(range(0x2066, 0x206A)),
    }
)

_TIME = r"(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?|\d{4}(?:\d{2})?)"
_HALF = r"(?:\s*(?:[ap]\.?m\.?|صباحا|مساء|ظهرا|ص|م)(?!\w))?"
_ZONE = r"(?:\s*\(?(?:gmt|utc|z|[a-z]{3,4}|بتوقيت \w{3,12}(?: \w{3,12})?)\)?)?(?:\s*[+-]\d{2}:?\d{2})?"
_TAIL = rf"(?:م(?!\w))?(?:(?:t|[\s,|–-]+)(?:الساعة\s+)?{_TIME}{_HALF})?{_ZONE}\s*$"

_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})([-/.]?)(?P<m>\d{{2}})\2(?P<d>\d{{2}}){_TAIL}")
_YEAR_FIRST_LOOSE = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TAIL}")
_DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}})([-/.])(?P<m>\d{{1,2}})\2(?P<y>\d{{4}}){_TAIL}")

# Spellings in newspapers that no locale lists.
_MORE_MONTHS = {"يونيه": 6, "يونية": 6, "يوليه": 7, "يولية": 7, "مايس": 5, "sept": 9}
_MORE_DAYS = ("الاثنين", "الإثنين", "الثلثاء", "الاربعاء")


@lru_cache(maxsize=4096)
def read_date(text: str) -> dt.date | None:
    """The calendar day that a text states, as written (time and zone are not reckoned in).

    Reads ISO 8601, DD/MM/YYYY (also with - and .), and named months in English and Arabic with or without a
    weekday, ordinals or a second name of the month, in Western, Arabic-Indic and Persian digits. None for
    anything else: impossible days, two-digit years, years outside 1800–2100, Hijri dates.

    >>> read_date("5th, September 2023 GMT")
    datetime.date(2023, 9, 5)
    >>> read_date("الثلاثاء ٥ سبتمبر/أيلول ٢٠٢٣")
    datetime.date(2023, 9, 5)
    >>> read_date("31/02/2023") is None
    True
    """
    if len(text) > _MAX_CHARS:
        return None
    folded = _fold(text)
    # «20 صفر 1445 الموافق 5 سبتمبر 2023» states one day in two calendars; only one of the parts reads.
    parts = re.split(r"الموافق(?:\s+(?:ل|في))?", folded)
    days = {day for part in parts if (day := _read_part(part.strip(" ,:-–"))) is not None}
    return days.pop() if len(days) == 1 else None


def _fold(text: str) -> str:
    return " ".join(text.translate(_FOLD).lower().split())


def _read_part(text: str) -> dt.date | None:
    for pattern in (_YEAR_FIRST, _YEAR_FIRST_LOOSE, _DAY_FIRST):
        match = pattern.match(text)
        if match:
            return _make_day(match["y"], int(match["m"]), match["d"])
    months = month_names()
    for pattern in _named_patterns():
        match = pattern.match(text)
        if match:
            month = months[match["m"]]
            if match["m2"] and months[match["m2"]] != month:
                return None
            return _make_day(match["y"], month, match["d"])
    return None


def _make_day(year: str, month: int, day: str) -> dt.date | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return dt.date(int(year), month, int(day))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Every name of a month in Arabic and English, folded as `read_date` folds, and its number."""
    names = dict(_MORE_MONTHS)
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    names[_fold(name).rstrip(".")] = number
    # «كانون ثاني» is written as often as «كانون الثاني».
    names |= {name.replace(" ال", " "): number for name, number in names.items()}
    return names


@lru_cache(maxsize=1)
def _named_patterns() -> tuple[re.Pattern[str], ...]:
    months = _alternatives(month_names())
    days = {_fold(name) for locale in _locales() for name in locale.days["format"]["wide"].values()}
    days |= {_fold(name) for name in _short_weekdays()} | {_fold(name) for name in _MORE_DAYS}
    weekday = rf"(?:(?:يوم\s+)?(?:{_alternatives(days)})\.?[\s,:]+)?"
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
    month = rf"(?P<m>{months})\.?(?:\s*[/(-]\s*(?P<m2>{months})\s*\)?)?"
    year = r"(?:(?:عام|سنة|of)\s+)?(?P<y>\d{4})\s*"
    gap = r"[\s,/.-]*(?:(?:من|شهر|of)\s+)*"
    return (
        re.compile(rf"{weekday}{day}{gap}{month}[\s,/.-]*{year}{_TAIL}"),
        re.compile(rf"{weekday}{month}\s*{day}[\s,]+{year}{_TAIL}"),
    )


def _short_weekdays() -> list[str]:
    """The English weekdays as mail and web servers shorten them (Tue, 05 Sep 2023)."""
    return list(Locale.parse("en").days["format"]["abbreviated"].values())


def _alternatives(names: dict[str, int] | set[str]) -> str:
    # The longest first, or «ماي» would hide «مايو».
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def _locales() -> tuple[Locale, ...]:
    names = [name for name in localedata.locale_identifiers() if name.split("_")[0] == "ar"]
    return tuple(Locale.parse(name) for name in ("en", *sorted(names)))
