"""Dates of a query → days as YYYYMMDD.

A date is a year, a month or a day: `2023`, `2023-09`, `2023-09-05`, `09/2023`, `05/09/2023` (day first), with `-`,
`/` or `.`, in Latin, Arabic-Indic or Persian digits. A range is `first..last` or `[first TO last]`; an end
may be left out (or be `*`), not both.
"""

from __future__ import annotations

import calendar
import re

from searchapp.errors import BadDateError
from searchapp.fields import day_number

FIRST_DAY = day_number(1, 1, 1)
"""The least known day. 0 stands for unknown, so an open beginning does not take in unknown dates."""
LAST_DAY = day_number(9999, 12, 31)

_SEPARATOR = r"\s*[-/.؍]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:{_SEPARATOR}(\d{{1,2}})(?:{_SEPARATOR}(\d{{1,2}}))?)?")
_YEAR_LAST = re.compile(rf"(?:(\d{{1,2}}){_SEPARATOR})?(\d{{1,2}}){_SEPARATOR}(\d{{4}})")
_DOTS = re.compile(r"\s*\.{2,}\s*")
_TO = re.compile(r"(?:^|\s+)(?:TO|to|إلى|الى|حتى)(?:\s+|$)|\s*\.{2,}\s*")


def parse_days(text: str) -> tuple[int, int]:
    """The first and last day that a date or range means, both inclusive.

    Raises BadDateError when it cannot be read, when a day does not exist, or when the range ends before it begins.

    >>> parse_days("2023-09")
    (20230901, 20230930)
    >>> parse_days("٠٥/٠٩/٢٠٢٣")
    (20230905, 20230905)
    >>> parse_days("2023-01..2023-06")
    (20230101, 20230630)
    >>> parse_days("[2023 TO]")
    (20230101, 99991231)
    """
    bracketed = text.startswith("[")
    if bracketed and not text.endswith("]"):
        raise _refuse(text)
    inner = text[1:-1].strip() if bracketed else text.strip()
    parts = (_TO if bracketed else _DOTS).split(inner)
    if len(parts) == 1:
        return _read_date(inner, text)
    if len(parts) != 2 or all(part in ("", "*") for part in parts):
        raise _refuse(text)
    first = FIRST_DAY if parts[0] in ("", "*") else _read_date(parts[0], text)[0]
    last = LAST_DAY if parts[1] in ("", "*") else _read_date(parts[1], text)[1]
    if last < first:
        raise BadDateError(f"The date range {text!r} ends before it begins; swap its ends.", value=text)
    return first, last


def show_days(days: tuple[int, int]) -> str:
    """The range in ISO 8601, one day as a date.

    >>> show_days((20230901, 20230930))
    '2023-09-01..2023-09-30'
    >>> show_days((20230905, 20230905))
    '2023-09-05'
    """
    first, last = (f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in days)
    return first if first == last else f"{first}..{last}"


def _read_date(text: str, whole: str) -> tuple[int, int]:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _YEAR_LAST.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise _refuse(whole)
    if int(year) == 0:
        raise _refuse(whole)
    if month is None:
        return day_number(int(year), 1, 1), day_number(int(year), 12, 31)
    return _span_days(int(year), int(month), None if day is None else int(day), whole)


def _span_days(year: int, month: int, day: int | None, whole: str) -> tuple[int, int]:
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
        f"The date {shown!r} cannot be read; write 2023, 2023-09, 2023-09-05, 05/09/2023 or 2023-01..2023-06.",
        value=shown,
    )
