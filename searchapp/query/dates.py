"""Dates of a query → days as YYYYMMDD.

A date is a year, a month or a day: `2023`, `2023-09`, `2023-09-05`, `09/2023`, `05/09/2023` (day first), with `-`,
`/` or `.`; or with a name of the month, of any country or English: `أيلول 2023`, `5 سبتمبر 2023`, `Sep 5, 2023`.
Digits are Latin, Arabic-Indic or Persian. A range is `first..last`, `[first TO last]`, `من first إلى last` (`حتى`,
`from … to …`), `first - last` or `5-10 سبتمبر 2023`. Of `..` and brackets an end may be left out (or be `*`), not
both. The year may stand at one end only, and so may the month beside two days. With a sign before it (`>2023-09`,
`>=`, `<`, `<=`, `≥`, `≤`) a date is all that comes after it, or before it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from searchapp.arabic import fold_text, match_month, number_months
from searchapp.errors import BadDateError
from searchapp.fields import day_number

FIRST_DAY = day_number(1, 1, 1)
"""The least known day. 0 stands for unknown, so an open beginning does not take in unknown dates."""
LAST_DAY = day_number(9999, 12, 31)

# What is read is folded: lower case, hamzas and dots away, Latin digits.
_SEPARATOR = r"\s*[-/.]\s*"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})(?:{_SEPARATOR}(?P<m>\d{{1,2}})(?:{_SEPARATOR}(?P<d>\d{{1,2}}))?)?")
_YEAR_LAST = re.compile(rf"(?:(?P<d>\d{{1,2}}){_SEPARATOR})?(?P<m>\d{{1,2}}){_SEPARATOR}(?P<y>\d{{4}})")
_DAY = re.compile(r"(?P<d>\d{1,2})")
_DOTS = re.compile(r"\s*\.{2,}\s*")
_BRACKETED = re.compile(r"(?:^|\s+)(?:to|الي|حتي)(?:\s+|$)|\s*\.{2,}\s*")
_SPOKEN = re.compile(r"\s+(?:to|until|الي|حتي)\s+|(?:\s+|(?<=[^\W\d]))[-–—]\s*")
_SAME_MONTH = re.compile(r"(?P<first>\d{1,2})\s*[-–—]\s*(?P<last>\d{1,2}(?!\s*[-/.]?\s*\d).*)")
_FROM = re.compile(r"^(?:من|from)\s+")
_COMPARED = re.compile(r"(?P<sign>[<>])(?P<same>=?)\s*(?P<date>.*)")
_JOINED_SIGNS = str.maketrans({"≤": "<=", "≥": ">="})

_CHUNK = re.compile(r'\s*[^\s"«»()\[\]]+')
_STOPS = " ,.;:!?،؛؟"
_LETTER = re.compile(r"[^\W\d]")
_MAX_CHUNKS = 12
"""So many words has the longest range that is read without quotes or brackets."""


class _ReversedRangeError(BadDateError):
    """Both ends can be read, and the first is the later one."""


class _Date(NamedTuple):
    """What a date says; None for what it leaves open."""

    year: int | None
    month: int | None
    day: int | None


def parse_days(text: str) -> tuple[int, int]:
    """The first and last day that a date or range means, both inclusive.

    Raises BadDateError when it cannot be read, when a day does not exist, or when the range ends before it begins.

    >>> parse_days("2023-09"), parse_days("أيلول ٢٠٢٣")
    ((20230901, 20230930), (20230901, 20230930))
    >>> parse_days("2023-01..2023-06")
    (20230101, 20230630)
    >>> parse_days("من 5 سبتمبر إلى 10 أيلول 2023")
    (20230905, 20230910)
    >>> parse_days("[2023 TO]"), parse_days(">=2023")
    ((20230101, 99991231), (20230101, 99991231))
    """
    folded = fold_text(text.translate(_JOINED_SIGNS))
    if compared := _COMPARED.fullmatch(folded):
        return _span_compared(compared["sign"], bool(compared["same"]), compared["date"], text)
    if folded.startswith("["):
        if not folded.endswith("]"):
            raise _refuse(text)
        inner = folded[1:-1].strip()
        ends = _BRACKETED.split(_FROM.sub("", inner))
        return _span_ends(ends, text) if len(ends) > 1 else _span_date(_read_date(inner), text)
    whole = _read_date(folded)
    return _span_ends(_split_range(folded), text) if whole is None else _span_date(whole, text)


def parse_period(text: str) -> tuple[int, int]:
    """The first and last day of one date, which is no range. Raises BadDateError as `parse_days` does.

    >>> parse_period("٠٥/٠٩/٢٠٢٣")
    (20230905, 20230905)
    """
    return _span_date(_read_date(fold_text(text)), text)


def find_written_date(text: str, start: int) -> tuple[int, int] | None:
    """Where the longest date of several words begins and ends; None where there is none.

    Only one with a month's name or a word such as «إلى»: other dates are one word, and what follows is another.

    >>> find_written_date("تاريخ:5 سبتمبر 2023 اقتصاد", 6)
    (6, 19)
    """
    ends: list[int] = []
    while len(ends) < _MAX_CHUNKS and (chunk := _CHUNK.match(text, ends[-1] if ends else start)):
        ends.append(chunk.end())
    for end in reversed(ends[1:]):
        piece = text[start:end].rstrip(_STOPS)
        # Without a letter it is a date and words beside it: `date:2023 -09` leaves out the 9.
        if _LETTER.search(piece) and _is_date(piece.lstrip()):
            return start + len(piece) - len(piece.lstrip()), start + len(piece)
    return None


def _is_date(text: str) -> bool:
    try:
        parse_days(text)
    except _ReversedRangeError:
        return True  # its first end alone would be another date, and its last one words
    except BadDateError:
        return False
    return True


def show_days(days: tuple[int, int]) -> str:
    """The range in ISO 8601, one day as a date.

    >>> show_days((20230901, 20230930))
    '2023-09-01..2023-09-30'
    >>> show_days((20230905, 20230905))
    '2023-09-05'
    """
    first, last = (f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in days)
    return first if first == last else f"{first}..{last}"


def _split_range(folded: str) -> list[str]:
    if match := _SAME_MONTH.fullmatch(folded):
        return [match["first"], match["last"]]
    ends = _DOTS.split(folded)
    return ends if len(ends) > 1 else _SPOKEN.split(_FROM.sub("", folded))


def _span_compared(sign: str, same: bool, date: str, whole: str) -> tuple[int, int]:
    """The days after a date, or before it; with `same` the date itself is among them."""
    first, last = _span_date(_read_date(date), whole)
    if sign == ">":
        return (first if same else _step_day(last, 1, whole)), LAST_DAY
    return FIRST_DAY, (last if same else _step_day(first, -1, whole))


def _step_day(day: int, days: int, whole: str) -> int:
    """The day so many days later. Raises BadDateError where the calendar has none."""
    try:
        date = dt.date(day // 10000, day // 100 % 100, day % 100) + dt.timedelta(days)
    except OverflowError:
        raise _refuse(whole) from None
    return day_number(date.year, date.month, date.day)


def _span_ends(ends: list[str], whole: str) -> tuple[int, int]:
    is_open = [end in ("", "*") for end in ends]
    if len(ends) != 2 or all(is_open):
        raise _refuse(whole)
    first, last = map(_read_date, ends)
    if first and last:
        first, last = _complete(first, last)
    days = (
        FIRST_DAY if is_open[0] else _span_date(first, whole)[0],
        LAST_DAY if is_open[1] else _span_date(last, whole)[1],
    )
    if days[1] < days[0]:
        raise _ReversedRangeError(f"The date range {whole!r} ends before it begins; swap its ends.", value=whole)
    return days


def _complete(first: _Date, last: _Date) -> tuple[_Date, _Date]:
    """Both ends with what only the other says: the year of either, and beside two days the month of either («من 5 إلى
    10 سبتمبر»).
    """
    if last.year is None:
        # A day beside a day; beside a whole month or year it would mean nothing.
        month = first.month if last.month is None and first.day is not None else last.month
        return first, last._replace(year=first.year, month=month)
    if first.year is not None:
        return first, last
    if first.month is None:
        return (first._replace(year=last.year, month=last.month) if last.day is not None else first), last
    # «من 20 ديسمبر إلى 5 يناير 2024» begins in the year before.
    before = last.month is not None and first.month > last.month
    return first._replace(year=last.year - before), last


def _read_date(folded: str) -> _Date | None:
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _DAY, *_named_patterns()):
        if match := pattern.fullmatch(folded):
            parts = match.groupdict()
            month = _read_month(parts.get("m"))
            if parts.get("m2") and _read_month(parts["m2"]) != month:
                return None
            return _Date(_read_number(parts.get("y")), month, _read_number(parts.get("d")))
    return None


@lru_cache(maxsize=1)
def _named_patterns() -> tuple[re.Pattern[str], ...]:
    name = match_month()
    month = rf"(?:شهر\s+)?(?P<m>{name})\.?(?:\s*[/(-]\s*(?P<m2>{name})\s*\)?)?"
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
    year = r"(?:(?:من\s+)?(?:عام|سنه)\s+)?(?P<y>\d{4})\s*م?"
    return (
        re.compile(rf"(?:{day}[\s,/.-]*(?:(?:من|of)\s+)?)?{month}(?:[\s,/.-]*{year})?"),
        re.compile(rf"{month}\s*{day}(?:,\s*|\s+){year}"),
    )


def _read_month(text: str | None) -> int | None:
    return number_months().get(text) if text and not text.isdecimal() else _read_number(text)


def _read_number(text: str | None) -> int | None:
    return int(text) if text else None


def _span_date(date: _Date | None, whole: str) -> tuple[int, int]:
    year, month, day = date or (None, None, None)
    if not year:
        raise _refuse(whole)
    if month is None and day is not None:
        raise _refuse(whole)
    if month is None:
        return day_number(year, 1, 1), day_number(year, 12, 31)
    if not 1 <= month <= 12:
        raise _refuse(whole)
    month_days = calendar.monthrange(year, month)[1]
    if day is None:
        return day_number(year, month, 1), day_number(year, month, month_days)
    if not 1 <= day <= month_days:
        raise _refuse(whole)
    return day_number(year, month, day), day_number(year, month, day)


def _refuse(text: str) -> BadDateError:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return BadDateError(
        f"The date {shown!r} cannot be read; write 2023, 2023-09, 2023-09-05, 05/09/2023, 5 September 2023 (by any "
        "Arabic or English name of the month), 2023-01..2023-06 or >2023-09.",
        value=shown,
    )
