"""Dates as newspapers write them → calendar days. What is not stated in full is unknown, never guessed.

The names of months are `arabic.months`', those of weekdays Babel's copy of the CLDR, from all its Arabic locales.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from babel import Locale, localedata

from searchapp.arabic import fold_text, match_month, number_months

FIRST_YEAR, LAST_YEAR = 1800, 2100
_MAX_CHARS = 120
_STAMP = re.compile(r"[1-9]\d{9}(?:\d{3})?", re.ASCII)

_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d{1,9})?)?"
_TIME = rf"(?:{_CLOCK}|(?:[01]\d|2[0-4])[0-5]\d(?:[0-5]\d|60)?)"
_HALF = r"(?:\s*(?:[ap]\.?m\.?|صباحا|مساء|ظهرا|ص|م)(?!\w))?"
_ZONE = r"(?:\s*\(?(?:gmt|utc|z|[a-z]{3,4}|بتوقيت \w{3,12}(?: \w{3,12})?)\)?)?(?:\s*[+-]\d{2}(?::?\d{2})?)?"
_HOUR = r"t(?:[01]\d|2[0-4])"
_TAIL = rf"(?:م(?!\w))?(?:{_HOUR}|(?:t|[\s,|–-]+)(?:الساعه\s+)?{_TIME}{_HALF})?{_ZONE}\s*$"

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
"""A day and a time to the second. The days come again, the seconds hardly do."""
_NUMERIC = (
    re.compile(rf"(?P<y>\d{{4}})([-/.]?)(?P<m>\d{{2}})\2(?P<d>\d{{2}}){_TAIL}"),
    re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TAIL}"),
    re.compile(rf"(?P<d>\d{{1,2}})([-/.])(?P<m>\d{{1,2}})\2(?P<y>\d{{4}}){_TAIL}"),
    re.compile(rf"(?P<y>\d{{4}})(-?)w(?P<week>\d{{2}})\2(?P<d>[1-7]){_TAIL}"),
    re.compile(rf"(?P<y>\d{{4}})-(?P<number>\d{{3}}){_TAIL}"),
)

# Spellings in newspapers that no locale lists.
_MORE_DAYS = ("الاثنين", "الإثنين", "الثلثاء", "الاربعاء")


def read_date(text: str) -> dt.date | None:
    """The calendar day that a text states, as written (time and zone are not reckoned in).

    Reads ISO 8601 (calendar, week and ordinal dates), DD/MM/YYYY (also with - and .), and named months in English
    and Arabic with or without ordinals or a second name of the month; each with or without a weekday and a time,
    in Western, Arabic-Indic and Persian digits. None for anything else: impossible days or times, two-digit
    years, years outside 1800–2100, Hijri dates.

    >>> read_date("5th, September 2023 GMT")
    datetime.date(2023, 9, 5)
    >>> read_date("الثلاثاء ٥ سبتمبر/أيلول ٢٠٢٣")
    datetime.date(2023, 9, 5)
    >>> read_date("31/02/2023") is None
    True
    """
    if len(text) > _MAX_CHARS:
        return None
    moment = _MOMENT.fullmatch(text)
    return _read_whole(moment[1] if moment else text)


@lru_cache(maxsize=4096)
def _read_whole(text: str) -> dt.date | None:
    folded = fold_text(text)
    # «20 صفر 1445 الموافق 5 سبتمبر 2023» states one day in two calendars; only one of the parts reads.
    parts = re.split(r"الموافق(?:\s+(?:ل|في))?", folded)
    days = {day for part in parts if (day := _read_part(part.strip(" ,:-–"))) is not None}
    return days.pop() if len(days) == 1 else None


def read_stamp(digits: str) -> dt.date | None:
    """The day, by universal time, of Unix time in seconds (ten digits) or milliseconds (thirteen), 2001 to 2100; None
    for anything else.

    >>> read_stamp("1438387200"), read_stamp("1438387200000"), read_stamp("20150801")
    (datetime.date(2015, 8, 1), datetime.date(2015, 8, 1), None)
    """
    if not _STAMP.fullmatch(digits):
        return None
    day = dt.datetime.fromtimestamp(int(digits[:10]), dt.timezone.utc).date()
    return day if day.year <= LAST_YEAR else None


def _read_part(text: str) -> dt.date | None:
    weekday = _weekday_pattern().match(text)
    rest = text[weekday.end() :] if weekday else text
    for pattern in (*_NUMERIC, *_named_patterns()):
        match = pattern.match(rest)
        if match:
            return _make_day(match.groupdict())
    return None


def _make_day(parts: dict[str, str]) -> dt.date | None:
    """The day of a year, given by month and day, by week and weekday, or by its number; None for no such day."""
    year = int(parts["y"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        if "week" in parts:
            return dt.date.fromisocalendar(year, int(parts["week"]), int(parts["d"]))
        if "number" in parts:
            day = dt.date(year, 1, 1) + dt.timedelta(int(parts["number"]) - 1)
            return day if day.year == year else None
        month = _read_month(parts["m"])
        if parts.get("m2") and _read_month(parts["m2"]) != month:
            return None
        return dt.date(year, month, int(parts["d"]))
    except ValueError:
        return None


def _read_month(text: str) -> int:
    return int(text) if text.isdecimal() else number_months()[text]


@lru_cache(maxsize=1)
def _named_patterns() -> tuple[re.Pattern[str], ...]:
    months = match_month()
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
    month = rf"(?P<m>{months})\.?(?:\s*[/(-]\s*(?P<m2>{months})\s*\)?)?"
    year = r"(?:(?:عام|سنه|of)\s+)?(?P<y>\d{4})\s*"
    gap = r"[\s,/.-]*(?:(?:من|شهر|of)\s+)*"
    return (
        re.compile(rf"{day}{gap}{month}[\s,/.-]*{year}{_TAIL}"),
        re.compile(rf"{month}\s*{day}[\s,]+{year}{_TAIL}"),
        # As C's ctime and the command `date` write it: Sep 5 10:00:00 UTC 2023.
        re.compile(rf"{month}\s+{day}\s+{_CLOCK}(?:\s+[a-z]{{3,4}})?\s+{year}$"),
    )


@lru_cache(maxsize=1)
def _weekday_pattern() -> re.Pattern[str]:
    days = {fold_text(name) for locale in _locales() for name in locale.days["format"]["wide"].values()}
    days |= {fold_text(name) for name in _short_weekdays()} | {fold_text(name) for name in _MORE_DAYS}
    # The longest first: one may begin as another.
    names = "|".join(re.escape(name) for name in sorted(days, key=len, reverse=True))
    return re.compile(rf"(?:يوم\s+)?(?:{names})\.?[\s,:]+")


def _short_weekdays() -> list[str]:
    """The English weekdays as mail and web servers shorten them (Tue, 05 Sep 2023)."""
    return list(Locale.parse("en").days["format"]["abbreviated"].values())


@lru_cache(maxsize=1)
def _locales() -> tuple[Locale, ...]:
    names = [name for name in localedata.locale_identifiers() if name.split("_")[0] == "ar"]
    return tuple(Locale.parse(name) for name in ("en", *sorted(names)))
